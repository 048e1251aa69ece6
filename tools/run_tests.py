"""The whole test suite: on SQLite, then again on PostgreSQL what touches the database.

    .venv/bin/python -m tools.run_tests -k newsletter

Arguments go to pytest. PostgreSQL is the server that TEST_POSTGRES_URL names, or a throwaway one
made from installed binaries. What cannot be tested on this machine is said in one line; with
COURTYARD_REQUIRE_ALL=1 it is a failure. Exit code 1 if anything failed.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tools.postgres import NoPostgres, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5


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

    # A file of its own, so that two runs at once do not take it from each other.
    outcome = run_pytest("SQLite", f"sqlite:///suite-{os.getpid()}.sqlite3", marks, rest)
    if outcome.exit_code == NOTHING_COLLECTED:
        lines.append("SQLite: no test was selected.")
        good = False
    else:
        lines.append(f"SQLite, every test: {outcome}.")
        good = good and outcome.is_good

    try:
        with throwaway_server() as url:
            outcome = run_pytest("PostgreSQL", url, f"({marks}) and database", rest)
        if outcome.exit_code == NOTHING_COLLECTED:
            lines.append("PostgreSQL: none of the selected tests touches the database.")
        else:
            lines.append(f"PostgreSQL, the tests that touch the database: {outcome}.")
            good = good and outcome.is_good
    except NoPostgres as reason:
        lines.append(
            f"PostgreSQL: the tests that touch the database were not run on it, for {reason}."
        )
        good = good and not require_all

    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    return 0 if good else 1


def run_pytest(database: str, url: str, marks: str, arguments: list[str]) -> Outcome:
    """Run pytest on the database at `url`."""
    sys.stdout.write(f"\nTests on {database}\n")
    sys.stdout.flush()
    report = ROOT / "var" / "test" / f"{database.lower()}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    process = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-m", marks, f"--junit-xml={report}"),
            *arguments,
        ],
        cwd=ROOT,
        env=environment_for(url),
        check=False,
    )
    return read_outcome(process.returncode, report)


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
