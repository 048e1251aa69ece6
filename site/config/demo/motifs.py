"""Motifs of posters: people, things and signs."""

from __future__ import annotations

import math
import random

from .sheet import Colour, Palette, Point, Sheet, around, between, curve


def forum(sheet: Sheet, inks: Palette) -> None:
    """A round table seen from above, half of it in each city, and who talks to whom."""
    sheet.box(0, 0, 800, 1000, inks.deep)
    sheet.box(800, 0, 800, 1000, inks.paper)
    x, y, seats = 800, 500, 14
    for seat in range(seats):
        place = around(x, y, 410, 360 / seats * seat)
        shade = inks.ink if place[0] < x else inks.middle
        sheet.stroke([place, (place[0] + 92, place[1] + 92)], 96, shade)
    sheet.disc(x + 46, y + 46, 330, inks.ink)
    sheet.disc(x, y, 330, inks.middle)
    sheet.pie(x, y, 330, -90, 90, inks.hot)
    for seat in range(seats):
        for step in (4, 5, 6):
            ends = [around(x, y, 296, 360 / seats * place) for place in (seat, seat + step)]
            sheet.stroke(ends, 3.4, inks.paper)
    sheet.disc(x, y, 62, inks.sun)
    for seat in range(seats):
        place = around(x, y, 410, 360 / seats * seat)
        sheet.disc(*place, 48, inks.paper if place[0] < x else inks.ink)
        sheet.disc(*around(x, y, 398, 360 / seats * seat), 21, inks.sun if seat % 3 else inks.hot)


def bridge(sheet: Sheet, inks: Palette) -> None:
    """Two gates, a chain of cables and the sun in the river."""
    sheet.box(0, 0, 1600, 640, inks.sun)
    for band, colour in enumerate((inks.hot, inks.middle)):
        sheet.box(0, 0, 1600, 210 - band * 110, colour)
    sheet.disc(800, 470, 285, inks.paper)
    sheet.box(0, 636, 1600, 364, inks.deep)
    for row in range(9):
        y = 664 + row * 37
        half = 268 - row * 15 + (26 if row % 2 else -22)
        shift = (-18, 22, -6, 14)[row % 4]
        sheet.rounded(800 - half + shift, y, half * 2, 15, 7, inks.paper)
        sheet.rounded(120 + row * 31, y + 12, 170 - row * 12, 9, 4, inks.middle)
        sheet.rounded(1330 - row * 27, y + 4, 150 - row * 9, 9, 4, inks.middle)
    deck = 560.0
    left, right, top = 330.0, 1270.0, 205.0
    for offset in (0, 20):
        sheet.stroke(
            curve((left, top + offset), (800, deck + 236), (right, top + offset)), 9, inks.ink
        )
        sheet.stroke(curve((left, top + offset), (200, 440), (-60, deck + 10)), 9, inks.ink)
        sheet.stroke(curve((right, top + offset), (1400, 440), (1660, deck + 10)), 9, inks.ink)
    for point in curve((left, top + 20), (800, deck + 236), (right, top + 20), 26)[2:-2]:
        sheet.stroke([point, (point[0], deck)], 4, inks.ink)
    for side in (left, right):
        sheet.box(side - 74, 176, 148, 500, inks.ink)
        sheet.box(side - 90, 150, 180, 34, inks.ink)
        sheet.box(side - 54, 120, 108, 34, inks.ink)
        sheet.arch(side - 40, 262, 80, deck - 262, inks.sun)
        sheet.box(side - 74, 222, 148, 7, inks.hot)
        sheet.box(side - 96, 640, 192, 46, inks.ink)
    sheet.box(-10, deck - 6, 1620, 46, inks.ink)
    sheet.box(-10, deck + 10, 1620, 8, inks.hot)
    tram(sheet, inks, 610, deck - 6, 0.62)


def tram(sheet: Sheet, inks: Palette, x: float, y: float, scale: float) -> None:
    """A tram of two cars that stands on ``y``."""
    for car in range(2):
        start = x + car * 300 * scale
        sheet.rounded(start, y - 118 * scale, 286 * scale, 104 * scale, 20 * scale, inks.hot)
        sheet.box(start, y - 44 * scale, 286 * scale, 12 * scale, inks.ink)
        for window in range(4):
            sheet.rounded(
                start + (22 + window * 64) * scale,
                y - 98 * scale,
                48 * scale,
                44 * scale,
                6 * scale,
                inks.paper,
            )
        for wheel in (70, 216):
            sheet.disc(start + wheel * scale, y - 10 * scale, 17 * scale, inks.ink)
    sheet.stroke(
        [(x + 140 * scale, y - 118 * scale), (x + 190 * scale, y - 170 * scale)], 5, inks.ink
    )


