"""QR codes as SVG."""

import io

import segno


def qr_svg(text: str) -> str:
    """A QR code as an SVG element, black on white with its quiet zone; the page's style decides its size."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None
    )
    return out.getvalue().decode().strip()
