"""The test suite on SQLite, and at the same time on PostgreSQL what touches the database.

    .venv/bin/python -m tools.run_tests -k newsletter

Arguments go to pytest. PostgreSQL is the server that TEST_POSTGRES_URL names, or a throwaway one
made from installed binaries; what the run there says is shown after that on SQLite. What cannot be
tested on this machine is said in one line; with COURTYARD_REQUIRE_ALL=1 it is a failure. Exit code
1 if anything failed.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tools.postgres import NoPostgres, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5
SECONDS_FOR_ONE_TEST = 600
"""Then a run ends and shows where it stood: a test that waits for ever must not look like work."""
FOLDER = ROOT / "var" / "test"


@dataclass(frozen=True)
class Outcome:
    """How one run of pytest ended, in numbers."""

    exit_code: int
    passed: int
    failed: int
    skipped: int

    @property
    def is_good(self) -> bool:
        return self.exit_code in (0, NOTHING_COLLECTED) and not self.failed

    def __str__(self) -> str:
        if not self.is_good and not self.failed:
            return f"the run broke off (pytest's exit code {self.exit_code})"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def main(arguments: list[str]) -> int:
    """Run the suite on both databases; return the exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="marks", default="")
    options, rest = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, end)
    require_all = os.environ.get("COURTYARD_REQUIRE_ALL") == "1"
    marks = f"({options.marks}) and not long" if options.marks else "not long"

    lines: list[str] = []
    good = True

    if not any(shutil.which(name) for name in BROWSERS):
        lines.append("Browser: not tested, for there is no Chromium on this machine.")
        good = not require_all
        rest = [*rest, f"--ignore={ROOT / 'tests' / 'browser'}"]

    with ThreadPoolExecutor(1) as aside:
        on_postgres = aside.submit(run_on_postgres, f"({marks}) and database", rest)
        try:
            outcome = run_on_sqlite(f"({marks}) and not postgresql", rest)
        except KeyboardInterrupt:
            end_all()
            raise
        is_selected = outcome.exit_code != NOTHING_COLLECTED
        if is_selected:
            lines.append(f"SQLite, all but the tests of PostgreSQL alone: {outcome}.")
            good = good and outcome.is_good
        try:
            outcome = on_postgres.result()
            show("PostgreSQL")
            if outcome.exit_code == NOTHING_COLLECTED:
                lines.append("PostgreSQL: none of the selected tests touches the database.")
            else:
                is_selected = True
                lines.append(f"PostgreSQL, the tests that touch the database: {outcome}.")
                good = good and outcome.is_good
        except KeyboardInterrupt:
            end_all()
            raise
        except NoPostgres as reason:
            lines.append(
                f"PostgreSQL: the tests that touch the database were not run on it, for {reason}."
            )
            good = good and not require_all
            outcome = run_on_sqlite(f"({marks}) and postgresql", rest)
            if outcome.exit_code != NOTHING_COLLECTED:
                is_selected = True
                lines.append(f"SQLite, what else is tested on PostgreSQL alone: {outcome}.")
                good = good and outcome.is_good
    if not is_selected:
        lines.append("No test was selected.")
        good = False

    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    return 0 if good else 1


def run_on_sqlite(marks: str, arguments: list[str]) -> Outcome:
    """Run pytest on an SQLite file of its own, so that two runs do not take it from each other."""
    return run_pytest("SQLite", f"sqlite:///suite-{os.getpid()}.sqlite3", marks, arguments)


def run_on_postgres(marks: str, arguments: list[str]) -> Outcome:
    """Run pytest on a PostgreSQL server, keeping what it says for later. Raises NoPostgres."""
    with throwaway_server() as url:
        return run_pytest("PostgreSQL", url, marks, arguments, said=said_on("PostgreSQL"))


def said_on(database: str) -> Path:
    """The file that keeps what pytest says of a database."""
    return FOLDER / f"{database.lower()}.log"


def show(database: str) -> None:
    """Show what pytest has said of a database, if it has been kept."""
    said = said_on(database)
    if said.exists():
        sys.stdout.write(f"\nTests on {database}\n{said.read_text(errors='replace')}")
        sys.stdout.flush()


_running: list[subprocess.Popen[bytes]] = []


def end_all() -> None:
    """End the runs that go on."""
    for process in _running:
        process.terminate()


def run_pytest(
    database: str, url: str, marks: str, arguments: list[str], *, said: Path | None = None
) -> Outcome:
    """Run pytest on the database at `url`; what it says is shown, or kept in the file `said`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    report = FOLDER / f"{database.lower()}.xml"
    report.unlink(missing_ok=True)
    command = [
        *(sys.executable, "-m", "pytest", "-m", marks, f"--junit-xml={report}"),
        # Each run keeps what it knows of the last one to itself.
        *("-o", f"cache_dir={FOLDER / f'cache-{database.lower()}'}"),
        *("-o", f"faulthandler_timeout={SECONDS_FOR_ONE_TEST}"),
        *("-o", "faulthandler_exit_on_timeout=true"),
        *arguments,
    ]
    if said is None:
        sys.stdout.write(f"\nTests on {database}\n")
        sys.stdout.flush()
        process = subprocess.Popen(command, cwd=ROOT, env=environment_for(url))
    else:
        with said.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment_for(url),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
    _running.append(process)
    return read_outcome(process.wait(), report)


def environment_for(url: str) -> dict[str, str]:
    """Return the environment without this machine's own settings of the site."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key == "COURTYARD_REQUIRE_ALL"
        or not (key.startswith("COURTYARD_") or key in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"))
    }
    return environment | {"DATABASE_URL": url}


def read_outcome(exit_code: int, report: Path) -> Outcome:
    """Count what pytest wrote into its JUnit report; a missing report counts nothing."""
    if not report.exists():
        return Outcome(exit_code, 0, 0, 0)
    # pytest has just written the report.
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314
    counts = suite.attrib if suite is not None else {}
    total, failures, errors, skipped = (
        int(counts.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Outcome(exit_code, max(total - failed - skipped, 0), failed, skipped)


def end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
