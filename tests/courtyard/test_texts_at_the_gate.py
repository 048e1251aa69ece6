"""Texts that some readers could not see, hear, or find their way in are refused at the gate."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import querydict_from_html

from home.models import ContentPage
from programmes.models import ProgrammeIndexPage
from tests.trees import ContentFactory, ProgrammeIndexFactory, Tree, make_image

ID = "22222222-2222-2222-2222-222222222222"


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


def heading(text: str, level: str) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": level}}


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def image(number: int, alt: str, *, decorative: bool = False) -> dict[str, Any]:
    shown = {"image": number, "alt_text": alt, "decorative": decorative}
    return {"image": shown, "caption": ""}


def a_draft(tree: Tree, *body: dict[str, Any]) -> Any:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="My.", live=False)
    page.body = json.dumps([{"id": ID, **block} for block in body])
    return page


def refused(tree: Tree, *body: dict[str, Any]) -> list[str]:
    """What an editor is told who publishes a page with these blocks; nothing is published."""
    page = a_draft(tree, *body)
    with pytest.raises(ValidationError) as refusal:
        page.save_revision().publish()
    assert not ContentPage.objects.get(pk=page.pk).live
    messages: list[str] = refusal.value.message_dict["body"]
    return messages


def admitted(tree: Tree, *body: dict[str, Any]) -> bool:
    page = a_draft(tree, *body)
    page.save_revision().publish()
    return bool(ContentPage.objects.get(pk=page.pk).live)


# Headings


def test_a_smaller_heading_needs_one_above_it(tree: Tree) -> None:
    (told,) = refused(tree, text("<p>A</p>"), heading("Details", "3"), heading("History", "2"))
    assert told == (
        "The smaller heading “Details” stands below no heading. Make it a heading, or put one "
        "before it."
    )


def test_headings_that_skip_nothing_may_go_public(tree: Tree) -> None:
    assert admitted(tree, heading("History", "2"), heading("Details", "3"))


def test_the_heading_of_another_block_stands_above_a_smaller_one(tree: Tree) -> None:
    facts = {"type": "facts", "value": {"heading": "Numbers", "rows": []}}
    assert admitted(tree, facts, heading("Details", "3"))


# Links


@pytest.mark.parametrize("words", ["tutaj", "Here", " тут ", "<b>hier</b>", "Click here!", ""])
def test_the_text_of_a_link_says_where_it_leads(tree: Tree, words: str) -> None:
    (told,) = refused(tree, text(f'<p>See <a href="https://example.org/">{words}</a></p>'))
    assert told.startswith("Text: The text of the link “")
    assert told.endswith("Make a link of the words that name what is there.")


def test_a_link_that_says_where_it_leads_may_go_public(tree: Tree) -> None:
    assert admitted(tree, text('<p><a href="https://example.org/">The rules, here</a></p>'))


def test_a_link_inside_a_row_of_a_block_is_asked_too(tree: Tree) -> None:
    item = {"heading": "When?", "text": '<p><a href="https://example.org/">więcej</a></p>'}
    rows = [{"type": "item", "value": item, "id": ID}]
    (told,) = refused(tree, {"type": "accordion", "value": {"heading": "", "items": rows}})
    assert "więcej" in told


def test_the_link_of_a_call_to_action_is_asked_too(tree: Tree) -> None:
    call = {"heading": "", "text": "", "page": None, "url": "https://example.org/"}
    (told,) = refused(tree, {"type": "call_to_action", "value": {**call, "link_text": "tutaj"}})
    assert "tutaj" in told


def test_a_call_to_action_leads_to_one_place(tree: Tree) -> None:
    call = {"page": tree.home.pk, "url": "https://example.org/", "link_text": "Apply"}
    assert refused(tree, {"type": "call_to_action", "value": call}) == [
        "Call to action: Choose a page or give a web address, not both."
    ]


def test_rich_text_outside_of_blocks_is_asked_too(tree: Tree) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    section.introduction = '<p><a href="https://example.org/">hier</a></p>'
    with pytest.raises(ValidationError) as refusal:
        section.save()
    assert list(refusal.value.message_dict) == ["introduction"]
    assert ProgrammeIndexPage.objects.get().introduction == ""


# Pictures


def test_a_picture_needs_words_or_is_decorative(tree: Tree) -> None:
    number = make_image("brama").pk
    (told,) = refused(tree, {"type": "image", "value": image(number, " ")})
    assert told.startswith("Image: A picture lacks its alternative text.")
    ContentPage.objects.all().delete()
    assert admitted(tree, {"type": "image", "value": image(number, "", decorative=True)})


def test_the_name_of_a_file_is_no_alternative_text(tree: Tree) -> None:
    number = make_image("brama").pk
    (told,) = refused(tree, {"type": "image", "value": image(number, "DSC_0001.JPG")})
    assert "DSC_0001.JPG" in told


def test_each_picture_of_a_gallery_is_asked(tree: Tree) -> None:
    number = make_image("brama").pk
    rows = [
        {"type": "item", "value": image(number, alt), "id": f"{ID[:-1]}{place}"}
        for place, alt in enumerate(["Brama", ""])
    ]
    (told,) = refused(tree, {"type": "gallery", "value": {"heading": "", "pictures": rows}})
    assert told.startswith("Gallery: A picture lacks")


def test_a_picture_that_is_deleted_keeps_no_page_from_being_saved(tree: Tree) -> None:
    picture = make_image("brama")
    assert admitted(tree, {"type": "image", "value": image(picture.pk, "Brama")})
    picture.delete()
    page = ContentPage.objects.get(slug="o-nas")
    page.summary = "Nowe."
    page.save_revision().publish()
    page = ContentPage.objects.get(slug="o-nas")
    assert page.summary == "Nowe."
    assert page.body.raw_data[0]["value"]["image"]["alt_text"] == "Brama"


# Sound and moving pictures


def media(name: str, **value: Any) -> dict[str, Any]:
    value = {"title": "In the yard", "file": file(name), "captions": [], "transcript": "", **value}
    return {"type": "media", "value": value}


def file(name: str) -> int:
    content = ContentFile(b"x", name=name)
    return int(get_document_model().objects.create(title=name, file=content).pk)


def captions(name: str) -> list[dict[str, Any]]:
    return [{"type": "item", "value": {"language": "pl", "file": file(name)}, "id": ID}]


def test_a_video_needs_captions(tree: Tree) -> None:
    assert refused(tree, media("film.mp4")) == [
        "Video or sound: A video needs captions: add a file in the form WebVTT (.vtt)."
    ]


def test_captions_have_the_form_that_browsers_read(tree: Tree) -> None:
    (told,) = refused(tree, media("film.mp4", captions=captions("film.txt")))
    assert ".vtt" in told


def test_a_video_with_captions_may_go_public(tree: Tree) -> None:
    assert admitted(tree, media("film.webm", captions=captions("film.vtt")))


def test_a_sound_needs_a_transcript(tree: Tree) -> None:
    (told,) = refused(tree, media("talk.mp3"))
    assert "transcript" in told
    ContentPage.objects.all().delete()
    assert admitted(tree, media("talk.mp3", transcript="<p>All that is said.</p>"))


def test_a_file_that_nothing_plays_is_refused(tree: Tree) -> None:
    (told,) = refused(tree, media("talk.pdf"))
    assert told.startswith("Video or sound: Choose a video")


def test_a_frame_needs_a_title(tree: Tree) -> None:
    embed = {"url": "https://vimeo.com/76979871", "title": "", "caption": ""}
    (told,) = refused(tree, {"type": "embed", "value": embed})
    assert told.startswith("Video or sound of others: Give it a title")


def test_what_nobody_on_the_list_plays_is_refused(tree: Tree) -> None:
    embed = {"url": "https://example.org/film", "title": "Film", "caption": ""}
    (told,) = refused(tree, {"type": "embed", "value": embed})
    assert "YouTube, Vimeo, SoundCloud, Spotify" in told


# In the editor


def test_a_draft_may_be_as_it_is(tree: Tree) -> None:
    page = a_draft(tree, heading("Details", "3"))
    page.save_revision()
    assert page.get_latest_revision_as_object().body[0].value["level"] == "3"


def test_an_editor_is_told_in_the_form(tree: Tree, admin_user: Any) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    page = a_draft(tree, heading("Details", "3"))
    page.save_revision()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    form.update(
        {
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "heading",
            "body-0-id": ID,
            "body-0-value-text": "Details",
            "body-0-value-level": "3",
            "action-publish": "action-publish",
        }
    )
    response = client.post(url, form)
    assert response.status_code == 200
    assert "Details" in response.content.decode()
    assert response.context["form"].errors["body"]
    assert not ContentPage.objects.get(pk=page.pk).live
