"""QR codes as SVG."""

import io

import segno


def qr_svg(text: str) -> str:
    """A QR code as an SVG element without size of its own: the page's style decides. Black on white, quiet zone of 4."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None)
    return out.getvalue().decode().strip()
