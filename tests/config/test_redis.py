"""One Redis that all processes share: kept answers cost no query, and it may be down."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from courtyard.publications import generation
from tests.trees import ContentFactory, Tree, settle

SERVER = shutil.which("redis-server") or shutil.which("valkey-server")

pytestmark = pytest.mark.skipif(
    SERVER is None and os.environ.get("COURTYARD_REQUIRE_ALL") != "1",
    reason="there is no redis-server on this machine",
)


class Redis:
    """A server of this test's own, on a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ("--port", "0", "--unixsocket", str(self.socket), "--save", "")
        self.process = subprocess.Popen(
            [str(SERVER), *options, "--dir", str(self.socket.parent)],
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + 10
        while not self.socket.exists():
            assert time.monotonic() < until, "redis-server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.socket.unlink(missing_ok=True)


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[Redis]:
    assert SERVER, "redis-server is required and missing"
    server = Redis(tmp_path)
    server.start()
    settings.CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": f"unix://{server.socket}",
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1},
        }
    }
    settings.COURTYARD_GENERATION_IN_CACHE = True
    yield server
    caches.close_all()
    server.stop()


@pytest.fixture
def client(tree: Tree) -> Client:
    ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    settle()
    return Client(HTTP_HOST="localhost")


def status(client: Client) -> str:
    response = client.get("/pl/o-nas/")
    assert response.status_code == 200
    return response.headers["Cache-Status"]


def test_a_kept_answer_costs_no_query(
    redis: Redis, client: Client, django_assert_num_queries: Any
) -> None:
    assert status(client) == "Courtyard; fwd=miss"
    with django_assert_num_queries(0):
        assert status(client) == "Courtyard; hit"
    generation.raise_now()
    assert status(client) == "Courtyard; fwd=miss"


def test_while_it_is_down_pages_are_built_and_the_outbox_remembers(
    redis: Redis, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    status(client)
    redis.stop()
    for _time in range(3):
        assert status(client) == "Courtyard; fwd=miss"
    assert client.get("/api/content/v1/pages").status_code == 200
    with pytest.raises(generation.CacheUnreachable):
        generation.raise_now()
    redis.start()
    assert status(client) == "Courtyard; fwd=miss"
    assert status(client) == "Courtyard; hit"


def test_settings_come_from_the_environment() -> None:
    code = (
        "import django; django.setup(); from django.conf import settings; "
        "print(settings.CACHES['default']['BACKEND'], settings.COURTYARD_GENERATION_IN_CACHE)"
    )
    environ = {
        **os.environ,
        "COURTYARD_CACHE_URL": "redis://localhost:1/0",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'site'); {code}"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["django_redis.cache.RedisCache", "True"]