def suitcase(sheet: Sheet, inks: Palette) -> None:
    """A suitcase with labels and the roads that it has come by."""
    for ring in range(11, 0, -1):
        colour = (inks.middle, inks.paper, inks.sun, inks.hot)[ring % 4]
        sheet.disc(150, 1050, 80 + ring * 150, colour)
    sheet.polygon([(540, 870), (1150, 870), (1600, 1010), (820, 1010)], inks.ink)
    sheet.polygon([(1130, 310), (1610, 690), (1610, 1010), (1130, 880)], inks.ink)
    for width, colour in ((92, inks.ink), (44, inks.middle)):
        sheet.rounded(700 - width / 2 + 22, 196 - width / 2 + 22, 310 + width - 44, 260, 60, colour)
    sheet.rounded(500, 290, 660, 600, 84, inks.ink)
    sheet.rounded(500, 290, 660, 570, 84, inks.deep)
    for x in (600, 1020):
        sheet.box(x, 290, 40, 570, inks.ink)
        sheet.rounded(x - 14, 370, 68, 52, 10, inks.sun)
    for x, y, turn in ((584, 374, 180), (1076, 374, 270), (1076, 776, 0), (584, 776, 90)):
        sheet.pie(x, y, 84, turn, turn + 90, inks.hot)
    sheet.disc(745, 520, 88, inks.sun)
    sheet.pie(745, 520, 88, 0, 180, inks.hot)
    sheet.box(657, 511, 176, 18, inks.paper)
    sheet.polygon([(850, 700), (1010, 740), (930, 410), (876, 560)], inks.paper)
    sheet.polygon([(876, 560), (930, 410), (934, 722), (850, 700)], inks.middle)
    sheet.rounded(652, 650, 160, 150, 12, inks.paper)
    for stripe in range(3):
        sheet.box(672, 676 + stripe * 36, 120, 18, (inks.hot, inks.sun, inks.middle)[stripe])
    sheet.ring(905, 800, 46, 14, inks.sun)


def residency(sheet: Sheet, inks: Palette) -> None:
    """A dark room, an open gate and the light that comes in through it."""
    sheet.box(0, 0, 1600, 740, inks.deep)
    sheet.box(0, 740, 1600, 260, inks.ink)
    for x, width, height in ((120, 150, 200), (300, 110, 140), (1225, 200, 150), (1450, 110, 180)):
        sheet.box(x + 12, 252, width, height, inks.ink)
        sheet.box(x, 240, width, height, inks.middle)
        sheet.box(x + 18, 258, width - 36, height - 36, inks.deep)
        sheet.pie(x + width / 2, 240 + height - 18, (width - 36) / 2, 180, 360, inks.hot)
    sheet.arch(560, 70, 480, 670, inks.ink)
    sheet.arch(592, 102, 416, 638, inks.sun)
    sheet.disc(800, 400, 140, inks.paper)
    sheet.polygon(
        [(592, 560), (700, 470), (800, 580), (910, 500), (1008, 590), (1008, 740), (592, 740)],
        inks.hot,
    )
    sheet.polygon(
        [(592, 650), (720, 600), (860, 660), (1008, 610), (1008, 740), (592, 740)], inks.middle
    )
    sheet.polygon([(592, 740), (1008, 740), (1360, 1000), (240, 1000)], inks.sun)
    sheet.polygon([(660, 740), (940, 740), (1120, 1000), (480, 1000)], inks.paper)
    sheet.polygon([(884, 792), (926, 792), (1300, 1000), (1140, 1000)], inks.ink)
    for legs in (((840, 430), (786, 800)), ((850, 430), (930, 800)), ((846, 440), (860, 770))):
        sheet.stroke(legs, 12, inks.ink)
    sheet.box(762, 470, 190, 214, inks.ink)
    sheet.box(774, 482, 166, 190, inks.paper)
    sheet.pie(857, 672, 70, 180, 360, inks.hot)
    sheet.disc(900, 530, 22, inks.middle)
    sheet.box(752, 684, 210, 13, inks.ink)
    sheet.polygon([(1040, 102), (1210, 160), (1210, 850), (1040, 740)], inks.middle)
    for y in (220, 500):
        sheet.polygon([(1072, y), (1180, y + 26), (1180, y + 222), (1072, y + 182)], inks.deep)
    sheet.disc(1064, 470, 11, inks.sun)


