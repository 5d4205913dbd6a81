"""Photographs drawn anew, read back with the library that reads what cameras write."""

import io

import pytest
from PIL import Image

from shanzhi.core.kinds import Refused
from shanzhi.papers.photos import redraw
from tests.papers import attacks as made


def _open(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def _code(data, kind):
    with pytest.raises(Refused) as refusal:
        redraw(data, kind, "a.jpg")
    return refusal.value


def test_position_and_camera_are_gone():
    before = made.phone_photo()
    assert _open(before).getexif().get_ifd(0x8825)[2] == (30.0, 12.0, 5.5)
    after = redraw(before, "jpeg", "a.jpg")
    assert dict(_open(after).getexif()) == {}
    assert [word for word in (b"Exif", b"SECRET", b"2026:09:01", b"http") if word in after] == []


def test_a_picture_stands_as_its_camera_held_it():
    """Orientation 6: the camera lay on its side; red, on the left of the sensor, belongs on top."""
    upright = _open(redraw(made.phone_photo((40, 20), 6), "jpeg", "a.jpg"))
    assert upright.size == (20, 40)
    top, bottom = upright.getpixel((10, 5)), upright.getpixel((10, 35))
    assert (top[0] > 240, top[2] < 20, bottom[0] < 20, bottom[2] > 240) == (True, True, True, True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera(orientation):
    size = _open(redraw(made.phone_photo((40, 20), orientation), "jpeg", "")).size
    assert size == ((20, 40) if orientation > 4 else (40, 20))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "P"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_every_mode_is_drawn(kind, mode):
    assert _open(redraw(made.picture(kind, (9, 5), mode), kind.lower(), "")).size == (9, 5)


def test_pixels_of_a_png_stay():
    before = Image.effect_noise((60, 50), 90).convert("RGB")
    out = io.BytesIO()
    before.save(out, "PNG")
    assert _open(redraw(out.getvalue(), "png", "")).tobytes() == before.tobytes()


def test_the_same_bytes_give_the_same_bytes():
    data = made.phone_photo()
    assert redraw(data, "jpeg", "") == redraw(data, "jpeg", "")


@pytest.mark.parametrize("data", [made.pixel_bomb(60_000, 60_000), made.pixel_bomb(10_000, 9_000)])
def test_a_bomb_of_pixels_is_refused_before_it_is_drawn(data):
    refusal = _code(data, "png")
    assert (refusal.code, str(refusal)[:24]) == ("photo_too_large", "“a.jpg”超过 6400 万像素，没有保存。")


def test_what_is_called_a_jpeg_must_be_one():
    assert _code(made.picture("PNG"), "jpeg").code == "broken_file"
