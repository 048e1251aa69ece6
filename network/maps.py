"""Drawing a map of cities: land as a halftone of dots, as large a part of the globe as they need.

Everything here is pure: places in degrees go in, places on a sheet come out. The sheet is
``WIDTH`` by ``HEIGHT``, its left upper corner is 0, 0. The projection is Lambert's azimuthal
equal-area one (Snyder, Map Projections, 1987, pages 182 to 190), with the cities in its middle.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from statistics import median

WIDTH, HEIGHT = 1000, 760
STEP = 11
"""From one dot of the land to the next."""

MARGIN = 110
"""What stays free around the cities."""

NARROWEST = 0.24
"""Half of the smallest map, in radii of the globe: some 1500 km, so coasts tell where it is."""

FARTHEST = 0.62
"""Cities farther from the others do not make the map larger: they stand at its edge."""

EDGE = 26
"""How far from the edge they stand."""

_LAND = Path(__file__).parent / "data" / "land.bin"
_PER_DEGREE = 4
_COLUMNS, _ROWS = 360 * _PER_DEGREE, 180 * _PER_DEGREE

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The part of the globe on a sheet: what is in its middle, and how large it is.

    ``middle`` is latitude and longitude in degrees; ``half`` is half of its width, in radii of the
    globe.
    """

    middle: Point
    half: float

    def place(self, latitude: float, longitude: float) -> Point:
        """Where on the sheet something is; outside of it where the sheet does not reach."""
        x, y = _project(self.middle, latitude, longitude)
        scale = WIDTH / 2 / self.half
        return WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale

    def is_land(self, x: float, y: float) -> bool:
        """Whether there is land at a place of the sheet."""
        scale = WIDTH / 2 / self.half
        at = _unproject(self.middle, (x - WIDTH / 2) / scale, (HEIGHT / 2 - y) / scale)
        return at is not None and _is_land(*at)


@dataclass(frozen=True)
class Spot:
    """A city on the sheet; ``is_far`` where it stands at the edge, in its direction."""

    x: int
    y: int
    radius: int
    is_far: bool


@dataclass(frozen=True)
class Name:
    """A name beside a spot, by the spot's number; ``anchor`` is the end at which it is held."""

    number: int
    x: int
    y: int
    anchor: str


def frame_of(places: Sequence[Point]) -> Frame:
    """The frame in which places (latitude, longitude; one at least) stand with room around them."""
    centre = (median(one[0] for one in places), _median_longitude(places))
    near = [one for one in places if _distance(centre, one) <= FARTHEST] or [centre]
    for _round in range(2):
        # The middle of the sheet in the first round is nearly that of the second.
        across, down = zip(*(_project(centre, *one) for one in near), strict=True)
        middle = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
        centre = _unproject(centre, *middle) or centre
    centre = round(centre[0], 2), round(centre[1], 2)
    across, down = zip(*(_project(centre, *one) for one in near), strict=True)
    wide = max(map(abs, across)) * WIDTH / (WIDTH - 2 * MARGIN)
    high = max(map(abs, down)) * WIDTH / (HEIGHT - 2 * MARGIN)
    return Frame(centre, max(NARROWEST, wide, high))


def spots(frame: Frame, places: Iterable[Point], counts: Iterable[int]) -> list[Spot]:
    """Places on a sheet, each the larger the more there is to count in it."""
    found = []
    for place, count in zip(places, counts, strict=True):
        x, y = frame.place(*place)
        is_far = not (0 <= x <= WIDTH and 0 <= y <= HEIGHT)
        if is_far:
            x, y = _at_edge(x, y)
        radius = min(30, round(9 + 5 * math.sqrt(count - 1)))
        found.append(Spot(round(x), round(y), radius, is_far))
    return found


def names(drawn: Sequence[Spot], words: Sequence[str], size: int) -> list[Name]:
    """Where names can stand that do not touch each other; those of the first spots come first.

    ``size`` is that of the letters. What finds no place is left out.
    """
    taken = [_around(spot.x, spot.y, spot.radius, spot.radius) for spot in drawn]
    found = []
    for number, (spot, word) in enumerate(zip(drawn, words, strict=True)):
        wide = len(word) * size * 0.6
        for name, box in _sides(number, spot, wide, size):
            others = (other for place, other in enumerate(taken) if place != number)
            if _is_on_sheet(box) and not any(_touch(box, other) for other in others):
                taken.append(box)
                found.append(name)
                break
    return found