def window(sheet: Sheet, inks: Palette) -> None:
    """The front of a house in the evening: behind each window somebody else."""
    dice = random.Random("window" + inks.ink)  # noqa: S311  (decoration, no secret)
    sheet.box(0, 0, 1600, 1000, inks.middle)
    for row in range(26):
        for brick in range(-1, 17):
            if dice.random() < 0.16:
                sheet.box(brick * 100 + (row % 2) * 50, row * 40, 94, 34, inks.deep)
    kinds = [0, 1, 2, 3, 4, 5, 2, 0, 3, 1, 5, 4, 1, 3, 0]
    for number, kind in enumerate(kinds):
        x, y = 74 + number % 5 * 304, 54 + number // 5 * 322
        width, height = 236.0, 254.0
        sheet.box(x - 18, y + height, width + 36, 26, inks.ink)
        sheet.box(x - 14, y - 10, width + 28, height + 10, inks.paper)
        glass = (inks.sun, inks.ink, inks.hot, inks.sun, inks.deep, inks.paper)[kind]
        sheet.box(x, y + 4, width, height - 4, glass)
        if kind == 0:
            sheet.disc(x + 118, y + 120, 46, inks.ink)
            sheet.pie(x + 118, y + height, 92, 180, 360, inks.ink)
        elif kind == 1:
            sheet.disc(x + 170, y + 84, 34, inks.paper)
            sheet.disc(x + 156, y + 76, 30, inks.ink)
        elif kind == 2:
            for slat in range(7):
                sheet.box(x, y + 4 + slat * 20, width, 11, inks.deep)
        elif kind == 3:
            sheet.polygon(
                [(x, y + 4), (x + 104, y + 4), (x + 40, y + height), (x, y + height)], inks.hot
            )
            sheet.polygon(
                [
                    (x + width, y + 4),
                    (x + 132, y + 4),
                    (x + 196, y + height),
                    (x + width, y + height),
                ],
                inks.hot,
            )
        elif kind == 4:
            sheet.stroke([(x + 118, y), (x + 118, y + 76)], 6, inks.sun)
            sheet.pie(x + 118, y + 126, 62, 180, 360, inks.sun)
            sheet.disc(x + 118, y + 130, 17, inks.paper)
        else:
            sheet.polygon(
                [
                    (x + 70, y + height),
                    (x + 84, y + 180),
                    (x + 158, y + 180),
                    (x + 172, y + height),
                ],
                inks.hot,
            )
            for leaf in (-64, -32, 0, 32, 64):
                sheet.stroke(
                    curve(
                        (x + 121, y + 184),
                        (x + 121 + leaf * 0.4, y + 110),
                        (x + 121 + leaf * 1.3, y + 76 + abs(leaf) * 0.7),
                    ),
                    17,
                    inks.deep,
                )
        sheet.box(x + width / 2 - 6, y, 12, height, inks.paper)
        if kind not in (2, 4):
            sheet.box(x, y + 80, width, 10, inks.paper)


