"""Motifs of posters: places of a city, by day and by night."""

from __future__ import annotations

import random

from .sheet import Colour, Palette, Point, Sheet, around, curve


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311  (decoration, no secret)


def _stars(sheet: Sheet, colour: Colour, seed: str, below: float, number: int = 60) -> None:
    dice = _dice(seed)
    for _star in range(number):
        sheet.disc(dice.uniform(0, 1600), dice.uniform(0, below), dice.choice((2, 3, 5)), colour)


def _tram(sheet: Sheet, inks: Palette, x: float, y: float, scale: float) -> None:
    """A large tram seen from the side, its wheels on ``y``."""
    for car in range(2):
        start = x + car * 620 * scale
        width, height = 600 * scale, 250 * scale
        sheet.rounded(start, y - height - 30 * scale, width, height, 46 * scale, inks.hot)
        sheet.box(start, y - 110 * scale, width, 34 * scale, inks.paper)
        for pane in range(5):
            left = start + (28 + pane * 112) * scale
            sheet.rounded(left, y - 250 * scale, 96 * scale, 104 * scale, 14 * scale, inks.sun)
            if (pane + car) % 2:
                sheet.disc(left + 48 * scale, y - 186 * scale, 22 * scale, inks.ink)
                sheet.box(left + 22 * scale, y - 168 * scale, 52 * scale, 22 * scale, inks.ink)
        for wheel in (110, 200, 400, 490):
            sheet.disc(start + wheel * scale, y - 22 * scale, 30 * scale, inks.ink)
            sheet.disc(start + wheel * scale, y - 22 * scale, 11 * scale, inks.paper)
    sheet.box(x + 590 * scale, y - 220 * scale, 40 * scale, 160 * scale, inks.ink)


def arches(sheet: Sheet, inks: Palette) -> None:
    """The arches of a bridge, three times, each in the water below."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    sheet.disc(1240, 250, 170, inks.sun)
    for row, (top, colour, gap) in enumerate(
        ((250, inks.middle, inks.paper), (410, inks.deep, inks.middle), (570, inks.ink, inks.deep))
    ):
        sheet.box(0, top, 1600, 1000 - top, colour)
        width = 250 + row * 90
        for number in range(-1, 7):
            left = number * (width + 46) - row * 120
            sheet.arch(left, top + 56, width, 700, gap)
        sheet.box(0, top - 12, 1600, 22, inks.hot if row == 1 else inks.ink)
    sheet.box(0, 760, 1600, 240, inks.deep)
    for wave in range(7):
        for number in range(9):
            x = number * 200 - (wave % 3) * 66
            colour = (inks.middle, inks.sun, inks.hot)[(wave + number) % 3]
            sheet.rounded(x, 782 + wave * 31, 120 - wave * 9, 9, 4, colour)


def arcade(sheet: Sheet, inks: Palette) -> None:
    """An arcade that grows smaller, with somebody in the light at its end."""
    sheet.box(0, 0, 1600, 1000, inks.deep)
    colours = (inks.ink, inks.deep, inks.middle, inks.hot, inks.sun, inks.paper)
    for step in range(6):
        inset = step * 118
        width = 1400 - inset * 2
        if width <= 0:
            break
        sheet.arch(100 + inset, 40 + step * 86, width, 1000, colours[step])
    sheet.polygon([(620, 1000), (980, 1000), (880, 720), (720, 720)], inks.sun)
    sheet.disc(800, 610, 34, inks.ink)
    sheet.polygon([(752, 820), (770, 656), (830, 656), (848, 820)], inks.ink)
    sheet.polygon([(752, 820), (848, 820), (1010, 1000), (700, 1000)], inks.middle)
    for stripe in range(5):
        sheet.stroke([(100, 930 + stripe * 22), (520 - stripe * 50, 760)], 5, inks.hot)
        sheet.stroke([(1500, 930 + stripe * 22), (1080 + stripe * 50, 760)], 5, inks.hot)


def bridge_night(sheet: Sheet, inks: Palette) -> None:
    """A lit bridge at night, with its lamps in the water."""
    sheet.box(0, 0, 1600, 1000, inks.ink)
    _stars(sheet, inks.paper, "bridge night" + inks.ink, 420)
    sheet.disc(310, 210, 86, inks.paper)
    sheet.disc(274, 190, 78, inks.ink)
    for tower in (500, 1100):
        sheet.box(tower - 46, 250, 92, 440, inks.deep)
        sheet.polygon([(tower - 66, 250), (tower + 66, 250), (tower, 170)], inks.deep)
        sheet.arch(tower - 22, 330, 44, 120, inks.sun)
    paths: list[list[Point]] = [
        curve((500, 270), (800, 640), (1100, 270)),
        curve((500, 270), (250, 520), (-40, 600)),
        curve((1100, 270), (1350, 520), (1640, 600)),
        [(-20, 640), (1620, 640)],
    ]
    for path, colour in zip(paths, (inks.hot, inks.hot, inks.hot, inks.sun), strict=True):
        sheet.neon([path], 11, colour)
    for lamp in range(11):
        x = 50 + lamp * 150
        sheet.stroke([(x, 636), (x, 590)], 6, inks.middle)
        sheet.disc(x, 582, 13, inks.sun)
        for ripple in range(6):
            half = 34 - ripple * 4
            shift = (-10, 12, -4, 8, -6, 4)[ripple]
            sheet.rounded(x - half + shift, 730 + ripple * 42, half * 2, 12, 6, inks.sun)
    sheet.box(0, 660, 1600, 28, inks.deep)


def city(sheet: Sheet, inks: Palette) -> None:
    """Streets and blocks of houses from above, with a tram line through them."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    dice = _dice("city" + inks.ink)
    colours = (inks.middle, inks.deep, inks.sun, inks.hot, inks.middle, inks.ink)
    for row in range(6):
        for column in range(9):
            x, y = column * 182 - 20 + (row % 2) * 40, row * 172 + 8
            width, height = dice.uniform(120, 156), dice.uniform(110, 142)
            sheet.rounded(x, y, width, height, 10, dice.choice(colours))
            if dice.random() < 0.72:
                sheet.rounded(x + 36, y + 34, width - 72, height - 68, 8, inks.paper)
                if dice.random() < 0.6:
                    sheet.disc(x + width / 2, y + height / 2, 17, inks.middle)
    line = curve((-40, 860), (560, 900), (760, 520), 30) + curve(
        (760, 520), (940, 160), (1660, 120), 30
    )
    sheet.stroke(line, 46, inks.paper)
    sheet.stroke(line, 12, inks.ink)
    for stop in line[4::9]:
        sheet.disc(*stop, 27, inks.ink)
        sheet.disc(*stop, 16, inks.sun)


