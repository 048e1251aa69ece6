"""Whatever Wagtail's own APIs are asked, they answer with data, and never with a failure."""

from __future__ import annotations

import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image
from wagtail.api.v3.api import api as stock_v3
from wagtail.models import Collection

from config.urls import wagtail_api_v2
from network.models import PartnerPage
from programmes.models import OpenCallPage
from tests.trees import ContentFactory, Tree

from .test_wagtail_apis import V2, V3, a_document, an_image, anonymous, editor, with_token

__all__ = ["editor"]

TYPES = [OpenCallPage, PartnerPage]
"""Between them they have filters of every kind."""

HOSTILE = {
    "too large": "9223372036854775808",
    "a blank": "%20",
    "a NUL": "a%00b",
    "no UTF-8": "%FF%ED%A0%80",
    "an unbalanced phrase": "%22Okno NEAR(",
    "many quotation marks": "%22" * 5_000,
    "many words": "a+" * 900,
    "nested": "a(" * 900,
    "many commas": "a" + ",a" * 70,
    "a word": "nonsense",
    "a moment without an offset": "2026-05-01T18:00",
    "no number": "NaN",
}
KEYS_AND_DATES = ["too large", "a moment without an offset", "no number"]

DEEP = "[" * 10_000 + "]" * 10_000
BODIES: dict[str, Any] = {
    "nothing": "",
    "nonsense": "{nonsense",
    "no UTF-8": b"\xff\xfe",
    "null": "null",
    "a list": "[]",
    "a text": '"x"',
    "too deep to be read": DEEP,
    "too deep for a block": json.dumps({"body": json.loads(DEEP[9_700:-9_700])}),
    "no type": '{"meta": {"type": {}, "parent_id": null}}',
    "a NUL": json.dumps(dict.fromkeys(["title", "slug", "name", "old_path", "hostname"], "\0")),
    "half a character": '{"title": "\\ud800", "name": "\\ud800", "language_code": "\\ud800"}',
    "keys of nothing": json.dumps(
        dict.fromkeys(["destination_id", "revision_id", "site", "root_page_id"], 999_999)
    ),
    "keys too large": json.dumps(
        dict.fromkeys(["destination_id", "revision_id", "site", "root_page_id", "port"], 2**63)
    ),
    "digits without end": '{"destination_id": ' + "9" * 5_000 + "}",
    "megabytes": json.dumps({"title": "x" * 3_000_000}),
}


@pytest.fixture
def keys(tree: Tree) -> dict[str, Any]:
    """What the places in addresses stand for."""
    return {
        "page_id": ContentFactory(parent=tree.home, title="Okno", slug="okno").pk,
        "image_id": an_image("okno").pk,
        "document_id": a_document("okno").pk,
        "site_id": tree.site.pk,
        "locale_id": tree.pl.pk,
        "type": "network.City",
        "type_name": "home.ContentPage",
    }


@pytest.fixture
def clients(editor: Client, admin_user: User) -> dict[str, Client]:
    """Who asks; what fails is answered as it would be on a site."""
    clients = {"anonymous": anonymous(), "editor": editor, "admin": with_token(admin_user)}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def failures(
    client: Client, asked: Iterable[tuple[str, str]], **body: Any
) -> list[tuple[str, str, int]]:
    """The answers that are failures, no data, or lead elsewhere; nothing is kept of any."""
    failed = []
    for method, address in asked:
        with transaction.atomic():
            response = client.generic(method, address, **body)
            transaction.set_rollback(True)
        is_data = response.status_code == 204 or "json" in response["Content-Type"]
        if response.status_code >= 500 or 300 <= response.status_code < 400 or not is_data:
            failed.append((method, address[:120], response.status_code))
    return failed


def v2_filters(endpoint: Any, model: Any) -> set[str]:
    return {*endpoint.get_available_fields(model, db_fields_only=True)}


