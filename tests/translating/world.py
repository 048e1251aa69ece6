"""A small site in up to four languages, changed in the ways that its editors and translators use.

Each text says its language and a number that stands nowhere else: ``pl:17``. A person translates
it as ``en=17.1``, a machine as ``en~17``. So whatever is read tells of which text it is, and in
whose words. What is chosen, is chosen by numbers: the same ones make the same changes.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

import polib
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page, Revision
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object
from wagtail_localize.strings import StringValue

from courtyard.localisation import freshness, importing, po, saving, sources
from courtyard.localisation.freshness import ADDRESS
from courtyard.localisation.texts import Text, texts_of
from courtyard.models import Publication
from courtyard.outbox import services as outbox
from courtyard.publications import schedule
from courtyard.withdrawals import ask_again
from home.models import ContentPage
from tests.trees import Tree, add_language

LANGUAGES = ("pl", "en", "uk", "de")
FALLBACKS = {"uk": "en", "de": "en"}
TOKEN = re.compile(r"\b(?:pl|en|uk|de):\d+\b")
PLACEHOLDER = "{numer}"
SUBJECTS = ("o domu przy rynku", "o moście nad rzeką", "o ogrodzie {numer}", "o starej bramie")
"""One of them has a placeholder, which a translator may lose."""

T = TypeVar("T")
Block = dict[str, Any]
Written = dict[tuple[UUID, str, str], str]


class Machine(BaseMachineTranslator):
    """A machine that translates ``pl:17`` as ``en~17``."""

    display_name = "Machine"

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> Any:
        code = target_locale.language_code
        return {
            one: StringValue(TOKEN.sub(lambda found: f"{code}~{found[0][3:]}", one.data))
            for one in strings
        }

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return bool(source_locale != target_locale)


@dataclass(eq=False)
class Thing:
    """A page in all its languages; ``language`` is that of its original.

    ``tokens`` are those that its original has ever said, ``taken_out`` the blocks that were
    deleted, ``chosen`` the tokens that a language may show as they are, for an editor chose so.
    """

    key: UUID
    language: str
    tokens: set[str] = field(default_factory=set)
    taken_out: list[Block] = field(default_factory=list)
    chosen: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """A PO file as somebody has exported it, of one page or of all."""

    code: str
    text: str


class World:
    """The site, and what is known of it: what was written, exported and thrown away.

    ``written`` holds the words of each text with what a person has last made of them in a
    language, ``faulty`` those of them that are wrong. What comes back says whether anything was
    done.
    """

    def __init__(self, tree: Tree, user: Any, clock: Any) -> None:
        self.tree, self.user, self.clock = tree, user, clock
        self.now = dt.datetime(2031, 3, 1, 10, tzinfo=dt.UTC)
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(user)
        self.codes = ["pl", "en"]
        self.things: list[Thing] = []
        self.written: Written = {}
        self.faulty: set[str] = set()
        self.exports: list[Export] = []
        self.number = 0
        self.is_resting = False
        self.pass_time(0)
        for code, fallback in (("pl", None), ("en", tree.pl)):
            add_language(tree, code, fallback=fallback)

    # Time, the worker, commits

    def pass_time(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
        self.clock.move_to(self.now)

    def committing(self) -> AbstractContextManager[Any]:
        """What is done in here is committed in the end, as a request of the admin's is."""
        return TestCase.captureOnCommitCallbacks(execute=True)

    def work(self) -> None:
        """The worker's round, unless it rests."""
        if not self.is_resting:
            with self.committing():
                outbox.work()

    def change_of_shift(self) -> bool:
        """The worker rests for a while, or comes back."""
        self.is_resting = not self.is_resting
        self.work()
        return True

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A change, a second after the last one."""
        self.pass_time(1)
        with self.committing():
            yield
        self.work()

    # Words

    def words(self, thing: Thing, like: str = "") -> str:
        """A sentence that stands nowhere else; ``like`` another one, but for its number."""
        self.number += 1
        token = f"{thing.language}:{self.number}"
        thing.tokens.add(token)
        if like:
            return TOKEN.sub(token, like)
        return f"Zdanie {token} {SUBJECTS[self.number % len(SUBJECTS)]}."

    def by_person(self, code: str, words: str) -> str:
        self.number += 1
        return TOKEN.sub(lambda found: f"{code}={found[0][3:]}.{self.number}", words)

    # Pages

    def page(self, thing: Thing, code: str) -> Any:
        """The page in a language as its own type, scaffolding too; None where there is none."""
        found = Page.objects.filter(translation_key=thing.key, locale__language_code=code).first()
        return found.specific if found else None

    def original(self, thing: Thing) -> Any:
        return self.page(thing, thing.language)

    def has_original(self, thing: Thing) -> bool:
        return Page.objects.filter(
            translation_key=thing.key, locale__language_code=thing.language
        ).exists()

    def governed(self) -> list[Thing]:
        """The things that have their original."""
        return [thing for thing in self.things if self.has_original(thing)]

    def editable(self) -> list[Thing]:
        """Those whose original an editor may change: Wagtail locks what waits for its moment."""
        return [thing for thing in self.governed() if not self.is_locked(self.original(thing))]

    def is_locked(self, page: Any) -> bool:
        return bool(page.permissions_for_user(self.user).page_locked())

    def codes_of(self, thing: Thing) -> list[str]:
        """The languages in which there is a page."""
        there = Page.objects.filter(translation_key=thing.key)
        found = set(there.values_list("locale__language_code", flat=True))
        return [code for code in LANGUAGES if code in found]

    def translation(self, thing: Thing, code: str) -> Translation | None:
        return Translation.objects.filter(
            source__object_id=thing.key, target_locale__language_code=code, enabled=True
        ).first()

    def translations(self) -> list[tuple[Thing, str]]:
        """What translators have been given and can write, in the order in which it was made."""
        found = Translation.objects.filter(enabled=True).values_list(
            "source__object_id", "target_locale__language_code"
        )
        known = set(found)
        return [
            (thing, code)
            for thing in self.things
            for code in LANGUAGES
            if (thing.key, code) in known and self.has_original(thing)
        ]

    def texts(self, translation: Translation) -> list[Text]:
        """The texts that translators write: a page's address is made of its title."""
        sources.follow([translation.source])
        found = texts_of([translation])[translation.pk]
        return [one for one in found if one.path != ADDRESS]

    # What editors of originals do

    def create(self, parent: int, code: str, *, live: bool) -> bool:
        """A page with a text, a quote and a list, in a language that has a front page."""
        if code not in self.codes:
            return False
        pages = [self.page(thing, code) for thing in self.governed()]
        places = [self.home(code), *(one for one in pages if one and not one.alias_of_id)]
        place = places[parent % len(places)]
        thing = Thing(uuid4(), code)
        with self.changing():
            page = ContentPage(
                translation_key=thing.key,
                locale=self.locale(code),
                title=f"Tytuł {self.words(thing)}",
                summary=self.words(thing),
                live=False,
            )
            page.body = [self.block(thing, number) for number in range(3)]
            place.add_child(instance=page)
            self.things.append(thing)
            self.save(page, publish=live)
        return True

    def home(self, code: str) -> Any:
        home = self.tree.home.get_translation_or_none(self.locale(code))
        return home.specific if home else None

    def locale(self, code: str) -> Any:
        return Locale.objects.get(language_code=code)

    def block(self, thing: Thing, number: int) -> Block:
        kind = ("text", "quote", "accordion")[number % 3]
        return block_of(kind, [self.words(thing) for _ in range(4)])

    def draft(self, thing: Thing) -> Any:
        """The original as its editor has it open: its last draft."""
        return self.original(thing).get_latest_revision_as_object()

    def save(self, page: Any, *, publish: bool) -> None:
        revision = page.save_revision(user=self.user)
        if publish:
            revision.publish(user=self.user)

    def edit(self, which: int, place: int, *, alike: bool, publish: bool) -> bool:
        """Other words in one place of an original, ``alike`` or not."""
        thing = pick(self.editable(), which)
        if thing is None:
            return False
        with self.changing():
            page = self.draft(thing)
            body = [*page.body.raw_data]
            at = place % (len(body) + 2)
            if at < 2:
                name = ("title", "summary")[at]
                setattr(page, name, self.words(thing, getattr(page, name) if alike else ""))
            else:
                body[at - 2] = self.reworded(thing, body[at - 2], place, alike=alike)
                page.body = body
            self.save(page, publish=publish)
        return True

    def reworded(self, thing: Thing, block: Block, place: int, *, alike: bool) -> Block:
        """A block with other words in one of its texts."""
        block = copy.deepcopy(dict(block))
        said = TOKEN.findall(str(block["value"]))
        token = said[place % len(said)]

        def changed(value: Any) -> Any:
            if isinstance(value, str) and token in value:
                like = next(one for one in sentences(value) if token in one)
                return value.replace(like, self.words(thing, like if alike else ""))
            if isinstance(value, list):
                return [changed(one) for one in value]
            return {k: changed(v) for k, v in value.items()} if isinstance(value, dict) else value

        block["value"] = changed(block["value"])
        return block

    def add_block(self, which: int, place: int, *, publish: bool) -> bool:
        thing = pick(self.editable(), which)
        if thing is None:
            return False
        return self.rewrite(
            thing,
            publish,
            lambda body: body.insert(place % (len(body) + 1), self.block(thing, place)),
        )

    def with_blocks(self) -> list[Thing]:
        """The things that an editor may change, and that say something without a block."""
        return [one for one in self.editable() if len(self.draft(one).body.raw_data) > 1]

    def delete_block(self, which: int, place: int, *, publish: bool) -> bool:
        """Less words: whoever has nothing else to translate has nothing to do by it."""
        thing = pick(self.with_blocks(), which)
        if thing is None:
            return False
        is_all = publish and not self.original(thing).has_unpublished_changes
        left_alone = self.left_alone(thing) if is_all and not self.is_resting else set()
        self.rewrite(
            thing, publish, lambda body: thing.taken_out.append(body.pop(place % len(body)))
        )
        became = self.out_of_date(thing) & left_alone
        assert not became, f"{became} became out of date by words that were deleted"
        return True

    def left_alone(self, thing: Thing) -> set[str]:
        """The languages in which it is live, up to date and complete, and nobody is at it."""
        return {
            code
            for (one, code), translation, texts in self.texts_by_translation()
            if one is thing
            and self.is_left_alone(self.page(thing, code), translation)
            and not any(text.error or not text.translation for text in texts)
        } - self.out_of_date(thing)

    def is_left_alone(self, page: Any, translation: Translation) -> bool:
        is_free = page.live and not page.alias_of_id and not page.has_unpublished_changes
        return (
            is_free
            and page.basis is not None
            and freshness.is_complete(page.basis)
            and not page.get_lock()
            and not page.current_workflow_state
            and not saving.is_waiting(translation, page)
        )

    def with_deleted_blocks(self) -> list[Thing]:
        """The things of which a block was deleted that can be written again."""
        return [one for one in self.editable() if one.taken_out]

    def write_block_again(self, which: int, place: int, *, publish: bool) -> bool:
        """The words of a block that was deleted, in a new one."""
        thing = pick(self.with_deleted_blocks(), which)
        if thing is None:
            return False
        again = thing.taken_out.pop(place % len(thing.taken_out))
        new = block_of(again["type"], sentences(str_of(again)), list_of=again)
        return self.rewrite(thing, publish, lambda body: body.insert(place % (len(body) + 1), new))

    def move_block(self, which: int, place: int, to: int, *, publish: bool) -> bool:
        """Words in another place: nothing new is said, and nothing is left out."""
        thing = pick(self.editable(), which)
        if thing is None:
            return False
        is_all = not self.original(thing).has_unpublished_changes
        before = self.out_of_date(thing)
        self.rewrite(thing, publish, lambda body: moved(body, place, to))
        became = self.out_of_date(thing) - before
        assert not (is_all and became), f"{became} became out of date by words that were moved"
        return True

    def out_of_date(self, thing: Thing) -> set[str]:
        """The languages in which it is live and out of date."""
        rows = Publication.stored.filter(original=thing.key, outdated_since__isnull=False)
        return set(rows.values_list("locale__language_code", flat=True))

    def rewrite(self, thing: Thing, publish: bool, change: Callable[[list[Block]], Any]) -> bool:
        with self.changing():
            page = self.draft(thing)
            body = [copy.deepcopy(dict(block)) for block in page.body.raw_data]
            change(body)
            page.body = body
            self.save(page, publish=publish)
        return True

    def publish_original(self, which: int) -> bool:
        """The last draft of an original goes live."""
        thing = pick(self.editable(), which)
        if thing is None:
            return False
        with self.changing():
            page = self.draft(thing)
            page.go_live_at = None
            if page.expire_at and page.expire_at <= self.now:
                page.expire_at = None
            self.save(page, publish=True)
        return True

    def live_pages(self) -> list[Any]:
        """The pages that an editor may take off the site."""
        return [
            page
            for thing in self.things
            for code in self.codes_of(thing)
            if (page := self.page(thing, code)).live
            and not page.alias_of_id
            and not self.is_locked(page)
        ]

    def unpublish(self, which: int) -> bool:
        page = pick(self.live_pages(), which)
        if page is None:
            return False
        with self.changing():
            UnpublishPageAction(page, user=self.user).execute()
        return True

    def schedule(self, which: int, hours: int, *, expire: bool) -> bool:
        """The last draft of an original is to go live, or to expire, in some hours."""
        thing = pick(self.editable(), which)
        if thing is None:
            return False
        with self.changing():
            page = self.draft(thing)
            moment = self.now + dt.timedelta(hours=hours)
            page.go_live_at, page.expire_at = (None, moment) if expire else (moment, None)
            self.save(page, publish=True)
        return True

    def is_ordered(self) -> bool:
        """Whether something waits for its moment."""
        keys = [thing.key for thing in self.things]
        pages = Page.objects.filter(translation_key__in=keys)
        return (
            pages.filter(expire_at__gte=self.now).exists()
            or Revision.page_revisions.filter(approved_go_live_at__isnull=False).exists()
        )

    def clock_goes_on(self, hours: int) -> bool:
        self.pass_time(hours * 3600)
        with self.changing():
            assert schedule.publish_due() == 0, "something that was due was refused"
        return True

    def move(self, which: int, to: int) -> bool:
        """A page in all its languages, below another one that is there in all of them."""
        thing = pick(self.governed(), which)
        if thing is None:
            return False
        codes = self.codes_of(thing)
        path = self.original(thing).path
        places = [
            {code: self.page(other, code) for code in codes}
            for other in self.governed()
            if other is not thing and set(codes) <= set(self.codes_of(other))
        ]
        places = [
            one
            for one in [{code: self.home(code) for code in codes}, *places]
            if not one[thing.language].path.startswith(path)
            and not any(parent.alias_of_id for parent in one.values())
        ]
        targets = pick(places, to)
        if targets is None:
            return False
        with self.changing():
            for code, parent in targets.items():
                page = self.page(thing, code)
                parent = Page.objects.get(pk=parent.pk)
                MovePageAction(page, parent, pos="last-child", user=self.user).execute()
        return True

    def delete(self, which: int, code: int, *, everywhere: bool) -> bool:
        """A page in one language, or in all of them, with what stands below it."""
        thing = pick(self.things, which)
        if thing is None:
            return False
        codes = self.codes_of(thing)
        chosen = codes if everywhere else [codes[code % len(codes)]]
        with self.changing():
            for one in chosen:
                if page := self.page(thing, one):
                    DeletePageAction(page, user=self.user).execute()
            self.forget()
        return True

    def forget(self) -> None:
        """What was written for a page is kept as long as its original is there."""
        left = []
        for thing in self.things:
            codes = self.codes_of(thing)
            for code in LANGUAGES:
                if code not in codes or not self.has_original(thing):
                    thing.chosen.pop(code, None)
            if not self.has_original(thing):
                for key in [one for one in self.written if one[0] == thing.key]:
                    del self.written[key]
            if codes:
                left.append(thing)
        self.things = left

    # What translators do

    def languages_to_come(self) -> list[str]:
        """The languages that the site has not yet."""
        return [code for code in LANGUAGES if code not in self.codes]

    def add_language(self, code: str) -> bool:
        """One more language, with its front page translated."""
        if code in self.codes:
            return False
        with self.changing():
            add_language(self.tree, code, fallback=self.locale(FALLBACKS[code]))
            translate_object(self.tree.home.specific, [self.locale(code)], user=self.user)
        [translation] = Translation.objects.filter(
            source__object_id=self.tree.home.translation_key, target_locale__language_code=code
        )
        with self.changing():
            for text in texts_of([translation])[translation.pk]:
                self.put(translation, text, code if text.path == ADDRESS else f"Start {code}")
            self.press_publish(translation)
        self.codes.append(code)
        return True

    def not_given(self) -> list[tuple[Thing, str]]:
        """What can be given to translators: things, each with a language."""
        known = {(thing.key, code) for thing, code in self.translations()}
        return [
            (thing, code)
            for thing in self.governed()
            for code in self.codes
            if code != thing.language and (thing.key, code) not in known
        ]

    def submit(self, which: int, code: str = "") -> bool:
        """Give a page to translators, into one language or whichever lacks it."""
        given = pick([one for one in self.not_given() if code in ("", one[1])], which)
        if given is None:
            return False
        thing, code = given
        with self.changing():
            ask_again([thing.key], [self.locale(code)])
            translate_object(self.original(thing), [self.locale(code)], user=self.user)
        return True

    def texts_by_translation(self) -> list[tuple[tuple[Thing, str], Translation, list[Text]]]:
        """The texts of all translations, as translators find them."""
        found = [(one, self.translation(*one)) for one in self.translations()]
        given = [(one, translation) for one, translation in found if translation is not None]
        sources.follow([translation.source for _one, translation in given])
        texts = texts_of([translation for _one, translation in given])
        return [
            (one, translation, [text for text in texts[translation.pk] if text.path != ADDRESS])
            for one, translation in given
        ]

    def with_open_texts(self) -> list[tuple[Thing, str]]:
        """The translations in which a machine finds something to write."""
        return [
            one
            for one, _translation, texts in self.texts_by_translation()
            if any(not text.translation for text in texts)
        ]

    def with_wrong_texts(self) -> list[tuple[Thing, str]]:
        """The translations in which something looks wrong."""
        return [
            one
            for one, _translation, texts in self.texts_by_translation()
            if any(text.error for text in texts)
        ]

    def with_a_title(self) -> list[tuple[Thing, str]]:
        """The translations that can be ended: with a title that is translated, and not locked."""
        return [
            one
            for one, _translation, texts in self.texts_by_translation()
            if any(text.path == "title" and not text.is_open for text in texts)
            and not self.is_locked(self.page(*one))
        ]

    def translate(self, which: int, start: int, many: int) -> bool:
        """Write so many texts, in the translation editor: open ones first, then others anew."""
        found = pick(self.translations(), which)
        if found is None:
            return False
        thing, code = found
        translation = self.translation(thing, code)
        assert translation is not None
        with self.changing():
            texts = self.texts(translation)
            first = sorted(texts, key=lambda one: not one.is_open)
            some = first[:many] if any(one.is_open for one in texts) else turned(texts, start)[:1]
            for text in some:
                words = self.by_person(code, text.words)
                self.put(translation, text, words)
                self.written[thing.key, code, text.words] = words
        return True

    def type_fault(self, which: int, place: int, *, is_soft: bool) -> bool:
        """Lose a placeholder in one text; where none has one, begin a tag that nobody ends."""
        found = pick(self.translations(), which)
        if found is None:
            return False
        thing, code = found
        translation = self.translation(thing, code)
        assert translation is not None
        with self.changing():
            texts = self.texts(translation)
            with_placeholder = [one for one in texts if PLACEHOLDER in one.words]
            is_soft = is_soft and bool(with_placeholder)
            text = pick(with_placeholder if is_soft else texts, place)
            if text is None:
                return False
            words = self.by_person(code, text.words)
            words = words.replace(PLACEHOLDER, "") if is_soft else f"<b>{words}"
            self.put(translation, text, words)
            self.written[thing.key, code, text.words] = words
            self.faulty.add(words)
        return True

    def confirm(self, which: int, place: int) -> bool:
        """Say that something is right that looks wrong: of a broken tag nobody can."""
        found = pick(self.with_wrong_texts(), which)
        if found is None:
            return False
        translation = self.translation(*found)
        assert translation is not None
        with self.changing():
            text = pick([one for one in self.texts(translation) if one.error], place)
            if text is None:
                return False
            answer = self.client.post(
                reverse("courtyard_confirm_text", args=[translation.pk]),
                {"text": text.segment, "value": text.translation},
                content_type="application/json",
            )
            assert answer.status_code == (409 if "<b>" in text.translation else 200)
        return True

    def write_by_hand(self, which: int) -> bool:
        """End a translation, write the title by hand, and begin it again."""
        found = pick(self.with_a_title(), which)
        if found is None:
            return False
        thing, code = found
        translation, page = self.translation(thing, code), self.page(thing, code)
        assert translation is not None
        title = [one for one in self.texts(translation) if one.path == "title"]
        words = self.by_person(code, title[0].words)
        with self.changing():
            stop = reverse("wagtail_localize:stop_translation", args=[translation.pk])
            assert self.client.post(stop).status_code == 302
            draft = self.page(thing, code).get_latest_revision_as_object()
            draft.title = words
            draft.save_revision(user=self.user)
            edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
            answer = self.client.post(edit, {"localize-restart-translation": "1"})
            assert answer.status_code == 302, answer.content.decode()
        self.written[thing.key, code, title[0].words] = words
        if any(one.error for one in self.texts(translation) if one.path == "title"):
            self.faulty.add(words)
        return True

    def put(self, translation: Translation, text: Text, words: str) -> None:
        """What the translation editor sends."""
        answer = self.client.put(
            reverse(
                "wagtail_localize:edit_string_translation", args=[translation.pk, text.segment]
            ),
            urlencode({"value": words}),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (200, 201), answer.content

    def by_machine(self, which: int) -> bool:
        """Have a machine write what is open."""
        found = pick(self.with_open_texts(), which)
        if found is None:
            return False
        translation = self.translation(*found)
        assert translation is not None
        with self.changing():
            sources.follow([translation.source])
            address = reverse("wagtail_localize:machine_translate", args=[translation.pk])
            assert self.client.post(address).status_code == 302
        return True

    def publish(self, which: int, *, anyway: bool) -> bool:
        """Press the button of the translation editor, and then perhaps the one for all of it."""
        found = pick(self.translations(), which)
        if found is None:
            return False
        thing, code = found
        translation = self.translation(thing, code)
        assert translation is not None
        with self.changing():
            sources.follow([translation.source])
            self.press_publish(translation)
        if anyway:
            with self.changing():
                missing = [one for one in self.texts(translation) if one.is_open]
                said = {token for one in missing for token in TOKEN.findall(one.words)}
                if not any(one.error for one in missing):  # else it is refused
                    thing.chosen[code] = said
                address = reverse("courtyard_publish_anyway", args=[translation.pk])
                assert self.client.post(address).status_code == 302
        return True

    def press_publish(self, translation: Translation) -> None:
        address = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
        assert self.client.post(address, {"action": "publish"}).status_code == 302

    # PO files

    def export(self, which: int, *, everything: bool) -> bool:
        found = pick(self.translations(), which)
        if found is None:
            return False
        thing, code = found
        things = self.governed() if everything else [thing]
        translations = importing.translations_into(self.locale(code), [one.key for one in things])
        text = po.written(
            [*translations.values()],
            language=code,
            project=str(self.tree.home.translation_key),
            name="Courtyard",
        )
        self.exports = [*self.exports, Export(code, text)][-6:]
        return True

    def import_(self, which: int, share: int, *, taken: bool) -> bool:
        """Bring back a file in which one text in ``share`` has been translated since."""
        export = pick(self.exports, which)
        if export is None:
            return False
        file = polib.pofile(export.text)
        touched = {}
        for number, entry in enumerate(file):
            if (number + which) % share == 0 and TOKEN.search(entry.msgid):
                entry.msgstr = self.by_person(export.code, entry.msgid)
                entry.flags = []
                touched[entry.msgctxt, entry.msgid] = entry.msgstr
        said = po.read(str(file).encode())
        with self.changing():
            report = importing.apply(
                said,
                importing.locale_of(said),
                may_write=lambda one: "",
                user=self.user,
                all_taken=taken,
            )
        told = {row.ours for row in report.rows}
        lost = set(touched.values()) - told
        assert not lost, f"the report says nothing of {lost}"
        for row in report.rows:
            is_kept = row.outcome in ("applied", "moved", "obsolete")
            if is_kept and row.translation is not None and row.page is not None:
                self.written[row.page, export.code, row.words] = row.ours
        return True


# Choosing, and blocks


def pick(among: Sequence[T], number: int) -> T | None:
    return among[number % len(among)] if among else None


def turned(among: Sequence[T], number: int) -> list[T]:
    at = number % len(among) if among else 0
    return [*among[at:], *among[:at]]


def sentences(text: str) -> list[str]:
    """The sentences with a token in a text, in their order."""
    return re.findall(r"(?:Tytuł )?Zdanie (?:pl|en|uk|de):\d+ [^.]*\.", text)


def str_of(block: Block) -> str:
    """All that a block says."""
    value = block["value"]
    if isinstance(value, str):
        return value
    if block["type"] == "quote":
        return str(value["text"])
    return "".join(f"{one['value']['heading']}{one['value']['text']}" for one in value["items"])


def block_of(kind: str, words: Iterable[str], list_of: Block | None = None) -> Block:
    """A block with new identities that says some words: so many as one of its kind does."""
    said = [*words]
    value: Any = {"text": said[0], "source": ""}
    if kind == "text":
        count = len(said) if list_of else 2
        value = "".join(f"<p>{one}</p>" for one in said[:count])
    elif kind == "accordion":
        items = zip(said[::2], said[1::2], strict=False)
        value = {
            "heading": "",
            "items": [
                {
                    "type": "item",
                    "id": str(uuid4()),
                    "value": {"heading": heading, "text": f"<p>{text}</p>"},
                }
                for heading, text in items
            ],
        }
    return {"type": kind, "value": value, "id": str(uuid4())}


def moved(body: list[Block], place: int, to: int) -> None:
    """The same words in another order, in another container or cut in another way."""
    block = body.pop(place % len(body))
    said = sentences(str_of(block))
    new = [block]
    if block["type"] == "accordion" and to % 2:
        items = block["value"]["items"]
        items.append(items.pop(0))
    elif block["type"] == "quote" and to % 2:
        new = [block_of("text", said, list_of=block)]
    elif block["type"] == "text" and to % 3 == 1:
        new = [block_of("quote", [one]) for one in said]
    elif block["type"] == "text" and to % 3 == 2:
        new = [block_of("text", [one], list_of=block) for one in said]
    at = to % (len(body) + 1)
    body[at:at] = new