def curtain(sheet: Sheet, inks: Palette) -> None:
    """A stage: two curtains, a cone of light and a chair."""
    sheet.box(0, 0, 1600, 1000, inks.ink)
    sheet.polygon([(800, -60), (470, 860), (1130, 860)], inks.deep)
    sheet.polygon([(800, -60), (590, 860), (1010, 860)], inks.middle)
    sheet.box(0, 860, 1600, 140, inks.deep)
    sheet.pie(800, 880, 330, 180, 360, inks.sun)
    sheet.box(470, 872, 660, 14, inks.sun)
    for leg in (720, 860):
        sheet.box(leg, 690, 20, 190, inks.ink)
    sheet.box(706, 678, 188, 24, inks.ink)
    sheet.box(706, 470, 22, 220, inks.ink)
    for slat in (490, 560, 620):
        sheet.box(706, slat, 24, 18, inks.hot)
    for fold in range(6):
        colour = inks.hot if fold % 2 else inks.deep
        reach = 470 - fold * 84
        for side in (1, -1):
            edge = 0 if side > 0 else 1600
            sheet.polygon(
                [
                    (edge, -10),
                    (edge + side * reach, -10),
                    (edge + side * (reach - 60), 520),
                    (edge + side * (reach - 170), 1010),
                    (edge, 1010),
                ],
                colour,
            )
    sheet.box(0, 0, 1600, 84, inks.hot)
    for scallop in range(11):
        sheet.pie(70 + scallop * 150, 82, 76, 0, 180, inks.hot if scallop % 2 else inks.deep)


