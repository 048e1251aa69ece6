"""The examples of docs/api.md: what is asked, and what it says is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from config.env import ROOT

PAGE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


class Example(NamedTuple):
    """A question with the status and the body of its answer; a body of None is not told."""

    address: str
    is_asked_again: bool
    status: int
    body: Any


def examples() -> Iterator[Example]:
    """All examples of the page, in order."""
    blocks = [(one[1], one[2]) for one in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
    for (language, text), (following, body) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "http":
            continue
        asked, *rest = text.strip().split("\n")
        method, address = asked.split(" ")
        assert method == "GET"
        answered = next((line for line in rest if line.startswith("HTTP/1.1 ")), "HTTP/1.1 200 OK")
        status = HTTPStatus(int(answered.split(" ")[1]))
        assert answered == f"HTTP/1.1 {status.value} {status.phrase}"
        yield Example(
            address,
            any(line.startswith("If-None-Match:") for line in rest),
            status,
            json.loads(body) if following == "json" else None,
        )


def is_shown(shown: Any, answered: Any) -> bool:
    """Whether an answer is what an example shows of it: in full, but for what it says it omits."""
    if shown == LEFT_OUT:
        return answered is not None
    if isinstance(shown, dict):
        said = {name: part for name, part in shown.items() if name != LEFT_OUT}
        return (
            isinstance(answered, dict)
            and (LEFT_OUT in shown or said.keys() == answered.keys())
            and all(name in answered and is_shown(said[name], answered[name]) for name in said)
        )
    if isinstance(shown, list):
        said_items = shown[:-1] if shown[-1:] == [LEFT_OUT] else shown
        return (
            isinstance(answered, list)
            and (len(said_items) == len(answered) or said_items != shown)
            and len(said_items) <= len(answered)
            and all(map(is_shown, said_items, answered))
        )
    return bool(shown == answered)
