"""What programmes, their editions, calls and events say to the public."""

from .calls import (
    OpenCallCard,
    OpenCallIndexPublication,
    OpenCallPublication,
    calls_closing_first,
    calls_of_programme,
    former_calls_of_programme,
    newest_calls,
    open_calls,
    told_first,
)
from .editions import (
    Alumnus,
    EditionCard,
    EditionPublication,
    alumni_of_partner,
    alumni_of_programme,
    editions_of_partner,
    editions_of_programme,
)
from .events import (
    EventCard,
    EventIndexPublication,
    EventPublication,
    coming_events,
    events_below,
    events_of_partner,
    past_events_below,
    past_events_of_partner,
)
from .programmes import (
    ProgrammeCard,
    ProgrammeIndexPublication,
    ProgrammePublication,
    programmes_of_partner,
)

__all__ = [
    "Alumnus",
    "EditionCard",
    "EditionPublication",
    "EventCard",
    "EventIndexPublication",
    "EventPublication",
    "OpenCallCard",
    "OpenCallIndexPublication",
    "OpenCallPublication",
    "ProgrammeCard",
    "ProgrammeIndexPublication",
    "ProgrammePublication",
    "alumni_of_partner",
    "alumni_of_programme",
    "calls_closing_first",
    "calls_of_programme",
    "former_calls_of_programme",
    "coming_events",
    "editions_of_partner",
    "editions_of_programme",
    "events_below",
    "events_of_partner",
    "newest_calls",
    "past_events_below",
    "past_events_of_partner",
    "open_calls",
    "programmes_of_partner",
    "told_first",
]