def garden(sheet: Sheet, inks: Palette) -> None:
    """Plants that grow from the joints of a pavement."""
    sheet.box(0, 0, 1600, 1000, inks.sun)
    sheet.disc(1220, 300, 210, inks.paper)
    sheet.box(0, 740, 1600, 260, inks.deep)
    for column in range(8):
        sheet.box(column * 214 - 30, 770, 196, 96, inks.ink)
        sheet.box(column * 214 - 130, 882, 196, 110, inks.ink)
    dice = _dice("garden" + inks.ink)
    for stem in range(13):
        x = 90 + stem * 118 + dice.uniform(-24, 24)
        height = dice.uniform(210, 560)
        lean = dice.uniform(-80, 80)
        top = (x + lean, 760 - height)
        stalk = curve((x, 772), (x - lean * 0.6, 760 - height / 2), top)
        sheet.stroke(stalk, 13, inks.deep)
        for number, place in enumerate(stalk[6:-8:7]):
            side = 1 if number % 2 else -1
            leaf = curve(
                place, (place[0] + side * 66, place[1] - 54), (place[0] + side * 92, place[1] + 6)
            )
            sheet.polygon([*leaf, place], inks.middle if stem % 3 else inks.deep)
        match stem % 4:
            case 0:
                for petal in range(8):
                    sheet.disc(*around(*top, 42, petal * 45), 25, inks.hot)
                sheet.disc(*top, 25, inks.paper)
            case 1:
                sheet.pie(*top, 58, 180, 360, inks.hot)
            case 2:
                for bead in range(5):
                    sheet.disc(top[0], top[1] + bead * 28, 22 - bead * 2, inks.paper)
            case _:
                for ray in range(10):
                    sheet.stroke([top, around(*top, 64, ray * 36)], 7, inks.paper)


def globe(sheet: Sheet, inks: Palette) -> None:
    """A globe of lines with flags on it."""
    sheet.box(0, 0, 1600, 1000, inks.deep)
    sheet.disc(800, 560, 480, inks.middle)
    sheet.disc(770, 530, 440, inks.sun)
    for ring in range(1, 5):
        half = 440 * ring / 4.6
        for side in (-1, 1):
            bow = curve((770, 90), (770 + side * half * 1.9, 530), (770, 970))
            sheet.stroke(bow, 6, inks.ink)
    for row in range(-3, 4):
        y = 530 + row * 118
        half = (440**2 - (row * 118) ** 2) ** 0.5
        sheet.stroke([(770 - half, y), (770 + half, y)], 6, inks.ink)
    flags = ((560, 300, inks.hot), (860, 220, inks.paper), (980, 470, inks.hot))
    for x, y, colour in (*flags, (640, 620, inks.paper), (880, 760, inks.hot)):
        sheet.stroke([(x, y), (x, y - 150)], 9, inks.ink)
        sheet.polygon([(x, y - 150), (x + 120, y - 112), (x, y - 74)], colour)
        sheet.disc(x, y, 17, inks.ink)


