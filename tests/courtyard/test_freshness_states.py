"""How fresh a translation is: known after every change, told to readers and to the API."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing.translating import publish_anyway
from courtyard.localisation import freshness
from courtyard.localisation.originals import make_original
from courtyard.publications import upkeep
from courtyard.publications.gate import NotPublishable
from courtyard.publications.stored import Original, Publication
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    translated_by_hand,
)

MORNING = dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
API = "/api/content/v1/pages/by-path"

Commit = Any


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", summary="Jesteśmy z Wrocławia."
    )


def submit(page: Any, locale: Any) -> Translation:
    """Give a page's words to the translators of a language."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.get_or_create(source=source, target_locale=locale)[0]


def translate(translation: Translation, *but: str, machine: bool = False) -> None:
    """Translate every text but those of some fields."""
    kind = "machine" if machine else "manual"
    for segment in translation.source.stringsegment_set.exclude(context__path__in=but):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": f"en-{segment.string.data}"[:60], "translation_type": kind},
        )


def publish(translation: Translation, commit: Commit, *, anyway: bool = False) -> None:
    with commit(execute=True):
        if anyway:
            publish_anyway(translation, user=None)
        else:
            translation.save_target(publish=True)


def change(page: Any, **fields: Any) -> None:
    """Publish a page with other words or facts."""
    row = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision().publish()


@pytest.fixture
def english(tree: Tree, polish: Any, django_capture_on_commit_callbacks: Commit) -> Translation:
    """A complete translation, which is live."""
    translation = submit(polish, tree.en)
    translate(translation)
    publish(translation, django_capture_on_commit_callbacks)
    return translation


def told(client: Client, path: str, language: str) -> dict[str, Any]:
    """What the API says of a page in a language."""
    found = client.get(API, {"path": path}).json()["translations"]
    return next(one for one in found if one["locale"] == language)


def state(client: Client, language: str = "en") -> str:
    return str(told(client, "/pl/o-nas/", language)["state"])


def address(translation: Translation) -> str:
    return str(translation.get_target_instance().get_url())


def notice(client: Client, path: str) -> str:
    """What readers are told above the text."""
    html = client.get(path).content.decode()
    before, found, after = html.partition('<p class="notice">')
    return " ".join(after.partition("</p>")[0].split()) if found else ""


# The states


def test_an_original_and_its_complete_translation(client: Client, english: Translation) -> None:
    assert state(client, "pl") == "original"
    assert state(client) == "current"
    assert notice(client, address(english)) == ""


