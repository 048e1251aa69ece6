"""System checks of the newsletter's settings: what is wrong is told before anybody signs up."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from . import journal
from .limits import LIMITS

PLAIN_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")
OF_A_SERVER = ("HOST", "PORT", "TLS", "USER", "PASSWORD", "FOLDER")


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Limits, spans of time and mailbox can be used as they are set."""
    faults = [*_of_limits(), *_of_spans(), *_of_mailbox()]
    return [Error(fault, id="newsletter.E001") for fault in faults]


def _of_limits() -> Iterator[str]:
    name = "COURTYARD_NEWSLETTER_LIMITS"
    said = getattr(settings, name, {})
    if not isinstance(said, Mapping) or not LIMITS.keys() >= said.keys():
        yield f"{name}: it says numbers for some of {', '.join(LIMITS)}, and for nothing else."
        return
    for kind, limit in said.items():
        match limit:
            case None | (int(), int() | float()) if limit is None or min(limit) > 0:
                pass
            case _:
                yield (
                    f"{name}: “{kind}” has two numbers above 0, how many at once and after how "
                    "many seconds one more, or None."
                )


def _of_spans() -> Iterator[str]:
    for name in ("COURTYARD_NEWSLETTER_KEEP_DAYS", "COURTYARD_NEWSLETTER_EVIDENCE_YEARS"):
        said = getattr(settings, name, 0)
        if type(said) is not int or said < 0:
            yield f"{name}: it is a whole number, 0 or more."


def _of_mailbox() -> Iterator[str]:
    name = "COURTYARD_NEWSLETTER_MAILBOX"
    said = getattr(settings, name, None)
    if not said:
        return
    if not isinstance(said, Mapping):
        yield f"{name}: it is a dictionary."
        return
    if not PLAIN_ADDRESS.fullmatch(str(said.get("ADDRESS", ""))):
        yield f"{name}: ADDRESS is the address to which people write, without a name."
    missing = [] if "MAILDIR" in said else [key for key in OF_A_SERVER if key not in said]
    if missing:
        yield f"{name}: MAILDIR is missing, or {', '.join(missing)}."


def check_journal(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The journal of erasures can be written: without it nobody can be erased."""
    file = journal.path()
    if file is None:
        return [
            Caution(
                "COURTYARD_ERASURE_JOURNAL is not set: who was erased comes back with a backup.",
                hint="Name a file outside of the backup.",
                id="newsletter.W001",
            )
        ]
    if _can_be_written(file):
        return []
    return [
        Error(
            f"COURTYARD_ERASURE_JOURNAL: {file} cannot be written, so nobody can be erased.",
            id="newsletter.E002",
        )
    ]


def _can_be_written(file: Path) -> bool:
    if file.exists():
        return file.is_file() and os.access(file, os.W_OK)
    there = next(folder for folder in file.parents if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK)
