"""The reader: asks for every address and compares each answer with what the model knows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from django.test import Client

from .model import LANGUAGES, LISTS, Expected, View, World

API = "/api/content/v1"

WORD = re.compile(r"\bw\d{4,}\b")
"""Every title, name and text of the proof holds a word of its own, such as w0042."""

KEPT = frozenset(
    (
        *("key", "type", "locale", "content_language", "title", "url", "image", "alt", "topics"),
        "tags",
        *("topic", "name", "city", "cities", "date", "breadcrumb", "sections", "translations"),
        *("state", "related", "listing", "items", "all", "partners", "partner", "groups"),
        *("news", "partner_map", "directory"),
        *("members", "pages", "others", "closing", "body", "html", "paging", "page", "total"),
        *("redirect", "to", "permanent", "calendar"),
    )
)
"""The fields of an answer that are compared; the others hold no fact of the proof's world."""

WITH_TERMS = ("programmes.ProgrammePage", "network.NetworkPage")
"""Pages beside news that show all that they are about."""

BY_KEY = ("sections", "others")
"""Lists in the order of the tree, which the model does not know: compared in that of the keys."""

SWEEP = 12

TOLD = 8
"""So many wrong answers are told."""

HIT, MISS = "Courtyard; hit", "Courtyard; fwd=miss"
"""What the header Cache-Status says of an answer that was kept, and of one built now."""

DEAD_LINK = re.compile(r"<a>(.*?)</a>")


class WrongAnswer(AssertionError):
    """An address does not answer what it must."""


@dataclass
class Counts:
    """What has been checked."""

    answers: Counter[str] = field(default_factory=Counter)
    hits: int = 0


