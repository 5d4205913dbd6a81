"""The cabinet: tables, constraints, indexes; as_core() and nothing clever."""

from shanzhi.models.budgets import Spent
from shanzhi.models.duties import Duty, Occurrence
from shanzhi.models.indicators import Indicator, IndicatorValue
from shanzhi.models.journal import Entry
from shanzhi.models.people import Post, User
from shanzhi.models.places import Place
from shanzhi.models.plans import Clause, Document, Fact, Reading
from shanzhi.models.programmes import Phase, Programme
from shanzhi.models.sessions import Session
from shanzhi.models.tasks import Attachment, Note, Task, TaskUnit
from shanzhi.models.units import Unit

__all__ = [
    "Attachment",
    "Clause",
    "Document",
    "Duty",
    "Entry",
    "Fact",
    "Indicator",
    "IndicatorValue",
    "Note",
    "Occurrence",
    "Phase",
    "Place",
    "Post",
    "Programme",
    "Reading",
    "Session",
    "Spent",
    "Task",
    "TaskUnit",
    "Unit",
    "User",
]
