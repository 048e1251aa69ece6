"""The OpenAPI document of the content API: what django-ninja writes, and what it leaves out."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from courtyard.publications.schema import AnyCard
from courtyard.publications.types import PublicationType, registered

from .lists import IDENTITY, SOME_FIELDS
from .problems import Problem

REF = "#/components/schemas/"
JSON = "application/json"
PROBLEM = "application/problem+json"

ERRORS = {
    "400": "The address cannot be read: it holds a NUL character.",
    "404": "Nothing is published there.",
    "422": "A parameter is not known or cannot be used; the answer names it.",
    "500": "Something went wrong on our side.",
}
"""What every operation may answer instead."""

ERRORS_OF_SENDING = {
    "400": "The body cannot be read.",
    "403": "The form was sent by a page of a site that is not trusted.",
    "422": "A value is missing or cannot be used; the answer names it.",
    "429": "Too much was sent; `Retry-After` says in how many seconds more may be.",
    "500": ERRORS["500"],
}
"""What an operation that takes something may answer instead."""

HEADERS = {
    "ETag": "Names these bytes; send it back as `If-None-Match`.",
    "Cache-Control": "How long the answer may be used without asking again.",
    "Content-Language": "The language that was asked for.",
}

OF_ITSELF = {
    "key": "Key of the page, the same in all its languages.",
    "order": "In which order they come; `-` turns it round.",
}
"""What parameters mean that are called the same in many operations."""

Json = dict[str, Any]


class DocumentedApi(NinjaAPI):
    """An API whose document tells all that it answers.

    ``examples`` is a folder of answers to show, by the names of operations: each file holds an
    ``address`` and the ``answer`` to it.
    """

    def __init__(self, *, examples: Path | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._examples = examples
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the operation's function, by which clients call it too."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, written once; the ``path_prefix`` is where the API is mounted."""
        prefix = options.get("path_prefix")
        if prefix is None:
            prefix = self.get_root_path(options.get("path_params") or {})
        if prefix not in self._documents:
            document = super().get_openapi_schema(path_prefix=prefix)
            _complete(document, dict(self._read_examples()))
            self._documents[prefix] = document
        return self._documents[prefix]

    def _read_examples(self) -> Iterator[tuple[str, list[Json]]]:
        for path in sorted(self._examples.glob("*.json")) if self._examples else ():
            yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def _complete(document: Json, examples: dict[str, list[Json]]) -> None:
    schemas = document["components"]["schemas"]
    schemas[AnyCard.__name__] = _any_card(schemas)
    for method, operation in operations_of(document):
        operation["summary"] = re.split(r"\.(?:\s|$)", operation["description"], maxsplit=1)[0]
        # What an operation says for itself is the same in every document.
        responses = {str(code): one for code, one in operation["responses"].items()}
        problem = {PROBLEM: {"schema": {"$ref": f"{REF}{Problem.__name__}"}}}
        if method != "get":
            operation["responses"] = {
                **{code: one for code, one in responses.items() if code.startswith("2")},
                **_with(ERRORS_OF_SENDING, problem),
            }
            continue
        good = copy.deepcopy(responses["200"])
        if len(good["content"]) > 1:
            # An operation that names a type of its own answers no other.
            del good["content"][JSON]
        good["headers"] = {
            name: {"description": said, "schema": {"type": "string"}}
            for name, said in HEADERS.items()
        }
        if any(one["name"] == "fields" for one in operation["parameters"]):
            good["content"][SOME_FIELDS] = {"schema": _with_some_fields(good, schemas)}
        for parameter in operation["parameters"]:
            parameter |= _in_an_address(parameter["schema"])
            if said := OF_ITSELF.get(parameter["name"]):
                parameter.setdefault("description", said)
        content = next(iter(good["content"].values()))
        content |= _shown(examples.get(operation["operationId"], []))
        operation["responses"] = {
            "200": good,
            "304": {"description": "The bytes that `If-None-Match` names are still the answer."},
            **_with(ERRORS, problem),
        }
    named = _named_in(document["paths"], schemas, set())
    for name in schemas.keys() - named:
        del schemas[name]