def asked_of_v2(keys: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    value = HOSTILE[name]
    for kind, endpoint in wagtail_api_v2._endpoints.items():
        base, key = f"{V2}/{kind}/", keys[f"{kind[:-1]}_id"]
        operations = set(endpoint.known_query_parameters) - {"_"}
        for parameter in sorted(operations | v2_filters(endpoint, endpoint.model)):
            yield "GET", f"{base}?{parameter}={value}"
        for parameter in sorted({*endpoint.find_query_parameters, "locale", "fields", "site"}):
            yield "GET", f"{base}find/?{parameter}={value}"
        yield "GET", f"{base}?search=Okno&search_operator={value}"
        yield "GET", f"{base}?search={value}&search_operator=or&order=title"
        yield "GET", f"{base}?{value}=1"
        yield "GET", f"{base}{key}/?{value}=1"
        yield "GET", f"{base}{key}/?fields={value}"
    if name in KEYS_AND_DATES:
        pages = wagtail_api_v2._endpoints["pages"]
        for model in TYPES:
            for parameter in sorted(v2_filters(pages, model) - v2_filters(pages, pages.model)):
                yield "GET", f"{V2}/pages/?type={model._meta.label}&{parameter}={value}"


def v3_operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation of v3: its method, its address with places for keys, and its description."""
    return [
        (method.upper(), f"{V3}{path}", operation)
        for path, item in stock_v3.get_openapi_schema(path_prefix="/")["paths"].items()
        for method, operation in item.items()
    ]


def filled(address: str, keys: dict[str, Any]) -> str:
    return re.sub(r"{(\w+)}", lambda place: str(keys.get(place[1], 1)), address)


def asked_of_v3(keys: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    value = HOSTILE[name]
    for method, address, operation in v3_operations():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                yield method, filled(address, {**keys, parameter["name"]: value})
            else:
                yield method, f"{filled(address, keys)}?{parameter['name']}={value}"
        if method == "GET":
            yield method, f"{filled(address, keys)}?{value}=1"
    if name in KEYS_AND_DATES:
        pages = wagtail_api_v2._endpoints["pages"]
        for parameter in sorted({*v2_filters(pages, OpenCallPage), "id"}):
            yield "GET", f"{V3}/pages/?type={OpenCallPage._meta.label}&{parameter}={value}"
        for parameter in ("id", "is_permanent", "redirect_page", "site", "created_at"):
            yield "GET", f"{V3}/redirects/?{parameter}={value}"


@pytest.mark.parametrize("name", HOSTILE)
def test_v2_fails_at_no_value_of_a_parameter(
    keys: dict[str, Any], clients: dict[str, Client], name: str
) -> None:
    assert failures(clients["anonymous"], asked_of_v2(keys, name)) == []


@pytest.mark.parametrize(
    ("who", "name"), [*(("admin", name) for name in HOSTILE), ("anonymous", "too large")]
)
def test_v3_fails_at_no_value_of_a_parameter(
    keys: dict[str, Any], clients: dict[str, Client], who: str, name: str
) -> None:
    asked = [one for one in asked_of_v3(keys, name) if who == "admin" or one[0] == "GET"]
    body = {"data": "{}", "content_type": "application/json"}
    assert failures(clients[who], asked, **body) == []


@pytest.mark.parametrize("name", BODIES)
def test_v3_fails_at_no_body(keys: dict[str, Any], clients: dict[str, Client], name: str) -> None:
    writing = [(m, filled(a, keys)) for m, a, _ in v3_operations() if m not in ("GET", "DELETE")]
    assert len(writing) > 20
    body = {"data": BODIES[name], "content_type": "application/json"}
    assert failures(clients["admin"], writing, **body) == []
    body["content_type"] = "multipart/form-data; boundary=x"
    assert failures(clients["editor"], [("POST", f"{V3}/images/")], **body) == []


def test_the_root_of_all_pages_is_not_copied(clients: dict[str, Client]) -> None:
    for action in ("copy", "create_alias"):
        address = f"{V3}/pages/1/actions/{action}/"
        answer = clients["admin"].post(address, {}, "application/json")
        assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["page_id"])


@pytest.mark.parametrize("position", ["first-child", "left"])
def test_no_page_is_moved_to_the_root_of_all_pages(
    keys: dict[str, Any], clients: dict[str, Client], position: str
) -> None:
    for destination in (1, "1"):
        body = {"destination_id": destination, "position": position}
        address = filled(f"{V3}/pages/{{page_id}}/actions/move/", keys)
        answer = clients["admin"].post(address, body, "application/json")
        assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["destination_id"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_v3_fails_at_no_damaged_picture(clients: dict[str, Client], kind: str) -> None:
    chance, whole = random.Random(kind), io.BytesIO()
    Image.new("RGB", (40, 40), (9, 9, 9)).save(whole, kind)

    def sent(picture: bytes) -> int:
        file = SimpleUploadedFile(f"a.{kind.lower()}", picture, f"image/{kind.lower()}")
        body = {"file": file, "title": "x", "collection_id": Collection.get_first_root_node().pk}
        return clients["editor"].post(f"{V3}/images/", body).status_code

    assert sent(whole.getvalue()) == 201
    taken: Counter[int] = Counter()
    for _time in range(25):
        damaged = bytearray(whole.getvalue())
        if chance.random() < 0.4:
            del damaged[chance.randrange(1, len(damaged)) :]
        for _place in range(chance.randrange(8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        taken[sent(bytes(damaged))] += 1
    assert taken.keys() <= {201, 422}
    assert taken[422] > 10


def test_a_method_that_is_unknown_is_refused_with_data(clients: dict[str, Client]) -> None:
    for kind in ("pages", "images", "documents"):
        assert failures(clients["admin"], [("DELETE", f"{V2}/{kind}/")]) == []
        answer = clients["admin"].delete(f"{V3}/{kind}/")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("pages/?offset=9223372036854775808", "offset"),
        ("pages/?search=%22", "search"),
        ("pages/?search=Okno&search_operator=xor", "search_operator"),
        ("pages/?type=programmes.OpenCallPage&edition=abc", "edition"),
        ("pages/?type=programmes.OpenCallPage&fee=abc", "fee"),
        ("pages/?type=programmes.OpenCallPage&closes=2026-05-01T18:00", "closes"),
        ("pages/?first_published_at=x", "first_published_at"),
        ("pages/?site=localhost:abc", "site"),
        ("pages/?programe=1", "programe"),
        ("images/?width=1e400", "width"),
        ("documents/?titel=Okno", "titel"),
        ("pages/find/?html_pat=/pl/", "html_pat"),
    ],
)
@pytest.mark.parametrize("api", [V2, V3])
def test_what_is_refused_is_named(
    keys: dict[str, Any], clients: dict[str, Client], api: str, address: str, name: str
) -> None:
    answer = clients["anonymous"].get(f"{api}/{address}")
    if api == V2:
        assert answer.status_code == 400
        assert re.search(rf"\b{name}\b", answer.json()["message"])
    else:
        assert answer.status_code == 422
        assert [name] == [error["loc"][-1] for error in answer.json()["errors"]]


def test_every_operation_of_v3_refuses_what_it_does_not_know(
    keys: dict[str, Any], clients: dict[str, Client]
) -> None:
    for method, address, operation in v3_operations():
        asked: dict[str, Any] = {"data": "{}", "content_type": "application/json"}
        answer = clients["admin"].generic(method, f"{filled(address, keys)}?nosuch=1", **asked)
        assert answer.status_code == 422, operation["operationId"]
        [refused] = {error["loc"][-1] for error in answer.json()["errors"]}
        # Some actions are for types of snippets that this site has none of.
        assert refused == "nosuch" or (refused == "type" and "{type}" in address)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("api", [V2, V3])
def test_quotation_marks_in_a_search_are_blanks(clients: dict[str, Client], api: str) -> None:
    found = clients["anonymous"].get(f"{api}/images/?search=%22okno").json()["items"]
    assert [image["title"] for image in found] == ["Okno okno"]


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("api", [V2, V3])
def test_what_fails_in_earnest_fails(
    clients: dict[str, Client], api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is none of the reader, and is not made to look like one."""

    def fail(*args: Any) -> Any:
        raise ValueError("a fault of ours")

    monkeypatch.setattr("courtyard.delivery.wagtail_api.readable", fail)
    assert clients["anonymous"].get(f"{api}/images/").status_code == 500
