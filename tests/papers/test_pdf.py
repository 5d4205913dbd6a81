"""What of a PDF becomes text, and which PDFs are refused."""

import io

import pypdf
import pytest
from fpdf import FPDF
from PIL import Image

from shanzhi.core.kinds import Refused
from shanzhi.papers.intake import open_paper
from tests.papers.pdfs import chinese_pdf

FULL = "各村清理沟渠时先清淤泥再修护坡两侧杂草一并割除后统一运走"  # 27 characters: a line of 432 points at 16


def _page(number, *, head="清沟简报"):
    return [
        (90, 800, head),
        (112, 710, FULL[:25]),
        (80, 680, FULL[:27]),
        (80, 650, "到此为止。"),
        (112, 620, "（一）清理"),
        (112, 590, FULL[:24] + "。"),
        (80, 560, "接着写。"),
        (270, 50, f"— {number} —"),
    ]


def _code(data):
    with pytest.raises(Refused) as refusal:
        open_paper(data)
    return refusal.value.code


def test_lines_are_joined_to_paragraphs_and_margins_dropped():
    paper = open_paper(chinese_pdf([_page(1), _page(2), _page(3)]), "方案.pdf")
    page = f"{FULL[:25]}{FULL[:27]}到此为止。\n（一）清理\n{FULL[:24]}。接着写。\n"
    assert (paper.kind, paper.pages, paper.title) == ("pdf", 3, "方案")
    assert paper.text == page * 3


def test_a_paragraph_runs_over_the_end_of_a_page():
    first = [(112, 700, FULL[:25]), (80, 670, FULL[:27]), (280, 50, "1")]
    second = [(80, 740, "下页。"), (112, 710, "二、另起"), (280, 50, "2")]
    assert open_paper(chinese_pdf([first, second])).text == f"{FULL[:25]}{FULL[:27]}下页。\n二、另起\n"


def test_a_heading_number_begins_a_line_even_after_a_full_line():
    page = [(80, 700, FULL[:27]), (80, 670, "2.修路"), (80, 640, FULL[:27]), (80, 610, "2.5米宽")]
    assert open_paper(chinese_pdf([page])).text == f"{FULL[:27]}\n2.修路\n{FULL[:27]}2.5米宽\n"


def test_figures_that_are_no_page_numbers_stay():
    pages = [[(80, 700, "总数"), (280, 50, "17")], [(80, 700, "合计"), (280, 50, "5")]]
    assert open_paper(chinese_pdf(pages)).text == "总数\n17\n合计\n5\n"


def test_latin_text_of_another_library():
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.cell(text="Plan 2026")
    assert open_paper(bytes(pdf.output())).text == "Plan 2026\n"


def test_a_scan_is_refused_with_its_cure():
    pdf = FPDF()
    for _ in range(2):
        pdf.add_page()
        pdf.image(Image.new("RGB", (60, 84), "grey"), x=0, y=0, w=210, h=297)
        pdf.set_font("Helvetica", size=8)
        pdf.text(10, 280, "ScannerApp")  # the mark of the scanning program does not make it a text
    with pytest.raises(Refused) as refusal:
        open_paper(bytes(pdf.output()))
    assert refusal.value.code == "scan_only_pdf"
    assert "扫描件，2 页" in str(refusal.value)
    assert "OCR" in str(refusal.value)


def test_a_password_is_refused_and_an_owner_password_alone_is_not():
    def locked(user):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(chinese_pdf([[(80, 700, "机密")]])))
        writer.encrypt(user, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert _code(locked("secret")) == "encrypted_pdf"
    assert open_paper(locked("")).text == "机密\n"


def test_garbage_after_the_header_is_refused():
    assert _code(b"%PDF-1.7\n" + bytes(range(256)) * 40) == "broken_pdf"


def test_private_codes_without_a_table_are_refused():
    assert _code(chinese_pdf([[(80, 700 - 30 * n, "\ue001\ue002\ue003" * 8) for n in range(8)]])) == "garbled_pdf"


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("shanzhi.papers.pdf.LIMIT_PAGES", 1)
    assert _code(chinese_pdf([_page(1), _page(2)])) == "too_many_pages"
