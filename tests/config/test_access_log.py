"""gunicorn's access log, as docs/running.md says to write one."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
"""


def test_it_leaves_out_the_secrets_of_links(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(APPLICATION)
    log = tmp_path / "access.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "small", "--bind", f"127.0.0.1:{port}"),
            *("--pythonpath", f"{ROOT / 'site'},{tmp_path}", "--log-level", "warning"),
            *("--access-logfile", str(log), "--logger-class", "config.access_log.Logger"),
            "--no-control-socket",
        ],
        cwd=tmp_path,
    )
    try:
        manage = f"http://127.0.0.1:{port}/pl/newsletter/manage/s3cret/"
        asked = urllib.request.Request(  # noqa: S310 - this machine
            f"{manage}data.json?a=b", headers={"Referer": manage}
        )
        assert read(asked) == b"well"
    finally:
        server.terminate()
        server.wait(timeout=20)
    (line,) = log.read_text().splitlines()
    assert "s3cret" not in line
    assert re.search(r'"GET /pl/newsletter/manage/…/data\.json\?a=b HTTP/1\.1" 200 4', line)


def read(asked: urllib.request.Request) -> bytes:
    """The answer, once there is a server."""
    deadline = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(asked) as answer:  # noqa: S310 - this machine
                return bytes(answer.read())
        except (ConnectionError, URLError):
            assert time.monotonic() < deadline
        time.sleep(0.1)
