"""What the public must see, worked out in plain Python from the changes that editors make.

The model knows a small institute: pages of every type in four languages, cities, topics, images,
the site's texts. It takes the same commands as the editor's process and answers for every
address and every moment what must be there. It shares no code with Courtyard: its rules are those
that Courtyard promises.

- A page is public when it and its original are live, unexpired and unrestricted; a restriction
  covers what stands below, and scaffolding (a live alias in another language) is no page.
- A page that the reader's language lacks is shown in the first language of its chain that has
  it, in one language throughout, under the reader's addresses.
- The address of a worse text leads to that of the better one.
- A list shows each thing once, in the best language; a reference to something hidden vanishes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

LANGUAGES = ("pl", "en", "uk", "de")
"""In the order of the site's settings, which is also that in which they were added."""

TYPES = {
    "home": "home.HomePage",
    "text": "home.ContentPage",
    "section": "programmes.ProgrammeIndexPage",
    "networks": "network.NetworkIndexPage",
    "partners": "network.PartnerIndexPage",
    "news": "news.NewsIndexPage",
    "programme": "programmes.ProgrammePage",
    "network": "network.NetworkPage",
    "partner": "network.PartnerPage",
    "item": "news.NewsPage",
}
"""The kinds of pages and their types' names."""

FACTS = ("topics", "tags", "cities", "city", "partners", "date", "entries")
"""What is entered once, in the original."""

LISTS = {"programmes": "programme", "networks": "network", "partners": "partner", "news": "item"}
"""The lists of the API and the kind of page that each holds."""

ON_FRONT_PAGES = 4
"""How much of the newest news a front page shows, unless its text lists news itself."""

Command = dict[str, Any]
Name = tuple[str, str]
"""A page: its key and its language."""
GONE = "gone"
"""The key of what a link led to, or of what was chosen, that is deleted."""
Words = tuple[Any, ...]
"""What a page says that is no fact."""


@dataclass(frozen=True)
class Content:
    """What a page says in one language. Other pages, terms and images stand by their keys."""

    title: str = ""
    slug: str = ""
    expire_at: dt.datetime | None = None
    in_menu: bool = False
    image: str | None = None
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    city: str | None = None
    partners: tuple[str, ...] = ()
    date: str = "2031-01-01"
    entries: tuple[str, ...] = ()
    link: str | None = None
    link_words: str = ""
    chosen: tuple[str, ...] = ()
    listing: str | None = None
    """The topic of the newest news in the text; "" for all, None for no such list."""
    written: int = 0
    """How often the text has been written: its blocks are others each time."""

    def with_facts_of(self, other: Content) -> Content:
        """The content with what another one says that is the same in every language."""
        return replace(self, **{name: getattr(other, name) for name in FACTS})

    def without(self, key: str) -> Content:
        """The content once a page that it may refer to has been deleted; words stay.

        So does the part of the text in which it was chosen.
        """
        kept: dict[str, Any] = {
            name: tuple(one for one in getattr(self, name) if one != key)
            for name in ("partners", "entries")
        }
        chosen = tuple(GONE if one == key else one for one in self.chosen)
        return replace(self, **kept, chosen=chosen, link=GONE if self.link == key else self.link)

    def with_fields(self, fields: Command) -> Content:
        """The content with fields as they stand in a command, which is JSON."""
        values: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()
        }
        if values.get("expire_at"):
            values["expire_at"] = dt.datetime.fromisoformat(values["expire_at"])
        values.pop("go_live_at", None)
        if {"link", "chosen", "listing"} & fields.keys():
            values["written"] = self.written + 1
        return replace(self, **values)

    def words(self, language: str) -> Words:
        """What translators would have to translate of it."""
        text = (self.written, self.link_words) if self.link else None
        return language, self.title, text


