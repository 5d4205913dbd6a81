"""Short codes: the same for the same, and slips show."""

from shanzhi.core.short_code import ALPHABET, is_code, short_code, spaced

CODE = short_code("sz.example/journal/999901\n12\nAAAA\n")


def test_a_code_is_twelve_characters_that_cannot_be_mistaken():
    assert (len(CODE), set("01IOL") & set(ALPHABET), set(CODE) <= set(ALPHABET)) == (12, set(), True)
    assert short_code("sz.example/journal/999901\n13\nAAAA\n") != CODE


def test_a_code_may_be_typed_in_groups_and_in_small_letters():
    assert spaced(CODE) == f"{CODE[:4]} {CODE[4:8]} {CODE[8:]}"
    assert is_code(spaced(CODE).lower().replace(" ", "-"))


def test_every_wrong_character_and_every_swap_shows():
    wrong = {CODE[:n] + c + CODE[n + 1 :] for n in range(12) for c in ALPHABET if c != CODE[n]}
    marks = [list(CODE) for _ in range(66)]
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
    for one, (a, b) in zip(marks, pairs, strict=True):
        one[a], one[b] = one[b], one[a]
    swapped = {"".join(one) for one in marks} - {CODE}
    assert [code for code in wrong | swapped if is_code(code)] == []
    assert not is_code(CODE[:-1])
    assert not is_code("O" + CODE[1:])
