"""A block that is moved makes no translation out of date, and stands in it where it stands now."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.rich_text import RichText
from wagtail_localize.models import Translation, TranslationSource

from courtyard.localisation import sources
from courtyard.localisation.texts import texts_of
from courtyard.models import Publication
from courtyard.outbox import services as outbox
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest

CALL, VISIT = "Nabór trwa do maja.", "Zapraszamy do nas."


@pytest.fixture
def about(tree: Tree) -> Any:
    body = [("text", RichText(f"<p>{words}</p>")) for words in (CALL, VISIT)]
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", body=body)


@pytest.fixture
def translation(tree: Tree, about: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A live translation of all texts."""
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    return translation


@pytest.fixture
def write(about: Any, django_capture_on_commit_callbacks: Any) -> Any:
    def write(body: list[Any], **fields: Any) -> None:
        """Publish another body of the original; the worker comes by."""
        row = ContentPage.objects.get(pk=about.pk)
        row.body = body
        for name, value in fields.items():
            setattr(row, name, value)
        row.save_revision().publish()
        with django_capture_on_commit_callbacks(execute=True):
            outbox.work()

    return write


def written(about: Any) -> list[Any]:
    return [*ContentPage.objects.get(pk=about.pk).body.raw_data]


def live(translation: Translation) -> Publication:
    found: Publication = Publication.objects.get(pk=translation.get_target_instance().pk)
    return found


def said(translation: Translation) -> list[tuple[str, str]]:
    """The kinds of blocks with the words in each."""
    blocks = live(translation).whole["body"]
    words = [re.search(r"English [^<\"]*", json.dumps(one, ensure_ascii=False)) for one in blocks]
    return [(one["type"], found[0]) for one, found in zip(blocks, words, strict=True) if found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            lambda now: [*reversed(now)],
            [("text", f"English {VISIT}"), ("text", f"English {CALL}")],
        ),
        (
            lambda now: [{"type": "quote", "value": {"text": CALL}}, now[1]],
            [("quote", f"English {CALL}"), ("text", f"English {VISIT}")],
        ),
    ],
    ids=["in another order", "in another block"],
)
def test_a_translation_follows_words_that_are_moved(
    about: Any, translation: Any, write: Any, body: Any, expected: Any
) -> None:
    write(body(written(about)))
    assert live(translation).outdated_since is None
    assert said(translation) == expected


def test_words_that_are_moved_to_another_field_are_other_words(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    write(written(about)[:1], summary=VISIT)
    assert live(translation).outdated_since
    assert said(translation) == before


def test_a_newer_draft_of_a_translation_is_left_alone(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    translation.get_target_instance().specific.save_revision()
    write([*reversed(written(about))])
    assert live(translation).outdated_since is None
    assert said(translation) == before


def test_without_a_worker_moved_words_are_where_they_stand_for_translators(
    about: Any, translation: Any
) -> None:
    row = ContentPage.objects.get(pk=about.pk)
    row.body = [("quote", {"text": CALL})]
    row.save_revision().publish()
    outbox.work()
    row.body = [("text", RichText(f"<p>{CALL}</p>"))]
    row.save_revision().publish()
    assert sources.follow([translation.source]) == 1
    [text] = [one for one in texts_of([translation])[translation.pk] if one.words == CALL]
    assert text.field_path == "body.text"
    assert sources.follow([translation.source]) == 0


def test_nothing_stored_differs_afterwards(about: Any, translation: Any, write: Any) -> None:
    write([*reversed(written(about))])
    call_command("publications", "check")