@pytest.mark.usefixtures("english")
def test_a_change_of_words_makes_a_translation_outdated_since_then(
    client: Client, polish: Any, english: Translation
) -> None:
    with time_machine.travel(MORNING, tick=False):
        change(polish, summary="Jesteśmy z Wrocławia i Dolnego Śląska.")
    with time_machine.travel(MORNING + dt.timedelta(days=3), tick=False):
        change(polish, title="Kim jesteśmy")
        one = told(client, "/pl/o-nas/", "en")
        said = notice(client, address(english))
    assert (one["state"], one["outdated_since"]) == ("outdated", "2026-05-04T08:00:00Z")
    assert "The original changed on 4 May 2026; this translation is older." in (
        said.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert 'href="/pl/o-nas/"' in said
    assert "Kim jesteśmy" in said


def test_a_change_of_facts_makes_none_outdated(
    client: Client, tree: Tree, django_capture_on_commit_callbacks: Commit
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="AIR", slug="air", since=2015)
    translation = submit(programme, tree.en)
    translate(translation)
    publish(translation, django_capture_on_commit_callbacks)
    change(programme, since=2016, kind="residency")
    assert told(client, "/pl/dzialania/air/", "en")["state"] == "current"


def test_a_block_that_is_moved_says_what_it_said(
    client: Client, polish: Any, english: Translation, django_capture_on_commit_callbacks: Commit
) -> None:
    change(polish, body=[("text", RichText("<p>Raz</p>")), ("text", RichText("<p>Dwa</p>"))])
    assert state(client) == "outdated"
    english.source.update_from_db()
    translate(english)
    publish(english, django_capture_on_commit_callbacks)
    assert state(client) == "current"
    row = ContentPage.objects.get(pk=polish.pk)
    change(polish, body=_reversed(row))
    assert state(client) == "current"


def _reversed(page: Any) -> Any:
    """The blocks of a page the other way round, with their ids."""
    block = page.body.stream_block
    return block.to_python([*reversed([dict(one) for one in page.body.raw_data])])


@pytest.mark.usefixtures("english")
def test_who_takes_a_change_back_makes_the_translation_current_again(
    client: Client, polish: Any
) -> None:
    change(polish, summary="Inne słowa.")
    assert state(client) == "outdated"
    change(polish, summary="Jesteśmy z Wrocławia.")
    assert state(client) == "current"


@pytest.mark.usefixtures("english")
def test_a_draft_of_the_original_changes_nothing(client: Client, polish: Any) -> None:
    polish = ContentPage.objects.get(pk=polish.pk)
    polish.summary = "Szkic."
    polish.save_revision()
    assert state(client) == "current"


def test_translating_the_change_makes_it_current(
    client: Client, polish: Any, english: Translation, django_capture_on_commit_callbacks: Commit
) -> None:
    change(polish, summary="Inne słowa.")
    english.source.update_from_db()
    assert state(client) == "outdated"
    publish(english, django_capture_on_commit_callbacks)  # waits, for a text is missing
    assert state(client) == "outdated"
    translate(english)
    publish(english, django_capture_on_commit_callbacks)
    assert state(client) == "current"


def test_a_part_that_is_published_anyway(
    client: Client, polish: Any, english: Translation, django_capture_on_commit_callbacks: Commit
) -> None:
    change(polish, summary="Inne słowa.")
    english.source.update_from_db()
    publish(english, django_capture_on_commit_callbacks, anyway=True)
    one = told(client, "/pl/o-nas/", "en")
    assert (one["state"], one["progress"]) == ("partial", {"translated": 2, "texts": 3})
    assert "Of this page 2 texts of 3 are translated" in notice(client, address(english))
    translate(english)
    publish(english, django_capture_on_commit_callbacks)
    assert state(client) == "current"


def test_a_machine_s_words_are_marked_until_somebody_has_read_them(
    client: Client, tree: Tree, polish: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    translation = submit(polish, tree.en)
    translate(translation, machine=True)
    publish(translation, django_capture_on_commit_callbacks)
    assert state(client) == "machine"
    assert "A machine has translated this page" in notice(client, address(translation))
    translate(translation)
    publish(translation, django_capture_on_commit_callbacks)
    assert state(client) == "current"


def test_a_language_without_the_page_shows_another_or_nothing(
    client: Client, tree: Tree, polish: Any
) -> None:
    add_language(tree, "uk", fallback=tree.pl)
    uk, en = told(client, "/pl/o-nas/", "uk"), told(client, "/pl/o-nas/", "en")
    assert (uk["state"], uk["content_language"], uk["url"]) == ("fallback", "pl", "/uk/o-nas/")
    assert (en["state"], en["content_language"], en["url"]) == ("missing", None, None)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", "цей переклад старіший"),
        ("de", "diese Übersetzung ist älter"),
        ("pl", "to tłumaczenie jest starsze"),
    ],
)
def test_the_notice_is_in_the_reader_s_language(
    client: Client,
    tree: Tree,
    language: str,
    words: str,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    locale = add_language(tree, language)
    original = ContentFactory(parent=tree.home_en, title="About us", slug="about", locale=tree.en)
    if locale != tree.pl:
        twin = tree.home.copy_for_translation(locale)
        twin.slug = language
        translated_by_hand(twin)
        twin.save_revision().publish()
    translation = submit(original, locale)
    translate(translation)
    publish(translation, django_capture_on_commit_callbacks)
    change(original, summary="More words.")
    assert words in notice(client, address(translation))


def test_saving_a_translation_by_hand_says_nothing_of_the_original(
    client: Client, tree: Tree, polish: Any
) -> None:
    twin = tree.in_english(polish, title="About us", slug="about")
    assert state(client) == "current"
    change(polish, title="Kim jesteśmy")
    assert state(client) == "outdated"
    change(twin, show_in_menus=True, title="About all of us")
    assert state(client) == "outdated"
    twin = ContentPage.objects.get(pk=twin.pk)
    translated_by_hand(twin)
    twin.save_revision().publish()
    assert state(client) == "current"


def test_a_translation_that_was_never_a_copy_says_the_present_words_at_first(
    client: Client, tree: Tree, polish: Any
) -> None:
    twin = ContentPage(
        title="About us", slug="about", locale=tree.en, translation_key=polish.translation_key
    )
    tree.home_en.add_child(instance=twin)
    assert state(client) == "current"
    change(polish, title="Kim jesteśmy")
    change(twin, summary="From Wrocław.")
    assert state(client) == "outdated"


def test_a_draft_says_what_it_was_translated_from_whenever_it_goes_live(
    client: Client, tree: Tree, polish: Any
) -> None:
    translation = submit(polish, tree.en)
    translate(translation)
    translation.save_target(publish=False)
    change(polish, summary="Inne słowa.")
    translation.get_target_instance().get_latest_revision().publish()
    assert state(client) == "outdated"


def test_an_incomplete_draft_is_refused_on_every_way_to_publish(tree: Tree, polish: Any) -> None:
    translation = submit(polish, tree.en)
    translate(translation, "summary")
    translation.save_target(publish=False)
    draft = translation.get_target_instance().get_latest_revision()
    with override("en"), pytest.raises(NotPublishable, match="1 text is not translated yet"):
        draft.publish()
    assert not translation.get_target_instance().live


def test_what_a_bulk_update_changed_is_found_out(client: Client, polish: Any, english: Any) -> None:
    ContentPage.objects.filter(pk=polish.pk).update(summary="Inne słowa.")
    assert {one.kind for one in upkeep.check()} == {"different"}
    upkeep.repair()
    upkeep.repair()
    assert state(client) == "outdated"
    assert list(upkeep.check()) == []


# Another original


def test_who_said_the_same_as_the_new_original_is_current(
    client: Client,
    tree: Tree,
    polish: Any,
    english: Translation,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    uk = add_language(tree, "uk")
    twin = tree.home.copy_for_translation(uk)
    twin.slug = "uk"
    translated_by_hand(twin)
    twin.save_revision().publish()
    ukrainian = submit(polish, uk)
    translate(ukrainian)
    publish(ukrainian, django_capture_on_commit_callbacks)
    make_original(page=english.get_target_instance())
    assert (state(client), state(client, "pl"), state(client, "uk")) == (
        "original",
        "current",
        "current",
    )
    change(english.get_target_instance(), summary="New words.")
    assert (state(client, "pl"), state(client, "uk")) == ("outdated", "outdated")


def test_who_was_ahead_of_the_new_original_is_outdated(
    client: Client, polish: Any, english: Translation
) -> None:
    change(polish, summary="Inne słowa.")
    make_original(page=english.get_target_instance())
    assert (state(client), state(client, "pl")) == ("original", "outdated")


def test_translators_go_on_from_the_new_original(
    client: Client,
    tree: Tree,
    polish: Any,
    english: Translation,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    make_original(page=english.get_target_instance())
    translation = Translation.objects.get(source__object_id=polish.translation_key)
    assert (translation.source.locale, translation.target_locale) == (tree.en, tree.pl)
    assert translation.get_progress() == (3, 3)
    change(english.get_target_instance(), summary="New words.")
    translation.source.update_from_db()
    assert translation.get_progress() == (3, 2)
    segment = translation.source.stringsegment_set.get(context__path="summary")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=tree.pl,
        data="Nowe słowa.",
    )
    publish(translation, django_capture_on_commit_callbacks)
    assert state(client, "pl") == "current"
    row = ContentPage.objects.get(pk=polish.pk)
    assert (row.title, row.summary) == ("O nas", "Nowe słowa.")


def test_translating_back_and_forth_loses_no_words(
    tree: Tree, polish: Any, english: Translation
) -> None:
    first = {
        (one.translation_of.data, one.context_id): one.data
        for one in StringTranslation.objects.filter(locale=tree.en)
    }
    make_original(page=english.get_target_instance())
    make_original(page=polish)
    translation = Translation.objects.get(source__object_id=polish.translation_key)
    assert (translation.source.locale, translation.target_locale) == (tree.pl, tree.en)
    assert translation.get_progress() == (3, 3)
    again = StringTranslation.objects.filter(
        locale=tree.en, translation_of__locale=tree.pl
    ).select_related("translation_of")
    assert {(one.translation_of.data, one.context_id): one.data for one in again} == first


# After whatever happens


@dataclass
class Memory:
    """What is known of one page and its translation, kept apart from Courtyard."""

    history: list[tuple[dt.datetime, frozenset[str]]] = field(default_factory=list)
    says: frozenset[str] | None = None
    """The words of the original that the live translation says."""
    missing: int = 0
    texts: int = 0
    machine: bool = False
    source: frozenset[str] = frozenset()

    def expected(self) -> dict[str, Any]:
        """What the API must say of the translation."""
        nothing = {"outdated_since": None, "progress": None}
        if self.says is None:
            return {"state": "missing", **nothing}
        if self.missing:
            done = {"translated": self.texts - self.missing, "texts": self.texts}
            return {"state": "partial", **nothing, "progress": done}
        since = None
        for moment, words in self.history:
            since = None if words == self.says else (since or moment)
        if since:
            return {"state": "outdated", **nothing, "outdated_since": since}
        return {"state": "machine" if self.machine else "current", **nothing}


@pytest.mark.parametrize("seed", range(4))
def test_the_states_are_right_after_every_step(
    client: Client, tree: Tree, seed: int, django_capture_on_commit_callbacks: Commit
) -> None:
    dice = random.Random(seed)
    now = MORNING
    with time_machine.travel(now, tick=False) as clock:
        page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="0")
        translation = submit(page, tree.en)
        editors = Editors(page, translation, dice, django_capture_on_commit_callbacks)
        editors.memory.history.append((now, _words(page)))
        for step in range(40):
            now += dt.timedelta(minutes=dice.randrange(1, 5000))
            clock.move_to(now)
            editors.step(now)
            one = told(client, "/pl/o-nas/", "en")
            found = {name: one[name] for name in ("state", "outdated_since", "progress")}
            if found["outdated_since"]:
                found["outdated_since"] = dt.datetime.fromisoformat(found["outdated_since"])
            expected = editors.memory.expected()
            assert found == expected, (seed, step)
            if editors.has_live_alias():
                alias = told(client, "/en/below/alias/", "en")
                assert alias["state"] == expected["state"], (seed, step)
            assert list(upkeep.check()) == [], (seed, step)


def _words(page: Any) -> frozenset[str]:
    return frozenset(
        text for text in (f"t:{page.title}", f"s:{page.summary}") if not text.endswith(":")
    )


class Editors:
    """What editors, translators and the machine do to one page and its translation."""

    def __init__(self, page: Any, translation: Translation, dice: random.Random, commit: Any):
        self.page = page
        self.translation = translation
        self.dice = dice
        self.commit = commit
        self.memory = Memory(source=_words(page))

    def step(self, now: dt.datetime) -> None:
        """Something at random; words, publishing and updating more often than others."""
        does = [self.words, self.words, self.fact, self.update, self.some, self.all_of_it]
        does += [self.machine, self.publish, self.publish, self.anyway, self.draft]
        does += [self.unpublish, self.rebuild, self.by_hand, self.tick, self.alias]
        self.dice.choice(does)()
        said = _words(ContentPage.objects.get(pk=self.page.pk))
        self.memory.history.append((now, said))

    def has_live_alias(self) -> bool:
        twin = _twin(self.translation)
        return twin is not None and twin.aliases.filter(live=True).exists()

    def words(self) -> None:
        change(self.page, summary=str(self.dice.randrange(3)) if self.dice.random() < 0.8 else "")

    def fact(self) -> None:
        row = ContentPage.objects.get(pk=self.page.pk)
        row.show_in_menus = not row.show_in_menus
        row.save()

    def update(self) -> None:
        self.translation.source.update_from_db()
        self.memory.source = _words(ContentPage.objects.get(pk=self.page.pk))

    def some(self) -> None:
        translate(self.translation, "summary")

    def all_of_it(self) -> None:
        translate(self.translation)

    def machine(self) -> None:
        translate(self.translation, machine=True)

    def draft(self) -> None:
        self.translation.save_target(publish=False)

    def unpublish(self) -> None:
        twin = _twin(self.translation)
        if twin is not None and twin.live:
            twin.unpublish()
            self.memory.says = None

    def rebuild(self) -> None:
        Publication.stored.all().delete()
        upkeep.rebuild()

    def by_hand(self) -> None:
        twin = _twin(self.translation)
        if twin is not None and twin.live:
            change(twin, show_in_menus=not twin.show_in_menus, seo_title=str(self.dice.random()))

    def tick(self) -> None:
        twin = _twin(self.translation)
        if twin is not None and twin.live:
            translated_by_hand(twin)
            twin.save_revision().publish()
            self.memory.says = _words(ContentPage.objects.get(pk=self.page.pk))
            self.memory.missing, self.memory.machine = 0, False

    def alias(self) -> None:
        twin = _twin(self.translation)
        if twin is not None and twin.live and not twin.aliases.exists():
            below = ContentFactory(parent=twin.get_parent(), title="Below", slug="below")
            twin.create_alias(parent=below, update_slug="alias")

    def anyway(self) -> None:
        if _twin(self.translation) is not None:
            self.publish(anyway=True)

    def publish(self, *, anyway: bool = False) -> None:
        texts, translated = self.translation.get_progress()
        publish(self.translation, self.commit, anyway=anyway)
        if translated < texts and not anyway:
            return
        segments = self.translation.source.stringsegment_set
        by_machine = StringTranslation.objects.filter(
            translation_of__in=segments.values("string"),
            context__in=segments.values("context"),
            translation_type="machine",
        )
        self.memory.says, self.memory.texts = self.memory.source, texts
        self.memory.missing = texts - translated
        self.memory.machine = by_machine.exists()


def _twin(translation: Translation) -> Any:
    return ContentPage.objects.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale
    ).first()


def test_an_original_remembers_so_many_of_its_words(polish: Any) -> None:
    wordings: list[Any] = []
    for number in range(freshness.REMEMBERED + 5):
        wordings = freshness.with_words(wordings, str(number))
    assert len(wordings) == freshness.REMEMBERED
    assert wordings[-1][0] == str(freshness.REMEMBERED + 4)
    assert Original.objects.get(page=polish).wordings[0][0] == freshness.words_of(polish)
