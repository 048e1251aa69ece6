"""What a translator finds on the admin's first page."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from courtyard.assignments import Assignment
from courtyard.editing.desk import AT_MOST
from courtyard.editing.to_translate import ToTranslate, shortened
from courtyard.localisation import sources
from tests.trees import (
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    translate_the_rest,
)

from .test_matrix import browser, editor, page, translator, uk, words

__all__ = ["editor", "translator", "uk"]


def translated(one: Any, locale: Locale) -> Any:
    """Its translation, live and complete."""
    translate_object(one, [locale])
    translation = Translation.objects.get(source__object_id=one.translation_key)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    twin = translation.get_target_instance()
    twin.get_latest_revision().publish()
    return twin


def rewrite(one: Any, **fields: str) -> None:
    """Other words of an original, as the worker gives them to translators."""
    for name, value in fields.items():
        setattr(one, name, value)
    one.save_revision().publish()
    sources.follow(TranslationSource.objects.filter(object_id=one.translation_key))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def told(user: User) -> list[tuple[str, str]]:
    return [(task.title, task.note) for task in ToTranslate(user).tasks()]


def test_it_says_word_by_word_what_was_changed(tree: Tree, uk: Locale, translator: User) -> None:
    polish = page(tree, "Okno", summary="Mówi o oknach i drzwiach.")
    translated(polish, uk)
    assert told(translator) == []
    rewrite(polish, summary="Mówi o oknach, drzwiach i dachach.")
    [task] = ToTranslate(translator).tasks()
    assert task.title == "English Okno"
    assert "since" in task.note
    assert "1 text to translate" in task.note
    [changed] = task.changes
    assert words(re.sub("<del>.*?</del>", "", changed)) == "Mówi o oknach , drzwiach i dachach ."
    assert "<del>drzwiach</del><ins>dachach</ins>" in changed
    home = browser(translator).get("/cms/").content.decode()
    assert "To translate" in words(home)
    assert str(changed) in home


def test_three_changes_are_shown_and_the_others_counted(
    tree: Tree, uk: Locale, translator: User
) -> None:
    body = [
        {"type": "heading", "id": str(uuid4()), "value": {"text": f"O {number} oknach"}}
        for number in range(5)
    ]
    polish = page(tree, "Okno", body=json.dumps(body))
    translated(polish, uk)
    rewrite(polish, summary="Nowe zdanie.", body=json.dumps(body).replace("oknach", "drzwiach"))
    [task] = ToTranslate(translator).tasks()
    assert len(task.changes) == 3
    assert task.more == 3


def test_long_texts_are_cut_around_what_was_changed() -> None:
    long = "słowo " * 40
    parts = [("kept", long), ("gone", "stare"), ("new", "nowe"), ("kept", long)]
    begin, gone, new, end = (text for _kind, text in shortened(parts))  # type: ignore[arg-type]
    assert (gone, new) == ("stare", "nowe")
    assert begin.startswith(" … słowo")
    assert end.endswith("słowo … ")
    assert max(len(begin), len(end)) <= 50
    assert shortened([("new", "krótko")]) == [("new", "krótko")]


def test_what_is_assigned_comes_first_then_the_nearest_deadline_then_the_oldest(
    tree: Tree, uk: Locale, translator: User
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    translated(section, uk)
    now = timezone.now()
    for name, days in (("Daleki", 20), ("Bliski", 3)):
        programme = ProgrammeFactory(parent=section, title=name, slug=name.lower())
        translated(programme, uk)
        closes = now + dt.timedelta(days=days)
        OpenCallFactory(parent=programme, title="Nabór", slug="nabor", closes=closes)
        rewrite(programme, title=f"{name} i nowy")
    for name in ("Starsza", "Nowsza", "Moja", "Brak"):
        one = page(tree, name)
        if name == "Brak":
            key = one.translation_key
        else:
            translated(one, uk)
            rewrite(one, title=f"{name} dziś")
        if name == "Moja":
            mine = one.translation_key
    for assigned, note in ((mine, "Do piątku"), (key, "")):
        Assignment.objects.create(translation_key=assigned, locale=uk, user=translator, note=note)
    found = told(translator)
    assert [title for title, _note in found] == [
        "English Moja",
        "Brak",
        "English Bliski",
        "English Daleki",
        "English Starsza",
        "English Nowsza",
    ]
    notes = dict(found)
    assert (
        notes["English Moja"].startswith("assigned to you · Do piątku")
        or "Do piątku" in (notes["English Moja"])
    )
    assert "deadline" in notes["English Bliski"] or "termin" in notes["English Bliski"].casefold()


def test_drafts_wait_for_translators_and_not_for_those_who_write_everything(
    tree: Tree, uk: Locale, translator: User, editor: User
) -> None:
    polish = page(tree, "Okno")
    translate_object(polish, [uk])
    other = page(tree, "Drzwi")
    translated(other, uk)
    rewrite(other, title="Drzwi i okna")
    assert {title for title, _ in told(translator)} == {"Okno", "English Drzwi"}
    assert [title for title, _ in told(editor)] == ["English Drzwi"]
    Assignment.objects.create(translation_key=polish.translation_key, locale=uk, user=editor)
    assert [title for title, _ in told(editor)] == ["Okno", "English Drzwi"]


def test_another_language_is_no_task(tree: Tree, uk: Locale, translator: User) -> None:
    polish = page(tree, "Okno")
    translated(polish, tree.en)
    rewrite(polish, title="Okna")
    assert told(translator) == []


def test_it_costs_the_same_however_much_waits(tree: Tree, uk: Locale, translator: User) -> None:
    costs = []
    for count in (2, AT_MOST):
        for number in range(count):
            one = page(tree, f"Strona {count} {number}", summary="Słowa.")
            translated(one, uk)
            rewrite(one, summary="Inne słowa.")
        told(translator)
        with CaptureQueriesContext(connection) as captured:
            assert len(ToTranslate(translator).tasks()) >= count
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 9


def test_the_languages_of_a_page_name_who_translates_it(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    polish = page(tree, "Okno")
    Assignment.objects.create(
        translation_key=polish.translation_key, locale=uk, user=translator, note="Do piątku"
    )
    shown = words(browser(editor).get(f"/cms/courtyard/languages/{polish.pk}/").content.decode())
    assert "Assigned to olena since" in shown
    assert "Do piątku" in shown
