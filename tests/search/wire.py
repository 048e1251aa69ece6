"""What Elasticsearch and OpenSearch answer over HTTP, as far as search asks them.

It is not either of them: it knows the few requests and kinds of query that are sent, evaluates
these over the documents it has got, and answers all else with an error. As with them, documents
are found after a refresh, an index that is sent to unasked is made with guessed mappings, and text
is cut as the mapping says.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from courtyard.outbox import services
from search.models import Entry


class Refused(Exception):
    """A request that is not understood, with its status."""


class Index:
    """The mappings of an index, its documents, and those that are found."""

    def __init__(self, mappings: dict[str, Any] | None = None) -> None:
        self.mappings = mappings or {}
        self.documents: dict[str, dict[str, Any]] = {}
        self.found: dict[str, dict[str, Any]] = {}

    def words(self, document: dict[str, Any], field: str) -> list[str]:
        """The terms of a field of a document."""
        return self.cut(field, str(document.get(field, "")))

    def cut(self, field: str, text: str) -> list[str]:
        """A text as the field's mapping has it."""
        mapping = self.mappings.get("properties", {}).get(field, {"type": "text"})
        if mapping["type"] == "keyword":
            return [text]
        if mapping.get("analyzer") == "whitespace":
            return text.split()
        return re.findall(r"\w+", text.lower())


class Wire(ThreadingHTTPServer):
    """A server on this machine; ``asked`` are the requests, ``says`` changes what it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.indices: dict[str, Index] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.says: dict[str, Any] = {}
        self.refuses: set[str] = set()
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client has hung up."""

    def answer(self, method: str, path: str, told: dict[str, str], body: str) -> tuple[int, Any]:
        """Status and JSON."""
        name, _slash, action = path.strip("/").partition("/")
        action, _slash, key = action.partition("/")
        lines = [json.loads(line) for line in body.splitlines()] if action == "_bulk" else []
        sent: Any = lines or (json.loads(body) if body else {})
        self.asked.append((method, path, sent))
        index = self.indices.get(name)
        if action == "_bulk":
            return 200, self.bulk(self.indices.setdefault(name, Index()), lines)
        if method == "PUT" and not action:
            if index:
                raise Refused(400)
            self.indices[name] = Index(sent["mappings"])
            return 200, {"acknowledged": True}
        if index is None:
            return 404, {"error": {"type": "index_not_found_exception"}, "status": 404}
        if method == "DELETE" and not action:
            del self.indices[name]
            return 200, {"acknowledged": True}
        if method == "DELETE" and action == "_doc":
            gone = index.documents.pop(key, None)
            index.found.pop(key, None)
            return 200 if gone else 404, {"result": "deleted" if gone else "not_found"}
        if action == "_mapping":
            return 200, {name: {"mappings": index.mappings}}
        if action == "_refresh":
            index.found = dict(index.documents)
            return 200, {"_shards": {"failed": 0}}
        if action == "_search":
            return 200, self.search(index, {**told, **sent})
        raise Refused(405)

    def bulk(self, index: Index, lines: list[Any]) -> Any:
        """Take documents in."""
        items: list[Any] = []
        for order, document in zip(lines[::2], lines[1::2], strict=True):
            key = order["index"]["_id"]
            known = index.mappings.get("properties", {})
            strict = index.mappings.get("dynamic") == "strict"
            status = 200
            if key in self.refuses or (strict and set(document) - set(known)):
                status = 400
            else:
                index.documents[key] = document
                guessed = index.mappings.setdefault("properties", {})
                for field, value in document.items():
                    is_text = isinstance(value, str)
                    guessed.setdefault(field, {"type": "text" if is_text else "long"})
            error = {"error": {"type": "mapper_parsing_exception"}} if status == 400 else {}
            items.append({"index": {"_id": key, "status": status, **error}})
        return {"took": 1, "errors": any("error" in one["index"] for one in items), "items": items}

    def search(self, index: Index, asked: dict[str, Any]) -> Any:
        """The documents that answer, best first."""
        unknown = set(asked) - {"query", "size", "track_total_hits", "stored_fields", "_source"}
        if unknown:
            raise Refused(400)
        scores = {
            key: score
            for key, document in index.found.items()
            if (score := score_of(asked["query"], index, document)) is not None
        }
        best = sorted(scores, key=lambda key: -scores[key])[: int(asked["size"])]
        fields = asked["stored_fields"]
        stored = [fields] if isinstance(fields, str) else fields
        hits = []
        for key in best:
            its = {
                field: [index.found[key][field]]
                for field in stored
                if index.mappings.get("properties", {}).get(field, {}).get("store")
            }
            hits.append({"_id": key, "_score": scores[key], "fields": its})
        return {
            "timed_out": False,
            "_shards": {"failed": 0},
            "hits": {"total": {"value": len(scores), "relation": "eq"}, "hits": hits},
            **self.says,
        }


def score_of(query: dict[str, Any], index: Index, document: dict[str, Any]) -> float | None:
    """How well a document answers; None where it does not."""
    [(kind, what)] = query.items()
    if kind == "bool":
        return _bool(what, index, document)
    if kind == "term":
        [(field, value)] = what.items()
        return 1.0 if value in index.words(document, field) else None
    if kind == "multi_match" and set(what) == {"query", "fields", "type"}:
        total = 0.0
        for one in what["fields"]:
            field, _hat, boost = one.partition("^")
            sought, words = index.cut(field, what["query"]), index.words(document, field)
            if what["type"] == "phrase":
                many = sum(
                    words[at : at + len(sought)] == sought for at in range(len(words)) if sought
                )
            elif what["type"] == "most_fields":
                many = sum(words.count(word) for word in {*sought})
            else:
                raise Refused(400)
            total += float(boost or 1) * many / (many + 1.2)
        return total or None
    raise Refused(400)


def _bool(what: dict[str, Any], index: Index, document: dict[str, Any]) -> float | None:
    if set(what) - {"should", "must_not", "filter", "minimum_should_match"}:
        raise Refused(400)

    def scores(name: str) -> list[float | None]:
        return [score_of(one, index, document) for one in what.get(name, ())]

    should = [score for score in scores("should") if score is not None]
    least = what.get("minimum_should_match", 0 if what.get("filter") else 1)
    if len(should) < least or None in scores("filter"):
        return None
    if any(score is not None for score in scores("must_not")):
        return None
    return sum(should)


class Handler(BaseHTTPRequestHandler):
    """Speaks for the server."""

    server: Wire

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with self.server.lock:
            try:
                status, said = self.server.answer(
                    self.command, parts.path, dict(parse_qsl(parts.query)), body
                )
            except Refused as refused:
                status, said = int(str(refused)), {"error": {"type": "refused"}, "status": 400}
        sent = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _answer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the base
        """Say nothing."""


@contextmanager
def running() -> Iterator[Wire]:
    """A server that answers."""
    with Wire() as wire:
        thread = threading.Thread(target=wire.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield wire
        finally:
            wire.shutdown()
            thread.join()


def setting(wire: Wire, kind: str) -> dict[str, Any]:
    """What the site is told of a server."""
    port = wire.server_address[1]
    return {
        "BACKEND": f"modelsearch.backends.{kind}",
        "URLS": [f"http://127.0.0.1:{port}"],
        "INDEX_PREFIX": "test_",
    }


def settle(wire: Wire | None) -> None:
    """Send all that waits, so that the server alone is asked."""
    if wire is not None:
        services.work()
        assert not Entry.objects.filter(is_sent=False).exists()
