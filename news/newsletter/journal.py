"""The journal of erasures: a file outside the database, which is replayed after a restore.

A line is a JSON object with the keyed hash of an address, when it was erased, and by which key it
was hashed; it says nothing of whose address it was.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from .addresses import keyed_hash


class DamagedJournal(ValueError):
    """Lines of the journal cannot be used; says which."""

    def __init__(self, file: Path, numbers: Sequence[int]) -> None:
        lines = ", ".join(map(str, numbers))
        super().__init__(
            f"{file}, lines {lines}: damaged, or written under another COURTYARD_SECRET_KEY, "
            "under which they are to be replayed"
        )


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
    line = json.dumps({"address": address_hash, "at": at.isoformat(), "key": name_of_key()}) + "\n"
    if not _is_whole(file):
        line = "\n" + line
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if os.write(descriptor, line.encode()) < len(line):
            raise OSError(errno.ENOSPC, "The journal of erasures has no room for a line", str(file))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_whole(file: Path) -> bool:
    """Whether the last line was written to its end, as it is unless a machine has stopped."""
    if not file.exists() or not file.stat().st_size:
        return True
    with file.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read() == b"\n"


def name_of_key() -> str:
    """What a secret key is known by, which tells nothing of it."""
    return keyed_hash("journal", "")[:16]


def read() -> Iterator[tuple[str, dt.datetime]]:
    """All lines that can be read: keyed hashes of addresses, and when each was erased.

    Raises DamagedJournal after the last, where some cannot be read, or were written under
    another secret key.
    """
    file = path()
    if file is None or not file.exists():
        return
    unusable = []
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                said = json.loads(line)
                address, at = said["address"], dt.datetime.fromisoformat(said["at"])
                is_usable = said["key"] == name_of_key()
            except (ValueError, KeyError, TypeError):
                is_usable = False
            if is_usable:
                yield address, at
            elif line.strip():
                unusable.append(number)
    if unusable:
        raise DamagedJournal(file, unusable)