def mountains(sheet: Sheet, inks: Palette) -> None:
    """A ridge behind a ridge, and a house with one light."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    sheet.disc(420, 290, 150, inks.hot)
    dice = _dice("mountains" + inks.ink)
    for depth, (height, colour) in enumerate(
        ((430, inks.sun), (540, inks.middle), (660, inks.deep), (800, inks.ink))
    ):
        points: list[Point] = [(0, 1000), (0, height)]
        for peak in range(1, 9):
            points.append((peak * 200 - 100, height - dice.uniform(60, 210 - depth * 26)))
            points.append((peak * 200, height + dice.uniform(-20, 50)))
        sheet.polygon([*points, (1600, 1000)], colour)
    sheet.box(1090, 720, 190, 130, inks.paper)
    sheet.polygon([(1066, 726), (1304, 726), (1185, 622)], inks.hot)
    sheet.box(1160, 762, 50, 54, inks.sun)
    sheet.box(1236, 640, 26, 60, inks.hot)
    for puff in range(4):
        sheet.disc(1256 + puff * 34, 590 - puff * 54, 16 + puff * 9, inks.paper)


def platform(sheet: Sheet, inks: Palette) -> None:
    """A railway platform: tracks that run together, a clock, somebody who waits."""
    sheet.box(0, 0, 1600, 430, inks.sun)
    sheet.box(0, 430, 1600, 570, inks.deep)
    sheet.disc(540, 430, 190, inks.hot)
    sheet.box(0, 430, 1600, 570, inks.deep)
    for sleeper in range(11):
        t = (sleeper / 10) ** 1.8
        y, half = 440 + t * 540, 30 + t * 420
        sheet.box(540 - half, y, half * 2, 6 + t * 28, inks.ink)
    for side in (-1, 1):
        sheet.polygon(
            [
                (540 + side * 10, 432),
                (540 + side * 18, 432),
                (540 + side * 330, 1000),
                (540 + side * 270, 1000),
            ],
            inks.paper,
        )
    sheet.polygon([(760, 430), (1600, 430), (1600, 1000), (1080, 1000)], inks.middle)
    sheet.polygon([(760, 430), (776, 430), (1140, 1000), (1080, 1000)], inks.paper)
    sheet.box(1300, 60, 26, 640, inks.ink)
    sheet.disc(1313, 190, 130, inks.ink)
    sheet.disc(1313, 190, 112, inks.paper)
    for hour in range(12):
        sheet.disc(*around(1313, 190, 92, hour * 30), 7, inks.ink)
    sheet.stroke([(1313, 190), (1313, 116)], 11, inks.ink)
    sheet.stroke([(1313, 190), (1368, 214)], 11, inks.hot)
    sheet.disc(1090, 470, 38, inks.ink)
    sheet.polygon([(1030, 760), (1052, 516), (1128, 516), (1150, 760)], inks.ink)
    sheet.rounded(1166, 660, 120, 100, 14, inks.hot)
    sheet.ring(1226, 660, 34, 10, inks.hot, 180, 360)


def river(sheet: Sheet, inks: Palette) -> None:
    """A river that winds through fields, with a boat of paper."""
    sheet.box(0, 0, 1600, 1000, inks.middle)
    dice = _dice("river" + inks.ink)
    for _field in range(26):
        x, y = dice.uniform(-100, 1500), dice.uniform(-60, 960)
        colour = dice.choice((inks.deep, inks.middle, inks.sun))
        width = dice.uniform(140, 330)
        slant = dice.uniform(-60, 60)
        sheet.polygon(
            [(x, y), (x + width, y + slant), (x + width + 30, y + 110 + slant), (x + 20, y + 120)],
            colour,
        )
    bed = curve((180, -60), (1500, 140), (780, 470)) + curve((780, 470), (160, 760), (1180, 1080))
    sheet.stroke(bed, 280, inks.paper)
    sheet.stroke(bed, 236, inks.ink)
    for lane, colour in ((-74, inks.deep), (0, inks.middle), (70, inks.deep)):
        shifted = [(x + lane, y) for x, y in bed]
        for start in range(2, len(shifted) - 6, 9):
            sheet.stroke(shifted[start : start + 5], 9, colour)
    sheet.polygon([(600, 560), (1000, 560), (910, 660), (690, 660)], inks.paper)
    sheet.polygon([(800, 380), (800, 560), (640, 560)], inks.hot)
    sheet.polygon([(800, 380), (800, 560), (960, 560)], inks.paper)


def rooftops(sheet: Sheet, inks: Palette) -> None:
    """Gables side by side, chimneys, a cat and the moon."""
    sheet.box(0, 0, 1600, 1000, inks.deep)
    sheet.disc(1180, 260, 170, inks.sun)
    dice = _dice("rooftops" + inks.ink)
    for row, base in enumerate((470, 650, 840)):
        colours = (inks.middle, inks.hot, inks.paper, inks.sun)
        x = -60.0 - row * 70
        number = row
        while x < 1600:
            width = dice.uniform(180, 270)
            colour = colours[number % 4]
            top = base - dice.uniform(90, 170)
            sheet.polygon([(x, base), (x + width / 2, top), (x + width, base)], inks.ink)
            sheet.box(x + 14, base, width - 28, 1000 - base, colour)
            sheet.box(x + width * 0.68, top - 12, 34, 90, inks.ink)
            for pane in range(2):
                light = inks.ink if dice.random() < 0.6 else inks.sun
                sheet.arch(x + 40 + pane * (width - 120), base + 40, 40, 78, light)
            x += width - 6
            number += 1
    sheet.disc(566, 306, 30, inks.ink)
    sheet.polygon([(540, 300), (544, 256), (566, 282)], inks.ink)
    sheet.polygon([(592, 300), (588, 256), (566, 282)], inks.ink)
    sheet.pie(566, 392, 62, 180, 360, inks.ink)
    sheet.stroke(curve((620, 388), (700, 380), (668, 300)), 14, inks.ink)


def timetable(sheet: Sheet, inks: Palette) -> None:
    """A board of departures whose letters are bars, and an arrow."""
    sheet.box(0, 0, 1600, 1000, inks.ink)
    dice = _dice("timetable" + inks.ink)
    colours = (inks.paper, inks.sun, inks.paper, inks.middle, inks.paper, inks.hot)
    for row in range(7):
        y = 90 + row * 122
        sheet.rounded(80, y, 1440, 92, 12, inks.deep)
        x = 110.0
        for length in (2, 2, 0, dice.randint(4, 9), 0, dice.randint(2, 5)):
            for _letter in range(length):
                sheet.rounded(x, y + 18, 36, 56, 6, inks.ink)
                sheet.rounded(x + 7, y + 30, 22, 32, 4, colours[row % 6])
                x += 46
            x += 34
        sheet.disc(1450, y + 46, 22, inks.hot if row == 2 else inks.middle)
    sheet.polygon(
        [(1120, 640), (1330, 640), (1330, 560), (1500, 700), (1330, 840), (1330, 760), (1120, 760)],
        inks.hot,
    )


def tram_line(sheet: Sheet, inks: Palette) -> None:
    """A tram under its wires, before a row of houses."""
    sheet.box(0, 0, 1600, 1000, inks.paper)
    dice = _dice("tram" + inks.ink)
    colours = (inks.sun, inks.middle, inks.deep, inks.sun)
    for house in range(8):
        x, top = house * 206 - 20, 150 + dice.uniform(0, 150)
        sheet.box(x, top, 194, 700, colours[house % 4])
        sheet.polygon([(x, top), (x + 97, top - 84), (x + 194, top)], inks.ink)
        for row in range(4):
            for pane in range(2):
                sheet.box(x + 34 + pane * 74, top + 48 + row * 112, 50, 72, inks.paper)
    sheet.box(0, 820, 1600, 180, inks.ink)
    for rail in (862, 930):
        sheet.box(0, rail, 1600, 12, inks.middle)
    for x in (150, 1440):
        sheet.box(x, 330, 20, 520, inks.ink)
        sheet.stroke([(x + 10, 352), (x + 150, 352)], 10, inks.ink)
    sheet.stroke(curve((-20, 352), (800, 410), (1620, 352)), 5, inks.ink)
    sheet.stroke([(660, 560), (760, 388), (860, 388)], 9, inks.ink)
    _tram(sheet, inks, 210, 876, 0.98)


def windows_lit(sheet: Sheet, inks: Palette) -> None:
    """A dark front with a few lit windows, and who is behind them."""
    sheet.box(0, 0, 1600, 1000, inks.ink)
    lit = {3: "reader", 9: "dancer", 12: "plant", 16: "dancer", 21: "cat"}
    for number in range(24):
        x, y = 70 + number % 6 * 252, 60 + number // 6 * 236
        sheet.box(x - 10, y + 176, 204, 14, inks.deep)
        sheet.box(x, y, 184, 176, inks.sun if number in lit else inks.deep)
        if number in lit:
            match lit[number]:
                case "reader":
                    sheet.disc(x + 84, y + 66, 30, inks.ink)
                    sheet.pie(x + 84, y + 176, 74, 180, 360, inks.ink)
                    sheet.polygon(
                        [(x + 92, y + 112), (x + 158, y + 96), (x + 158, y + 140)], inks.paper
                    )
                case "dancer":
                    sheet.disc(x + 92, y + 44, 24, inks.hot)
                    sheet.stroke([(x + 92, y + 70), (x + 92, y + 120)], 26, inks.hot)
                    sheet.stroke(
                        [(x + 40, y + 40), (x + 92, y + 84), (x + 150, y + 36)], 14, inks.hot
                    )
                    sheet.stroke(
                        [(x + 60, y + 172), (x + 92, y + 120), (x + 140, y + 168)], 16, inks.hot
                    )
                case "plant":
                    sheet.box(x + 62, y + 120, 60, 56, inks.hot)
                    for leaf in (-56, -26, 0, 26, 56):
                        sheet.stroke(
                            curve(
                                (x + 92, y + 122),
                                (x + 92 + leaf / 2, y + 60),
                                (x + 92 + leaf, y + 44),
                            ),
                            14,
                            inks.deep,
                        )
                case _:
                    sheet.pie(x + 92, y + 176, 52, 180, 360, inks.ink)
                    sheet.disc(x + 92, y + 108, 28, inks.ink)
                    sheet.polygon([(x + 68, y + 104), (x + 70, y + 62), (x + 92, y + 86)], inks.ink)
                    sheet.polygon(
                        [(x + 116, y + 104), (x + 114, y + 62), (x + 92, y + 86)], inks.ink
                    )
        sheet.box(x + 87, y, 10, 176, inks.ink)
        if number not in lit:
            sheet.box(x, y + 60, 184, 8, inks.ink)
    sheet.neon([[(1376, 30), (1376, 300)]], 12, inks.hot)
    sheet.neon([[(1320, 320), (1432, 320), (1376, 300)]], 12, inks.hot)
