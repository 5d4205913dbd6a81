"""QR codes: a text -> a picture."""

import io

import segno


def qr_picture(text: str) -> str:
    """The address (data:) of an SVG, 5 units a module with a quiet zone, black on white whatever the page's colours."""
    made = segno.make(text, error="m", micro=False)
    return str(made.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def qr_svg(text: str) -> str:
    """A QR code as an SVG element, black on white with its quiet zone; the page's style decides its size."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None
    )
    return out.getvalue().decode().strip()