@dataclass(eq=False)
class Page:
    """A page in one language. ``scaffolding`` is a live alias of ``source``, no page yet."""

    key: str
    language: str
    kind: str
    parent: Page | None
    content: Content
    live: bool = True
    restricted: bool = False
    source: Page | None = None
    scaffolding: bool = False
    scheduled: tuple[dt.datetime, Content] | None = None
    has_lent_facts: bool = False
    """What is scheduled was written while the page was a twin: its facts are those of the row."""
    has_live_revision: bool = True
    """Bulk updates make pages live and hide them without Wagtail's knowledge."""
    was_original: bool = False
    basis: Words | None = None
    """The words of its original that it says; None where nobody has compared them."""
    scheduled_basis: Words | None = None

    @property
    def words(self) -> Words:
        """Its own words."""
        return self.content.words(self.language)

    @property
    def name(self) -> Name:
        return self.key, self.language

    @property
    def path(self) -> str:
        """What follows the address of the front page."""
        return f"{self.parent.path}{self.content.slug}/" if self.parent else ""

    @property
    def is_restricted(self) -> bool:
        """It or something above it; an alias is under the restrictions of what it stands for."""
        return any(one.restricted for page in self.lineage() for one in page.sources())

    def sources(self) -> Iterator[Page]:
        """The page, what it is an alias of, and so on."""
        page: Page | None = self
        while page is not None:
            yield page
            page = page.source

    def lineage(self) -> Iterator[Page]:
        """The page and what stands above it, upwards."""
        page: Page | None = self
        while page is not None:
            yield page
            page = page.parent


@dataclass
class Texts:
    """What the site says of itself in one language."""

    name: str
    footer: str = ""
    fallback: str | None = None


@dataclass
class Image:
    """An image; a private one is shown nowhere."""

    alt: str
    private: bool = False
    made: bool = True
    """Whether its renditions have been made."""