def network(sheet: Sheet, inks: Palette) -> None:
    """A map of lines that meet."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    river = curve((-60, 760), (420, 380), (820, 560)) + curve((820, 560), (1210, 730), (1680, 330))
    sheet.overprint(lambda layer: layer.stroke(river, 150, inks.sun))
    lines: list[tuple[Colour, list[Point]]] = [
        (inks.hot, [(-40, 190), (330, 190), (640, 500), (1010, 500), (1300, 790), (1680, 790)]),
        (inks.middle, [(-40, 870), (300, 870), (670, 500), (670, 270), (860, 80), (860, -60)]),
        (inks.deep, [(180, -60), (180, 560), (390, 770), (930, 770), (1200, 500), (1200, -60)]),
        (inks.ink, [(-40, 430), (470, 430), (540, 500), (1280, 500), (1460, 320), (1680, 320)]),
        (inks.sun, [(480, 1060), (480, 920), (1010, 390), (1010, 190), (1130, 70), (1680, 70)]),
    ]
    for colour, points in lines:
        sheet.stroke(points, 46, inks.paper)
        sheet.stroke(points, 32, colour)
    for _colour, points in lines:
        for a, b in zip(points, points[1:], strict=False):
            steps = int(math.dist(a, b) // 130)
            for step in range(1, steps):
                place = between(a, b, step / steps)
                sheet.disc(*place, 9, inks.paper)
    stops = [
        (670, 500),
        (180, 430),
        (180, 190),
        (1200, 500),
        (930, 770),
        (390, 770),
        (860, 540),
        (1010, 500),
    ]
    for x, y in stops:
        sheet.disc(x, y, 37, inks.ink)
        sheet.disc(x, y, 22, inks.paper)
    sheet.disc(1010, 500, 92, inks.ink)
    sheet.disc(1010, 500, 70, inks.paper)
    sheet.disc(1010, 500, 46, inks.hot)


def courtyard(sheet: Sheet, inks: Palette) -> None:
    """Looking up from the bottom of a courtyard: four walls, lit windows, neon, the sky."""
    outer: list[Point] = [(-240, -190), (1840, -190), (1840, 1190), (-240, 1190)]
    inner: list[Point] = [(590, 330), (1010, 330), (1010, 610), (590, 610)]
    walls = (inks.deep, inks.middle, inks.ink, inks.deep)
    dice = random.Random("courtyard" + inks.ink)  # noqa: S311  (decoration, no secret)
    for side in range(4):
        a, b = outer[side], outer[(side + 1) % 4]
        c, d = inner[(side + 1) % 4], inner[side]
        sheet.polygon([a, b, c, d], walls[side])

        def on(u: float, v: float, wall: tuple[Point, Point, Point, Point] = (a, b, c, d)) -> Point:
            """The point of this wall at u along and v up, made smaller by distance."""
            up = v / (v + (1 - v) * 0.34)
            return between(between(wall[0], wall[1], u), between(wall[3], wall[2], u), up)

        columns = 7 if side % 2 == 0 else 5
        for floor in range(5):
            low, high = 0.07 + floor * 0.19, 0.18 + floor * 0.19
            for column in range(columns):
                start = (column + 0.24) / columns
                end = (column + 0.76) / columns
                dark = inks.ink if walls[side] != inks.ink else inks.deep
                colour = dice.choice((inks.sun, inks.sun, inks.hot, dark, dark, dark, dark, dark))
                sheet.polygon(
                    [on(start, low), on(end, low), on(end, high), on(start, high)], colour
                )
        for edge in (0.995, 0.02):
            sheet.stroke([on(0, edge), on(1, edge)], 5, inks.ink)
    sheet.polygon(inner, inks.hot)
    sheet.polygon([(590, 330), (1010, 330), (1010, 470), (590, 560)], inks.sun)
    sheet.disc(872, 446, 66, inks.paper)
    sheet.stroke(curve((590, 400), (800, 470), (1010, 380)), 4, inks.ink)
    for t in (8, 14, 20, 26, 32):
        x, y = curve((590, 400), (800, 470), (1010, 380))[t]
        sheet.disc(x, y + 12, 10, inks.ink)
    star = [around(345, 470, 128 if point % 2 else 58, point * 36 - 90) for point in range(11)]
    arrow = [*curve((1180, 240), (1420, 290), (1330, 560)), (1330, 560)]
    head = [(1276, 500), (1330, 566), (1392, 512)]
    sheet.neon([star], 13, inks.hot)
    sheet.neon([arrow, head], 13, inks.sun)
    waves = [
        curve((600 + k * 134, 800), (634 + k * 134, 730), (667 + k * 134, 800))
        + curve((667 + k * 134, 800), (700 + k * 134, 870), (734 + k * 134, 800))
        for k in range(3)
    ]
    sheet.neon([sum(waves, [])], 13, inks.hot)


def neighbours(sheet: Sheet, inks: Palette) -> None:
    """Washing between two houses."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    sheet.disc(800, 470, 330, inks.sun)
    for wall, colour in ((0, inks.middle), (1230, inks.deep)):
        sheet.box(wall, 0, 370, 1000, colour)
        for floor in range(3):
            sill = 60 + floor * 330
            for column in range(2):
                door = wall + 44 + column * 160
                lit = (floor + column + wall) % 3
                sheet.arch(door, sill, 116, 196, inks.ink)
                sheet.arch(door + 12, sill + 12, 92, 184, (inks.hot, inks.paper, inks.ink)[lit % 3])
            sheet.box(wall + (0 if not wall else -26), sill + 196, 396, 20, inks.ink)
            for rail in range(13):
                sheet.box(wall + (14 if not wall else -12) + rail * 30, sill + 118, 6, 80, inks.ink)
            sheet.box(wall + (0 if not wall else -26), sill + 112, 396, 12, inks.ink)
    lines = (
        ((370.0, 150.0), (800.0, 250.0), (1230.0, 120.0), ("shirt", "sock", "sheet", "shirt")),
        ((370.0, 470.0), (800.0, 590.0), (1230.0, 440.0), ("sheet", "shirt", "trousers", "sock")),
        ((370.0, 770.0), (800.0, 880.0), (1230.0, 750.0), ("trousers", "sock", "shirt", "sheet")),
    )
    colours = (inks.hot, inks.deep, inks.middle, inks.ink, inks.hot, inks.deep)
    for row, (start, bend, end, things) in enumerate(lines):
        rope = curve(start, bend, end, 60)
        sheet.stroke(rope, 5, inks.ink)
        for place, thing in enumerate(things):
            x, y = rope[9 + place * 13]
            _washing(sheet, thing, x, y - 6, colours[(place + row) % 6], inks)


