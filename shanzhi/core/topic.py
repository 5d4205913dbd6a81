"""Topics of a broker: filters as MQTT writes them, and what a topic says where a filter has a plus sign."""

from typing import Final

LONGEST: Final = 200


def good_filter(text: str) -> bool:
    """Whether a filter can be asked for; one for everything (`#`), or for the broker's own ($SYS), is none here.

    source: MQTT 3.1.1, 4.7.
    """
    levels = text.split("/")
    whole = 0 < len(text) <= LONGEST and "\0" not in text and not text.startswith(("$", "#", "+/#"))
    signs = all(level in ("+", "#") or not set(level) & {"+", "#"} for level in levels)
    return whole and signs and "#" not in levels[:-1] and any(level not in ("", "+", "#") for level in levels)


def fits(filter_: str, topic: str) -> bool:
    """Whether a topic falls under a filter."""
    wanted, said = filter_.split("/"), topic.split("/")
    for n, level in enumerate(wanted):
        if level == "#":
            return True
        if n >= len(said) or level not in ("+", said[n]):
            return False
    return len(wanted) == len(said)


def named_in(filter_: str, topic: str) -> str:
    """What stands in a topic where its filter has the first plus sign, "" where it has none."""
    pairs = zip(filter_.split("/"), topic.split("/"), strict=False)
    return next((said for level, said in pairs if level == "+"), "")
