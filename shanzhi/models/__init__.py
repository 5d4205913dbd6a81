"""The cabinet: tables, constraints, indexes; as_core() and nothing clever."""

from shanzhi.models.again import AskedAgain
from shanzhi.models.answers import CaseAnswer, CaseUnit
from shanzhi.models.books import Book, BookEntry, BookLine, LeftOut
from shanzhi.models.budgets import Spent
from shanzhi.models.cases import Case, CaseClock, CaseCount, CaseStep
from shanzhi.models.checkpoints import Checkpoint, Delivery, WatchedLog, Witness
from shanzhi.models.consents import Consent, RightsRequest
from shanzhi.models.dues import Exemption, ExemptionPart, MonthClosing, Receipt
from shanzhi.models.duties import Duty, Occurrence
from shanzhi.models.editions import Edition
from shanzhi.models.factors import Device, Factor, RecoveryCode, Tries
from shanzhi.models.feeds import FeedDevice, FeedReading, FeedSeries, FeedSource, FeedTrouble
from shanzhi.models.indicators import Indicator, IndicatorValue, Snapshot
from shanzhi.models.journal import ChainHead, Entry, EntryValue, FirstEntry, TreeTile
from shanzhi.models.notices import Message, Notice
from shanzhi.models.people import Post, User
from shanzhi.models.places import Place, PlaceChange
from shanzhi.models.plans import Clause, Document, Fact, Reading
from shanzhi.models.programmes import Anchor, Phase, Programme
from shanzhi.models.records import Record, SealedValue
from shanzhi.models.residents import Household, Resident
from shanzhi.models.rules import RuleRun
from shanzhi.models.seats import Seat
from shanzhi.models.sessions import Session
from shanzhi.models.tasks import Attachment, Note, Task, TaskUnit
from shanzhi.models.units import Unit

__all__ = [
    "Anchor",
    "AskedAgain",
    "Attachment",
    "Book",
    "BookEntry",
    "BookLine",
    "Case",
    "CaseAnswer",
    "CaseClock",
    "CaseCount",
    "CaseStep",
    "CaseUnit",
    "ChainHead",
    "Checkpoint",
    "Clause",
    "Consent",
    "Delivery",
    "Device",
    "Document",
    "Duty",
    "Edition",
    "Entry",
    "EntryValue",
    "Exemption",
    "ExemptionPart",
    "Fact",
    "Factor",
    "FeedDevice",
    "FeedReading",
    "FeedSeries",
    "FeedSource",
    "FeedTrouble",
    "FirstEntry",
    "Household",
    "Indicator",
    "IndicatorValue",
    "LeftOut",
    "Message",
    "MonthClosing",
    "Note",
    "Notice",
    "Occurrence",
    "Phase",
    "Place",
    "PlaceChange",
    "Post",
    "Programme",
    "Reading",
    "Receipt",
    "Record",
    "RecoveryCode",
    "Resident",
    "RightsRequest",
    "RuleRun",
    "SealedValue",
    "Seat",
    "Session",
    "Snapshot",
    "Spent",
    "Task",
    "TaskUnit",
    "TreeTile",
    "Tries",
    "Unit",
    "User",
    "WatchedLog",
    "Witness",
]