@dataclass(frozen=True)
class Expected:
    """What an address must answer. ``whole`` is the page, by the fields of the API."""

    status: int
    location: str = ""
    language: str = ""
    whole: dict[str, Any] = field(default_factory=dict)
    chrome: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """The institute as it is now."""

    pages: dict[Name, Page] = field(default_factory=dict)
    originals: dict[str, Page | None] = field(default_factory=dict)
    said: dict[str, Words] = field(default_factory=dict)
    """The words that each original has said last to the public."""
    home: str = ""
    site_name: str = ""
    texts: dict[str, Texts] = field(default_factory=dict)
    terms: dict[str, dict[str, dict[str, str]]] = field(
        default_factory=lambda: {"city": {}, "topic": {}, "tag": {}}
    )
    images: dict[str, Image] = field(default_factory=dict)
    others_texts: dict[str, Texts] = field(default_factory=dict)
    redirects: dict[str, Page | str] = field(default_factory=dict)
    ever: dict[str, None] = field(default_factory=dict)
    """Every address below a front page that some page has had."""

    # What editors do

    def apply(self, command: Command, now: dt.datetime) -> None:
        """Do to the model what the editor's process does to the database at ``now``."""
        getattr(self, f"_{command['do']}")(command, now)
        for page in self.pages.values():
            self.ever.setdefault(page.path)
            if original := self.originals[page.key]:
                page.content = page.content.with_facts_of(original.content)
                if original is page and page.live:
                    self.said[page.key] = page.words
        for page in self.pages.values():
            if page.live and not page.scaffolding and page.basis is None:
                page.basis = self._now_said(page)

    def _now_said(self, page: Page) -> Words | None:
        """What somebody who writes a translation by hand has before them; None for originals."""
        original = self.originals[page.key]
        if original is None or original is page:
            return None
        return self.said.get(page.key, original.words)

    def page(self, name: Any) -> Page:
        """The page of a key and a language."""
        key, language = name
        return self.pages[key, language]

    def _create(self, command: Command, now: dt.datetime) -> None:
        key, language = command["page"]
        parent = self.page(command["parent"]) if command["parent"] else None
        content = Content().with_fields(command["content"])
        live = command["live"]
        page = Page(key, language, command["kind"], parent, content, live, has_live_revision=live)
        self.pages[key, language] = page
        self.originals[key] = page
        if page.kind == "home" and not self.home:
            self.home = key

    def _site(self, command: Command, now: dt.datetime) -> None:
        self.site_name = command["name"]

    def _translate(self, command: Command, now: dt.datetime) -> None:
        key, language = command["page"]
        source = self.pages[key, command["source"]]
        page = self.pages.get((key, language)) or self._twin(source, language)
        before = self._addresses_below(page)  # a new twin has its source's slug for a moment
        page.scaffolding, page.source = False, None
        page.live = page.has_live_revision = command["live"]
        page.content = replace(page.content, expire_at=None).with_fields(command["content"])
        if page.live:
            page.basis = self._now_said(page)
        self._redirect(before, page)

    def _said_by(self, page: Page, *, says: bool) -> Words | None:
        """What a page says once it is written by hand.

        Only its editor's word makes that what the original says now; or that it says nothing yet.
        Where the original is deleted nobody can give it.
        """
        now_said = self._now_said(page) if says or page.basis is None else None
        return now_said or page.basis

    def _twin(self, source: Page, language: str) -> Page:
        """A new page in another language, below scaffolding where the parent is missing."""
        parent = None
        if source.parent is not None:
            parent = self.pages.get((source.parent.key, language))
            if parent is None:
                parent = self._twin(source.parent, language)
                parent.scaffolding, parent.source = True, source.parent
        twin = Page(source.key, language, source.kind, parent, source.content, live=source.live)
        twin.basis = source.basis
        self.pages[twin.name] = twin
        return twin

    def _publish(self, command: Command, now: dt.datetime) -> None:
        page = self.page(command["page"])
        content = page.content.with_fields(command["content"])
        basis = self._said_by(page, says=command["says"])
        go_live_at = command["content"].get("go_live_at")
        if go_live_at:
            page.scheduled = (dt.datetime.fromisoformat(go_live_at), content)
            page.has_lent_facts = self.originals[page.key] not in (page, None)
            page.scheduled_basis = basis
            if not page.has_live_revision:
                page.live, page.content, page.basis = False, content, basis
        else:
            page.scheduled = None
            self._goes_live(page, content, basis)

    def _goes_live(self, page: Page, content: Content, basis: Words | None) -> None:
        before = self._addresses_below(page)
        page.live, page.content, page.has_live_revision = True, content, True
        page.basis = None if self.originals[page.key] is page else basis
        self._redirect(before, page)
        self._follow(page)

    def _follow(self, page: Page) -> None:
        """Aliases say what their source says, at their own address."""
        for alias in self.pages.values():
            if alias.source is page:
                alias.content = replace(page.content, slug=alias.content.slug)
                alias.live, alias.basis = True, page.basis
                self._follow(alias)

    def _draft(self, command: Command, now: dt.datetime) -> None:
        """A draft changes nothing that the public sees."""

    def _unpublish(self, command: Command, now: dt.datetime) -> None:
        self._goes_off(self.page(command["page"]))

    def _goes_off(self, page: Page) -> None:
        page.scheduled = None
        if page.live:
            page.live = page.has_live_revision = False
            for alias in self.pages.values():
                if alias.source is page:
                    self._goes_off(alias)

    def _move(self, command: Command, now: dt.datetime) -> None:
        page = self.page(command["page"])
        before = self._addresses_below(page)
        page.parent = self.page(command["to"])
        self._redirect(before, page)

    def _delete(self, command: Command, now: dt.datetime) -> None:
        doomed = self.page(command["page"])
        gone = {page for page in self.pages.values() if doomed in page.lineage()}
        self.pages = {name: page for name, page in self.pages.items() if page not in gone}
        self.originals = {
            key: None if page in gone else page for key, page in self.originals.items()
        }
        self.redirects = {path: p for path, p in self.redirects.items() if p not in gone}
        for page in self.pages.values():
            if page.source in gone:
                page.source = None  # what was scaffolding has no words of its own yet
        # Others refer to what was the original when they were written, and to nothing any more.
        for key in {page.key for page in gone if self.originals[page.key] is None}:
            for page in self.pages.values():
                page.content = page.content.without(key)

    def _restrict(self, command: Command, now: dt.datetime) -> None:
        self.page(command["page"]).restricted = True

    def _free(self, command: Command, now: dt.datetime) -> None:
        self.page(command["page"]).restricted = False

    def _original(self, command: Command, now: dt.datetime) -> None:
        page = self.page(command["page"])
        before = self.originals[page.key]
        if before is page:
            return
        if before is not None:
            before.was_original = True
            before.basis = self.said.get(page.key, before.basis)
            page.content = page.content.with_facts_of(before.content)
        others = [one for one in self.pages.values() if one.key == page.key and one is not page]
        for twin in others:
            if page.basis is not None and twin.basis == page.basis:
                twin.basis = page.words
        page.basis = None
        self.originals[page.key] = page

    def _term(self, command: Command, now: dt.datetime) -> None:
        names = self.terms[command["model"]].setdefault(command["key"], {})
        names.update({language: name for language, name in command["names"].items() if name})

    def _no_term(self, command: Command, now: dt.datetime) -> None:
        del self.terms[command["model"]][command["key"]]

    def _untranslated(self, command: Command, now: dt.datetime) -> None:
        """A term that waits for a word is read in the languages that it has."""

    def _image(self, command: Command, now: dt.datetime) -> None:
        name = command["image"]
        made = command.get("made", True) or (name in self.images and self.images[name].made)
        self.images[name] = Image(command["alt"], command["private"], made)

    def _texts(self, command: Command, now: dt.datetime) -> None:
        self.texts[command["language"]] = Texts(
            command["name"], command["footer"], command["fallback"]
        )

    def _no_texts(self, command: Command, now: dt.datetime) -> None:
        del self.texts[command["language"]]

    def _scheduled(self, command: Command, now: dt.datetime) -> None:
        """Wagtail's own command: what has expired goes off, then what is due goes live."""
        for page in list(self.pages.values()):
            if page.live and page.content.expire_at and page.content.expire_at < now:
                self._goes_off(page)
        due = [page for page in self.pages.values() if page.scheduled]
        for page in sorted(due, key=lambda page: page.scheduled or ()):
            if page.scheduled and page.scheduled[0] < now:
                content, page.scheduled = page.scheduled[1], None
                if page.has_lent_facts:
                    content = content.with_facts_of(page.content)
                self._goes_live(page, content, page.scheduled_basis or page.basis)

    def _round(self, command: Command, now: dt.datetime) -> None:
        """The worker's round writes what is said already."""

    def _worker(self, command: Command, now: dt.datetime) -> None:
        for image in self.images.values():
            image.made = True

    def _collections(self, command: Command, now: dt.datetime) -> None:
        """All images' collection becomes private, or public again."""
        for image in self.images.values():
            image.private = command["private"]

    _moved_collection = _collections

    def _redirect_by_hand(self, command: Command, now: dt.datetime) -> None:
        self.redirects[command["from"].rstrip("/")] = command["to"]
        self.ever.setdefault(command["from"].split("/", 2)[2])

    def _hand_over(self, command: Command, now: dt.datetime) -> None:
        """The texts belong to another site, or to this one again."""
        self.texts, self.others_texts = self.others_texts, self.texts

    def _recode(self, command: Command, now: dt.datetime) -> None:
        """A language without pages gets another code."""
        self.texts[command["to"]] = self.texts.pop(command["language"])

    def _bulk(self, command: Command, now: dt.datetime) -> None:
        """Rows changed behind everybody's back."""
        match command["what"]:
            case "page":
                page = self.page(command["page"])
                page.live = command.get("live", page.live)
                page.content = page.content.with_fields(command["content"])
            case "restriction":
                self.page(command["page"]).restricted = True
            case "scaffolding":
                page = self.page(command["page"])
                page.scaffolding, page.source = True, self.pages[page.key, command["source"]]
            case "term":
                self._term(command, now)
            case "image":
                self._image(command, now)
            case "texts":
                self._texts(command, now)

    def _redirect(self, before: list[tuple[Page, str]], moved: Page) -> None:
        """Wagtail leads from an old address to the page; of those below, to the live ones."""
        for page, address in before:
            if self.address(page) != address and (page is moved or page.live):
                self.redirects[address.rstrip("/")] = page

    def _addresses_below(self, page: Page) -> list[tuple[Page, str]]:
        below = [one for one in self.pages.values() if page in one.lineage()]
        return [(one, self.address(one)) for one in below]

    # What is public

    def chain(self, language: str) -> list[str]:
        """The language and those that stand in for it, as far as they have a front page."""
        chain = [language]
        while (texts := self.texts.get(chain[-1])) and texts.fallback:
            if texts.fallback in chain:
                break
            chain.append(texts.fallback)
        return [one for one in chain if (self.home, one) in self.pages]

    def languages(self) -> list[str]:
        """Those in which the site can be read."""
        return [language for language in LANGUAGES if self.chain(language)]

    def is_live(self, page: Page | None, now: dt.datetime) -> bool:
        """Live and not past its expiry."""
        if page is None or not page.live:
            return False
        return page.content.expire_at is None or page.content.expire_at > now

    def is_public(self, page: Page, now: dt.datetime) -> bool:
        """Whether anybody may read it."""
        original = self.originals[page.key]
        return (
            not page.scaffolding
            and self.is_live(page, now)
            and self.is_live(original, now)
            and not page.is_restricted
            and original is not None
            and not original.is_restricted
        )

    def address(self, page: Page, language: str = "") -> str:
        """Where a page stands, or is found by the readers of another language."""
        return f"/{language or page.language}/{page.path}"


