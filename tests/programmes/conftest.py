"""What tests of programmes share: a programme, and moments by the clocks of Warsaw."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree

WARSAW = ZoneInfo("Europe/Warsaw")


def warsaw(text: str, *, fold: int = 0) -> dt.datetime:
    """What the clocks of Warsaw show, as a moment: 2026-03-29 03:00."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=WARSAW, fold=fold).astimezone(dt.UTC)


@pytest.fixture
def programme(tree: Tree) -> Any:
    """A programme in a section."""
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    return ProgrammeFactory(parent=section, title="Rezydencje", slug="rezydencje")