def _washing(sheet: Sheet, thing: str, x: float, y: float, colour: Colour, inks: Palette) -> None:
    if thing == "shirt":
        sheet.polygon(
            [
                (x - 42, y),
                (x + 42, y),
                (x + 98, y + 56),
                (x + 66, y + 92),
                (x + 50, y + 76),
                (x + 50, y + 190),
                (x - 50, y + 190),
                (x - 50, y + 76),
                (x - 66, y + 92),
                (x - 98, y + 56),
            ],
            colour,
        )
        sheet.pie(x, y, 22, 0, 180, inks.paper)
    elif thing == "trousers":
        sheet.polygon(
            [
                (x - 56, y),
                (x + 56, y),
                (x + 66, y + 200),
                (x + 16, y + 200),
                (x, y + 70),
                (x - 16, y + 200),
                (x - 66, y + 200),
            ],
            colour,
        )
    elif thing == "sock":
        for shift in (-34, 20):
            sheet.stroke(
                [(x + shift, y + 14), (x + shift, y + 84), (x + shift + 26, y + 100)], 30, colour
            )
            sheet.box(x + shift - 15, y + 8, 30, 16, inks.hot if colour != inks.hot else inks.ink)
    else:
        sheet.box(x - 86, y, 172, 176, colour)
        for stripe in range(3):
            sheet.box(x - 86, y + 24 + stripe * 52, 172, 22, inks.paper)
    for peg in (-36, 36):
        sheet.box(x + peg - 5, y - 12, 10, 34, inks.sun)


