"""The proof of freshness proves something: what it needs cannot be left out unnoticed.

Each mutation leaves out one raise of the generation, one condition of being public, or what a
reference must look at. A change that must show it is made twice: with the mutation the checker
finds a wrong answer, without it none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from courtyard.localisation import site_map
from courtyard.models import Publication
from courtyard.publications import predicate, references, standard
from courtyard.publications.reading import CARD

from .editor import Editor
from .model import Command, Page
from .proof import Proof
from .reader import API, WrongAnswer


class Small(Proof):
    """A world of a few pages, of which a change concerns some addresses."""

    def build(self) -> None:
        self.pass_time(0)
        for command in self.writer.tiny_world():
            self.do(command)
        self.do({"do": "worker"})

    def one(self, kind: str, language: str = "pl") -> Page:
        """The page of a kind, which is the only one."""
        [page] = [
            page
            for page in self.world.pages.values()
            if page.kind == kind and page.language == language
        ]
        return page

    def look_at(self, kind: str) -> None:
        """Read the page of a kind and what the API says of it, in Polish and English."""
        pages = [page for page in self.world.pages.values() if page.kind == kind]
        here = {self.world.address(page) for page in pages}
        here |= {f"{API}/pages/by-path?path={address}" for address in here}
        here |= {f"{API}/pages/{pages[0].key}?locale={code}" for code in ("pl", "en")}
        self.reader.only = frozenset(here)

    def read(self) -> None:
        """Compare now."""
        self.check(first=None)

    def change(self, *commands: Command, seconds: float = 1) -> None:
        for command in commands:
            self.do(command)
        self.pass_time(seconds)


@pytest.fixture
def small(editor: Editor) -> Iterator[Small]:
    traveller: Any = time_machine.travel(dt.datetime(2031, 1, 1, tzinfo=dt.UTC), tick=False)
    with traveller as clock:
        proof = Small(editor, clock, seed=1)
        proof.build()
        yield proof
        proof.do_only({"do": "with_all"})


def forget() -> None:
    """Keep no answer, and no question whose SQL was written with what is left out or was."""
    cache.clear()
    site_map._remembered.clear()


def some(names: Iterable[Any], *quick: Any) -> list[Any]:
    """Parameters of which only a few are tested each time, and all of them in the long suite."""
    return [
        pytest.param(
            *(name if isinstance(name, tuple) else (name,)),
            marks=() if name in quick else pytest.mark.long,
        )
        for name in names
    ]


Change = Callable[[Small], list[Command]]


def published(kind: str, **fields: Any) -> Change:
    """Publish the page of a kind again: a new title, or what ``fields`` says."""

    def commands(small: Small) -> list[Command]:
        page = small.one(kind)
        content = fields or {"title": small.writer.title("pl")}
        return [{"do": "publish", "page": [*page.name], "content": content, "says": True}]

    return commands


def term(model: str) -> Change:
    def commands(small: Small) -> list[Command]:
        [key] = small.world.terms[model]
        names = small.writer.names("pl", "en")
        return [{"do": "term", "model": model, "key": key, "names": names}]

    return commands


def image(small: Small) -> list[Command]:
    return [small.writer._image("image-0")]


def restriction(small: Small) -> list[Command]:
    page = small.one("programme")
    return [{"do": "free" if page.restricted else "restrict", "page": [*page.name]}]


def texts(small: Small) -> list[Command]:
    return [small.writer._texts("pl", None)]


def site_name(small: Small) -> list[Command]:
    return [{"do": "site", "name": f"Site {small.writer.word()}"}]


def hand_over(small: Small) -> list[Command]:
    return [{"do": "hand_over"}]


def other_original(small: Small) -> list[Command]:
    pages = [small.one("programme", code) for code in ("pl", "en")]
    [twin] = [page for page in pages if small.world.originals[page.key] is not page]
    return [{"do": "original", "page": [*twin.name]}]


def collections(name: str) -> Change:
    def commands(small: Small) -> list[Command]:
        return [{"do": name, "private": not small.world.images["image-0"].private}]

    return commands


def redirected(small: Small) -> list[Command]:
    return [{"do": "redirect_by_hand", "from": "/pl/old/", "to": f"/pl/{small.writer.slug()}/"}]


RAISES: dict[str, tuple[str, Change]] = {
    "Page": ("programme", published("programme")),
    "PageViewRestriction": ("programme", restriction),
    "Original": ("programme", other_original),
    "Term, of a city": ("programme", term("city")),
    "Term, of a topic": ("programme", term("topic")),
    "Term, of a tag": ("programme", term("tag")),
    "Image": ("programme", image),
    "Collection": ("programme", collections("moved_collection")),
    "CollectionViewRestriction": ("programme", collections("collections")),
    "SiteTexts": ("home", texts),
    "SiteSettings": ("home", hand_over),
}


@pytest.mark.parametrize("name", some(RAISES, "Page", "PageViewRestriction", "SiteTexts"))
def test_the_raise_of_a_watched_type_is_needed(small: Small, name: str) -> None:
    kind, change = RAISES[name]
    small.look_at(kind)
    small.read()
    for _there_and_back in range(2):
        small.change(*change(small))
        small.read()
    small.do_only({"do": "without", "raises": [name.split(",")[0]]})
    small.change(*change(small))
    with pytest.raises(WrongAnswer):
        small.read()


@pytest.mark.long
def test_the_raise_of_a_site_is_needed(small: Small) -> None:
    for language in ("pl", "en"):
        small.do({"do": "no_texts", "language": language})
    small.look_at("home")
    small.read()
    small.change(*site_name(small))
    small.read()
    small.do_only({"do": "without", "raises": ["Site"]})
    small.change(*site_name(small))
    with pytest.raises(WrongAnswer):
        small.read()


@pytest.mark.long
def test_the_raise_of_a_language_is_needed(small: Small) -> None:
    small.do(small.writer._texts("de", "pl"))
    small.reader.only = frozenset({"/de/", "/uk/"})
    small.read()
    small.change({"do": "recode", "language": "de", "to": "uk"})
    small.read()
    small.do_only({"do": "without", "raises": ["Locale"]})
    small.change({"do": "recode", "language": "uk", "to": "de"})
    with pytest.raises(WrongAnswer):
        small.read()


@pytest.mark.long
def test_the_raise_of_a_redirect_is_needed(small: Small) -> None:
    small.reader.only = frozenset({f"{API}/pages/by-path?path=/pl/old/"})
    small.change(*redirected(small))
    small.read()
    small.change(*redirected(small))
    small.read()
    small.do_only({"do": "without", "raises": ["Redirect"]})
    small.change(*redirected(small))
    with pytest.raises(WrongAnswer):
        small.read()


@pytest.mark.long
@pytest.mark.parametrize("left_out", [(), ("renditions",)])
def test_the_raise_of_renditions_is_needed(small: Small, left_out: tuple[str, ...]) -> None:
    small.do_only({"do": "without", "raises": left_out})
    small.look_at("programme")
    new = {**small.writer._image("image-1"), "made": False}
    small.change(new, *published("programme", image="image-1")(small))
    small.read()
    small.change({"do": "worker", "only": "courtyard.renditions"})
    if left_out:
        with pytest.raises(WrongAnswer):
            small.read()
    else:
        small.read()


@pytest.mark.long
@pytest.mark.parametrize(
    ("left_out", "is_noticed"),
    [(["Page"], False), (["moves"], False), (["Page", "moves"], True)],
)
def test_a_move_is_heard_of_in_two_ways_and_needs_one(
    small: Small, left_out: list[str], is_noticed: bool
) -> None:
    small.look_at("partner")
    moved = small.one("partners")
    small.read()
    small.do_only({"do": "without", "raises": left_out})
    slug = {"slug": small.writer.slug()}
    small.change({"do": "publish", "page": [*moved.name], "content": slug, "says": True})
    if is_noticed:
        with pytest.raises(WrongAnswer):
            small.read()
    else:
        small.read()


# Conditions of being public


def hidden_by_nobody(language: str) -> Change:
    def commands(small: Small) -> list[Command]:
        page = [*small.one("programme", language).name]
        return [{"do": "bulk", "what": "page", "page": page, "content": {}, "live": False}]

    return commands


def expiring(language: str) -> Change:
    def commands(small: Small) -> list[Command]:
        page = [*small.one("programme", language).name]
        content = {"expire_at": (small.now + dt.timedelta(seconds=30)).isoformat()}
        return [{"do": "publish", "page": page, "content": content, "says": True}]

    return commands


def restricted(language: str) -> Change:
    def commands(small: Small) -> list[Command]:
        return [{"do": "restrict", "page": [*small.one("section", language).name]}]

    return commands


def scaffolding(small: Small) -> list[Command]:
    page = [*small.one("programme", "en").name]
    return [{"do": "bulk", "what": "scaffolding", "page": page, "source": "pl"}]


CONDITIONS: dict[tuple[str, str], Change] = {
    ("OWN", "live"): hidden_by_nobody("en"),
    ("OWN", "unexpired"): expiring("en"),
    ("OWN", "unrestricted"): restricted("en"),
    ("OWN", "own_words"): scaffolding,
    ("GOVERNED", "live"): hidden_by_nobody("pl"),
    ("GOVERNED", "unexpired"): expiring("pl"),
    ("GOVERNED", "unrestricted"): restricted("pl"),
}


OF_ALIASES = {("OWN", "copied_shown"), ("OWN", "copied_unrestricted")}
"""The model knows no aliases within a language: tests/access leaves these out."""


def test_every_condition_is_left_out_once() -> None:
    assert set(CONDITIONS) | OF_ALIASES == {
        (group, condition.__name__)
        for group in ("OWN", "GOVERNED")
        for condition in getattr(predicate, group)
    }


@pytest.mark.parametrize(
    ("group", "name"), some(CONDITIONS, ("OWN", "unexpired"), ("GOVERNED", "live"))
)
def test_each_condition_of_being_public_is_needed(
    small: Small, monkeypatch: pytest.MonkeyPatch, group: str, name: str
) -> None:
    small.look_at("programme")
    small.change(*CONDITIONS[group, name](small), seconds=61)
    small.read()
    others = tuple(one for one in getattr(predicate, group) if one.__name__ != name)
    monkeypatch.setattr(predicate, group, others)
    forget()
    with pytest.raises(WrongAnswer):
        small.read()


# References


def without_visibility(reader: Any, wanted: set[Any]) -> dict[Any, Any]:
    """Pages by key, whether public or not."""
    rows = Publication.stored.filter(original__in={one.key for one in wanted}).values(*CARD)
    found = {str(row["original_id"]): row for row in rows}
    return {one: reader.card(found[one.key]) for one in wanted if one.key in found}


def from_a_copy(resolver: references.Resolver) -> references.Resolver:
    """A resolver that remembers what it has answered."""
    copies: dict[Any, Any] = {}

    def remembered(reader: Any, wanted: set[Any]) -> dict[Any, Any]:
        for one, answer in resolver(reader, wanted).items():
            copies.setdefault((reader.code, one), answer)
        return {one: copies[reader.code, one] for one in wanted if (reader.code, one) in copies}

    return remembered


def all_images(reader: Any, wanted: set[Any]) -> dict[Any, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standard, "public_images", lambda images: images)
        return standard.images_by_id(reader, wanted)


def hidden_partner(small: Small) -> list[Command]:
    return [{"do": "restrict", "page": [*small.one("partner").name]}]


RESOLVERS: dict[str, tuple[str, references.Resolver, Change]] = {
    "pages, without visibility": ("page", without_visibility, hidden_partner),
    "pages, from a copy": ("page", from_a_copy(standard.pages_by_key), published("partner")),
    "cities, from a copy": ("city", from_a_copy(standard.terms_by_key), term("city")),
    "topics, from a copy": ("topic", from_a_copy(standard.terms_by_key), term("topic")),
    "tags, from a copy": ("tag", from_a_copy(standard.terms_by_key), term("tag")),
    "images, from a copy": ("image", from_a_copy(standard.images_by_id), image),
    "images, without visibility": ("image", all_images, collections("collections")),
}


@pytest.mark.parametrize("name", some(RESOLVERS, "pages, without visibility"))
def test_references_look_at_the_thing_itself_and_at_its_visibility(
    small: Small, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ref, mutated, change = RESOLVERS[name]
    small.look_at("programme")
    small.read()
    stage, _resolver = references._resolvers[ref]
    with monkeypatch.context() as patch:
        patch.setitem(references._resolvers, ref, (stage, mutated))
        forget()
        small.read()
        small.change(*change(small))
        with pytest.raises(WrongAnswer):
            small.read()
    forget()
    small.read()