class Reader:
    """Reads the site as the public does, in this process, with its cache."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        self.counts = Counts()
        self._known: dict[str, Expected] = {}
        self.only: frozenset[str] | None = None
        """The addresses to look at; None for all."""
        self._read_in: dict[str, int] = {}
        self._round = 0

    def check(self, now: dt.datetime, *, first: str | None = MISS, share: int = 1) -> None:
        """Compare pages and API answers with the model; raise WrongAnswer with what is wrong.

        Each is read twice: what ``first`` names must stand in ``Cache-Status`` of the first
        reading (None for either), and the second must be a hit with the same body. What must
        have changed is always read; of the rest one in ``share``, in turn, and where nothing
        stands one in SWEEP at the most, unless ``share`` is 1.
        """
        self._round += 1
        wrong: list[str] = []
        for number, (address, expected, kind) in enumerate(self._asked(now)):
            if self.only is not None and address not in self.only:
                continue
            # Where only a share is read, what stands around a page is read on some pages.
            what = replace(expected, chrome={}) if share > 1 else expected
            part = share if expected.status == 200 or share == 1 else max(share, SWEEP)
            if self._known.get(address) == what and (number + self._round) % part:
                continue
            # What was not read under this generation cannot have been kept.
            was_read = self._read_in.get(address) == self._round - 1
            try:
                at_first = first if was_read or first != HIT else None
                self._check_one(address, expected, kind, at_first)
            except WrongAnswer as error:
                wrong.append(str(error))
            self._known[address] = what
            self._read_in[address] = self._round
        if wrong:
            raise WrongAnswer("\n".join([f"{len(wrong)} wrong answers", *wrong[:TOLD]]))

    def assume(self, now: dt.datetime) -> None:
        """Take it that all answers are right now: they are read in turn, or when they change."""
        for address, expected, _kind in self._asked(now):
            self._known[address] = replace(expected, chrome={})

    def _asked(self, now: dt.datetime) -> Iterator[tuple[str, Expected, str]]:
        view = View(self.world, now)
        for path in list(self.world.ever):
            for language in LANGUAGES:
                address = f"/{language}/{path}"
                yield address, view.html(address), "page"
                yield f"{API}/pages/by-path?path={address}", view.by_path(address), "by path"
        for language in view.world.languages():
            for key in self.world.originals:
                yield f"{API}/pages/{key}?locale={language}", view.by_key(key, language), "by key"
            for name in ("pages", *LISTS):
                items = view.listed(name, language)
                expected = Expected(
                    200, language=language, whole={"items": items, "translations": None}
                )
                yield f"{API}/{name}?locale={language}&limit=100", expected, "list"

    def _check_one(self, address: str, expected: Expected, kind: str, first: str | None) -> None:
        response = self._get(address, expected)
        self.counts.answers[kind] += 1
        body = response.content.decode()
        if expected.status in (301, 302):
            self._same(address, "location", expected.location, response["Location"])
            return
        if kind == "page":
            self._page(address, expected, body)
        elif expected.status == 200:
            self._json(address, expected, body)
        if expected.status != 200:
            return
        self._same(address, "language", expected.language, response["Content-Language"])
        if first is not None:
            self._same(address, "first reading", first, response["Cache-Status"])
        again = self._get(address, expected)
        self._same(address, "second reading", HIT, again["Cache-Status"])
        self._same(address, "second body", body, again.content.decode())
        self.counts.hits += 1

    def _get(self, address: str, expected: Expected) -> Any:
        response = self.client.get(address)
        self._same(address, "status", expected.status, response.status_code)
        return response

    def _json(self, address: str, expected: Expected, body: str) -> None:
        found = normal(json.loads(body))
        if kind_of_list(address) == "pages":
            found["items"] = sorted(found["items"], key=lambda one: one["key"])
        self._same(address, "answer", expected.whole, found)
        self._same(address, "words", words(expected.whole), set(WORD.findall(body)))

    def _page(self, address: str, expected: Expected, body: str) -> None:
        body = unescape(body)
        chrome, whole = expected.chrome, expected.whole
        self._same(address, "menu", labels(chrome["menu"]), sorted(menu(body)))
        self._same(address, "name", chrome["name"], inner(body, "p", "footer__name"))
        known = words(chrome) | words(whole)
        shown = set(WORD.findall(body))
        self._same(address, "words too many", set(), shown - known)
        if expected.status != 200:
            return
        self._same(address, "title", whole["title"], inner(body, "h1"))
        needed = words(chrome) | words(list(shown_of(whole)))
        self._same(address, "words missing", set(), needed - shown)
        urls = {*addresses(chrome), *addresses(whole), *(f"/{one}/" for one in LANGUAGES)}
        urls |= {f"{url}newsletter/sign-up/" for url in urls}
        self._same(address, "links too many", set(), set(links(body)) - urls)

    def _same(self, address: str, what: str, expected: Any, found: Any) -> None:
        if expected == found:
            return
        place, one, other = difference(expected, found)
        raise WrongAnswer(f"{address}: {what}{place}: {one!r} is right, {other!r} was answered.")


def kind_of_list(address: str) -> str:
    """What a list of the API holds; "" for the address of anything else."""
    path, _mark, query = address.partition("?")
    return path.removeprefix(f"{API}/") if query.startswith("locale=") else ""


def normal(value: Any) -> Any:
    """An answer of the API as far as it is compared."""
    if isinstance(value, list):
        return [normal(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "alt" in value:
        return {"alt": value["alt"]}
    kept = {name: normal(part) for name, part in value.items() if name in KEPT}
    if value.get("type") == "network.PartnerIndexPage" and "filters" in value:
        kept["offered"] = sorted(
            option["label"]
            for offered in value["filters"]
            if offered["name"] in ("network", "programme")
            for option in offered["options"][1:]
        )
    if "html" in kept:
        kept["html"] = DEAD_LINK.sub(r"\1", kept["html"])
    for name in BY_KEY:
        if kept.get(name):
            owner, at = (kept[name], "items") if name == "others" else (kept, name)
            owner[at] = sorted(owner[at], key=lambda one: one["key"])
    return kept


def words(value: Any) -> set[str]:
    """The words of the proof in an expected answer."""
    return set(WORD.findall(json.dumps(value)))


def shown_of(whole: dict[str, Any]) -> Iterator[Any]:
    """What of a page its template must show."""
    yield whole["title"]
    yield [label["title"] for label in whole["breadcrumb"][1:]]
    yield from (block.get("html") for block in whole.get("body", []))
    lists = [whole.get("items", []), *(group["pages"] for group in whole.get("groups", []))]
    lists += [one["listing"]["items"] for one in whole["related"]]
    if "others" in whole:
        lists.append(whole["others"]["items"])
    lists.append((whole.get("news") or {}).get("items", []))
    yield [place["city"] for place in (whole.get("partner_map") or {}).get("cities", [])]
    for block in whole.get("body", []):
        lists += [block.get("pages", []), block.get("listing", {}).get("items", [])]
    yield [card["title"] for cards in lists for card in cards]
    for name in ("partners", "members"):
        yield [one["partner"]["title"] for one in whole.get(name, [])]
    yield [whole.get("cities"), whole.get("city")]
    match whole["type"]:
        case "network.PartnerIndexPage":
            yield [card["city"] for card in whole["items"]]
        case "news.NewsPage":
            yield [whole["topics"], whole["tags"], whole["image"]]
        case "news.NewsIndexPage":
            yield [[card["topics"], card["image"]] for card in whole["items"]]
        case kind:
            if kind in WITH_TERMS:
                yield [whole["topics"], whole["tags"]]
            yield whole["image"]
            yield [card["image"] for cards in lists for card in cards if "date" not in card]


def labels(menu: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((label["url"], label["title"]) for label in menu)


def menu(body: str) -> list[tuple[str, str]]:
    """The entries of the main menu: where each leads and what it says."""
    found = re.findall(r'<a class="menu__link"\s+href="([^"]*)"[^>]*>([^<]*)</a>', body)
    return [(href, text.strip()) for href, text in found]


def inner(body: str, tag: str, name: str = "") -> str:
    """The text of the first element of a tag, with a class."""
    pattern = (
        rf'<{tag} class="{name}"[^>]*>(.*?)</{tag}>' if name else rf"<{tag}\b[^>]*>(.*?)</{tag}>"
    )
    found = re.search(pattern, body, re.DOTALL)
    return found[1].replace("\u00a0", " ").strip() if found else ""


def links(body: str) -> list[str]:
    """The pages that a page leads to, without parameters."""
    found = re.findall(r'<a\b[^>]*\bhref="(/[^"?]*)', body)
    return [href for href in found if href.split("/")[1] in LANGUAGES]


def addresses(value: Any) -> set[str]:
    return set(re.findall(r'"(/[^"\\]*)\\?"', json.dumps(value)))


def difference(expected: Any, found: Any) -> tuple[str, Any, Any]:
    """The first place at which two answers differ, and what stands there in each."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in [*expected, *(name for name in found if name not in expected)]:
            if expected.get(name, "(nothing)") != found.get(name, "(nothing)"):
                place, one, other = difference(
                    expected.get(name, "(nothing)"), found.get(name, "(nothing)")
                )
                return f".{name}{place}", one, other
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (mine, theirs) in enumerate(zip(expected, found, strict=True)):
            if mine != theirs:
                place, one, other = difference(mine, theirs)
                return f"[{number}]{place}", one, other
    return "", expected, found
