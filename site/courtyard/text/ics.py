"""Writing calendars by RFC 5545: properties, components, time zones.

Whoever reads one gets the same moment in whichever zone it is meant. What two clocks of a night
show alike, the hour that is repeated when summer time ends, stands for the first of the two
(3.3.5); the second is written in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .world import zone_of

LONGEST_LINE = 75
"""Octets of a line, its end not counted (3.1)."""

NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Signs that no text can hold (3.3.11: CONTROL)."""

NEW_LINE = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
NOTHING = dt.timedelta()

Lines = list[str]
"""Content lines, not folded yet."""


def written(lines: Iterable[str]) -> bytes:
    """Content lines as they are sent: folded, each with its end."""
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """A content line in pieces of so many octets; no character is cut in two (3.1)."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode(errors="replace")
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def text(value: str) -> str:
    """A value of type TEXT (3.3.11). Signs that it cannot hold become spaces."""
    value = NO_TEXT.sub(" ", NEW_LINE.sub("\n", value))
    for sign in "\\;,":
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def texts(values: Iterable[str]) -> str:
    """Several values of type TEXT."""
    return ",".join(text(value) for value in values)


def uri(value: str) -> str:
    """A value of type URI (3.3.13): nothing in it is escaped, and it holds no break."""
    return re.sub(r"[\x00-\x20\x7f\x85\u2028\u2029]", "", value)


def in_utc(moment: dt.datetime) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z"


def day(value: dt.date) -> str:
    """A day (3.3.4)."""
    return f"{value:%Y%m%d}"


def is_plain(moment: dt.datetime, zone: str) -> bool:
    """Whether a moment can be told by the clocks of a zone without being mistaken for another."""
    return zone != "UTC" and not moment.astimezone(zone_of(zone)).fold


def moments(name: str, values: Sequence[dt.datetime], zone: str) -> Lines:
    """A property that holds moments by the clocks of a zone, or in UTC where they must be.

    Several of them, as of RDATE, may need a line of each form.
    """
    plain = [one for one in values if is_plain(one, zone)]
    others = [one for one in values if not is_plain(one, zone)]
    lines = []
    if plain:
        local = (f"{one.astimezone(zone_of(zone)):%Y%m%dT%H%M%S}" for one in plain)
        lines.append(f"{name};TZID={zone}:{','.join(local)}")
    if others:
        lines.append(f"{name}:{','.join(in_utc(one) for one in others)}")
    return lines


def component(name: str, lines: Iterable[str]) -> Lines:
    """Lines as a component."""
    return [f"BEGIN:{name}", *lines, f"END:{name}"]


# Time zones


def time_zones(used: Mapping[str, Sequence[dt.datetime]]) -> Lines:
    """A VTIMEZONE for each zone by whose clocks moments are told, right for all of them."""
    lines: Lines = []
    for zone, values in sorted(used.items()):
        years = {one.astimezone(zone_of(zone)).year for one in values}
        lines += _time_zone(zone, tuple(sorted(years)))
    return lines


@lru_cache(maxsize=256)
def _time_zone(zone: str, years: tuple[int, ...]) -> tuple[str, ...]:
    """A VTIMEZONE (3.6.5) that is right in some years, given in order.

    It says each change of clocks by its date. Each begins by the clocks that it puts out of use.
    """
    alike: dict[_Change, list[str]] = {}
    for year in years:
        for after, change in _changes_in(zone, year, years):
            told = (after + change.before).replace(tzinfo=None)
            alike.setdefault(change, []).append(f"{told:%Y%m%dT%H%M%S}")
    # Some zones call their summer the standard; programs know only clocks that are put on.
    standard = min(change.after for change in alike)
    lines = [f"TZID:{zone}"]
    for change, (onset, *further) in alike.items():
        observance = [
            f"DTSTART:{onset}",
            f"TZOFFSETFROM:{_offset(change.before)}",
            f"TZOFFSETTO:{_offset(change.after)}",
            f"TZNAME:{text(change.name)}",
        ]
        if further:
            observance.append(f"RDATE:{','.join(further)}")
        lines += component("DAYLIGHT" if change.after > standard else "STANDARD", observance)
    return tuple(component("VTIMEZONE", lines))


class _Change(NamedTuple):
    """A change of clocks: their distance from UTC before and after it, the name of the new time."""

    before: dt.timedelta
    after: dt.timedelta
    name: str


def _change(before: dt.datetime, after: dt.datetime, zone: str) -> _Change:
    """The change that lies between two moments; ``after`` is the first of the new time."""
    old, new = before.astimezone(zone_of(zone)), after.astimezone(zone_of(zone))
    return _Change(old.utcoffset() or NOTHING, new.utcoffset() or NOTHING, new.tzname() or zone)


def _changes_in(
    zone: str, year: int, years: Sequence[int]
) -> Iterator[tuple[dt.datetime, _Change]]:
    """The changes of a zone's clocks in one of some years, each with the first moment of its time.

    A year that follows none of them says first which time it begins with.
    """
    begin = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(min(year + 1, 9999), 1, 1, tzinfo=dt.UTC)
    # A zone may be ahead of UTC, or behind.
    if year - 1 not in years:
        begin -= DAY if year > 1 else NOTHING
        yield begin, _change(begin, begin, zone)
    if year + 1 not in years:
        end += DAY
    yield from _changes(zone, begin, end)


def _changes(
    zone: str, begin: dt.datetime, end: dt.datetime
) -> Iterator[tuple[dt.datetime, _Change]]:
    """The changes of a zone's clocks between two moments."""
    present = begin
    while present < end:
        following = present + DAY
        if _clock(present, zone) != _clock(following, zone):
            before, after = present, following
            while after - before > SECOND:
                middle = (before + (after - before) / 2).replace(microsecond=0)
                if _clock(middle, zone) == _clock(present, zone):
                    before = middle
                else:
                    after = middle
            yield after, _change(before, after, zone)
        present = following


def _clock(moment: dt.datetime, zone: str) -> tuple[dt.timedelta | None, str | None]:
    local = moment.astimezone(zone_of(zone))
    return local.utcoffset(), local.tzname()


def _offset(value: dt.timedelta) -> str:
    """A distance from UTC (3.3.14)."""
    seconds = int(abs(value).total_seconds())
    sign = "-" if value < dt.timedelta() else "+"
    told = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return f"{told}{seconds % 60:02}" if seconds % 60 else told
