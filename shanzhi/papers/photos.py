"""Photographs from strangers: drawn anew, so that neither position, camera nor anything hidden comes along."""

import io
import threading
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from shanzhi.papers.refusals import refused

PhotoKind = Literal["jpeg", "png", "webp"]

MOST_PIXELS: Final = 64_000_000
"""Beyond what phones take in their usual mode (12 to 50 million); one of this size takes about 400 MB to draw."""
MOST_SCANS: Final = 100
"""Of a progressive JPEG; programs write about ten, a few thousand keep a processor busy for minutes."""
_MODES: Final = frozenset({"L", "LA", "RGB", "RGBA", "P", "1"})
_SAVING: Final[Mapping[PhotoKind, Mapping[str, Any]]] = MappingProxyType(
    {
        "jpeg": {"format": "JPEG", "quality": 90},
        "png": {"format": "PNG", "compress_level": 4},
        "webp": {"format": "WEBP", "quality": 90, "method": 2},
    }
)
# What the decoders raise on damaged or hostile pictures.
_BROKEN: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
)
_ONE_AT_A_TIME: Final = threading.Lock()


def redraw(data: bytes, kind: PhotoKind, name: str) -> bytes:
    """Gives the picture drawn anew: upright as its camera held it, without EXIF, XMP, comments, thumbnails or a tail.

    The same bytes always give the same bytes. Only the first frame of a moving picture stays.
    raises: photo_too_large, broken_file
    """
    if kind == "jpeg" and data.count(b"\xff\xda") > MOST_SCANS:
        raise refused("broken_file", name=name)
    # Four threads with four large pictures would need more memory than a small machine has.
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what is measured here
        try:
            return _redrawn(data, kind, name)
        except Image.DecompressionBombError as error:  # so large that Pillow does not even open it
            raise refused("photo_too_large", name=name, limit=MOST_PIXELS // 10_000) from error
        except _BROKEN as error:
            raise refused("broken_file", name=name) from error


def _redrawn(data: bytes, kind: PhotoKind, name: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=[str(_SAVING[kind]["format"])]) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise refused("photo_too_large", name=name, limit=MOST_PIXELS // 10_000)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = upright if upright.mode in _MODES else upright.convert("RGB")
        if kind == "jpeg" and plain.mode != "L":
            plain = plain.convert("RGB")
        bare = Image.new(plain.mode, plain.size)
        if plain.mode == "P":
            bare = plain.convert("RGBA" if "transparency" in plain.info else "RGB")
        else:
            bare.paste(plain)
        bare.info.clear()
        out = io.BytesIO()
        bare.save(out, **_SAVING[kind])
        return out.getvalue()
