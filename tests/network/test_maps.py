"""Drawing maps: places in degrees, places on a sheet."""

from __future__ import annotations

import math
import re

import pytest

from network import maps

WROCLAW, BERLIN, LVIV = (51.11, 17.03), (52.52, 13.4), (49.84, 24.03)
TOKYO, FIJI, SAMOA = (35.68, 139.69), (-18.14, 178.44), (-13.83, -171.76)


def test_the_land_is_where_it_is() -> None:
    assert maps._is_land(*WROCLAW)
    assert maps._is_land(*TOKYO)
    assert maps._is_land(-25, 135)
    assert not maps._is_land(56, 3)  # the North Sea
    assert not maps._is_land(30, -40)  # the Atlantic
    assert maps._is_land(-89.99, 180)  # the Antarctic, in the last corner of the grid
    assert not maps._is_land(90, -180)
    for longitude in (179, -179.5):  # Chukotka, on both sides of the date line
        assert maps._is_land(67.5, longitude)


@pytest.mark.parametrize("middle", [WROCLAW, (0, 0), (-33, 151), FIJI])
@pytest.mark.parametrize("place", [WROCLAW, LVIV, (-12, 100)])
def test_what_is_projected_can_be_found_again(
    middle: tuple[float, float], place: tuple[float, float]
) -> None:
    found = maps._unproject(middle, *maps._project(middle, *place))
    assert found == pytest.approx(place)


def test_north_is_up_and_east_is_right() -> None:
    frame = maps.frame_of([WROCLAW, BERLIN, LVIV])
    x, y = frame.place(*WROCLAW)
    west, north = frame.place(*BERLIN)
    east, south = frame.place(*LVIV)
    assert west < x < east
    assert north < y < south


@pytest.mark.parametrize(
    "places",
    [
        [WROCLAW],
        [WROCLAW, WROCLAW],
        [WROCLAW, BERLIN, LVIV],
        [(38.7, -9.1), (60.2, 24.9), (35.2, 25.1)],
        [FIJI, SAMOA],  # on both sides of the date line
        [(90, 0)],
    ],
)
def test_all_places_stand_on_the_sheet(places: list[tuple[float, float]]) -> None:
    frame = maps.frame_of(places)
    assert frame.half >= maps.NARROWEST
    for x, y in (frame.place(*one) for one in places):
        assert maps.MARGIN - 2 <= x <= maps.WIDTH - maps.MARGIN + 2
        assert maps.MARGIN - 2 <= y <= maps.HEIGHT - maps.MARGIN + 2


def test_a_far_place_stands_at_the_edge_and_makes_the_map_no_larger() -> None:
    places = [WROCLAW, BERLIN, LVIV]
    frame = maps.frame_of([*places, TOKYO])
    assert frame.half == maps.frame_of(places).half
    *near, far = maps.spots(frame, [*places, TOKYO], [1, 2, 3, 1])
    assert [spot.is_far for spot in near] == [False] * 3
    assert far.is_far
    assert maps.EDGE in (far.x, far.y, maps.WIDTH - far.x, maps.HEIGHT - far.y)
    assert [spot.radius for spot in near] == sorted({spot.radius for spot in near})


def test_names_touch_neither_each_other_nor_a_spot() -> None:
    places = [(51 + number / 10, 17 + number / 7) for number in range(12)]
    frame = maps.frame_of(places)
    drawn = maps.spots(frame, places, [1] * len(places))
    words = ["Frankfurt nad Odrą"] * len(places)
    found = maps.names(drawn, words, 20)
    assert 0 < len(found) < len(places)  # some have no room
    assert found[0].number == 0
    lines = [
        (one.x - {"start": 0, "middle": 0.5, "end": 1}[one.anchor] * 216, one.y) for one in found
    ]
    for place, (x, y) in enumerate(lines):
        for other_x, other_y in lines[place + 1 :]:
            assert abs(x - other_x) >= 200 or abs(y - other_y) >= 18
        for number, spot in enumerate(drawn):
            if number != found[place].number:
                inside = x < spot.x < x + 216 and abs(y - 7 - spot.y) < 10
                assert not inside


def test_the_land_is_drawn_in_strokes_of_dots() -> None:
    frame = maps.frame_of([WROCLAW, BERLIN, LVIV])
    strokes = re.findall(r"M([\d.]+) (\d+)h([\d.]+)", maps.land(frame))
    assert len(strokes) > 50
    for x, y, length in strokes:
        assert float(x) + float(length) <= maps.WIDTH + maps.STEP
        assert int(y) % maps.STEP == 0
        # A dot stands at the beginning of each dash, the last one at the end of the stroke.
        assert math.isclose((float(length) - 0.1) % maps.STEP, 0, abs_tol=1e-6)
        assert frame.is_land(float(x), float(y))
    at_sea = frame.place(55.5, 3)
    assert not frame.is_land(*at_sea)
