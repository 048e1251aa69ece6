"""A loader that is killed leaves nothing that the next run does not heal."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILL_AT = ("Pages: 12", "Texts: 9", "English: 14", "English: 164")
"""The last of these is followed by the indexes, before the very last translation."""


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "COURTYARD_MEDIA_ROOT": str(folder / "media"),
        "PYTHONWARNINGS": "ignore",
    }


def manage(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=True
    )
    return done.stdout


def load_and_kill(folder: Path, line: str) -> None:
    """Start the loader and kill it in the step after a line that it says."""
    loader = subprocess.Popen(
        [sys.executable, "manage.py", "load_demo"],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert loader.stdout is not None
    with loader.stdout:
        assert any(said.startswith(line) for said in loader.stdout), "the loader ended before"
        loader.send_signal(signal.SIGKILL)
    loader.wait()


def pages(folder: Path) -> list[tuple[object, ...]]:
    """Every page with what a half-done load would leave wrong."""
    with sqlite3.connect(folder / "demo.sqlite3") as database:
        rows = database.execute(
            "SELECT url_path, title, live, numchild, depth, locale_id, has_unpublished_changes,"
            " (SELECT count(*) FROM wagtailcore_revision WHERE object_id = page.id),"
            " (SELECT count(*) FROM courtyard_sectionentry WHERE section_id = page.id),"
            " (SELECT count(*) FROM courtyard_topiclink WHERE page_id = page.id)"
            " FROM wagtailcore_page AS page ORDER BY url_path"
        ).fetchall()
    database.close()
    return rows


def references(folder: Path) -> int:
    """How many references Wagtail knows of."""
    with sqlite3.connect(folder / "demo.sqlite3") as database:
        rows = database.execute("SELECT count(*) FROM wagtailcore_referenceindex").fetchall()
    database.close()
    return int(rows[0][0])


@pytest.mark.long
def test_a_killed_loader_ends_as_a_clean_run(tmp_path: Path) -> None:
    clean, killed = tmp_path / "clean", tmp_path / "killed"
    for folder in (clean, killed):
        folder.mkdir()
        manage(folder, "migrate", "-v0")
    manage(clean, "load_demo")
    for line in KILL_AT:
        load_and_kill(killed, line)
    manage(killed, "load_demo")
    assert pages(killed) == pages(clean)
    assert references(killed) == references(clean) > 0
    assert "Nothing was missing" in manage(killed, "load_demo")
