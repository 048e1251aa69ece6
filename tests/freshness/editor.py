"""The editor's process: it takes commands as lines of JSON and says when each is done.

    python -m tests.freshness.editor MEDIA_ROOT

Its clock is that of each command. The parent's side is the class Editor.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import django
import time_machine
from django.conf import settings

from .model import Command

ROOT = Path(__file__).parents[2]


class EditorFailed(RuntimeError):
    """The editor's process could not do a command; the text is its traceback."""


class Editor:
    """The editor's process as its parent sees it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.freshness.editor", str(settings.MEDIA_ROOT)],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, command: Command, now: dt.datetime) -> None:
        """Have a command done at ``now``, and wait until its transaction is committed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({**command, "at": now.isoformat()}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        failed = json.loads(line)["failed"] if line else "The process has ended."
        if failed:
            raise EditorFailed(f"{command}\n{failed}")

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def main(media_root: str) -> None:
    """Do what comes in, until nothing more comes."""
    from django.core.cache import cache
    from django.test import override_settings

    django.setup()
    from django.contrib.contenttypes.models import ContentType

    from . import edits

    answers, sys.stdout = sys.stdout, sys.stderr
    traveller: Any = time_machine.travel(dt.datetime(2031, 1, 1, tzinfo=dt.UTC), tick=False)
    with override_settings(MEDIA_ROOT=media_root), traveller as clock:
        for line in sys.stdin:
            command = json.loads(line)
            clock.move_to(dt.datetime.fromisoformat(command["at"]))
            if command["do"] == "begin":
                # The database of the next test: nothing remembered holds.
                ContentType.objects.clear_cache()
                cache.clear()
            failed = ""
            try:
                edits.perform(command)
            except Exception:  # noqa: BLE001 - whatever it is, the parent hears of it
                failed = traceback.format_exc()
            answers.write(json.dumps({"failed": failed}) + "\n")
            answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
