"""The random changes of an edit script, chosen by a seed, and the world that it begins with."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .model import LANGUAGES, Command, Page, World

WORDS = {
    "pl": ("Brama", "Dom", "Forum", "Most", "Ulica", "Zamek"),
    "en": ("Bridge", "Courtyard", "Gate", "House", "Square", "Yard"),
    "uk": ("Брама", "Двор", "Майдан", "Замок", "Стара", "Форум"),
    "de": ("Bahnhof", "Garten", "Haus", "Markt", "Tor", "Weg"),
}
"""First words of titles, whose alphabetical order is that of their code points."""

PARENTS = {"programme": "section", "network": "networks", "partner": "partners", "item": "news"}
BODY = ("home", "text")
FALLBACKS = {
    "pl": ("", "en"),
    "en": ("pl", "", "de"),
    "uk": ("en", "pl", ""),
    "de": ("en", "uk", ""),
}


@dataclass(frozen=True)
class Step:
    """One change: what it is called in the table, the commands, and how it is checked.

    ``silent``: Django says nothing of it; what it hides or shows must be right at once where
    nothing is kept, and everything after the worker's round and a minute. ``at_once``: so must be
    its words.
    """

    name: str
    commands: list[Command]
    seconds: float = 0
    silent: bool = False
    at_once: bool = True


class Writer:
    """Thinks of changes to a world. The same seed thinks of the same ones."""

    def __init__(self, seed: int, world: World) -> None:
        self.dice = random.Random(seed)
        self.world = world
        self.number = 0
        self.waiting: set[tuple[str, str, str]] = set()
        """Terms that have been copied into a language."""
        self.now = dt.datetime(2031, 3, 1, 10, tzinfo=dt.UTC)

    # Names

    def word(self) -> str:
        """A word that stands nowhere else."""
        self.number += 1
        return f"w{self.number:04}"

    def key(self) -> str:
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    def title(self, language: str) -> str:
        return f"{self.dice.choice(WORDS[language])} {self.word()}"

    def slug(self) -> str:
        self.number += 1
        return f"s{self.number:04}"

    def names(self, *languages: str) -> dict[str, str]:
        return {language: self.title(language) for language in languages}

    # The first world

    def first_world(self) -> Iterator[Command]:
        """Some fifteen things, about half of them in more than one language."""
        yield {"do": "begin"}
        home = self.key()
        yield self._new("home", home, "pl", None, slug="pl")
        yield {"do": "site", "name": f"Site {self.word()}"}
        for language, fallback in (("pl", None), ("en", "pl"), ("uk", "en"), ("de", "en")):
            yield self._texts(language, fallback)
        for model in ("city", "topic", "tag"):
            for languages in (("pl", "en"), ("pl", "uk", "de"), ("pl",)):
                names = self.names(*languages)
                yield {"do": "term", "model": model, "key": self.key(), "names": names}
        for number in range(3):
            yield self._image(f"image-{number}")
        for language in ("en", "uk"):
            yield self._twin(home, "pl", language, slug=language)
        tops: dict[str, list[str]] = {}
        for kind in ("section", "section", "networks", "partners", "news", "text"):
            key = self.key()
            tops.setdefault(kind, []).append(key)
            yield self._new(kind, key, "pl", [home, "pl"], in_menu=kind != "text")
        for kind, count in (("partner", 2), ("network", 1), ("programme", 2), ("item", 2)):
            for number in range(count):
                parents = tops[PARENTS[kind]]
                parent = [parents[number % len(parents)], "pl"]
                yield self._new(kind, self.key(), "pl", parent)
        yield self._new("text", self.key(), "pl", [tops["text"][0], "pl"])
        yield from self._second_part(home, tops)

    def _second_part(self, home: str, tops: dict[str, list[str]]) -> Iterator[Command]:
        # The sections' own lists, the links of the front page.
        for key in (tops["section"][0], tops["networks"][0]):
            entries = self._keys("programme", "network")[:3]
            yield self._publish([key, "pl"], entries=entries)
        yield self._publish([home, "pl"], **self._body())
        for name in ("section", "partners", "news", "text"):
            yield self._twin(tops[name][0], "pl", "en")
        yield self._twin(tops["partners"][0], "pl", "uk")
        for kind, language in (("partner", "en"), ("programme", "uk"), ("item", "en")):
            yield self._twin(self._keys(kind)[0], "pl", language)
        # Not everything is born in Polish.
        yield self._new("item", self.key(), "en", [tops["news"][0], "en"])

    def _new(
        self, kind: str, key: str, language: str, parent: list[str] | None, **fields: Any
    ) -> Command:
        content = {"title": self.title(language), "slug": self.slug(), **self._facts(kind)}
        return {
            "do": "create",
            "page": [key, language],
            "kind": kind,
            "parent": parent,
            "content": {**content, **fields},
            "live": True,
        }

    def _twin(self, key: str, source: str, language: str, **fields: Any) -> Command:
        slug = self.world.pages[key, source].content.slug
        # Proper names have the same address in every language.
        slug = slug if self.dice.random() < 0.3 else self.slug()
        content = {"title": self.title(language), "slug": slug, **fields}
        return {
            "do": "translate",
            "page": [key, language],
            "source": source,
            "content": content,
            "live": True,
        }

    def _publish(self, page: list[str], **fields: Any) -> Command:
        says = self.dice.random() < 0.5
        return {"do": "publish", "page": page, "content": fields, "says": says}

    def _texts(self, language: str, fallback: str | None) -> Command:
        return {
            "do": "texts",
            "language": language,
            "name": f"Institute {self.word()}",
            "footer": self.word(),
            "fallback": fallback or None,
        }

    def _image(self, name: str, *, private: bool = False) -> Command:
        return {"do": "image", "image": name, "alt": self.word(), "private": private}

    def _facts(self, kind: str) -> Command:
        """Facts of a page, of those that the world has."""
        facts: Command = {"topics": self._some("topic", 2), "image": self._an_image()}
        facts["tags"] = self._some("tag", 2)
        if kind == "programme":
            facts |= {"cities": self._some("city", 2), "partners": self._partners()}
        if kind == "network":
            facts["partners"] = self._partners()
        if kind == "partner":
            facts["city"] = next(iter(self._some("city", 1)), None)
        if kind == "item":
            facts["date"] = f"2031-0{self.dice.randint(1, 3)}-{self.dice.randint(10, 28)}"
        if kind not in PARENTS:
            del facts["topics"], facts["tags"]
        return facts

    def _body(self) -> Command:
        topics = list(self.world.terms["topic"])
        return {
            "link": self.dice.choice(self._keys("partner", "programme", "item")),
            "link_words": self.word(),
            "chosen": self.dice.sample(self._keys("partner", "programme", "text", "network"), 3),
            "listing": self.dice.choice(["", *topics]),
        }

    def _some(self, model: str, most: int) -> list[str]:
        keys = list(self.world.terms[model])
        return self.dice.sample(keys, min(len(keys), self.dice.randint(0, most)))

    def _an_image(self) -> str | None:
        return self.dice.choice([None, *self.world.images])

    def _keys(self, *kinds: str) -> list[str]:
        """Things of some kinds that have an original."""
        return [
            key
            for key, page in self.world.originals.items()
            if page is not None and page.kind in kinds
        ]

    def _partners(self) -> list[str]:
        keys = self._keys("partner")
        return self.dice.sample(keys, min(len(keys), self.dice.randint(0, 2)))

    def tiny_world(self) -> Iterator[Command]:
        """A programme with a city, a topic, an image and a partner, in Polish and English."""
        yield {"do": "begin"}
        home, section, index, news = (self.key() for _ in range(4))
        programme, partner, text = (self.key() for _ in range(3))
        yield self._new("home", home, "pl", None, slug="pl")
        yield {"do": "site", "name": f"Site {self.word()}"}
        yield self._texts("pl", None)
        yield self._texts("en", "pl")
        for model in ("city", "topic", "tag"):
            names = self.names("pl", "en")
            yield {"do": "term", "model": model, "key": self.key(), "names": names}
        yield self._image("image-0")
        [city], [topic], [tag] = self.world.terms.values()
        for kind, key in (("section", section), ("partners", index), ("news", news)):
            yield self._new(kind, key, "pl", [home, "pl"], image=None)
        yield self._new("partner", partner, "pl", [index, "pl"], city=city, image=None)
        facts = {"cities": [city], "topics": [topic], "image": "image-0", "partners": [partner]}
        facts["tags"] = [tag]
        yield self._new("programme", programme, "pl", [section, "pl"], **facts)
        yield self._new("text", text, "pl", [home, "pl"], image=None)
        for key in (home, section, programme):
            fields = {"slug": "en"} if key == home else {}
            yield {**self._twin(key, "pl", "en", **fields)}

    # One change

    def step(self) -> Step:
        """The next change."""
        makers = list(self.MAKERS)
        weights = [self.MAKERS[name] for name in makers]
        while True:
            [name] = self.dice.choices(makers, weights)
            step: Step | None = getattr(self, f"_step_{name}")()
            if step is not None:
                return step

    MAKERS = {
        "rename": 8,
        "publish": 6,
        "unpublish": 5,
        "draft": 2,
        "schedule": 5,
        "expire": 5,
        "run_schedule": 4,
        "create": 5,
        "translate": 9,
        "move": 6,
        "delete": 3,
        "restrict": 4,
        "free": 4,
        "partners": 5,
        "cities": 4,
        "topics": 4,
        "tags": 4,
        "picture": 4,
        "menu": 4,
        "body": 3,
        "city": 4,
        "topic": 4,
        "tag": 4,
        "image": 4,
        "texts": 4,
        "site": 1,
        "original": 2,
        "clock": 10,
        "bulk": 12,
        "round": 1,
        "worker": 2,
    }
    """The kinds of changes and how often each comes."""

    def _pages(self, *kinds: str, live: bool | None = True) -> list[Page]:
        """Pages that editors work on: no scaffolding, nothing that waits for its moment."""
        return [
            page
            for page in self.world.pages.values()
            if not page.scaffolding
            and page.scheduled is None
            and (live is None or page.live == live)
            and (not kinds or page.kind in kinds)
        ]

    def _one(self, *kinds: str, live: bool | None = True) -> Page | None:
        pages = self._pages(*kinds, live=live)
        return self.dice.choice(pages) if pages else None

    def _no_home(self, live: bool | None = True) -> Page | None:
        pages = [page for page in self._pages(live=live) if page.kind != "home"]
        return self.dice.choice(pages) if pages else None

    def _changed(self, name: str, page: Page | None, **fields: Any) -> Step | None:
        if page is None:
            return None
        # What is published again is published for good.
        fields.setdefault("expire_at", None)
        return Step(name, [self._publish([*page.name], **fields)])

    def _step_rename(self) -> Step | None:
        page = self._no_home()
        if page is None:
            return None
        fields = {"title": self.title(page.language)}
        if self.dice.random() < 0.5:
            fields["slug"] = self.slug()
        return self._changed("rename", page, **fields)

    def _step_publish(self) -> Step | None:
        page = self._no_home(live=False)
        return self._changed("publish", page, title=self.title(page.language)) if page else None

    def _step_unpublish(self) -> Step | None:
        page = self._no_home()
        if page is None:
            return None
        return Step("unpublish", [{"do": "unpublish", "page": [*page.name]}])

    def _step_draft(self) -> Step | None:
        page = self._one()
        if page is None:
            return None
        return Step(
            "draft",
            [{"do": "draft", "page": [*page.name], "title": self.title(page.language)}],
        )

    def _step_schedule(self) -> Step | None:
        page = self._no_home(live=None)
        if page is None:
            return None
        moment = self.now + dt.timedelta(hours=self.dice.randint(1, 30))
        fields = {"title": self.title(page.language), "go_live_at": moment.isoformat()}
        return self._changed("schedule", page, **fields)

    def _step_expire(self) -> Step | None:
        moment = self.now + dt.timedelta(minutes=self.dice.choice([1, 5, 60, 600]))
        return self._changed("expire", self._no_home(), expire_at=moment.isoformat())

    def _step_run_schedule(self) -> Step:
        return Step("run the schedule", [{"do": "scheduled"}])

    def _step_create(self) -> Step | None:
        kind = self.dice.choice([*PARENTS, "text"])
        if len(self._pages(kind, live=None)) > 4:
            return None
        parents = self._pages(*((PARENTS[kind],) if kind in PARENTS else BODY), live=None)
        if not parents:
            return None
        parent = self.dice.choice(parents)
        command = self._new(kind, self.key(), parent.language, [*parent.name])
        command["live"] = self.dice.random() < 0.8
        return Step("create", [command])

    def _step_translate(self) -> Step | None:
        source = self._one()
        if source is None or any(one.restricted for one in source.lineage()):
            return None
        languages = [
            language
            for language in LANGUAGES
            if (source.key, language) not in self.world.pages
            or self.world.pages[source.key, language].scaffolding
        ]
        if not languages:
            return None
        language = self.dice.choice(languages)
        fields = {"slug": language} if source.kind == "home" else {}
        return Step("translate", [self._twin(source.key, source.language, language, **fields)])

    def _step_move(self) -> Step | None:
        page = self._one("text", "programme", "item", "partner", "network", live=None)
        if page is None:
            return None
        kinds = (PARENTS[page.kind],) if page.kind in PARENTS else BODY
        targets = [
            one
            for one in self._pages(*kinds, live=None)
            if one.language == page.language
            and one is not page.parent
            and page not in one.lineage()
        ]
        if not targets:
            return None
        target = self.dice.choice(targets)
        return Step("move", [{"do": "move", "page": [*page.name], "to": [*target.name]}])

    def _step_delete(self) -> Step | None:
        page = self._one("text", "programme", "item", "partner", "network", "section", live=None)
        if page is None or len(self._pages(page.kind, live=None)) < 3:
            return None
        # Relations hold what was the original when they were made, and would go with it.
        if any(one.was_original and page in one.lineage() for one in self.world.pages.values()):
            return None
        return Step("delete", [{"do": "delete", "page": [*page.name]}])

    def _step_restrict(self) -> Step | None:
        page = self._no_home(live=None)
        if page is None or page.restricted:
            return None
        return Step("restrict", [{"do": "restrict", "page": [*page.name]}])

    def _step_free(self) -> Step | None:
        pages = [page for page in self._pages(live=None) if page.restricted]
        if not pages:
            return None
        return Step("free", [{"do": "free", "page": [*self.dice.choice(pages).name]}])

    def _step_partners(self) -> Step | None:
        page = self._one("programme", "network")
        return self._changed("partners of a page", page, partners=self._partners())

    def _step_cities(self) -> Step | None:
        page = self._one("programme", "partner")
        if page is None:
            return None
        facts = self._facts(page.kind)
        name = "cities" if page.kind == "programme" else "city"
        return self._changed("cities of a page", page, **{name: facts[name]})

    def _step_topics(self) -> Step | None:
        page = self._one(*PARENTS)
        return self._changed("topics of a page", page, topics=self._some("topic", 2))

    def _step_tags(self) -> Step | None:
        page = self._one(*PARENTS)
        return self._changed("tags of a page", page, tags=self._some("tag", 2))

    def _step_picture(self) -> Step | None:
        return self._changed("image of a page", self._one(), image=self._an_image())

    def _step_menu(self) -> Step | None:
        page = self._no_home()
        return self._changed("menu", page, in_menu=not page.content.in_menu) if page else None

    def _step_body(self) -> Step | None:
        page = self._one(*BODY)
        return self._changed("text of a page", page, **self._body()) if page else None

    def _step_city(self) -> Step | None:
        return self._step_term("city")

    def _step_topic(self) -> Step | None:
        return self._step_term("topic")

    def _step_tag(self) -> Step | None:
        return self._step_term("tag")

    def _step_term(self, model: str) -> Step | None:
        keys = list(self.world.terms[model])
        if len(keys) > 2 and self.dice.random() < 0.1:
            key = self.dice.choice(keys)
            if any(page.content.listing == key for page in self.world.pages.values()):
                return None
            return Step(f"delete a {model}", [{"do": "no_term", "model": model, "key": key}])
        key = self.dice.choice(keys)
        language = self.dice.choice(LANGUAGES)
        lacks = language not in self.world.terms[model][key]
        if lacks and (model, key, language) not in self.waiting and self.dice.random() < 0.5:
            self.waiting.add((model, key, language))
            command = {"do": "untranslated", "model": model, "key": key, "language": language}
            return Step(f"{model} without its word", [command])
        names = self.names(language)
        if self.dice.random() < 0.2:
            key, names = self.key(), self.names("pl", "en")
        return Step(
            f"name of a {model}", [{"do": "term", "model": model, "key": key, "names": names}]
        )

    def _step_image(self) -> Step:
        name = self.dice.choice([*self.world.images])
        private = self.world.images[name].private
        if self.dice.random() < 0.3:
            private = not private
        if len(self.world.images) < 5 and self.dice.random() < 0.2:
            name, private = f"image-{len(self.world.images)}", False
        return Step("image", [self._image(name, private=private)])

    def _step_texts(self) -> Step | None:
        language = self.dice.choice(LANGUAGES)
        if language in self.world.texts and self.dice.random() < 0.15:
            return Step("delete texts", [{"do": "no_texts", "language": language}])
        return Step("texts", [self._texts(language, self.dice.choice(FALLBACKS[language]))])

    def _step_site(self) -> Step:
        return Step("site", [{"do": "site", "name": f"Site {self.word()}"}])

    def _step_original(self) -> Step | None:
        page = self._no_home()
        if page is None or self.world.originals[page.key] is page:
            return None
        return Step("make the original", [{"do": "original", "page": [*page.name]}])

    def _step_clock(self) -> Step:
        if self.dice.random() < 0.1:
            return Step("clock back", [], seconds=-self.dice.choice([30, 600, 7200]))
        seconds = self.dice.choice([0.5, 5, 20, 59, 61, 300, 900, 3600, 86400])
        # Beside random steps, ones to either side of the next boundary.
        moments = sorted(
            page.content.expire_at
            for page in self.world.pages.values()
            if page.content.expire_at and page.content.expire_at > self.now
        )
        if moments and self.dice.random() < 0.6:
            beside = self.dice.choice([-0.5, 0, 0.5])
            seconds = max(0.5, (moments[0] - self.now).total_seconds() + beside)
        return Step("clock", [], seconds=seconds)

    def _step_round(self) -> Step:
        return Step("the worker's round", [{"do": "round"}])

    def _step_worker(self) -> Step:
        return Step("the outbox", [{"do": "worker"}])

    def _step_bulk(self) -> Step | None:
        what = self.dice.choice(
            ["title", "hide", "show", "expire", "restriction", "cities"]
            + ["city", "topic", "tag", "image", "texts"]
        )
        if what == "texts" and not self.world.texts:
            return None
        maker = getattr(self, f"_bulk_{what}", None)
        if maker is not None:
            step: Step | None = maker()
            return step
        command, at_once = self._bulk_of_a_thing(what)
        command = {**command, "do": "bulk", "what": command["do"]}
        return Step(f"bulk: {what}", [command], silent=True, at_once=at_once)

    def _bulk_of_a_thing(self, what: str) -> tuple[Command, bool]:
        if what == "texts":
            language = self.dice.choice(list(self.world.texts) or ["pl"])
            return self._texts(language, self.dice.choice(FALLBACKS[language])), False
        if what == "image":
            name = self.dice.choice([*self.world.images])
            return self._image(name, private=self.world.images[name].private), True
        key = self.dice.choice(list(self.world.terms[what]))
        language = self.dice.choice(list(self.world.terms[what][key]))
        return {"do": "term", "model": what, "key": key, "names": self.names(language)}, True

    def _bulk_page(
        self, name: str, page: Page | None, *, at_once: bool = True, **fields: Any
    ) -> Step | None:
        if page is None:
            return None
        live = {"live": fields.pop("live")} if "live" in fields else {}
        command = {"do": "bulk", "what": "page", "page": [*page.name], "content": fields, **live}
        return Step(f"bulk: {name}", [command], silent=True, at_once=at_once)

    def _bulk_title(self) -> Step | None:
        page = self._one()
        title = self.title(page.language) if page else ""
        return self._bulk_page("title", page, at_once=False, title=title)

    def _bulk_hide(self) -> Step | None:
        return self._bulk_page("unpublish", self._no_home(), live=False)

    def _bulk_show(self) -> Step | None:
        return self._bulk_page("publish", self._no_home(live=False), at_once=False, live=True)

    def _bulk_expire(self) -> Step | None:
        moment = self.now - dt.timedelta(minutes=self.dice.choice([-10, 10]))
        return self._bulk_page("expiry", self._no_home(), expire_at=moment.isoformat())

    def _bulk_cities(self) -> Step | None:
        page = self._one("programme")
        return self._bulk_page("cities", page, at_once=False, cities=self._some("city", 2))

    def _bulk_restriction(self) -> Step | None:
        page = self._no_home()
        if page is None or page.restricted:
            return None
        command = {"do": "bulk", "what": "restriction", "page": [*page.name]}
        return Step("bulk: restrict", [command], silent=True)
