"""QR codes: a text -> a picture."""

import segno


def qr_picture(text: str) -> str:
    """The address (data:) of an SVG, 5 units a module with a quiet zone, black on white whatever the page's colours."""
    made = segno.make(text, error="m", micro=False)
    return str(made.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))
