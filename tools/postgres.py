"""A PostgreSQL server for one test run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools.processes import die_with_parent

USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)
UNPRIVILEGED_USERS = ("postgres", "nobody")
SECONDS_TO_START = 60


class NoPostgres(Exception):
    """There is no server to test on. The text ends the sentence "not run, for …"."""


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server: TEST_POSTGRES_URL's, or a new one.

    The new one listens on a private socket alone, keeps everything in a folder of its own outside
    the project, trades safety for speed, and is gone when the context ends, however it ends. Root
    cannot run PostgreSQL, so for root another user does. Raises NoPostgres where none can be had.
    """
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    binaries = find_binaries()
    account = unprivileged_account()
    # A socket's path may have 107 characters: /tmp is short everywhere.
    folder = Path(tempfile.mkdtemp(prefix="courtyard-postgres-", dir="/tmp"))
    server = None
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        create_cluster(binaries, folder, account)
        server = start_server(binaries, folder, account)
        wait_until_ready(server, folder)
        yield f"postgres://courtyard@//{str(folder).lstrip('/')}/courtyard"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # PostgreSQL's word for: at once, but in order
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """Return the folder with initdb and postgres: that on PATH, else the newest usual one."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in USUAL_PLACES:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), key=version_of, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed on this machine and TEST_POSTGRES_URL is not set")


def version_of(folder: Path) -> int:
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return whom the server runs as if this is root; else None: it runs as this user."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("root cannot run PostgreSQL and this machine has no user postgres or nobody")


def run_as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def create_cluster(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [
            *(binaries / "initdb", "--pgdata", folder / "data", "--username", "courtyard"),
            *("--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **run_as(account),
    )
    if done.returncode:
        raise NoPostgres(f"initdb failed: {last_line(done.stderr or done.stdout)}")


def start_server(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    settings = [word for item in options.items() for word in ("-c", "=".join(item))]
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *settings],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            **run_as(account),
        )


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user="courtyard", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    reason = last_line((folder / "log").read_text(errors="replace"))
    raise NoPostgres(f"the throwaway server did not start: {reason}")


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
