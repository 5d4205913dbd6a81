"""Every personal field of the house's tables is declared, sealed where it is sensitive, and found for its owner."""

import pytest
from django.apps import apps

from shanzhi.actions.retention import TABLES
from shanzhi.core import declarations
from shanzhi.core.access import ROLES
from shanzhi.core.privacy import faults, looks_personal, undeclared
from shanzhi.models import CaseAnswer, Resident, SealedValue
from shanzhi.queries.holdings import ROWS


@pytest.fixture(scope="module")
def fields() -> list[tuple[str, str]]:
    models = apps.get_app_config("shanzhi").get_models()
    metas = [m._meta for m in models]  # noqa: SLF001 - Django's public name
    return [(meta.object_name, f.name) for meta in metas for f in meta.get_fields() if f.concrete]


def test_every_field_that_reads_like_personal_data_is_declared(fields):
    assert undeclared(fields, declarations.DECLARED, declarations.INNOCENT) == []


def test_declarations_name_fields_masks_and_roles_that_exist(fields):
    assert faults(declarations.DECLARED, fields, ROLES) == []


def test_what_is_called_innocent_exists_and_would_otherwise_be_asked_for(fields):
    there = {f"{table}.{field}" for table, field in fields}
    assert set(declarations.INNOCENT) <= there
    assert all(looks_personal(name.split(".")[1]) for name in declarations.INNOCENT)


def test_every_sealed_field_is_declared_sealed_and_changes_keys(fields):
    sealed = {name for table, name in fields if name.endswith("_sealed")}
    by_packs = {*SealedValue.SEALED, *CaseAnswer.SEALED}  # each pack declares what it asks for
    assert sealed - by_packs == set(Resident.SEALED) == {d.field for d in declarations.DECLARED if d.sealed}


def test_every_table_with_data_of_residents_is_reached_from_their_own_page():
    assert {d.table for d in declarations.of_residents()} == set(ROWS)


def test_every_clock_is_watched():
    assert {d.table for d in declarations.DECLARED if d.keep.days is not None} == set(TABLES)
