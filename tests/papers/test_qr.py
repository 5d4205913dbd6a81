"""QR codes as SVG."""

import xml.etree.ElementTree as ET

from shanzhi.papers.qr import qr_svg


def test_a_code_is_a_square_black_on_white_with_a_quiet_zone():
    svg = ET.fromstring(qr_svg("localhost/journal/999901\n12\n" + "A" * 44 + "=\n"))  # noqa: S314 - our own
    left, top, width, height = svg.attrib["viewBox"].split()
    assert (left, top, width) == ("0", "0", height)
    ground, ink = list(svg)
    assert (ground.attrib["fill"], ink.attrib["stroke"]) == ("#fff", "#000")
    assert ink.attrib["d"].startswith("M4 4.5h7")


def test_the_same_text_gives_the_same_code():
    assert qr_svg("a") == qr_svg("a") != qr_svg("b")
