"""What looks wrong and is right: a translator says so, of these words with this translation."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.rich_text import RichText
from wagtail_localize.models import Translation

from courtyard.localisation import facts, po
from courtyard.localisation.glossary import Glossary
from courtyard.localisation.importing import plan
from courtyard.models import Confirmation, GlossaryTerm
from tests.trees import Tree

from .hands import publish, put, said, say, segment_of, texts
from .test_matrix import page
from .test_translation_editor import check, data
from .test_translators_home import rewrite, translated

LINK = 'Napisz <a id="a1">do nas</a>, <b>teraz</b>.'
LEFT_OUT = "Write to us, now."


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def about(tree: Tree) -> Any:
    body = '<p>Napisz <a href="https://example.org/">do nas</a>, <b>teraz</b>.</p>'
    return page(tree, "O nas", summary="Witaj {name}", body=[("text", RichText(body))])


@pytest.fixture
def translation(tree: Tree, about: Any) -> Translation:
    translated(about, tree.en)
    return Translation.objects.get(source__object_id=about.translation_key)


def confirm(client: Client, translation: Translation, words: str, value: str) -> Any:
    return client.post(
        reverse("courtyard_confirm_text", args=[translation.pk]),
        {"text": segment_of(translation, words).pk, "value": value},
        content_type="application/json",
    )


def told(client: Client, translation: Translation, words: str) -> Any:
    return data(client, translation)["texts"].get(str(segment_of(translation, words).pk), {})


def test_it_counts_as_translated_once_somebody_has_said_that_it_is_right(
    admin_client: Client, admin_user: Any, translation: Translation
) -> None:
    put(admin_client, translation, LINK, LEFT_OUT)
    assert texts(translation)[LINK].is_open
    assert told(admin_client, translation, LINK)["may_be_right"]
    assert confirm(admin_client, translation, LINK, LEFT_OUT).status_code == 200
    assert not texts(translation)[LINK].is_open
    known = told(admin_client, translation, LINK)
    assert known["confirmed"]["who"] == "admin"
    assert "faults" not in known
    assert put(admin_client, translation, LINK, LEFT_OUT)["error"] is None
    assert check(admin_user, translation, LINK, LEFT_OUT).json()["faults"] == []
    publish(admin_client, translation)
    assert "Write to us, now." in str(translation.get_target_instance().specific.body)


def test_it_lapses_with_the_translation_and_with_the_original(
    admin_client: Client, about: Any, translation: Translation
) -> None:
    put(admin_client, translation, "Witaj {name}", "Hello")
    confirm(admin_client, translation, "Witaj {name}", "Hello")
    assert put(admin_client, translation, "Witaj {name}", "Hello!")["error"]
    assert texts(translation)["Witaj {name}"].is_open
    rewrite(about, summary="Witamy, {name}")
    assert put(admin_client, translation, "Witamy, {name}", "Hello")["error"]


@pytest.mark.parametrize(
    ("words", "value"),
    [(LINK, "<b>Write to us"), (LINK, 'Write <a id="a2">us</a>'), ("Zebrano %s z %s", "%s")],
)
def test_what_would_break_the_page_is_right_for_nobody(
    admin_client: Client, about: Any, translation: Translation, words: str, value: str
) -> None:
    rewrite(about, summary="Zebrano %s z %s")
    put(admin_client, translation, words, value)
    assert "may_be_right" not in told(admin_client, translation, words)
    answer = confirm(admin_client, translation, words, value)
    assert answer.status_code == 409
    assert answer.json()["error"]
    assert texts(translation)[words].is_open
    assert not Confirmation.objects.exists()


def test_nobody_confirms_what_somebody_has_changed_meanwhile(
    admin_client: Client, translation: Translation
) -> None:
    put(admin_client, translation, LINK, LEFT_OUT)
    put(admin_client, translation, LINK, "Write, now.")
    assert confirm(admin_client, translation, LINK, LEFT_OUT).status_code == 409
    assert said(translation)[LINK] == "Write, now."
    assert texts(translation)[LINK].is_open


def test_nobody_confirms_what_somebody_is_changing_at_that_moment(
    admin_client: Client, translation: Translation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have the lock, and let it go once their words are written."""
    put(admin_client, translation, LINK, LEFT_OUT)
    lock = facts.lock_originals

    def wait(keys: Any) -> None:
        say(translation, LINK, "Write, now.")
        lock(keys)

    monkeypatch.setattr(facts, "lock_originals", wait)
    assert confirm(admin_client, translation, LINK, LEFT_OUT).status_code == 409
    assert not Confirmation.objects.exists()
    assert texts(translation)[LINK].is_open


def test_who_may_not_write_it_confirms_nothing(client: Client, translation: Translation) -> None:
    assert confirm(client, translation, LINK, f"English {LINK}").status_code == 302
    assert not Confirmation.objects.exists()


def test_it_goes_with_the_last_page_of_its_languages(
    tree: Tree, admin_client: Client, about: Any, translation: Translation
) -> None:
    put(admin_client, translation, LINK, LEFT_OUT)
    confirm(admin_client, translation, LINK, LEFT_OUT)
    about.get_translation(tree.en).delete()
    assert Confirmation.objects.exists(), "the translation may be made again"
    for one in type(about).objects.filter(translation_key=about.translation_key):
        one.delete()
    assert not Confirmation.objects.exists()


def test_a_file_brings_what_was_confirmed(
    tree: Tree, admin_client: Client, translation: Translation
) -> None:
    put(admin_client, translation, LINK, LEFT_OUT)
    confirm(admin_client, translation, LINK, LEFT_OUT)
    file = po.written(
        [translation], language="en", project=str(tree.home.translation_key), name="Courtyard"
    )
    put(admin_client, translation, LINK, 'Write <a id="a1">to us</a>, <b>now</b>.')
    report = plan(po.read(file.encode()), tree.en, may_write=lambda one: "")
    [row] = [row for row in report.rows if row.words == LINK]
    assert row.outcome == "unchanged"  # nobody has touched it in the file
    touched = po.read(file.replace("courtyard:", "kept:").encode())
    [row] = [
        row for row in plan(touched, tree.en, may_write=lambda one: "").rows if row.words == LINK
    ]
    assert row.outcome == "conflict"


def test_the_glossary_is_lenient_in_languages_whose_words_change_within(
    tree: Tree, admin_client: Client
) -> None:
    english = page(tree, "O nas", summary="The world and an open call.")
    GlossaryTerm.objects.create(source=tree.en, target=tree.pl, term="world", approved="świat")
    [found] = Glossary("en", "pl").terms_in(english.summary, "W świecie")
    assert found.is_kept
    [found] = Glossary("en", "pl").terms_in(english.summary, "Na Ziemi")
    assert not found.is_kept
