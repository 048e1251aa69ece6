"""A front end does not compile with a document that it does not fit."""

from __future__ import annotations

import copy

import pytest

from courtyard.delivery.openapi import REF

from .front_end import DOCUMENT, Unbuildable, made_from, packages


def test_a_new_block_and_a_missing_field_are_found_by_the_compiler() -> None:
    document = copy.deepcopy(DOCUMENT)
    schemas = document["components"]["schemas"]
    schemas["MapRecord"] = copy.deepcopy(schemas["HeadingRecord"])
    schemas["MapRecord"]["properties"]["type"] = {"const": "map", "type": "string"}
    schemas["AnyBlock"]["oneOf"].append({"$ref": f"{REF}MapRecord"})
    schemas["AnyBlock"]["discriminator"]["mapping"]["map"] = f"{REF}MapRecord"
    del schemas["QuoteRecord"]["properties"]["source"]
    schemas["QuoteRecord"]["required"].remove("source")
    with pytest.raises(Unbuildable) as said, made_from(document):
        pass
    errors = [line for line in str(said.value).splitlines() if "error TS" in line]
    assert {line.partition("(")[0] for line in errors} == {"src/blocks.ts"}
    assert sum("Property 'source' does not exist" in line for line in errors) == 2
    [unknown] = [line for line in errors if "source" not in line]
    assert "not assignable to parameter of type 'never'" in unknown


def test_without_node_it_is_left_out_unless_everything_is_a_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    packages.cache_clear()
    for must, outcome in (("0", pytest.skip.Exception), ("1", pytest.fail.Exception)):
        monkeypatch.setenv("COURTYARD_REQUIRE_ALL", must)
        with pytest.raises(outcome, match="no Node"):
            packages()
