"""Keys outside the database; what they seal opens in its own place alone."""

import json
import stat

import pytest

from shanzhi import vault

WHERE = vault.Where("Resident", "id_sealed", 7)
SECRET = "11010519491231002X"


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("SHANZHI_KEYS", str(tmp_path / "keys.json"))
    return tmp_path / "keys.json"


def test_the_key_file_is_made_at_first_use_for_its_owner_alone(keys):
    first = vault.ring()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert (first.current, len(first.keys["k1"]), len(first.match)) == ("k1", 32, 32)
    assert first.match != first.keys["k1"]
    assert vault.ring() == first


def test_without_a_named_file_the_keys_lie_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("SHANZHI_KEYS", raising=False)
    monkeypatch.setenv("SHANZHI_DATA", str(tmp_path))
    assert vault.key_file() == tmp_path / "keys.json"


def test_a_file_that_others_may_read_is_not_used(keys):
    vault.ring()
    keys.chmod(0o640)
    with pytest.raises(vault.Locked, match="chmod 600"):
        vault.ring()


def test_a_sealed_value_opens_in_its_place_and_shows_nothing(keys):
    ring = vault.ring()
    sealed = ring.seal(SECRET, WHERE)
    assert ring.open(sealed, WHERE) == SECRET
    assert SECRET not in sealed
    assert sealed.startswith("k1.")
    assert ring.seal(SECRET, WHERE) != sealed


@pytest.mark.parametrize(
    "elsewhere",
    [
        vault.Where("Resident", "id_sealed", 8),
        vault.Where("Resident", "phone_sealed", 7),
        vault.Where("Household", "id_sealed", 7),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(keys, elsewhere):
    ring = vault.ring()
    with pytest.raises(vault.Locked, match="altered or moved") as caught:
        ring.open(ring.seal(SECRET, WHERE), elsewhere)
    assert SECRET not in str(caught.value)


def test_an_altered_value_and_one_of_an_unknown_key_do_not_open(keys):
    ring = vault.ring()
    sealed = ring.seal(SECRET, WHERE)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(vault.Locked, match="altered or moved"):
        ring.open(changed, WHERE)
    with pytest.raises(vault.Locked, match="key k9 is not on the ring"):
        ring.open("k9" + sealed[2:], WHERE)


def test_a_hash_is_the_same_for_the_same_value_and_purpose_under_the_same_key_only(keys):
    ring = vault.ring()
    assert ring.hash(SECRET, "a") == ring.hash(SECRET, "a")
    assert len({ring.hash(SECRET, "a"), ring.hash(SECRET, "b"), ring.hash("x", "a")}) == 3
    keys.unlink()
    assert vault.ring().hash(SECRET, "a") != ring.hash(SECRET, "a")


def test_a_new_key_seals_and_the_old_one_opens_until_it_is_retired(keys):
    old = vault.ring()
    sealed = old.seal(SECRET, WHERE)
    grown = vault.add_key()
    assert (grown.current, sorted(grown.keys)) == ("k2", ["k1", "k2"])
    assert (vault.ring(), grown.open(sealed, WHERE), grown.match) == (grown, SECRET, old.match)
    assert vault.retire_keys() == ("k1",)
    assert sorted(vault.ring().keys) == ["k2"]
    with pytest.raises(vault.Locked):
        vault.ring().open(sealed, WHERE)


def test_retired_keys_stay_beside_for_old_backups(keys):
    vault.ring()
    for _ in range(2):
        vault.add_key()
        vault.retire_keys()
    beside = keys.with_suffix(".retired.json")
    assert sorted(json.loads(beside.read_text())["keys"]) == ["k1", "k2"]
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    assert vault.retire_keys() == ()
    assert sorted(p.name for p in keys.parent.iterdir()) == ["keys.json", "keys.retired.json"]
