"""The cabinet: tables, constraints, indexes; as_core() and nothing clever."""

from shanzhi.models.consents import Consent, RightsRequest
from shanzhi.models.duties import Duty, Occurrence
from shanzhi.models.factors import Device, Factor, RecoveryCode, Tries
from shanzhi.models.indicators import Indicator, IndicatorValue
from shanzhi.models.journal import Entry
from shanzhi.models.people import Post, User
from shanzhi.models.places import Place
from shanzhi.models.plans import Clause, Document, Fact, Reading
from shanzhi.models.programmes import Anchor, Phase, Programme
from shanzhi.models.residents import Household, Resident
from shanzhi.models.sessions import Session
from shanzhi.models.tasks import Attachment, Note, Task, TaskUnit
from shanzhi.models.units import Unit

__all__ = [
    "Anchor",
    "Attachment",
    "Clause",
    "Consent",
    "Device",
    "Document",
    "Duty",
    "Entry",
    "Fact",
    "Factor",
    "Household",
    "Indicator",
    "IndicatorValue",
    "Note",
    "Occurrence",
    "Phase",
    "Place",
    "Post",
    "Programme",
    "Reading",
    "RecoveryCode",
    "Resident",
    "RightsRequest",
    "Session",
    "Task",
    "TaskUnit",
    "Tries",
    "Unit",
    "User",
]
