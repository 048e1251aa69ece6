"""Whatever refers to whatever: no reference is left in an answer, and reading comes to an end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from courtyard.publications import references
from courtyard.publications.reading import Reader
from courtyard.publications.references import Wanted, resolve

KEYS = ["a", "b", "c", "d"]

REFERENCES = st.builds(
    lambda key, essential: {"ref": "node", "key": key, "size": "label", "essential": essential},
    st.sampled_from([*KEYS, "hidden"]),
    st.booleans(),
)
DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | REFERENCES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y", "z"]), inner, max_size=3)
    ),
    max_leaves=8,
)
WORLDS = st.dictionaries(st.sampled_from(KEYS), DOCUMENTS, max_size=4)


def has_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return "ref" in value or any(map(has_reference, value.values()))
    return isinstance(value, list) and any(map(has_reference, value))


@given(DOCUMENTS, WORLDS)
def test_no_reference_is_left(document: Any, world: dict[str, Any]) -> None:
    rounds = []

    def resolver(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
        rounds.append(wanted)
        return {one: world[one.key] for one in wanted if one.key in world}

    references._resolvers["node"] = (references.LEAF, resolver)
    try:
        (answer,) = resolve([document], cast("Reader", SimpleNamespace(plain=False)))
    finally:
        del references._resolvers["node"]
    assert not has_reference(answer)
    asked = [one for wanted in rounds for one in wanted]
    assert len(asked) == len(set(asked)), "the same thing was asked for twice"
