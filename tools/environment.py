"""Make `.venv` and install one lock file into it, if that is still to be done.

    python3 tools/environment.py requirements/runtime.lock

Uses nothing but the standard library, and reads on every Python since 3.6, so that it can say what
is missing on an old one. Whatever is wrong is said in one line on stderr, with exit code 1.
"""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed-lock")
LOG = os.path.join(ROOT, "var", "pip.log")

OLDEST = (3, 11)

# The development lock holds everything that the runtime lock holds.
ALSO_SERVES = {"runtime.lock": "development.lock"}

PIP_TROUBLES = (
    ("No space left on device", "the disk is full"),
    ("DO NOT MATCH THE HASHES", "a downloaded package is not the one that the lock file names"),
    ("CERTIFICATE_VERIFY_FAILED", "the package registry's certificate is not trusted here"),
    (
        "NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Read timed out|"
        "Connection refused|Network is unreachable|ProxyError|Max retries exceeded|"
        "Could not fetch URL|Connection broken|connection broken",
        "the package registry cannot be reached; is there a network?",
    ),
)


class Trouble(Exception):
    """Something is missing. The text is one line that says what, and what to do."""


def check_python(version: "tuple[int, ...]", executable: str) -> None:
    """Raise Trouble if a Python of this version is too old to run Courtyard."""
    if tuple(version[:2]) < OLDEST:
        raise Trouble(
            "Courtyard needs Python 3.11 or newer; {} is {}. "
            "Where a newer one is installed, name it: make demo PYTHON=python3.12".format(
                executable, ".".join(str(number) for number in version[:3])
            )
        )


def check_modules() -> None:
    """Raise Trouble if this Python cannot make a virtual environment with pip in it."""
    for module in ("venv", "ensurepip"):
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:  # An empty folder of that name has no origin.
            raise Trouble(
                "this Python has no module {}, so it cannot make .venv; "
                "on Debian: apt install python3-venv".format(module)
            )


def venv_works() -> bool:
    """Tell whether `.venv` holds a Python that is new enough and has pip."""
    question = "import pip, sys; sys.exit(sys.version_info[:2] < {!r})".format(OLDEST)
    try:
        with open(os.devnull, "w") as nothing:
            return subprocess.call([PYTHON, "-c", question], stdout=nothing, stderr=nothing) == 0
    except OSError:
        return False


def digest(path: str) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_of(lock: str) -> str:
    """Return the line that stands in the stamp when `lock` is installed as it is now.

    It ends with the place of `.venv`, because one that was moved has to be made anew.
    """
    return " ".join((os.path.basename(lock), digest(lock), VENV))


def is_installed(lock: str, stamp: str) -> bool:
    """Tell whether the text of the stamp covers `lock`, or a lock file that holds it."""
    larger = ALSO_SERVES.get(os.path.basename(lock))
    covering = [lock] + ([os.path.join(os.path.dirname(lock), larger)] if larger else [])
    return any(os.path.exists(path) and stamp == stamp_of(path) for path in covering)


def read_stamp() -> str:
    try:
        with open(STAMP) as file:
            return file.read().strip()
    except OSError:
        return ""


def explain_pip(output: str) -> str:
    """Return, in plain words, why pip failed, from all that it said."""
    for words, meaning in PIP_TROUBLES:
        if re.search(words, output):
            return meaning
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    return errors[-1][len("ERROR:") :].strip() if errors else "pip stopped without a reason"


def make_venv() -> None:
    say("Making .venv …")
    with open(LOG, "w") as log:
        code = subprocess.call(
            [sys.executable, "-m", "venv", "--clear", VENV], stdout=log, stderr=log
        )
    if code:
        with open(LOG, errors="replace") as log:
            reason = last(log.read())
        raise Trouble(".venv could not be made: {} (see var/pip.log)".format(reason))


def install(lock: str) -> None:
    say("Installing the packages of {} into .venv …".format(os.path.basename(lock)))
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", lock]
    with open(LOG, "w") as log:
        code = subprocess.call(command, stdout=log, stderr=log)
    if code:
        with open(LOG, errors="replace") as log:
            reason = explain_pip(log.read())
        raise Trouble("the packages could not be installed: {} (see var/pip.log)".format(reason))
    with open(STAMP, "w") as file:
        file.write(stamp_of(lock) + "\n")


def prepare(lock: str) -> None:
    """Bring `.venv` to what the lock file says. Does nothing where that is so already.

    Raises Trouble if something is missing on this machine.
    """
    if not os.path.exists(lock):
        raise Trouble("there is no lock file {}".format(lock))
    stamp = read_stamp()
    works = venv_works() and (not stamp or stamp.endswith(" " + VENV))
    if works and is_installed(lock, stamp):
        return
    try:
        os.makedirs(os.path.dirname(LOG), exist_ok=True)
        if not works:
            check_python(sys.version_info[:3], sys.executable)
            check_modules()
            make_venv()
        if os.path.exists(STAMP):
            os.remove(STAMP)
        install(lock)
    except OSError as error:
        raise Trouble("{}: {}".format(error.filename or ".venv", error.strerror)) from None


def last(text: str) -> str:
    """Return the last line of `text` that says something, or what is likely where none does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given; is the disk full?"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: "list[str]") -> int:
    """Install the lock file that is named; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python3 tools/environment.py requirements/runtime.lock\n")
        return 2
    try:
        prepare(arguments[0])
    except Trouble as trouble:
        sys.stderr.write("courtyard: {}\n".format(trouble))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
