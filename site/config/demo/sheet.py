"""A sheet of paper to draw posters on: shapes, inks, light, grain."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1000
SUPERSAMPLING = 2
GRAIN = 9
"""How far the paper's grain darkens a dot, of 255."""

Point = tuple[float, float]
Colour = str


@dataclass(frozen=True)
class Palette:
    """The inks of one poster, from the darkest to the paper, and two that shout."""

    ink: Colour
    deep: Colour
    middle: Colour
    paper: Colour
    hot: Colour
    sun: Colour


PALETTES = (
    Palette("#17132f", "#3a1f86", "#7a4dff", "#f6ecff", "#ff2f7e", "#ffc83d"),
    Palette("#06283a", "#0d5672", "#16a3a6", "#e8f4ec", "#ff6a3c", "#ffd166"),
    Palette("#2c0f16", "#861f2c", "#dd4a31", "#fcebd9", "#ff9d42", "#2fb0c7"),
    Palette("#0d2a1e", "#1b6142", "#58ad5e", "#f0f4da", "#ff5c8d", "#f5c62c"),
    Palette("#1d1245", "#4b2aa0", "#a48bff", "#f2edff", "#ff7846", "#ffe36b"),
    Palette("#1b1b22", "#7d1222", "#e3261d", "#fff6e0", "#ffcb05", "#2f6df6"),
    Palette("#0a1033", "#1a3688", "#3b78ff", "#e7efff", "#ffae2b", "#ff577d"),
    Palette("#350d2a", "#8c1d5f", "#ec5096", "#fff0ee", "#ffb597", "#20b79c"),
)


class Sheet:
    """A sheet of paper to draw on, in units of 1600 × 1000 whatever its size in pixels."""

    def __init__(self, ground: Colour, width: int, height: int) -> None:
        self.size = (width * SUPERSAMPLING, height * SUPERSAMPLING)
        # The drawing covers the sheet: what has another shape loses its edges.
        self.unit = max(self.size[0] / WIDTH, self.size[1] / HEIGHT)
        self.left = (self.size[0] - WIDTH * self.unit) / 2
        self.top = (self.size[1] - HEIGHT * self.unit) / 2
        self.image = Image.new("RGB", self.size, ground)
        self.pen = ImageDraw.Draw(self.image)

    def at(self, point: Point) -> Point:
        """A point of the sheet in pixels."""
        return self.left + point[0] * self.unit, self.top + point[1] * self.unit

    def polygon(self, points: Iterable[Point], colour: Colour) -> None:
        self.pen.polygon([self.at(point) for point in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        if width > 0 and height > 0:
            self.pen.rectangle([self.at((x, y)), self.at((x + width, y + height))], fill=colour)

    def rounded(
        self, x: float, y: float, width: float, height: float, radius: float, colour: Colour
    ) -> None:
        self.pen.rounded_rectangle(
            [self.at((x, y)), self.at((x + width, y + height))], radius * self.unit, fill=colour
        )

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.pen.ellipse(
            [self.at((x - radius, y - radius)), self.at((x + radius, y + radius))], fill=colour
        )

    def pie(
        self, x: float, y: float, radius: float, start: float, end: float, colour: Colour
    ) -> None:
        """A slice of a disc; degrees, clockwise from three o'clock."""
        box = [self.at((x - radius, y - radius)), self.at((x + radius, y + radius))]
        self.pen.pieslice(box, start, end, fill=colour)

    def ring(
        self,
        x: float,
        y: float,
        radius: float,
        width: float,
        colour: Colour,
        start: float = 0,
        end: float = 360,
    ) -> None:
        """A ring or a part of one, its outer edge at ``radius``."""
        box = [self.at((x - radius, y - radius)), self.at((x + radius, y + radius))]
        self.pen.arc(box, start, end, fill=colour, width=round(width * self.unit))

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line with round ends and corners."""
        pixels = [self.at(point) for point in points]
        radius = width * self.unit / 2
        self.pen.line(pixels, fill=colour, width=round(width * self.unit))
        for x, y in pixels:
            self.pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)

    def arch(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """An upright opening with a round top."""
        radius = width / 2
        self.pie(x + radius, y + radius, radius, 180, 360, colour)
        self.box(x, y + radius, width, height - radius, colour)

    def overprint(self, draw: Callable[[Sheet], None]) -> None:
        """Print what ``draw`` draws as translucent ink over what is there."""
        self._with_layer("#ffffff", draw, ImageChops.multiply)

    def neon(self, paths: Sequence[Sequence[Point]], width: float, colour: Colour) -> None:
        """Glass tubes that shine upon what is there."""
        quarter = (max(1, self.size[0] // 8), max(1, self.size[1] // 8))
        glow = Image.new("RGB", quarter, "black")
        pen = ImageDraw.Draw(glow)
        for path in paths:
            pen.line(
                [(x / 8, y / 8) for x, y in map(self.at, path)],
                fill=colour,
                width=max(2, round(width * 2.4 * self.unit / 8)),
                joint="curve",
            )
        radius = 26 * self.unit / 8
        halo = ImageChops.add(
            glow.filter(ImageFilter.GaussianBlur(radius)),
            glow.filter(ImageFilter.GaussianBlur(radius * 3)),
        )
        self._replace(
            ImageChops.screen(self.image, halo.resize(self.size, Image.Resampling.BILINEAR))
        )
        for path in paths:
            self.stroke(path, width, colour)
        for path in paths:
            self.stroke(path, width * 0.26, "#fff8f4")

    def finished(self, seed: str) -> Image.Image:
        """The sheet in the size that was asked for, with the grain of paper."""
        size = (self.size[0] // SUPERSAMPLING, self.size[1] // SUPERSAMPLING)
        image = self.image.resize(size, Image.Resampling.BOX)
        dice = random.Random(seed)  # noqa: S311  (decoration, no secret)
        noise = Image.frombytes("L", size, dice.randbytes(size[0] * size[1]))
        grain = noise.point([255 - GRAIN * value // 255 for value in range(256)])
        return ImageChops.multiply(image, Image.merge("RGB", (grain, grain, grain)))

    def _with_layer(
        self,
        ground: Colour,
        draw: Callable[[Sheet], None],
        blend: Callable[[Image.Image, Image.Image], Image.Image],
    ) -> None:
        below, self.image = self.image, Image.new("RGB", self.size, ground)
        self.pen = ImageDraw.Draw(self.image)
        draw(self)
        self._replace(blend(below, self.image))

    def _replace(self, image: Image.Image) -> None:
        self.image = image
        self.pen = ImageDraw.Draw(image)


def around(x: float, y: float, radius: float, degrees: float) -> Point:
    """The point of a circle at an angle, clockwise from three o'clock."""
    angle = math.radians(degrees)
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def curve(start: Point, bend: Point, end: Point, steps: int = 40) -> list[Point]:
    """A quadratic curve as points."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append(
            (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])
        )
    return points


def between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
