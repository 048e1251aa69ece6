"""Makes network/data/land.bin, which says where there is land: of Natural Earth's outlines.

    python tools/land.py land-50m.json

The file is a part of the npm package world-atlas. ``SOURCES.txt`` beside the result tells more.
"""

from __future__ import annotations

import json
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


def crossings(atlas: dict[str, Any]) -> list[list[float]]:
    """Where the middle of each row of the grid, from north to south, crosses an outline."""
    found: list[list[float]] = [[] for _row in range(ROWS)]
    for ring in rings(atlas):
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
            for column in range(COLUMNS):
                if begin <= (column + 0.5) / PER_DEGREE - 180 < end:
                    place = row * COLUMNS + column
                    bits[place // 8] |= 0x80 >> place % 8
    return bytes(bits)


def main() -> None:
    """Write the grid, compressed."""
    atlas = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    RESULT.write_bytes(zlib.compress(grid(atlas), 9))


if __name__ == "__main__":
    main()
