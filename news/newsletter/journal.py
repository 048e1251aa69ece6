"""The journal of erasures: a file outside the database, which is replayed after a restore.

A line is a JSON object with the keyed hash of an address and when it was erased; it says nothing
of whose address it was.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


class DamagedJournal(ValueError):
    """A line of the journal cannot be read; says which."""


def path() -> Path | None:
    """Where the journal is, as ``COURTYARD_ERASURE_JOURNAL`` of the settings says; None without."""
    named = getattr(settings, "COURTYARD_ERASURE_JOURNAL", None)
    return Path(named) if named else None


def write(address_hash: str, at: dt.datetime) -> None:
    """Add a line, and be sure that it is on the disk. Raises OSError where it cannot be."""
    file = path()
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"address": address_hash, "at": at.isoformat()}) + "\n"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read() -> Iterator[tuple[str, dt.datetime]]:
    """All lines: keyed hashes of addresses, and when each was erased. Raises DamagedJournal."""
    file = path()
    if file is None or not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                said = json.loads(line)
                yield said["address"], dt.datetime.fromisoformat(said["at"])
            except (ValueError, KeyError, TypeError) as error:
                raise DamagedJournal(f"{file}, line {number}") from error
