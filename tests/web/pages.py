"""What holds for every page: the policy that is sent with it, and nothing in it that the policy would refuse."""

from django.http import HttpResponse
from lxml import html

from shanzhi.door import POLICY

ATTACHMENT = "sandbox; default-src 'none'"


def body(answer: HttpResponse) -> str:
    """The answer's text, of a file too."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode("utf-8", "replace")


def tree(answer: HttpResponse) -> html.HtmlElement:
    return html.document_fromstring(answer.content.decode())


def must_be_clean(answer: HttpResponse) -> None:
    """The policy on every answer; on a page no script or style of its own, and nothing from elsewhere."""
    handed_out = answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == (ATTACHMENT if handed_out else POLICY)
    assert all(f"{power}=()" in answer["Permissions-Policy"] for power in ("camera", "microphone", "geolocation"))
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    if answer["Content-Type"].startswith("text/html") and answer.content:
        assert faults(tree(answer)) == []


def faults(page: html.HtmlElement) -> list[str]:
    """What the policy would refuse in a page."""
    found = [f"<{e.tag}> inside the page" for e in page.iter("script", "style") if (e.text or "").strip()]
    for element in page.iter(html.etree.Element):
        for name, value in element.attrib.items():
            away = name in {"src", "href", "action"} and ("//" in value or value.lower().startswith("javascript:"))
            if name == "style" or name.startswith(("on", "hx-on")) or away:
                found.append(f"<{element.tag} {name}={value}>")
    return found
