"""Programmes and what happens in them: editions, open calls, events."""

from .calls import OpenCallIndexPage, OpenCallPage
from .editions import EditionCity, EditionPage, EditionPartner, Participant
from .events import (
    Admission,
    EventDate,
    EventIndexPage,
    EventLanguage,
    EventPage,
    EventPartner,
    EventStatus,
)
from .facts_of_calls import (
    CallCountry,
    CallLanguage,
    CallRound,
    CareerStage,
    JuryMember,
    MoneyItem,
    Per,
    Purpose,
    Selected,
    Tax,
    Tie,
)
from .programmes import (
    Direction,
    ProgrammeCity,
    ProgrammeIndexPage,
    ProgrammeKind,
    ProgrammePage,
    ProgrammePartner,
    ProgrammeStatus,
)

__all__ = [
    "Admission",
    "CallCountry",
    "CallLanguage",
    "CallRound",
    "CareerStage",
    "Direction",
    "EditionCity",
    "EditionPage",
    "EditionPartner",
    "EventDate",
    "EventIndexPage",
    "EventLanguage",
    "EventPage",
    "EventPartner",
    "EventStatus",
    "JuryMember",
    "MoneyItem",
    "OpenCallIndexPage",
    "OpenCallPage",
    "Participant",
    "Per",
    "ProgrammeCity",
    "ProgrammeIndexPage",
    "ProgrammeKind",
    "ProgrammePage",
    "ProgrammePartner",
    "ProgrammeStatus",
    "Purpose",
    "Selected",
    "Tax",
    "Tie",
]