def coalition(sheet: Sheet, inks: Palette) -> None:
    """The roofs of five cities, printed over each other."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    sheet.overprint(lambda layer: layer.disc(800, 420, 350, inks.sun))

    def gables(layer: Sheet) -> None:
        for house in range(5):
            x = -60 + house * 150
            layer.polygon(
                [
                    (x, 1000),
                    (x, 560),
                    (x + 75, 440 + house % 2 * 50),
                    (x + 150, 560),
                    (x + 150, 1000),
                ],
                inks.hot,
            )

    def tower(layer: Sheet) -> None:
        layer.box(500, 360, 150, 640, inks.middle)
        layer.polygon([(480, 370), (575, 90), (670, 370)], inks.middle)
        layer.box(380, 640, 400, 360, inks.middle)
        for x in range(380, 780, 80):
            layer.box(x, 600, 44, 60, inks.middle)

    def dome(layer: Sheet) -> None:
        layer.pie(960, 520, 220, 180, 360, inks.hot)
        layer.box(740, 518, 440, 482, inks.hot)
        layer.box(938, 230, 44, 90, inks.hot)
        layer.disc(960, 220, 34, inks.hot)

    def towers(layer: Sheet) -> None:
        for x in (1150, 1370):
            layer.box(x, 300, 120, 700, inks.middle)
            layer.pie(x + 60, 302, 60, 180, 360, inks.middle)
            layer.polygon([(x + 40, 262), (x + 60, 130), (x + 80, 262)], inks.middle)
        layer.box(1200, 520, 260, 480, inks.middle)

    def factory(layer: Sheet) -> None:
        for tooth in range(3):
            x = 1180 + tooth * 160
            layer.polygon([(x, 1000), (x, 600), (x + 160, 700), (x + 160, 1000)], inks.hot)
        layer.box(1500, 420, 70, 580, inks.hot)

    for skyline in (gables, tower, dome, towers, factory):
        sheet.overprint(skyline)
    for x, y in (
        (30, 620),
        (180, 660),
        (330, 620),
        (545, 470),
        (545, 560),
        (850, 620),
        (960, 620),
        (1070, 620),
        (1188, 420),
        (1408, 420),
    ):
        sheet.arch(x, y, 56, 92, inks.sun)
    sheet.box(0, 900, 1600, 100, inks.ink)
    for arch in range(9):
        sheet.arch(arch * 180 + 20, 926, 140, 74, inks.paper)


def capitals(sheet: Sheet, inks: Palette) -> None:
    """Five columns, each with a capital of its own, before a rising sun."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    for ray in range(18):
        if ray % 2:
            sheet.pie(800, 880, 1300, 180 + ray * 10, 190 + ray * 10, inks.sun)
    sheet.disc(800, 880, 430, inks.hot)
    for number in range(5):
        x = 180 + number * 310
        body, top = ((inks.middle, inks.deep), (inks.ink, inks.middle), (inks.deep, inks.ink))[
            number % 3
        ]
        sheet.box(x - 68, 330, 136, 570, body)
        for flute in range(4):
            sheet.rounded(x - 56 + flute * 32, 370, 13, 500, 6, inks.paper)
        if number == 0:
            sheet.rounded(x - 116, 256, 232, 84, 40, top)
            for side in (-78, 78):
                sheet.disc(x + side, 320, 54, top)
                sheet.ring(x + side, 320, 36, 11, inks.paper)
        elif number == 1:
            sheet.polygon([(x - 126, 226), (x + 126, 226), (x + 68, 340), (x - 68, 340)], top)
            for step in range(3):
                sheet.box(x - 110 + step * 15, 244 + step * 30, 220 - step * 30, 11, inks.sun)
        elif number == 2:
            for leaf in (-92, -46, 0, 46, 92):
                sheet.pie(x + leaf, 340, 58 + (92 - abs(leaf)) * 0.5, 180, 360, top)
            for leaf in (-70, -23, 23, 70):
                sheet.disc(x + leaf, 300, 17, inks.sun)
            sheet.box(x - 140, 218, 280, 26, top)
        elif number == 3:
            for step in range(4):
                sheet.box(
                    x - 68 - step * 20,
                    312 - step * 30,
                    136 + step * 40,
                    31,
                    (top, inks.hot)[step % 2],
                )
        else:
            sheet.pie(x, 222, 122, 0, 180, top)
            sheet.pie(x, 222, 76, 0, 180, inks.sun)
            sheet.pie(x, 222, 34, 0, 180, inks.ink)
        sheet.box(x - 136, 188, 272, 40, inks.ink)
        sheet.box(x - 96, 870, 192, 44, top)
    sheet.box(0, 118, 1600, 72, inks.ink)
    for tooth in range(32):
        sheet.box(tooth * 50 + 12, 138, 26, 32, inks.sun)
    sheet.box(0, 910, 1600, 90, inks.ink)
    sheet.box(0, 934, 1600, 10, inks.hot)


