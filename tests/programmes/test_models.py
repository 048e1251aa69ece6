"""Programmes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree


def test_a_programme_cannot_end_before_it_began(tree: Tree) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Forum", slug="forum", since=2018)
    programme.until = 2017
    with pytest.raises(ValidationError) as error:
        programme.full_clean()
    assert list(error.value.message_dict) == ["until"]
    programme.until = 2018
    programme.full_clean()