def _with(errors: Mapping[str, str], content: Json) -> Json:
    """Errors as responses of that content."""
    return {code: {"description": said, "content": content} for code, said in errors.items()}


def _any_card(schemas: Json) -> Json:
    """The schema of a page of some type in a list: the card of one of the installed types."""
    names = {kind.model._meta.label: _card_in_lists(kind, schemas) for kind in registered()}
    mapping = {label: f"{REF}{name}" for label, name in names.items()}
    return {
        "description": "A page of some type in a list; `type` says of which.",
        "title": AnyCard.__name__,
        "oneOf": [{"$ref": ref} for ref in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _card_in_lists(kind: PublicationType[Any], schemas: Json) -> str:
    """The name of the schema of a type's card, with what some lists show of the whole beside it."""
    name = kind.card_schema.__name__
    if not kind.more:
        return name
    whole = schemas[kind.whole_schema.__name__]["properties"]
    card = copy.deepcopy(schemas[name])
    card["title"] = f"{name}WithMore"
    card["properties"] |= {field: whole[field] for field in kind.more}
    schemas[card["title"]] = card
    return str(card["title"])


def _in_an_address(schema: Json) -> Json:
    """How a value of that schema stands in an address, which can leave it out but say no null."""
    schema = {name: said for name, said in schema.items() if name != "description"}
    if "anyOf" in schema:
        [one] = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
        schema |= one
    if schema.get("type") == "array":
        return {"schema": schema, "style": "form", "explode": False}
    if schema.get("type") == "string" and not schema.keys() & {"pattern", "format", "enum"}:
        schema.setdefault("minLength", 1)
    return {"schema": schema}


def _named_in(value: Any, schemas: Json, named: set[str]) -> set[str]:
    """The names of all schemas that some part of a document refers to, by others too."""
    if isinstance(value, dict):
        name = str(value.get("$ref", "")).removeprefix(REF)
        if name and name not in named:
            named.add(name)
            _named_in(schemas[name], schemas, named)
        value = value.values()
    if not isinstance(value, str):
        for part in value if isinstance(value, Iterable) else ():
            _named_in(part, schemas, named)
    return named


def operations_of(document: Json) -> Iterator[tuple[str, Json]]:
    """All operations of a document, each with its method."""
    for path in document["paths"].values():
        yield from path.items()


def _shown(examples: list[Json]) -> Json:
    """Examples as the document has them, each named by its address."""
    if not examples:
        return {}
    return {
        "examples": {
            f"example_{number}": {"summary": one["address"], "value": one["answer"]}
            for number, one in enumerate(examples, start=1)
        }
    }


def _with_some_fields(good: Json, schemas: Json) -> Json:
    """The schema of a list whose items have the fields alone that were asked for."""
    name = good["content"][JSON]["schema"]["$ref"].removeprefix(REF)
    part = copy.deepcopy(schemas[name])
    items = part["properties"]["items"]
    items["items"] = _optional(items["items"], schemas)
    part["title"] = f"{name}Part"
    schemas[part["title"]] = part
    return {"$ref": REF + part["title"]}


def _optional(item: Json, schemas: Json) -> Json:
    """The schema of an item, or of a union of items, in which fields may be missing."""
    if "oneOf" in item:
        mapping = item["discriminator"]["mapping"]
        return {
            "oneOf": [_optional(one, schemas) for one in item["oneOf"]],
            "discriminator": {
                **item["discriminator"],
                "mapping": {value: f"{ref}Part" for value, ref in mapping.items()},
            },
        }
    name = item["$ref"].removeprefix(REF)
    part = copy.deepcopy(schemas[name])
    part["title"] = f"{name}Part"
    part["required"] = [one for one in part.get("required", []) if one in IDENTITY]
    schemas[part["title"]] = part
    return {"$ref": REF + part["title"]}
