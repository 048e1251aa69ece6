"""The logs of gunicorn and nginx, as docs/running.md says to write them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from config.logs import without_secrets

ROOT = Path(__file__).parents[2]
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]
"""


SECRET = "Se-cret_0123456789abcdefghijklmnopqrstuvwxy"
ADDRESSES = (
    f"/pl/newsletter/manage/{SECRET}/data.json",
    f"/newsletter/confirm/{SECRET}/?a=b",
    f"/pl/news%6Cetter/erase/{SECRET}/",
    f"/pl/newsletter%2Funsubscribe%2F{SECRET}",
    f"//pl//newsletter//confirm//{SECRET}",
    f"/PL/NEWSLETTER/CONFIRM/{SECRET}/",
    f"/pl/?next=/pl/newsletter/manage/{SECRET}/",
)
"""Ways to write the address of a link."""
NGINX = """
daemon off;
pid {folder}/pid;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {said}
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 well; }}
        location /down/ {{ proxy_pass http://127.0.0.1:9/; }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_line_of_the_site_holds_a_secret_however_its_address_is_written(address: str) -> None:
    assert SECRET not in without_secrets(f"Not Found: {address}")
    assert "/pl/news/what-was-in-the-programme-of-the-year-2026/" in without_secrets(
        "Not Found: /pl/news/what-was-in-the-programme-of-the-year-2026/"
    )


@pytest.mark.skipif(
    shutil.which("nginx") is None and os.environ.get("COURTYARD_REQUIRE_ALL") != "1",
    reason="needs nginx",
)
def test_what_is_written_for_nginx_leaves_them_out_too(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "running.md").read_text()
    (said,) = re.findall(r"```\n(map \$request_uri.*?)```", text, re.DOTALL)
    said, port = said.replace("/var/log/nginx", str(tmp_path)), free_port()
    config, log = tmp_path / "nginx.conf", tmp_path / "access.log"
    config.write_text(NGINX.format(folder=tmp_path, said=said, port=port))
    server = subprocess.Popen(
        ["nginx", "-c", str(config), "-p", str(tmp_path), "-e", str(tmp_path / "begin.log")]
    )
    try:
        for number, address in enumerate(ADDRESSES):
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}{address}",
                headers={"Referer": f"http://localhost{ADDRESSES[-number]}"},
            )
            assert read(asked) == b"well"
        with pytest.raises(HTTPError, match="502"):
            read(urllib.request.Request(f"http://127.0.0.1:{port}/down{ADDRESSES[0]}"))
    finally:
        server.terminate()
        server.wait(timeout=20)
    lines = log.read_text().splitlines()
    assert len(lines) == len(ADDRESSES) + 1
    for file in tmp_path.glob("*.log"):
        assert SECRET not in file.read_text()
    assert '"GET /pl/news%6Cetter/erase/' in lines[2]
    assert " 502 " in lines[-1]


def test_it_leaves_out_the_secrets_of_links(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(APPLICATION)
    log = tmp_path / "access.log"
    port = free_port()
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
        except HTTPError:
            raise
        except (ConnectionError, URLError):
            assert time.monotonic() < deadline
        time.sleep(0.1)
