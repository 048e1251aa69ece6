"""What holds after every change, whoever makes it.

**The tree.** Depths, paths, numbers of children and addresses are right; a page is there once in
each language, and stands below the page of the same thing as its original does.

**The last complete translation.** What is live in a language says no word of its original's
language that the language has ever translated. Words that it has not translated are there only
where an editor chose to publish it so, and only those that were missing then.

**No translation is lost.** What a person has written of some words is

- *in use*, where the original says these words: at one of their places at least it is their
  translation, as it was written last;
- *offered*, where other words stand in their place now: an open text that is alone in its place
  is shown with what was said there before;
- *kept* for these words otherwise, and in use again as soon as they are written again.

It goes with its original, and in no other way: of a page that is deleted in its language it is
kept. What a person has typed that is wrong is kept too, and something right may be in use instead.

**What is stored** of every page is what would be built anew, as ``publications check`` asks.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Count
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from courtyard.localisation.freshness import ADDRESS
from courtyard.localisation.texts import Text, texts_of
from courtyard.models import Original, Publication
from courtyard.publications import upkeep

from .world import TOKEN, Thing, World

LINK = re.compile(r"<a\s[^>]*hreflang=[^>]*>.*?</a>", re.DOTALL)
"""A link to another language, which names the page as it is called there."""
READ_AFTER = 3
"""After one in so many steps a page is read: that takes as long as all else."""


class Broken(AssertionError):
    """Something does not hold; says which invariant, and of what."""

    def __init__(self, invariant: str, what: object) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant


class Invariants:
    """The invariants of a world; ``counts`` says how many things were compared for each."""

    def __init__(self, world: World, counts: Counter[str]) -> None:
        self.world, self.counts = world, counts
        self.ever: dict[tuple[UUID, str], set[str]] = defaultdict(set)
        """The tokens of a page that a language has translated."""
        self.steps = 0

    def check(self) -> None:
        """Raises Broken for the first that does not hold."""
        self.tree()
        self.remember()
        self.live_words()
        if not self.world.is_resting:
            self.translations()
        self.stored()

    # The tree

    def tree(self) -> None:
        pages = {page.path: page for page in Page.objects.all()}
        children = Counter(path[: -Page.steplen] for path in pages)
        for path, page in pages.items():
            self.counts["pages of the tree"] += 1
            parent = pages.get(path[: -Page.steplen])
            is_right = (
                page.depth * Page.steplen == len(path)
                and page.numchild == children[path]
                and (parent is not None or page.depth == 1)
            )
            if not is_right:
                raise Broken("the tree", f"{page!r} {path} {page.depth} {page.numchild}")
            if parent and page.url_path != f"{parent.url_path}{page.slug}/":
                raise Broken("the tree", f"{page!r} has the address {page.url_path}")
        twice = Page.objects.filter(depth__gt=1).order_by()
        twice = twice.values("translation_key", "locale").annotate(n=Count("pk")).filter(n__gt=1)
        if twice:
            raise Broken("the tree", f"twice in one language: {[*twice]}")
        self.twins(pages)

    def twins(self, pages: dict[str, Page]) -> None:
        by_pk = {page.pk: page for page in pages.values()}
        governing = dict(Original.objects.values_list("translation_key", "page"))
        for page in pages.values():
            original = by_pk.get(governing.get(page.translation_key))
            if original is None or page.depth < 3:
                continue
            here, there = (pages[one.path[: -Page.steplen]] for one in (page, original))
            self.counts["twins below twins"] += 1
            if here.translation_key != there.translation_key or here.locale_id != page.locale_id:
                raise Broken("the tree", f"{page!r} stands below {here!r}, not as {there!r}")

    # The last complete translation

    def remember(self) -> None:
        """What has been translated by now, by whomever."""
        found = StringTranslation.objects.filter(has_error=False).exclude(data="")
        for key, code, words in found.values_list(
            "context__object", "locale__language_code", "translation_of__data"
        ):
            self.ever[key, code].update(TOKEN.findall(words))

    def live_words(self) -> None:
        things = {thing.key: thing for thing in self.world.things}
        rows = Publication.stored.filter(original__in=things).select_related("locale")
        for row in rows:
            thing, code = things[row.original_id], row.locale.language_code
            if code != thing.language:
                said = json.dumps([row.title, row.card, row.whole], ensure_ascii=False)
                self.counts["live translations"] += 1
                self.says_none(thing, code, said)
        self.read(things)

    def read(self, things: dict[UUID, Thing]) -> None:
        """One page as visitors and programs get it, in turn, after some of the steps."""
        self.steps += 1
        if self.steps % READ_AFTER:
            return
        twins = [(thing, code) for thing in things.values() for code in self.world.codes_of(thing)]
        twins = [(thing, code) for thing, code in twins if code != thing.language]
        if not twins:
            return
        thing, code = twins[self.counts["pages read"] % len(twins)]
        self.counts["pages read"] += 1
        answer = self.world.client.get(f"/api/content/v1/pages/{thing.key}?locale={code}")
        read: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
        if read.get("content_language") != code:
            return
        # It names the titles of the other languages.
        del read["translations"]
        self.says_none(thing, code, json.dumps(read, ensure_ascii=False))
        if self.counts["pages read"] % 2:
            page = self.world.client.get(self.world.page(thing, code).get_url())
            if page.status_code != 200:
                raise Broken("the last complete translation", f"{page.status_code} in {code}")
            self.says_none(thing, code, LINK.sub("", page.content.decode()))

    def says_none(self, thing: Thing, code: str, said: str) -> None:
        foreign = thing.tokens & set(TOKEN.findall(said))
        if lost := foreign & self.ever[thing.key, code] - thing.chosen.get(code, set()):
            at = said.index(min(lost))
            told = f"in {code}, {sorted(lost)} stand there though they were translated"
            told += f": …{said[max(at - 300, 0) : at + 40]}…"
            raise Broken("the last complete translation", told)
        if left := foreign - thing.chosen.get(code, set()):
            raise Broken("the last complete translation", f"in {code}: {sorted(left)}")

    # No translation is lost

    def translations(self) -> None:
        given = Translation.objects.filter(enabled=True).select_related("target_locale", "source")
        texts = texts_of(given)
        kept = self.kept()
        by_page: dict[tuple[UUID, str], list[Text]] = {}
        for one in given:
            by_page[one.source.object_id, one.target_locale.language_code] = texts[one.pk]
        said = {thing.key: self.said(thing) for thing in self.world.governed()}
        for (key, code), found in by_page.items():
            if key not in said:
                continue
            self.counts["texts of translators"] += len(found)
            given_words = {one.words for one in found if one.path != ADDRESS}
            if given_words != said[key]:
                told = given_words ^ said[key]
                raise Broken("no translation is lost", f"translators in {code} have not {told}")
            self.offered(key, code, found)
        for (key, code, words), data in self.world.written.items():
            if key in said:
                here = by_page.get((key, code))
                self.reachable(here, words, data, kept[key, code], said[key])

    def kept(self) -> dict[tuple[UUID, str], set[tuple[str, str]]]:
        kept: dict[tuple[UUID, str], set[tuple[str, str]]] = defaultdict(set)
        for key, code, words, data in StringTranslation.objects.values_list(
            "context__object", "locale__language_code", "translation_of__data", "data"
        ):
            kept[key, code].add((words, data))
        return kept

    def said(self, thing: Thing) -> set[str]:
        """The words of an original as it is in the database."""
        return {
            one.string.data
            for one in extract_segments(self.world.original(thing))
            if isinstance(one, StringSegmentValue) and one.path != ADDRESS
        }

    def reachable(
        self,
        texts: list[Text] | None,
        words: str,
        data: str,
        kept: set[tuple[str, str]],
        said: set[str],
    ) -> None:
        """``texts`` are None where the page has been deleted in the language."""
        self.counts["translations of persons"] += 1
        is_wrong = data in self.world.faulty and (words, data) in kept
        if texts is not None and words in said and not is_wrong:
            here = [one for one in texts if one.words == words]
            if not any(one.translation == data and not one.is_machine for one in here):
                now = [one.translation for one in here]
                raise Broken("no translation is lost", f"{data!r} is not in use, but {now}")
        elif (words, data) not in kept:
            raise Broken("no translation is lost", f"{data!r} is not kept for {words!r}")

    def offered(self, key: UUID, code: str, texts: list[Text]) -> None:
        at = Counter(one.context for one in texts)
        for one in texts:
            if one.translation or at[one.context] > 1 or one.path == ADDRESS:
                continue
            before = StringTranslation.objects.filter(
                context=one.context, locale__language_code=code, has_error=False
            )
            if before.exclude(data="").exists():
                self.counts["former translations offered"] += 1
                if one.former is None:
                    told = f"nothing is offered for {one.words!r}"
                    raise Broken("no translation is lost", told)

    # What is stored

    def stored(self) -> None:
        differences = [*upkeep.check_stored()]
        self.counts["stored states"] += Publication.stored.count()
        if differences:
            raise Broken("what is stored", "; ".join(map(str, differences)))
