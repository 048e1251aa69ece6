"""The blocks of which page bodies are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.translation import override
from pydantic import TypeAdapter
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courtyard.blocks import AnyBlock, body_blocks
from courtyard.blocks.samples import LONG, SHORT, Things, sample_records, samples, things_at_hand
from courtyard.embeds import player_of
from courtyard.images import describe
from courtyard.localisation.freshness import words_of
from courtyard.publications.reading import Reader
from courtyard.publications.writing import store
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

pytestmark = pytest.mark.one_database

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


def test_all_blocks_are_translated(
    tree: Tree, things: Things, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = a_page(tree, samples(LONG, things))
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    settle()
    path = ContentPage.objects.get(locale=tree.en).get_url()
    english = {block["type"]: block for block in answered(client, path)["body"]}
    polish = {block["type"]: block for block in answered(client)["body"]}
    assert english.keys() == polish.keys() == set(NAMES)
    told = json.dumps(english)
    for name, paths in WORDS.items():
        assert "English" in json.dumps(english[name]), (name, paths)
    assert "https://example.org/apply" in told
    assert english["media"]["file"] == polish["media"]["file"]
    assert english["gallery"]["pictures"][0]["image"]["alt"].startswith("English ")
    assert english["people"]["people"][2]["name"].startswith("English ")


# What blocks show of other things


def block(name: str, **value: Any) -> dict[str, Any]:
    return {"type": name, "value": value, "id": f"00000000-0000-0000-0000-{NAMES.index(name):012}"}


def row(**value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "11111111-1111-1111-1111-111111111111"}


def test_a_document_is_shown_with_its_kind_and_size_under_its_own_title_or_another(
    tree: Tree, client: Client
) -> None:
    document = make_document("statut.pdf", b"x" * 2048)
    rows = [row(document=document.pk, title=""), row(document=document.pk, title="Statut 2026")]
    a_page(tree, [block("documents", heading="", documents=rows)])
    (documents,) = answered(client)["body"]
    assert [one["title"] for one in documents["documents"]] == ["", "Statut 2026"]
    file = documents["documents"][0]["file"]
    assert (file["title"], file["extension"], file["size"]) == ("statut.pdf", "pdf", 2048)
    page = html(client)
    assert "statut.pdf" in page
    assert "Statut 2026" in page
    assert "PDF, 2,0" in page


def test_what_is_in_a_private_collection_is_shown_nowhere(tree: Tree, client: Client) -> None:
    private = Collection.get_first_root_node().add_child(name="Prywatne")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    video = make_document("film.mp4", collection=private)
    captions, document = make_document("film.vtt"), make_document("tajne.pdf", collection=private)
    a_page(
        tree,
        [
            block("documents", heading="", documents=[row(document=document.pk, title="Tajne")]),
            block(
                "media",
                title="Film",
                file=video.pk,
                captions=[row(language="pl", file=captions.pk)],
                transcript="",
            ),
        ],
    )
    (documents,) = answered(client)["body"]
    assert documents["documents"] == []
    assert "tajne" not in html(client).lower()


def test_a_block_of_something_that_is_gone_leaves_the_page_standing(
    tree: Tree, client: Client, things: Things
) -> None:
    page = a_page(tree, samples(LONG, things))
    get_document_model().objects.all().delete()
    ContentPage.objects.get(pk=page.pk).save_revision().publish()
    settle()
    shown = {block["type"]: block for block in answered(client)["body"]}
    assert "media" not in shown
    assert shown["documents"]["documents"] == []
    assert html(client)


def test_a_call_to_action_leads_to_a_page_in_the_language_of_the_reader(
    tree: Tree, client: Client
) -> None:
    call = block("call_to_action", heading="", text="", page=None, url="", link_text="Zgłoś się")
    call["value"]["page"] = tree.home.pk
    a_page(tree, [call])
    (told,) = answered(client)["body"]
    assert told["page"]["url"] == "/pl/"
    assert told["url"] == ""
    assert '<a class="button" href="/pl/">Zgłoś się</a>' in html(client)


def test_what_others_play_is_a_link_until_the_reader_follows_it(tree: Tree, client: Client) -> None:
    url = "https://www.youtube.com/watch?v=abcdefghijk&t=10"
    a_page(tree, [block("embed", url=url, title="Spacer", caption="")])
    (told,) = answered(client)["body"]
    assert told["provider"] == "YouTube"
    assert told["player"] == "https://www.youtube-nocookie.com/embed/abcdefghijk"
    page = html(client)
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=10"' in page
    assert "<iframe" not in page


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://youtu.be/abcdefghijk?t=3", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://soundcloud.com/strefa/podworze",
            "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/strefa/podworze",
        ),
        (
            "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk?si=1",
            "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk",
        ),
    ],
)
def test_players_are_known_by_the_address(url: str, player: str) -> None:
    assert player_of(url) == (player_of(url).provider, player)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/watch?v=abcdefghijk",
        "https://youtube.com.example.org/watch?v=abcdefghijk",
        "https://example.org/?https://youtu.be/abcdefghijk",
        "javascript:alert(1)//youtu.be/abcdefghijk",
        'https://youtu.be/abcdefghijk"onload="x',
    ],
)
def test_what_nobody_on_the_list_plays_has_no_player(url: str) -> None:
    assert player_of(url) is None


def test_an_editor_is_told_of_an_address_that_nobody_plays(db: None) -> None:
    embed = dict(body_blocks())["embed"]
    value = embed.to_python({"url": "https://example.org/film", "title": "Film"})
    with pytest.raises(StructBlockValidationError) as refusal:
        embed.clean(value)
    (told,) = refusal.value.block_errors["url"].messages
    assert "YouTube" in told


def test_the_credit_of_a_picture_is_named_below_it(tree: Tree, client: Client) -> None:
    image = make_image("brama")
    describe(image, credit="Anna Kowalska", licence="CC BY 4.0", licence_url="https://example.org/")
    shown = {"image": image.pk, "alt_text": "Brama", "decorative": False}
    a_page(tree, [block("image", image=shown, caption="")])
    page = html(client)
    assert "Anna Kowalska" in page
    assert "CC BY 4.0</a>" in page
    assert 'rel="license"' in page


@pytest.mark.parametrize("name", [name for name in NAMES if name != "text"])
def test_a_block_may_lack_what_was_added_to_it_later(tree: Tree, client: Client, name: str) -> None:
    about = a_page(tree, [{"type": "text", "value": "<p>Słowa</p>"}])
    raw = [{"type": "text", "value": "<p>Słowa</p>"}, {"type": name, "value": {}}]
    ContentPage.objects.filter(pk=about.pk).update(body=json.dumps(raw))
    store(ContentPage.objects.get(pk=about.pk), None)
    settle()
    assert "Słowa" in html(client)
    source, _is_new = TranslationSource.update_or_create_from_instance(
        ContentPage.objects.get(pk=about.pk)
    )
    assert source.stringsegment_set.filter(string__data="Słowa").exists()


def test_words_of_a_picture_that_is_deleted_are_words_of_the_page(tree: Tree) -> None:
    image = make_image("brama")
    shown = {"image": image.pk, "alt_text": "Brama", "decorative": False}
    page = a_page(tree, [block("image", image=shown, caption="")])
    before = words_of(page)
    image.delete()
    assert words_of(ContentPage.objects.get(pk=page.pk)) == before


def test_labels_of_blocks_begin_as_those_of_other_fields_do() -> None:
    def labels(block: Any) -> Iterator[str]:
        inside = [*getattr(block, "child_blocks", {}).values()]
        for one in [*inside, *([block.child_block] if hasattr(block, "child_block") else [])]:
            yield str(one.label)
            yield from labels(one)

    stream: Any = blocks.StreamBlock(body_blocks())
    for language in ("en", "pl", "uk", "de"):
        with override(language):
            found = {*labels(stream)}
        assert len(found) > 30
        assert [label for label in found if not label[:1].isupper()] == []
