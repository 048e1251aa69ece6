"""The demonstration site on this machine: web and worker, until Ctrl-C.

    .venv/bin/python -m tools.demo --port 8000

It has a database, media and mail of its own, whatever the environment says about those: SQLite and
files under var/, mails on the console. Ends with exit code 0 when it was asked to end, else 1.
"""

import argparse
import errno
import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from tools.processes import die_with_parent, stop

ROOT = Path(__file__).resolve().parent.parent
SECRET_KEY = ROOT / "var" / "secret-key"
SECONDS_TO_ANSWER = 90

# What the demo decides itself. Languages and time zone can be chosen.
NOT_FROM_OUTSIDE = (
    "DATABASE_URL",
    "COURTYARD_ALLOWED_HOSTS",
    "COURTYARD_EMAIL_URL",
    "COURTYARD_FROM_EMAIL",
    "COURTYARD_MEDIA_ROOT",
    "COURTYARD_SERVE_MEDIA",
)


class Trouble(Exception):
    """The demo cannot run. The text is one line."""


class AlreadySaid(Exception):
    """The demo cannot run, and a child has said why."""


class Asked(Exception):
    """Someone asked the demo to end."""


def main(arguments: list[str]) -> int:
    """Run the demo until it is asked to end; return the exit code."""
    parser = argparse.ArgumentParser(prog="demo", description="Run the demonstration site.")
    parser.add_argument("--port", default="8000", help="where it answers on this machine")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    children: list[subprocess.Popen[bytes]] = []
    try:
        run(parser.parse_args(arguments).port, children)
    except Asked:
        say("\nStopping …")
        return 0
    except AlreadySaid:
        return 1
    except Trouble as trouble:
        sys.stdout.flush()
        sys.stderr.write(f"courtyard: {trouble}\n")
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(children)
    return 1


def run(wanted_port: str, children: list[subprocess.Popen[bytes]]) -> None:
    """Prepare and start everything, put what was started into `children`, and watch it.

    Raises Trouble or AlreadySaid when something does not work, Asked when the demo shall end.
    """
    port = check_port(wanted_port)
    hold_the_folder()
    environment = environment_for(port)
    password = secrets.token_urlsafe(12)
    prepare(environment, password, children)
    web = start(web_command(port), environment, children)
    worker = start([sys.executable, "manage.py", "run_worker"], environment, children)
    names = {web.pid: "the web server", worker.pid: "the worker"}
    wait_for_answer(port, f"/{languages(environment)[0]}/", children, names)
    say(greeting(port, languages(environment), password))
    while True:
        check_alive(children, names)
        time.sleep(0.5)


def hold_the_folder() -> None:
    """Raise Trouble where a demo runs in this folder already; it holds the lock while it runs."""
    path = ROOT / "var" / "demo.lock"
    path.parent.mkdir(exist_ok=True)
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Trouble(
            "a demo is running in this folder already; end it, or make another clone"
        ) from None


def check_port(wanted: str) -> int:
    """Return the port as a number; raise Trouble if it is none or is taken."""
    if not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 65536):
        raise Trouble(
            f"“{wanted}” is no port; use a number from 1 to 65535, as in make demo PORT=8001."
        )
    port = int(wanted)
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except PermissionError:
            raise Trouble(f"port {port} needs more rights; try: make demo PORT=8000") from None
        except OSError as error:
            if family == socket.AF_INET6 and error.errno != errno.EADDRINUSE:
                continue  # This machine has no IPv6.
            raise Trouble(
                f"port {port} is taken by another program; "
                f"choose another, for example: make demo PORT={port % 65535 + 1}"
            ) from None
    return port


def environment_for(port: int) -> dict[str, str]:
    """Return the environment of every process of the demo."""
    environment = {key: value for key, value in os.environ.items() if key not in NOT_FROM_OUTSIDE}
    return environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "COURTYARD_DEBUG": "false",
        "COURTYARD_SECRET_KEY": secret_key(),
        "COURTYARD_BASE_URL": f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def secret_key() -> str:
    """Return the demo's secret key, the same at every start, readable by this user alone."""
    try:
        kept = SECRET_KEY.read_text().strip()
    except FileNotFoundError:
        kept = ""
    if len(kept) >= 50:
        return kept
    SECRET_KEY.parent.mkdir(exist_ok=True)
    SECRET_KEY.unlink(missing_ok=True)
    key = secrets.token_urlsafe(60)
    with open(os.open(SECRET_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
    return key


def languages(environment: dict[str, str]) -> list[str]:
    chosen = environment.get("COURTYARD_LANGUAGES") or "pl,en"
    return [language.strip() for language in chosen.split(",") if language.strip()]


def prepare(
    environment: dict[str, str], password: str, children: list[subprocess.Popen[bytes]]
) -> None:
    """Bring database, content and administrator to what the demo needs."""
    command = [sys.executable, "manage.py", "prepare_demo"]
    process = start(command, environment, children, stdin=subprocess.PIPE)
    process.communicate(password.encode())
    children.remove(process)
    if process.returncode:
        raise AlreadySaid


def web_command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--pythonpath", "site"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"),
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
        *("--limit-request-line", "8190"),
    ]


def start(
    command: list[str],
    environment: dict[str, str],
    children: list[subprocess.Popen[bytes]],
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: a Ctrl-C reaches it through this process alone."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=stdin,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
    children.append(process)
    return process


def wait_for_answer(
    port: int, path: str, children: list[subprocess.Popen[bytes]], names: dict[int, str]
) -> None:
    """Return when the site shows the page `path`; raise Trouble if it does not."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        check_alive(children, names)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{port}"})
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
            continue
        finally:
            connection.close()
        if answer.status >= 400:
            raise Trouble(f"the site answers {path} with {answer.status} {answer.reason}.")
        return
    raise Trouble(f"the site did not answer {path} within {SECONDS_TO_ANSWER} seconds.")


def check_alive(children: list[subprocess.Popen[bytes]], names: dict[int, str]) -> None:
    for process in children:
        if process.poll() is not None:
            raise Trouble(
                f"{names[process.pid]} ended with exit code {process.returncode}; "
                "so the demo stops."
            )


def greeting(port: int, languages: list[str], password: str) -> str:
    site = f"http://localhost:{port}"
    rows = [
        ("Site", "   ".join(f"{site}/{language}/" for language in languages[:2])),
        ("Admin", f"{site}/cms/"),
        ("", f"user admin, password {password}"),
        ("API", f"{site}/api/content/v1/docs/"),
    ]
    lines = [f"  {name:<7}{text}".rstrip() for name, text in rows]
    return "\n".join(["", "Courtyard is running. Ctrl-C ends it.", "", *lines, ""])


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def end(_number: int, _frame: FrameType | None) -> None:
    raise Asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
