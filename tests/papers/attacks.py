"""Hostile and harmless files for tests, each made here byte by byte."""

import io
import struct
import zipfile
import zlib

from PIL import Image

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
POSITION = {1: "N", 2: (30.0, 12.0, 5.5), 3: "E", 4: (104.0, 3.0, 9.25)}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"} | more)


def office(more: dict[str, bytes], main: str = "word/document.xml") -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", main: b"<w/>"} | more)


def stream(name: str) -> bytes:
    entry = (name + "\0").encode("utf-16-le")
    return entry.ljust(64, b"\0") + struct.pack("<H", len(entry)) + bytes(62)


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + body + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def phone_photo(size: tuple[int, int] = (40, 20), orientation: int = 6, **save: object) -> bytes:
    """A photo as a phone writes it: red on the left, blue on the right, position, camera, comment, thumbnail bytes."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "SECRETMAKER", "SECRETMODEL"
    exif[0x9003] = "2026:09:01 10:00:00"
    exif.get_ifd(0x8825).update(POSITION)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif, comment=b"SECRETCOMMENT", **save)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (8, 8), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else None).save(out, kind)
    return out.getvalue()


def pixel_bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is as wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def lying_sizes(data: bytes, name: bytes, said: int) -> bytes:
    """The container with another unpacked size written into the directory and before the part."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    out = bytearray(data)
    while local >= 0:
        if data[local + 30 : local + 30 + len(name)] == name:
            struct.pack_into("<I", out, local + 22, said)
        local = data.find(b"PK\x03\x04", local + 4)
    while central >= 0:
        if data[central + 46 : central + 46 + len(name)] == name:
            struct.pack_into("<I", out, central + 24, said)
        central = data.find(b"PK\x01\x02", central + 4)
    return bytes(out)
