"""The blocks of which page bodies are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pydantic import TypeAdapter
from wagtail.documents import get_document_model
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courtyard.blocks import AnyBlock, body_blocks
from courtyard.blocks.samples import LONG, SHORT, Things, sample_records, samples, things_at_hand
from courtyard.publications.reading import Reader
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    make_image,
    settle,
    translate_the_rest,
)

NAMES = [name for name, _block in body_blocks()]


def make_document(name: str, content: bytes = b"words", **fields: Any) -> Any:
    return get_document_model().objects.create(
        title=name, file=ContentFile(content, name=name), file_size=len(content), **fields
    )


@pytest.fixture
def things(tree: Tree) -> Things:
    """Something of all that blocks show."""
    for number in range(2):
        make_image(f"zdjecie{number}")
    for name in ("statut.pdf", "film.mp4", "film.vtt", "rozmowa.mp3"):
        make_document(name)
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Wiadomość", slug="wiadomosc")
    return things_at_hand(Reader.at(tree.site, "pl"))


def a_page(tree: Tree, body: list[dict[str, Any]]) -> Any:
    """A live page whose body holds some raw blocks."""
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Kim jesteśmy.")
    page.body = json.dumps(body)
    page.save_revision().publish()
    settle()
    return ContentPage.objects.get(pk=page.pk)


def answered(client: Client, path: str = "/pl/o-nas/") -> Any:
    return client.get("/api/content/v1/pages/by-path", {"path": path}, HTTP_HOST="localhost").json()


def html(client: Client, path: str = "/pl/o-nas/") -> str:
    response = client.get(path, HTTP_HOST="localhost")
    assert response.status_code == 200
    return str(response.content.decode())


# All blocks


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_there_is_a_sample_of_each_block(things: Things, length: str) -> None:
    assert [block["type"] for block in samples(length, things)] == NAMES


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_each_block_is_answered_by_its_schema_and_shown_by_its_template(
    tree: Tree, things: Things, client: Client, length: str
) -> None:
    stored = samples(length, things)
    a_page(tree, stored)
    body = answered(client)["body"]
    assert [(block["type"], block["id"]) for block in body] == [
        (block["type"], block["id"]) for block in stored
    ]
    TypeAdapter(list[AnyBlock]).validate_python(body)
    page = html(client)
    for words in ("2016", "vimeo.com", "Nowak" if length == SHORT else "Brzezińska"):
        assert words in page


def test_rows_of_a_block_keep_their_ids(tree: Tree, things: Things, client: Client) -> None:
    a_page(tree, samples(LONG, things))
    for block in answered(client)["body"]:
        stored = next(one for one in samples(LONG, things) if one["type"] == block["type"])
        for name, rows in block.items():
            if isinstance(rows, list) and rows and "id" in rows[0]:
                assert [row["id"] for row in rows] == [row["id"] for row in stored["value"][name]]


@pytest.mark.parametrize("name", NAMES)
def test_each_block_has_a_name_a_group_and_a_description(name: str) -> None:
    block = dict(body_blocks())[name]
    assert str(block.label)
    assert str(block.meta.group)
    assert str(block.meta.description)


def test_the_style_guide_gets_the_samples_as_readers_do(tree: Tree, things: Things) -> None:
    records = sample_records(LONG, Reader.at(tree.site, "pl"))
    assert [record["type"] for record in records] == NAMES
    assert records[NAMES.index("pages")]["pages"][0]["title"]


def test_samples_need_nothing(tree: Tree) -> None:
    shown = [record["type"] for record in sample_records(SHORT, Reader.at(tree.site, "pl"))]
    assert "people" in shown
    assert "gallery" not in shown


WORDS = {
    "heading": {"text"},
    "text": {""},
    "quote": {"text", "source"},
    "call_to_action": {"heading", "text", "link_text"},
    "timeline": {"heading", "entries.when", "entries.heading", "entries.text"},
    "facts": {"heading", "rows.name", "rows.value"},
    "accordion": {"heading", "items.heading", "items.text"},
    "image": {"image.alt_text", "caption"},
    "gallery": {"heading", "pictures.image.alt_text", "pictures.caption"},
    "media": {"title", "transcript"},
    "embed": {"title", "caption"},
    "pages": {"heading"},
    "listing": {"heading", "link_text"},
    "people": {"heading", "people.name", "people.role", "people.text"},
    "logos": {"heading"},
    "documents": {"heading", "documents.title"},
    "sign_up": {"heading", "text"},
}
"""What of each block is a word to translate; all else is the same in all languages."""


def test_each_block_knows_what_in_it_is_a_word(tree: Tree, things: Things) -> None:
    stored = samples(LONG, things)
    page = a_page(tree, stored)
    names = {block["id"]: block["type"] for block in stored}
    ids = {row["id"] for block in stored for rows in _lists(block["value"]) for row in rows}
    found: dict[str, set[str]] = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue) and segment.path.startswith("body."):
            _body, block_id, *path = segment.path.split(".")
            parts = [part for part in path if part and part not in ids]
            found.setdefault(names[block_id], set()).add(".".join(parts))
    assert found == WORDS


def _lists(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else ()
    return [part for part in parts if isinstance(part, list)]


def test_all_blocks_are_translated(tree: Tree, things: Things, client: Client) -> None:
    page = a_page(tree, samples(LONG, things))
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation, "slug")
    translation.save_target(publish=True)
    settle()
    path = ContentPage.objects.get(locale=tree.en).url_path.removeprefix("/pl/")
    english = {block["type"]: block for block in answered(client, f"/en/{path}")["body"]}
    polish = {block["type"]: block for block in answered(client)["body"]}
    assert english.keys() == polish.keys() == set(NAMES)
    told = json.dumps(english)
    for name, paths in WORDS.items():
        assert "English" in json.dumps(english[name]), (name, paths)
    assert "https://example.org/apply" in told
    assert english["media"]["file"] == polish["media"]["file"]
    assert english["gallery"]["pictures"][0]["image"]["alt"].startswith("English ")
    assert english["people"]["people"][2]["name"].startswith("English ")
