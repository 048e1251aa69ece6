"""Everything about the sources that a program can check, one verdict a line.

    .venv/bin/python -m tools.check

Goes on after a failure, and shows all that the failing checks said. What cannot be checked on this
machine is said in one line; with COURTYARD_REQUIRE_ALL=1 it is a failure. Exit code 1 if any
failed.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import messages

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_ONCE = 2


@dataclass(frozen=True)
class Verdict:
    """What one check found: None where it could not be made, and all that it said."""

    is_good: bool | None
    output: str = ""


def command(*words: str, **variables: str) -> Callable[[], Verdict]:
    """Return a check that runs a program of `.venv` and is good if that ends with exit code 0.

    Of the site's settings the program sees only `variables`, never those of this machine.
    """

    def run() -> Verdict:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("COURTYARD_") and key != "DATABASE_URL"
        }
        environment |= {"PYTHONPATH": os.pathsep.join((str(ROOT / "site"), str(ROOT)))}
        done = subprocess.run(
            [str(BIN / words[0]), *words[1:]],
            cwd=ROOT,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        return Verdict(done.returncode == 0, done.stdout)

    return run


def manage(settings: str, *words: str, **variables: str) -> Callable[[], Verdict]:
    """Return a check that runs a command of manage.py with the named settings."""
    module = {"DJANGO_SETTINGS_MODULE": f"config.settings.{settings}"}
    return command("python", "manage.py", *words, **module, **variables)


def production(*words: str) -> Callable[[], Verdict]:
    """Return a check that runs a command of manage.py as on a public site, with made-up values."""
    return manage(
        "production",
        *words,
        DATABASE_URL="postgres://courtyard@localhost/courtyard",
        COURTYARD_SECRET_KEY="".join(chr(33 + number) for number in range(90)),
        COURTYARD_BASE_URL="https://courtyard.example",
        COURTYARD_EMAIL_URL="smtp+tls://mail.example:587",
        COURTYARD_FROM_EMAIL="Courtyard <courtyard@courtyard.example>",
    )


def migrations() -> Verdict:
    """Check that no model has changed without a migration, against an empty database."""
    with tempfile.TemporaryDirectory(prefix="courtyard-check-") as folder:
        database = f"sqlite:///{folder}/check.sqlite3"
        return manage("test", "makemigrations", "--check", "--dry-run", DATABASE_URL=database)()


def catalogues() -> Verdict:
    """Check that the catalogues hold what the sources ask for."""
    if not messages.has_gettext():
        return Verdict(None, "gettext is not installed")
    try:
        return found(messages.differences())
    except messages.Trouble as trouble:
        return Verdict(False, str(trouble))


def compiled_catalogues() -> Verdict:
    """Check that the compiled catalogues say what their sources say."""
    return found(messages.stale_compilations())


def found(lines: list[str]) -> Verdict:
    return Verdict(not lines, "\n".join(lines))


CHECKS: dict[str, Callable[[], Verdict]] = {
    "types (mypy)": command("mypy", "."),
    "style (ruff check)": command("ruff", "check", "."),
    "form (ruff format)": command("ruff", "format", "--check", "."),
    "form of templates (djlint)": command("djlint", "--check", "."),
    "style of templates (djlint)": command("djlint", "--lint", "."),
    "layers (import-linter)": command("lint-imports", "--no-cache"),
    "migrations": migrations,
    "catalogues": catalogues,
    "compiled catalogues": compiled_catalogues,
    "development settings": manage("development", "check", "--fail-level", "WARNING"),
    "production settings": production("check", "--deploy", "--fail-level", "WARNING"),
}


def main() -> int:
    """Make all checks, say what each found, and return the exit code."""
    require_all = os.environ.get("COURTYARD_REQUIRE_ALL") == "1"
    failed = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {name: pool.submit(check) for name, check in CHECKS.items()}
        for name, future in running.items():
            verdict = future.result()
            if verdict.is_good is None:
                say(f"not checked  {name}: {verdict.output}")
                if require_all:
                    failed.append(name)
            elif verdict.is_good:
                say(f"good         {name}")
            else:
                say(f"FAILED       {name}\n\n{verdict.output.rstrip()}\n")
                failed.append(name)
    say(f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks are good.")
    if failed:
        say("Not good: " + ", ".join(failed) + ".")
    return 1 if failed else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
