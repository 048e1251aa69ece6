"""What is wrong with a setting of the newsletter is told by its name, before anybody signs up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from news.newsletter.checks import check_journal, check_settings
from tests.newsletter.letters import LIFTED

SERVER = {"HOST": "h", "PORT": 993, "TLS": True, "USER": "u", "PASSWORD": "p", "FOLDER": "INBOX"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("COURTYARD_NEWSLETTER_LIMITS", {"netwrok": (1, 2)}, "network"),
        ("COURTYARD_NEWSLETTER_LIMITS", {"network": 5}, "network"),
        ("COURTYARD_NEWSLETTER_LIMITS", {"site": (0, 5)}, "site"),
        ("COURTYARD_NEWSLETTER_LIMITS", {"site": ("1", "5")}, "site"),
        ("COURTYARD_NEWSLETTER_LIMITS", [5], "network"),
        ("COURTYARD_NEWSLETTER_KEEP_DAYS", "30", "whole number"),
        ("COURTYARD_NEWSLETTER_KEEP_DAYS", -1, "whole number"),
        ("COURTYARD_NEWSLETTER_EVIDENCE_YEARS", None, "whole number"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "imaps://me@mail.example", "dictionary"),
        ("COURTYARD_NEWSLETTER_MAILBOX", {"ADDRESS": "leave@example.org"}, "MAILDIR"),
        ("COURTYARD_NEWSLETTER_MAILBOX", {"MAILDIR": "/mail"}, "ADDRESS"),
        ("COURTYARD_NEWSLETTER_MAILBOX", {**SERVER, "ADDRESS": "a@b.org\nX: y"}, "ADDRESS"),
    ],
)
def test_a_wrong_setting_is_named(settings: Any, name: str, value: Any, told: str) -> None:
    setattr(settings, name, value)
    (fault,) = check_settings(None)
    assert fault.msg.startswith(f"{name}: ")
    assert told in fault.msg


def test_a_right_one_is_not(settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    settings.COURTYARD_NEWSLETTER_MAILBOX = {**SERVER, "ADDRESS": "leave@example.org"}
    assert check_settings(None) == []
    settings.COURTYARD_NEWSLETTER_LIMITS = {"network": (5, 0.5)}
    settings.COURTYARD_NEWSLETTER_MAILBOX = {"MAILDIR": "/mail", "ADDRESS": "leave@example.org"}
    assert check_settings(None) == []


def test_a_journal_that_cannot_be_written_is_told_before_somebody_wants_to_be_erased(
    settings: Any, tmp_path: Path
) -> None:
    for good in (tmp_path / "erasures.jsonl", tmp_path / "new" / "erasures.jsonl"):
        settings.COURTYARD_ERASURE_JOURNAL = good
        assert check_journal(None) == []
    (tmp_path / "file").write_text("")
    for bad in (tmp_path, tmp_path / "file" / "erasures.jsonl"):
        settings.COURTYARD_ERASURE_JOURNAL = bad
        (fault,) = check_journal(None)
        assert fault.msg.startswith("COURTYARD_ERASURE_JOURNAL: ")
    settings.COURTYARD_ERASURE_JOURNAL = None
    (warning,) = check_journal(None)
    assert "COURTYARD_ERASURE_JOURNAL is not set" in warning.msg