@lru_cache(maxsize=64)
def land(frame: Frame) -> str:
    """The land of a frame, as the ``d`` of a path: a stroke for each row of dots.

    With round ends and dashes of no length, ``STEP`` apart, each stroke becomes a row of dots.
    """
    strokes = []
    for row in range(HEIGHT // STEP + 1):
        y = row * STEP
        start = STEP / 2 if row % 2 else 0
        wet = [
            *(not frame.is_land(start + one * STEP, y) for one in range(WIDTH // STEP + 1)),
            True,
        ]
        begin = None
        for column, is_wet in enumerate(wet):
            if begin is None and not is_wet:
                begin = column
            elif begin is not None and is_wet:
                x = start + begin * STEP
                strokes.append(f"M{x:g} {y}h{(column - begin - 1) * STEP + 0.1:g}")
                begin = None
    return "".join(strokes)


def _project(middle: Point, latitude: float, longitude: float) -> Point:
    """A place in degrees on the plane, in radii of the globe."""
    north, east = math.radians(latitude), math.radians(longitude - middle[1])
    centre = math.radians(middle[0])
    near = math.sin(centre) * math.sin(north) + math.cos(centre) * math.cos(north) * math.cos(east)
    # The one place that has none on the plane lies opposite to its middle.
    scale = math.sqrt(2 / max(1 + near, 1e-9))
    return (
        scale * math.cos(north) * math.sin(east),
        scale
        * (
            math.cos(centre) * math.sin(north) - math.sin(centre) * math.cos(north) * math.cos(east)
        ),
    )


def _unproject(middle: Point, x: float, y: float) -> Point | None:
    """A place on the plane in degrees; None beyond the edge of the globe."""
    distance = math.hypot(x, y)
    if distance < 1e-9:
        return middle
    if distance > 2:
        return None
    angle, centre = 2 * math.asin(distance / 2), math.radians(middle[0])
    sine = math.cos(angle) * math.sin(centre) + y * math.sin(angle) * math.cos(centre) / distance
    east = math.atan2(
        x * math.sin(angle),
        distance * math.cos(centre) * math.cos(angle) - y * math.sin(centre) * math.sin(angle),
    )
    longitude = (middle[1] + math.degrees(east) + 180) % 360 - 180
    return math.degrees(math.asin(max(-1, min(1, sine)))), longitude


def _distance(one: Point, other: Point) -> float:
    return math.hypot(*_project(one, *other))


def _median_longitude(places: Sequence[Point]) -> float:
    """The longitude in the middle; the date line is no end of the world."""
    first = places[0][1]
    turned = median((one[1] - first + 180) % 360 - 180 for one in places)
    return (first + turned + 180) % 360 - 180


@cache
def _bits() -> bytes:
    return zlib.decompress(_LAND.read_bytes())


def _is_land(latitude: float, longitude: float) -> bool:
    row = min(_ROWS - 1, int((90 - latitude) * _PER_DEGREE))
    column = int((longitude + 180) * _PER_DEGREE) % _COLUMNS
    place = row * _COLUMNS + column
    return bool(_bits()[place // 8] & 0x80 >> place % 8)


def _at_edge(x: float, y: float) -> Point:
    """Where the way from the middle of the sheet to a place outside of it meets the edge."""
    across, down = x - WIDTH / 2, y - HEIGHT / 2
    part = min(
        (WIDTH / 2 - EDGE) / abs(across) if across else math.inf,
        (HEIGHT / 2 - EDGE) / abs(down) if down else math.inf,
    )
    return WIDTH / 2 + across * part, HEIGHT / 2 + down * part


_Box = tuple[float, float, float, float]


def _around(x: float, y: float, across: float, down: float) -> _Box:
    return x - across, y - down, x + across, y + down


def _sides(number: int, spot: Spot, wide: float, size: int) -> Iterator[tuple[Name, _Box]]:
    """The places of a name: right and left of its spot, above it and below, and between these."""
    gap = spot.radius + size * 0.4
    half = size * 0.55
    level, above, below = spot.y, spot.y - gap - half, spot.y + gap + half
    right, left = spot.x + gap, spot.x - gap
    places = [
        (right, level, "start"),
        (left, level, "end"),
        (spot.x, above, "middle"),
        (spot.x, below, "middle"),
        (spot.x, above, "start"),
        (spot.x, below, "start"),
        (spot.x, above, "end"),
        (spot.x, below, "end"),
    ]
    for x, y, anchor in places:
        begin = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        name = Name(number, round(x), round(y + size * 0.35), anchor)
        yield name, (begin, y - half, begin + wide, y + half)


def _is_on_sheet(box: _Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _touch(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