def tandem(sheet: Sheet, inks: Palette) -> None:
    """A bicycle for two."""
    sheet.box(0, 0, 1600, 1000, inks.sun)
    sheet.polygon([(0, 0), (1000, 0), (600, 1000), (0, 1000)], inks.middle)
    for stripe in range(6):
        edge = 1130 + stripe * 90
        sheet.polygon(
            [(edge, 0), (edge + 34, 0), (edge - 366, 1000), (edge - 400, 1000)], inks.paper
        )
    sheet.box(0, 880, 1600, 120, inks.ink)
    for dash in range(8):
        sheet.box(dash * 230 - 40, 934, 130, 13, inks.paper)
    rear, front = (390.0, 655.0), (1210.0, 655.0)
    for x, y in (rear, front):
        sheet.disc(x, y, 226, inks.ink)
        sheet.disc(x, y, 196, inks.paper)
        sheet.pie(x, y, 196, -60, 30, inks.hot)
        sheet.pie(x, y, 196, 120, 210, inks.deep)
        for spoke in range(12):
            sheet.stroke([(x, y), around(x, y, 196, spoke * 30)], 4, inks.ink)
        sheet.disc(x, y, 34, inks.ink)
    first, second = (660.0, 690.0), (960.0, 690.0)
    seats = ((590.0, 400.0), (880.0, 400.0))
    head = (1130.0, 380.0)
    frame = [
        [rear, first, second, head],
        [rear, seats[0], head],
        [first, seats[0]],
        [second, seats[1]],
        [first, seats[1]],
        [head, (1140, 420), front],
    ]
    for path in frame:
        sheet.stroke(path, 34, inks.ink)
    for path in frame:
        sheet.stroke(path, 19, inks.hot)
    for crank in (first, second):
        sheet.disc(*crank, 60, inks.ink)
        sheet.disc(*crank, 36, inks.sun)
        sheet.stroke([around(*crank, 92, 40), around(*crank, 92, 220)], 15, inks.ink)
        for turn in (40, 220):
            x, y = around(*crank, 92, turn)
            sheet.rounded(x - 34, y - 9, 68, 18, 6, inks.ink)
    for x, y in seats:
        sheet.stroke([(x, y), (x - 14, y - 50)], 18, inks.ink)
        sheet.rounded(x - 78, y - 84, 140, 40, 20, inks.ink)
    for bar in (
        (head, (1120, 300), (1210, 270), (1240, 320)),
        ((880, 400), (860, 330), (930, 300), (962, 344)),
    ):
        sheet.stroke(bar, 18, inks.ink)
    sheet.disc(1262, 408, 34, inks.paper)
    sheet.disc(1270, 408, 21, inks.hot)


def news(sheet: Sheet, inks: Palette) -> None:
    """A loud hailer and what goes out from it."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    for ring in range(9, 0, -1):
        colour = (inks.paper, inks.hot, inks.paper, inks.sun, inks.paper, inks.middle)[ring % 6]
        sheet.pie(640, 500, 180 + ring * 130, -38, 38, colour)
    sheet.polygon([(0, 0), (640, 500), (0, 1000)], inks.deep)
    sheet.box(0, 0, 260, 1000, inks.deep)
    sheet.polygon([(420, 424), (800, 190), (800, 810), (420, 576)], inks.ink)
    sheet.polygon([(420, 424), (800, 190), (800, 330), (420, 470)], inks.hot)
    sheet.rounded(180, 410, 262, 180, 40, inks.ink)
    sheet.rounded(180, 410, 262, 62, 31, inks.hot)
    sheet.polygon([(262, 580), (356, 580), (412, 800), (312, 800)], inks.ink)
    sheet.rounded(784, 160, 58, 680, 29, inks.ink)
    sheet.rounded(796, 176, 18, 648, 9, inks.sun)
    for y in (446, 500, 554):
        sheet.disc(230, y, 11, inks.sun)


def neon(sheet: Sheet, inks: Palette) -> None:
    """A sign on a brick wall."""
    sheet.box(0, 0, 1600, 1000, inks.ink)
    dice = random.Random("neon" + inks.ink)  # noqa: S311  (decoration, no secret)
    for row in range(20):
        for brick in range(-1, 12):
            if dice.random() < 0.55:
                sheet.box(brick * 150 + row % 2 * 75, row * 52, 142, 44, inks.deep)
    arches = [
        [
            (x, 860),
            (x, y),
            *[around(x + r, y, r, 180 + d) for d in range(0, 181, 6)],
            (x + 2 * r, 860),
        ]
        for x, y, r in ((420, 480, 380), (540, 500, 260), (660, 520, 140))
    ]
    for path, colour in zip(arches, (inks.hot, inks.sun, inks.middle), strict=True):
        sheet.neon([path], 19, colour)
    sheet.neon([[(200, 866), (1400, 866)]], 19, inks.paper)
