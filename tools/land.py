"""Makes network/data/land.bin, which says where there is land: of Natural Earth's outlines.

    python tools/land.py land-50m.json

The file is a part of the npm package world-atlas. ``SOURCES.txt`` beside the result tells more.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parents[1] / "network" / "data" / "land.bin"
PER_DEGREE = 4
COLUMNS, ROWS = 360 * PER_DEGREE, 180 * PER_DEGREE

Point = tuple[float, float]


def rings(atlas: dict[str, Any]) -> Iterator[list[Point]]:
    """The outlines of all land and of all seas in it, in degrees (TopoJSON)."""
    (across, down), (left, below) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for move_x, move_y in arc:
            x, y = x + move_x, y + move_y
            points.append((x * across + left, y * down + below))
        arcs.append(points)
    for geometry in atlas["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                yield [
                    point
                    for number in ring
                    for point in (arcs[number] if number >= 0 else reversed(arcs[~number]))
                ]


def outline(ring: list[Point]) -> list[Point]:
    """A ring on the plane: across the date line it goes on, around a pole it is closed there."""
    points = [ring[0]]
    for x, y in ring[1:]:
        points.append((x - 360 * round((x - points[-1][0]) / 360), y))
    (first, _y), (last, y) = points[0], points[-1]
    if round((last - first) / 360):
        pole = -90 if y < 0 else 90
        points += [(last, pole), (first, pole)]
    return points


def crossings(atlas: dict[str, Any]) -> list[list[float]]:
    """Where the middle of each row of the grid, from north to south, crosses an outline."""
    found: list[list[float]] = [[] for _row in range(ROWS)]
    for ring in map(outline, rings(atlas)):
        for (x, y), (to_x, to_y) in pairwise([*ring, ring[0]]):
            north, south = max(y, to_y), min(y, to_y)
            first = max(0, int((90 - north) * PER_DEGREE) - 1)
            last = min(ROWS - 1, int((90 - south) * PER_DEGREE) + 1)
            for row in range(first, last + 1):
                middle = 90 - (row + 0.5) / PER_DEGREE
                if south <= middle < north:
                    found[row].append(x + (middle - y) * (to_x - x) / (to_y - y))
    return [sorted(row) for row in found]


def grid(atlas: dict[str, Any]) -> bytes:
    """A bit for each cell, row by row from north-west: whether its middle is on land."""
    bits = bytearray(COLUMNS * ROWS // 8)
    for row, edges in enumerate(crossings(atlas)):
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            first = math.ceil((begin + 180) * PER_DEGREE - 0.5)
            last = math.ceil((end + 180) * PER_DEGREE - 0.5)
            for column in range(first, last):
                place = row * COLUMNS + column % COLUMNS
                bits[place // 8] |= 0x80 >> place % 8
    return bytes(bits)


def main() -> None:
    """Write the grid, compressed."""
    atlas = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    RESULT.write_bytes(zlib.compress(grid(atlas), 9))


if __name__ == "__main__":
    main()
