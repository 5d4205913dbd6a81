"""The account of what the library carries."""

from pathlib import Path

from shanzhi.packs.coverage import MECHANISMS, Count, coverage, mechanisms, told

HERE = Path(__file__).parent
SCENARIO = 'from x import carries\n\n\n@carries("03.11", "03.12")\ndef test_a():\n    """carries("99.99")"""\n'


def test_the_list_of_mechanisms_is_whole() -> None:
    known = mechanisms()
    assert (len(known), len({m.id for m in known}), len({m.id[:2] for m in known})) == (815, 815, 25)
    assert {m.verdict for m in known} == {"full", "part", "reduced", "none"}
    assert MECHANISMS.read_text(encoding="utf-8").isascii()  # ids and verdicts, no sentence of any plan


def test_a_claim_counts_as_shown_where_a_scenario_names_it(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SCENARIO, encoding="utf-8")
    assert list(told(tmp_path)) == ["03.11", "03.12"]
    found = coverage(tmp_path)
    assert next(c for c in found.plans if c.name == "03") == Count("03", 22, 22, 2)
    assert ("03.11" in found.unshown, "03.13" in found.unshown) == (False, True)
    assert found.unshown["03.13"] == ("village_hygiene.subsidy", "village_hygiene.monthly_subsidy")
    assert found.unknown == ()


def test_a_mechanism_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_odd.py").write_text(SCENARIO.replace("03.12", "77.01"), encoding="utf-8")
    assert coverage(tmp_path).unknown == ("77.01",)
