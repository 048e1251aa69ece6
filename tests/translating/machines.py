"""Services that translate, as they answer over the network, and ways in which they fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY = "s3cret-key"

Answer = tuple[int, bytes]


def in_capitals(words: str) -> str:
    """A translation that keeps markup and placeholders, which have no capitals here."""
    inside = False
    told = ""
    for letter in words:
        inside = letter in "<{" or (inside and letter not in ">}")
        told += letter if inside else letter.upper()
    return told.replace("&AMP;", "&amp;")


class Service:
    """A server that speaks the language of all three services; ``asked`` is what it was sent."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.say: Callable[[str], str] = in_capitals
        self.fail: Callable[[], Answer] | None = None
        self.goes_to = ""

    def answer(self, path: str, headers: Any, body: bytes) -> Answer:
        """What it says to a request."""
        told = getattr(self, path.strip("/"))(headers, body)
        return self.fail() if self.fail else (200, json.dumps(told).encode())

    def translate(self, headers: Any, body: bytes) -> Any:
        """LibreTranslate."""
        asked = json.loads(body)
        self._note(asked["api_key"], asked["source"], asked["target"], asked["q"])
        return {"translatedText": [self.say(one) for one in asked["q"]]}

    def deepl(self, headers: Any, body: bytes) -> Any:
        """DeepL."""
        asked = parse_qs(body.decode())
        key = headers["Authorization"].removeprefix("DeepL-Auth-Key ")
        languages = (asked["source_lang"][0].lower(), asked["target_lang"][0].lower())
        self._note(key, *languages, asked["text"])
        return {"translations": [{"text": self.say(one)} for one in asked["text"]]}

    def google(self, headers: Any, body: bytes) -> Any:
        """Google’s Cloud Translation."""
        asked = json.loads(body)
        self._note(headers["X-Goog-Api-Key"], asked["source"], asked["target"], asked["q"])
        told = [{"translatedText": self.say(one)} for one in asked["q"]]
        return {"data": {"translations": told}}

    def _note(self, key: str, source: str, target: str, texts: list[str]) -> None:
        self.asked.append({"key": key, "pair": f"{source}-{target}", "texts": texts})


@contextmanager
def serving(service: Service) -> Iterator[int]:
    """A service at a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = service.answer(self.path, self.headers, body)
            self.send_response(307 if service.goes_to else status)
            if service.goes_to:
                self.send_header("Location", service.goes_to + self.path)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            """Nothing is printed."""

        def handle(self) -> None:
            """Whoever asked may have gone meanwhile."""
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def slow() -> Answer:
    """An answer that comes too late."""
    time.sleep(0.6)
    return 200, b"{}"


FAILURES: dict[str, tuple[Callable[[], Answer], str]] = {
    "refuses the key": (lambda: (403, b""), "does not take the key"),
    "has done enough": (lambda: (456, b""), "as much as it may"),
    "is busy": (lambda: (429, b"{}"), "as much as it may"),
    "is broken": (lambda: (500, KEY.encode()), "does not answer"),
    "is somewhere else": (lambda: (302, b""), "does not answer"),
    "talks nonsense": (lambda: (200, b"<html>" + KEY.encode()), "does not answer"),
    "says nothing": (lambda: (200, b"null"), "does not answer"),
    "says too little": (
        lambda: (200, b'{"translatedText": ["A"], "translations": [{"text": "A"}]}'),
        "does not answer",
    ),
    "is slow": (slow, "does not answer"),
}
"""What a service may do, and what is told of it."""