def titles_in_order(pages: Iterable[Page]) -> list[Page]:
    """A to Z, Ukrainian before Latin letters, as Ukrainian readers have it.

    (The proof's titles are of letters whose order is that of their code points.)
    """
    return sorted(pages, key=lambda page: (page.language != "uk", page.content.title.casefold()))


class View:
    """The world as its readers see it at one moment."""

    def __init__(self, world: World, now: dt.datetime) -> None:
        self.world = world
        self.now = now
        self.public: dict[str, dict[str, Page]] = {}
        self.at: dict[tuple[str, str], Page] = {}
        self.standing: dict[tuple[str, str], Page] = {}
        for page in world.pages.values():
            self.standing[page.language, page.path] = page
            if world.is_public(page, now):
                self.public.setdefault(page.key, {})[page.language] = page
                self.at[page.language, page.path] = page

    # Addresses

    def html(self, address: str) -> Expected:
        """What a browser gets."""
        language, path = self._located(address)
        if not language:
            first = next(one for one in LANGUAGES if (self.world.home, one) in self.world.pages)
            return Expected(404, language=first, chrome=self.chrome(first))
        found = self._found(language, path)
        own = self.standing.get((language, path))
        if found and (found[0].language == language or not self._is_shown(own)):
            page, better = found
            if better is not page:
                return Expected(301, location=self.world.address(better, language))
            languages = dict.fromkeys([language, page.language])
            return Expected(
                200,
                language=", ".join(languages),
                whole=self.whole(page, language),
                chrome=self.chrome(language),
            )
        own = self.standing.get((self._tree(language), path))
        if own is not None and self._asks_for_login(own):
            return Expected(302, location=f"/{language}/_util/login/?next={address}")
        redirected = self.world.redirects.get(address.rstrip("/"))
        if isinstance(redirected, str) or self._is_public(redirected):
            return Expected(301, location=self._target(redirected))
        if redirected is None and (to := self._stand_in_of_old(language, path)):
            return Expected(301, location=to)
        return Expected(404, language=language, chrome=self.chrome(language))

    def by_path(self, address: str) -> Expected:
        """What the API answers about an address."""
        language, path = self._located(address)
        found = self._found(language, path) if language else None
        if found and found[0] is found[1]:
            return Expected(200, language=language, whole=self.whole(found[0], language))
        to = ""
        if found:
            to = self.world.address(found[1], language)
        else:
            redirected = self.world.redirects.get(address.rstrip("/")) if language else None
            if isinstance(redirected, str) or self._is_public(redirected):
                to = self._target(redirected)
            elif redirected is None and language:
                to = self._stand_in_of_old(language, path)
        if not to:
            return Expected(404)
        moved = {"type": "redirect", "redirect": {"to": to, "permanent": True}}
        return Expected(200, language=language, whole=moved)

    def _stand_in_of_old(self, language: str, path: str) -> str:
        """Where a renamed text is found by readers of a language in whose place it stood."""
        chain = self.world.chain(language)
        for link in chain:
            if link == language:
                continue
            redirected = self.world.redirects.get(f"/{link}/{path}".rstrip("/"))
            if isinstance(redirected, Page):
                best = self.best(redirected.key, chain)
                return self.world.address(best, language) if best else ""
        return ""

    def _is_public(self, page: Page | None) -> bool:
        return page is not None and self.world.is_public(page, self.now)

    def _target(self, redirected: Page | str | None) -> str:
        """Where a redirect leads."""
        return self.world.address(redirected) if isinstance(redirected, Page) else redirected or ""

    def by_key(self, key: str, language: str) -> Expected:
        """What the API answers about a page by its key."""
        page = self.best(key, self.world.chain(language))
        if page is None:
            return Expected(404)
        return Expected(200, language=language, whole=self.whole(page, language))

    def listed(self, name: str, language: str) -> list[dict[str, Any]]:
        """A list of the API: the cards in order; those of all pages by key."""
        chain = self.world.chain(language)
        pages = self.each_once(chain, LISTS.get(name))
        if name == "news":
            pages = self._newest(pages)
        elif name == "pages":
            pages = sorted(pages, key=lambda page: page.key)
        else:
            pages = titles_in_order(pages)
        return [self.card(page, language, chain) for page in pages]

    def _located(self, address: str) -> tuple[str, str]:
        language, _slash, path = address.removeprefix("/").partition("/")
        return (language, path) if language in self.world.languages() else ("", "")

    def _found(self, language: str, path: str) -> tuple[Page, Page] | None:
        """What stands at a path, and the best text of it."""
        chain = self.world.chain(language)
        for link in chain:
            page = self.at.get((link, path))
            if page:
                better = self.best(page.key, chain)
                assert better
                return page, better
        return None

    def _tree(self, language: str) -> str:
        """Where Wagtail looks a path up: a language without front page has the first one's."""
        return language if (self.world.home, language) in self.world.pages else LANGUAGES[0]

    def _is_shown(self, page: Page | None) -> bool:
        """Whether those whom the restrictions admit can read it."""
        return (
            page is not None
            and not page.scaffolding
            and self.world.is_live(page, self.now)
            and self.world.is_live(self.world.originals[page.key], self.now)
        )

    def _asks_for_login(self, page: Page) -> bool:
        """Wagtail asks for a login before it asks whether there is anything."""
        if not page.live:
            return False
        original = self.world.originals[page.key]
        return page.is_restricted or (
            self._is_shown(page) and original is not None and original.is_restricted
        )

    # Pages

    def best(self, key: str, chain: list[str]) -> Page | None:
        """A thing in the first language of the chain that has it."""
        twins = self.public.get(key, {})
        return next((twins[language] for language in chain if language in twins), None)

    def each_once(self, chain: list[str], kind: str | None = None) -> list[Page]:
        """All public things, of a kind."""
        pages = (self.best(key, chain) for key in self.public)
        return [page for page in pages if page and (kind is None or page.kind == kind)]

    def _original(self, page: Page) -> Content:
        original = self.world.originals[page.key]
        assert original
        return original.content

    def _newest(self, pages: Iterable[Page]) -> list[Page]:
        return sorted(pages, key=lambda page: (self._original(page).date, page.key), reverse=True)

    # Answers

    def label(self, page: Page, language: str) -> dict[str, Any]:
        return {
            "key": page.key,
            "type": TYPES[page.kind],
            "locale": language,
            "content_language": page.language,
            "title": page.content.title,
            "url": self.world.address(page, language),
        }

    def card(self, page: Page, language: str, chain: list[str]) -> dict[str, Any]:
        """A card; what it refers to is read in the languages of ``chain``."""
        card = {
            **self.label(page, language),
            "image": self._picture(page.content.image),
            "topics": self._terms("topic", page.content.topics, chain),
            "tags": self._terms("tag", page.content.tags, chain),
        }
        if page.kind == "programme":
            card["cities"] = self._terms("city", page.content.cities, chain)
        if page.kind == "partner":
            city = (page.content.city,) if page.content.city else ()
            card["city"] = next(iter(self._terms("city", city, chain)), None)
        if page.kind == "item":
            card["date"] = page.content.date
        return card

    def cards(self, keys: Iterable[str], language: str, chain: list[str]) -> list[dict[str, Any]]:
        pages = (self.best(key, chain) for key in keys)
        return [self.card(page, language, chain) for page in pages if page]

    def _calendar(self, page: Page, language: str) -> str | None:
        has_dates = page.kind in ("programme", "network")
        return f"/{language}/calendars/{page.key}.ics" if has_dates else None

    def whole(self, page: Page, language: str) -> dict[str, Any]:
        """A page with all it says, in its own words, under the reader's addresses."""
        words = self.world.chain(page.language)
        whole = {
            **self.card(page, language, words),
            "breadcrumb": self._breadcrumb(page, language),
            "sections": self._sections(page, language),
            "translations": self._translations(page.key),
            "related": [],
            "calendar": self._calendar(page, language),
        }
        content = page.content

        def listing(pages: Iterable[Page]) -> dict[str, Any]:
            items = [self.card(one, language, words) for one in pages]
            return {"items": items, "all": None, "topic": None}

        match page.kind:
            case "programme" | "network":
                whole |= self._with_partners(page, language, words)
            case "partner":
                whole["body"] = []
                for name, kind in (("programmes", "programme"), ("networks", "network")):
                    pages = titles_in_order(
                        one
                        for one in self.each_once(words, kind)
                        if page.key in self._original(one).partners
                    )
                    if pages:
                        whole["related"].append({"name": name, "listing": listing(pages)})
            case "item":
                whole["body"] = []
            case "section" | "networks":
                cards = self.cards(content.entries, language, words)
                whole["groups"] = [{"pages": cards}] if cards else []
                listed = {card["key"] for card in cards}
                below = [
                    one
                    for one in self.each_once(words)
                    if one.parent and one.parent.key == page.key and one.key not in listed
                ]
                whole["others"] = listing(sorted(below, key=lambda one: one.key))
                whole["closing"] = []
            case "partners" | "news":
                kind = "partner" if page.kind == "partners" else "item"
                items = self.each_once(words, kind)
                items = titles_in_order(items) if kind == "partner" else self._newest(items)
                whole["items"] = [self.card(one, language, words) for one in items]
                whole["paging"] = {"page": 1, "pages": 1, "total": len(items)}
                whole["topic"] = None
                whole |= self._offered(page, items, language, words)
            case "home" | "text":
                whole |= self._text(page, language, words)
        return whole

    def _offered(
        self, page: Page, items: Iterable[Page], language: str, words: list[str]
    ) -> dict[str, Any]:
        """The titles of what the directory can be narrowed by: what its partners belong to."""
        if page.kind != "partners":
            return {}
        partners = {one.key for one in items}
        titles = [
            self.label(one, language)["title"]
            for kind in ("network", "programme")
            for one in self.each_once(words, kind)
            if partners & {*self._original(one).partners}
        ]
        return {"offered": sorted(titles)}

    def _with_partners(self, page: Page, language: str, words: list[str]) -> dict[str, Any]:
        """What programmes and networks have beside their cards."""
        partners = [
            {"partner": card} for card in self.cards(page.content.partners, language, words)
        ]
        if page.kind == "programme":
            return {"partners": partners, "body": []}
        # Networks could be in a city too; here they never are.
        return {"members": partners, "body": [], "city": None}

    def _text(self, page: Page, language: str, words: list[str]) -> dict[str, Any]:
        """The blocks of a page; a front page lists news by itself where they list none."""
        text: dict[str, Any] = {"body": self._body(page.content, language, words)}
        if page.kind == "home":
            by_hand = page.content.listing is not None
            newest = self._newest_news("", ON_FRONT_PAGES, language, words)
            text["news"] = None if by_hand else newest
            text["partner_map"] = self._map(language, words)
        return text

    def _map(self, language: str, words: list[str]) -> dict[str, Any] | None:
        """The cities with partners, those with most of them first."""
        all_cities = (self._original(one).city for one in self.each_once(words, "partner"))
        cities = Counter(key for key in all_cities if key and key in self.world.terms["city"])
        index = self.each_once(words, "partners")
        directory = self.label(index[0], language) if index else None
        places = []
        for key, partners in sorted(cities.items(), key=lambda one: (-one[1], one[0])):
            city = next(iter(self._terms("city", (key,), words)))
            places.append({"city": city, "partners": partners})
        return {"cities": places, "directory": directory} if places else None

    def _body(self, content: Content, language: str, words: list[str]) -> list[dict[str, Any]]:
        body: list[dict[str, Any]] = []
        if content.link:
            body.append(
                {"type": "text", "html": self._link(content.link, content, language, words)}
            )
        if content.chosen:
            body.append({"type": "pages", "pages": self.cards(content.chosen, language, words)})
        if content.listing is not None:
            found = self._newest_news(content.listing, 3, language, words)
            body.append({"type": "listing", "listing": found})
        return body

    def _newest_news(
        self, topic: str, count: int, language: str, words: list[str]
    ) -> dict[str, Any]:
        """The newest news of a topic, or of all where it is empty."""
        news = [
            one
            for one in self.each_once(words, "item")
            if not topic or topic in self._original(one).topics
        ]
        index = self.each_once(words, "news")
        topics = (topic,) if topic else ()
        return {
            "items": [self.card(one, language, words) for one in self._newest(news)[:count]],
            "all": self.label(index[0], language) if index else None,
            "topic": next(iter(self._terms("topic", topics, words)), None),
        }

    def _link(self, key: str, content: Content, language: str, words: list[str]) -> str:
        target = self.best(key, words)
        text = content.link_words
        if target:
            text = f'<a href="{self.world.address(target, language)}">{text}</a>'
        return f"<p>{text}</p>"

    def _picture(self, name: str | None) -> dict[str, Any] | None:
        image = self.world.images.get(name or "")
        return {"alt": image.alt} if image and image.made and not image.private else None

    def _terms(self, kind: str, keys: Iterable[str], chain: list[str]) -> list[dict[str, Any]]:
        answers = []
        for key in keys:
            names = self.world.terms[kind].get(key, {})
            language = next((one for one in (*chain, *LANGUAGES) if one in names), None)
            if language:
                answers.append({"key": key, "name": names[language], "content_language": language})
        return answers

    def _breadcrumb(self, page: Page, language: str) -> list[dict[str, Any]]:
        above = [self.best(one.key, self.world.chain(language)) for one in page.lineage()]
        return [self.label(one, language) for one in reversed(above[1:]) if one]

    def _sections(self, page: Page, language: str) -> list[dict[str, Any]]:
        chain = self.world.chain(language)
        sections = [
            one
            for one in self.each_once(chain)
            if any(page.key in twin.content.entries for twin in self.public[one.key].values())
        ]
        return [self.label(one, language) for one in sorted(sections, key=lambda one: one.key)]

    def _translations(self, key: str) -> list[dict[str, Any]]:
        answers = []
        for language in self.world.languages():
            page = self.best(key, self.world.chain(language))
            answers.append(
                {
                    "locale": language,
                    "content_language": page.language if page else None,
                    "state": self._state(page, language),
                    "url": self.world.address(page, language) if page else None,
                    "title": page.content.title if page else "",
                }
            )
        return answers

    def _state(self, page: Page | None, language: str) -> str:
        """How what is shown of a page in a language stands to its original."""
        if page is None:
            return "missing"
        if page.language != language:
            return "fallback"
        if self.world.originals[page.key] is page:
            return "original"
        said = self.world.said.get(page.key)
        return "current" if page.basis in (None, said) else "outdated"

    def chrome(self, language: str) -> dict[str, Any]:
        """What stands around every page: name, footer, menu."""
        texts = self.world.texts.get(language)
        if texts is None or not texts.name:
            named = (self.world.texts.get(one) for one in LANGUAGES)
            texts = next((one for one in named if one and one.name), texts)
        chain = self.world.chain(language)
        menu = [
            self.label(page, language)
            for page in self.each_once(chain)
            if page.content.in_menu and page.parent and page.parent.key == self.world.home
        ]
        return {
            "name": (texts and texts.name) or self.world.site_name,
            "footer": texts.footer if texts else "",
            "menu": sorted(menu, key=lambda label: label["key"]),
        }
