"""The OpenAPI document tells all that the content API takes and answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from config.management.commands.export_openapi import SNAPSHOT, openapi_text
from courtyard.delivery.api import make_api
from courtyard.delivery.openapi import REF
from programmes.life import CallStatus
from tests.trees import Tree

BASE = "/api/content/v1"
DOCUMENT = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

LAX = {
    "integer": ["7.0", "1_0", " 7", "\u0667"],
    "boolean": ["yes", "on", "True"],
    "date": ["0", "2026-01-01T00:00:00", "2026-1-1"],
    "uuid": ["urn:uuid:00000000-0000-0000-0000-000000000001", "{}"],
}
"""What looks like a value to some, by the type or format in the document."""

WRONG = {
    "integer": "many",
    "boolean": "perhaps",
    "array": "nonsense",
    "uuid": "no-key",
    "date": "2026-02-30",
    "enum": "nonsense",
    "const": "nonsense",
    "pattern": "!",
    "maxLength": "'" * 5000,
}


OPERATIONS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if method == "get"
]


def faulty(schema: dict[str, Any]) -> str:
    """A value that a parameter cannot have; the document says of each what it takes."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    said = [schema.get("format"), *schema, schema.get("type")]
    return next(WRONG[name] for name in said if name in WRONG)


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


def test_operations_are_called_what_clients_call_them() -> None:
    names = [str(one.id) for one in OPERATIONS]
    assert len(names) == len(set(names))
    assert {"list_news", "page_by_path", "page_by_key", "list_calls"} <= set(names)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_operation_tells_of_its_errors(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    assert responses.keys() == {"200", "304", "400", "404", "422", "500"}
    for status in ("400", "404", "422", "500"):
        [content_type] = responses[status]["content"]
        assert content_type == "application/problem+json"
    assert responses["200"]["headers"].keys() == {"ETag", "Cache-Control", "Content-Language"}


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_a_value_that_cannot_be_used_is_refused_and_named(
    tree: Tree, path: str, operation: dict[str, Any]
) -> None:
    client, key = Client(HTTP_HOST="localhost"), str(tree.home.translation_key)
    for parameter in operation["parameters"]:
        name, value = parameter["name"], faulty(parameter["schema"])
        if parameter["in"] == "path":
            answers = [client.get(path.replace("{key}", value))]
        else:
            schema = parameter["schema"]
            given: list[Any] = [value, "", *LAX.get(schema.get("format", schema.get("type")), [])]
            if schema.get("type") != "array":
                given.append(["1", "1"])
            answers = [client.get(path.replace("{key}", key), {name: one}) for one in given]
        for response in answers:
            assert response.status_code == 422, name
            assert response["Content-Type"] == "application/problem+json"
            assert name in [one["name"] for one in response.json()["parameters"]]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_each_operation_shows_an_answer_as_its_schema_says(
    path: str, operation: dict[str, Any]
) -> None:
    content = operation["responses"]["200"]["content"]
    shown = next(iter(content.values()))
    assert shown["examples"]
    for example in shown["examples"].values():
        assert example["summary"].startswith(path.partition("{")[0])
        rules = {**shown["schema"], "components": DOCUMENT["components"]}
        Draft202012Validator(rules).validate(example["value"])


def test_blocks_and_pages_are_told_apart_by_their_type() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for name in ("AnyBlock", "AnyCard"):
        mapping = schemas[name]["discriminator"]["mapping"]
        assert schemas[name]["discriminator"]["propertyName"] == "type"
        for value, ref in mapping.items():
            one = schemas[ref.rpartition("/")[2]]
            assert one["properties"]["type"]["const"] == value
        assert len(schemas[name]["oneOf"]) == len(mapping) > 15
    assert schemas["News"]["properties"]["body"]["items"] == {"$ref": f"{REF}AnyBlock"}
    assert schemas["Listing"]["properties"]["items"]["items"] == {"$ref": f"{REF}AnyCard"}
    assert "participants" not in schemas["EditionCardWithMore"]["required"]
    [_choice, narrowed] = schemas["OpenCallCard"]["properties"]["status"]["anyOf"][0]["allOf"]
    assert narrowed["properties"]["value"]["enum"] == [one.value for one in CallStatus]
    # Nothing is anything.
    assert "{}" not in json.dumps(schemas).replace('"default": {}', "")


def test_a_project_without_examples_has_a_document() -> None:
    assert "examples" in openapi_text()
    document = make_api().get_openapi_schema(path_prefix="/elsewhere/")
    assert document["paths"]["/elsewhere/news"]
    assert "examples" not in json.dumps(document)
