"""A visitor without rights who asks for everything, and remembers each answer.

It begins with what a visitor knows or can guess, follows every link that it finds in HTML, JSON
and XML, and asks every operation of the three APIs for everything that they can be asked for.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from django.core.handlers.base import BaseHandler
from django.test import RequestFactory
from wagtail.api.v3.api import api as wagtail_api_v3

from config.api import api as content_api
from courtyard.terms import KINDS
from courtyard.text.sorting import sort_key

CONTENT, V2, V3 = "/api/content/v1", "/api/v2", "/api/v3-preview"
HOST = "http://localhost"

_ATTRIBUTE = re.compile(r"""\b(?:href|src|action|content)=["']([^"']*)["']""")
_SRCSET = re.compile(r'\bsrcset="([^"]*)"')
_LOCATION = re.compile(r"<loc>([^<]*)</loc>")
_BASE64 = re.compile(r"[\w-]{24,}={0,2}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")

_TOKEN = re.compile(rb'(?<="CSRF_TOKEN": ")\w+|(?<=name="csrfmiddlewaretoken" value=")\w+')
"""Of forms: another one each time."""

_CHANGING = {"Date", "Expires", "Cache-Status"}
"""Headers that say nothing of the content."""

ELSEWHERE = ("/static/", "/cms/")
"""What the crawler does not follow: files of the program, and the admin behind its login."""


@dataclass(frozen=True)
class Answer:
    """What a visitor got."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    kept: bool = field(default=False, compare=False)
    """Whether it came from what was kept."""

    def text(self) -> str:
        """All of it as text."""
        head = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{head}\n\n{self.body.decode(errors='replace')}"

    def without(self, words: Iterable[str]) -> Answer:
        """The answer with some words blotted out."""
        headers, body = dict(self.headers), self.body
        for one in words:
            headers = {name: value.replace(one, "…") for name, value in headers.items()}
            body = body.replace(one.encode(), b"...")
        return replace(self, headers=headers, body=body)


@dataclass
class Known:
    """What the crawler is told: what it may ask for, and what somebody could guess.

    The same facts are used where nothing hidden is there. All other public pages are found by
    links. Primary keys go from before the first to after the last.
    """

    mark: str
    """The secret string."""
    languages: list[str]
    types: list[str]
    topics: list[str]
    cities: list[str]
    slugs: list[str]
    """Of hidden pages."""
    titles: list[str]
    """Of hidden pages."""
    keys: list[str]
    """Translation keys: of hidden pages, and of some public ones."""
    paths: list[str]
    """Addresses of hidden pages and of some public ones, below each language."""
    redirects: list[str]
    """Old addresses of the same pages."""
    files: list[str]
    """Addresses of private pictures and documents."""
    pages: list[int]
    images: list[int]
    documents: list[int]
    hidden: list[int]
    """Primary keys that hidden pages may have."""
    public: list[int]
    """Primary keys of some public pages."""


@dataclass
class Crawl:
    """One walk over the site. ``answers`` holds what each address answered."""

    answers: dict[str, Answer] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)
    """Addresses to which the site itself led."""
    again: dict[str, tuple[Answer, Answer]] = field(default_factory=dict)
    """What addresses answered the second time, to GET and to HEAD."""

    def walk(self, addresses: Iterable[str], *, is_end: Callable[[str], bool]) -> Iterator[str]:
        """Visit addresses and all that they lead to; gives each when it has been visited.

        Where ``is_end`` says so, an address is visited, but its links are not followed.
        """
        waiting = deque(addresses)
        while waiting:
            address = waiting.popleft()
            if address in self.answers:
                continue
            answer = self.answers[address] = get(address)
            yield address
            if not is_end(address):
                links = set(links_of(answer, address))
                self.linked |= links
                waiting.extend(sorted(links))

    def ask_again(self, families: Container[str]) -> None:
        """Ask for every good answer of some families once more, and for its head."""
        for address, answer in self.answers.items():
            if answer.status == 200 and family_of(address) in families:
                self.again[address] = (get(address), get(address, "HEAD"))

    def families(self) -> Counter[str]:
        """How many addresses were visited, by what answers them."""
        return Counter(family_of(address) for address in self.answers)


def family_of(address: str) -> str:
    """What part of the site answers an address."""
    path = urlsplit(address).path
    for start, name in (
        (CONTENT, "content API"),
        (V2, "v2"),
        (V3, "v3"),
        ("/media/", "media"),
        ("/documents/", "documents"),
        ("/cms/", "admin"),
    ):
        if path.startswith(start):
            return name
    return "HTML"


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def get(address: str, method: str = "GET") -> Answer:
    """What a visitor without cookies gets.

    Asked past Django's test client, which copies the context of every template.
    """
    request = RequestFactory(headers={"host": "localhost"}).generic(method, address)
    response: Any = _handler().get_response(request)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.items() if name not in _CHANGING}
    if response.cookies:
        headers["Set-Cookie"] = ", ".join(sorted(response.cookies))
    # Not ``response.close()``, which ends the connection to the database as well.
    for close in response._resource_closers:
        close()
    body = _TOKEN.sub(b"token", body)
    kept = response.headers.get("Cache-Status", "").endswith("hit")
    return Answer(response.status_code, headers, body, kept)


# What an answer leads to


def links_of(answer: Answer, address: str) -> Iterator[str]:
    """Addresses on the same site that an answer names, as paths with their queries."""
    kind = answer.headers.get("Content-Type", "")
    text = answer.body.decode(errors="replace")
    named: list[str] = [answer.headers["Location"]] if "Location" in answer.headers else []
    if "html" in kind or "xml" in kind:
        named += (html.unescape(one) for one in _ATTRIBUTE.findall(text))
        named += _LOCATION.findall(text)
        for one in _SRCSET.findall(text):
            named += (part.split()[0] for part in html.unescape(one).split(",") if part.strip())
    elif "json" in kind:
        for one in strings_in(json.loads(text)):
            named += [one, *(html.unescape(found) for found in _ATTRIBUTE.findall(one))]
    elif "text/calendar" in kind:
        named += re.findall(r"^URL:(\S+)", text.replace("\r\n ", ""), re.MULTILINE)
    elif "text/plain" in kind:
        named += re.findall(r"https?://\S+", text)
    for one in named:
        link = on_this_site(one, address)
        if link:
            yield link


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)


def on_this_site(named: str, address: str) -> str | None:
    """An address as a path, without fragment; None where it is another site's, or no address."""
    named = named.partition("#")[0].removeprefix(HOST)
    if named.startswith("?"):
        named = urlsplit(address).path + named
    if not named.startswith("/") or named.startswith(("//", *ELSEWHERE)) or " " in named:
        return None
    return named


# What is asked for


def with_query(path: str, /, **parameters: Any) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


LETTERS = ("confirm", "manage", "erase", "unsubscribe")
"""What links in mails of the newsletter are for."""


def sought(known: Known) -> list[str]:
    """What to search for: what only hidden pages say, in letters that are found as the same.

    An answer repeats what was asked, and must not be taken for one that says the secret.
    """
    accented = known.mark.replace("o", "ó")
    return [accented, f'"{accented}aa"', *(f"{accented}a{chr(97 + one)}" for one in range(12))]


def html_addresses(known: Known) -> Iterator[str]:
    """The front door, pages known and guessed in each language, and what is not there."""
    yield from ("/", "/robots.txt", "/sitemap.xml", "/calendar.ics")
    yield from ("/cms/", "/cms/login/", "/api/", "/media/")
    yield from (f"/{language}/" for language in (*known.languages, "xx"))
    yield from known.redirects
    yield from known.files
    yield from known.paths
    for language in known.languages[:3]:
        yield f"/{language}/{known.mark}/"
        yield from (
            f"/{language}/newsletter/{path}"
            for path in (
                *("", "sign-up/", "check-your-inbox/"),
                *(f"{name}/{known.mark}/" for name in LETTERS),
                f"manage/{known.mark}/data.json",
            )
        )
        for at in (
            *(f"feeds/{name}.{form}" for name in ("news", "calls") for form in ("atom", "json")),
            *(f"calendars/{name}.ics" for name in ("all", "calls", "events")),
        ):
            yield f"/{language}/{at}"
            yield from (with_query(f"/{language}/{at}", topic=one) for one in known.topics)
        yield from (f"/{language}/calendars/{key}.ics" for key in known.keys)
    for address, words in product(("/pl/szukaj/", "/uk/poshuk/"), sought(known)):
        yield with_query(address, q=words)
        yield with_query(address, q=words, everywhere=1)
    for topic in known.topics:
        yield with_query("/pl/aktualnosci/", topic=topic)
        yield with_query("/uk/aktualnosci/", topic=topic, page=2)
    for kind, slug in product(KINDS, ("woda", *known.slugs[:1], known.mark)):
        yield with_query("/pl/aktualnosci/", **{kind.name: slug})
        yield with_query("/uk/aktualnosci/", **{kind.name: slug, "page": 2})
    for query in ({"status": "closed"}, {"status": known.mark}):
        yield with_query("/pl/nabory/", **query)
    for query in ({"when": "past"}, {"when": "2026-03"}, {"city": "lodz"}, {"city": known.mark}):
        yield with_query("/pl/kalendarz/", **query)
    yield from (with_query("/pl/aktualnosci/", page=page) for page in (1, 3, 99, known.mark))
    for asked in (
        *({"kind": kind} for kind in ("ngo", "festival", known.mark)),
        *({"city": city} for city in (*known.cities, known.mark)),
        *({"country": country} for country in ("PL", "XX", known.mark)),
    ):
        yield with_query("/pl/partnerzy/", **asked)
        yield with_query("/uk/partnerzy/", **asked)


def content_addresses(known: Known) -> Iterator[str]:
    """Every operation of the content API, with every parameter.

    In Polish, and in Ukrainian, which shows texts of all languages.
    """
    document = content_api.get_openapi_schema(path_prefix=CONTENT)
    yield from (f"{CONTENT}/openapi.json", f"{CONTENT}/docs/", f"{CONTENT}/nothing")
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        names = {one["name"]: one["schema"] for one in parameters}
        if "path" in names:
            asked = (*known.paths, *known.redirects, known.mark)
            yield from (with_query(path, path=one) for one in asked)
        elif "key" in names:
            for key, query in product(known.keys, ({}, {"locale": "uk"})):
                yield with_query(path.replace("{key}", key), **query)
        else:
            yield path
            for name, schema in names.items():
                for value in values_of(name, schema, document, known):
                    yield with_query(path, **{"locale": "uk", name: value})
                    if known.mark in str(value):
                        yield with_query(path, **{name: value})


def values_of(name: str, schema: Any, document: Any, known: Known) -> list[Any]:
    """What to ask a parameter for: by its schema, and by its name what somebody could guess."""
    kinds = [resolved(one, document) for one in schema.get("anyOf", [schema])]
    kind = next(one for one in kinds if one.get("type") != "null")
    if "enum" in kind:
        return [*kind["enum"], known.mark]
    if kind.get("type") == "integer":
        return [3, 100]
    if kind.get("type") == "boolean":
        return ["true", "false", known.mark]
    if kind.get("format") == "date":
        return ["2026-05-01", "1999-12-31", known.mark]
    if kind.get("format") == "uuid":
        return known.keys
    if name == "q":
        return sought(known)
    guessed: dict[str, list[str]] = {
        "locale": [*known.languages, "xx"],
        **{kind.name: ["woda", *known.slugs[:1]] for kind in KINDS},
        "topic": [*known.topics, *known.slugs[:1]],
        "city": [*known.cities, *known.slugs[:1]],
        "country": ["PL", "XX"],
        "bbox": ["-180,-90,180,90", "10,45,25,55"],
        "cursor": [
            *(cursor_at(order, known) for order in ("title", "path", "-date")),
            f"{cursor_at('-starts', known)}.0",
        ],
    }
    return [known.mark, *guessed.get(name, [])]


def cursor_at(order: str, known: Known) -> str:
    """A cursor just before what a hidden thing would have."""
    days = dict.fromkeys(("-date", "-starts"), "2026-12-31")
    value = {"path": "0001", **days}.get(order) or sort_key(known.mark, "pl")
    held = [order, value, "00000000-0000-0000-0000-000000000000"]
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode()


def resolved(schema: Any, document: Any) -> Any:
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


TEXT_FORMS = ("db_html", "html", "db_markdown", "markdown")
STOCK_RELATIONS = ("child_of", "translation_of", "descendant_of", "ancestor_of")
STOCK_ORDERS = ("title", "-title", "id", "-id", "first_published_at")
STOCK_WORDS = ("title", "slug", "seo_title", "summary", "legal_name", "tags", "search", "fields")


def stock_addresses(known: Known, api: str) -> Iterator[str]:
    """What v2 and v3 share: every list with every filter, everything by its primary key."""
    yield f"{api}/"
    for kind, ids in (
        ("pages", known.pages),
        ("images", known.images),
        ("documents", known.documents),
    ):
        at = f"{api}/{kind}/"
        yield from (with_query(at, limit=20, offset=offset) for offset in (0, 20, 40))
        for query in (
            *({word: known.mark} for word in STOCK_WORDS),
            *({"order": order, "limit": 20} for order in (*STOCK_ORDERS, known.mark)),
            {"search": known.mark, "search_operator": "or"},
            {"search": "nowina", "order": "title"},
        ):
            yield with_query(at, **query)  # type: ignore[arg-type]
        yield from (f"{at}{key}/" for key in ids)
    yield from page_addresses(known, f"{api}/pages/")


def page_addresses(known: Known, at: str) -> Iterator[str]:
    """What v2 and v3 can be asked of pages alone."""
    for relation in STOCK_RELATIONS:
        yield from (with_query(at, **{relation: key}) for key in (*known.public, "root"))
    for number, key in enumerate(known.hidden):
        for relation in (STOCK_RELATIONS[number % 2], STOCK_RELATIONS[2 + number % 2]):
            yield with_query(at, **{relation: key})
    for language in (*known.languages, known.mark):
        yield with_query(at, locale=language, limit=20, order="title")
    for kind in known.types:
        yield with_query(at, type=kind, limit=20, order="-title")
    yield from (with_query(at, slug=slug) for slug in known.slugs)
    yield from (with_query(at, title=title) for title in known.titles)
    yield from (with_query(f"{at}find/", id=key) for key in (*known.public, *known.hidden))
    for path in (*known.paths, *known.redirects):
        # What is below the front page is asked for without it.
        if path.startswith(f"/{known.languages[0]}/"):
            yield with_query(f"{at}find/", html_path=path.split("/", 2)[2])
    yield with_query(f"{at}find/", html_path=known.redirects[0])
    yield with_query(f"{at}find/", html_path=known.mark)


def v2_addresses(known: Known) -> Iterator[str]:
    """What v2 has beside what it shares with v3: the choice of fields."""
    yield from stock_addresses(known, V2)
    for kind, ids in (("images", known.images), ("documents", known.documents)):
        yield with_query(f"{V2}/{kind}/", fields="*")
        yield from (with_query(f"{V2}/{kind}/find/", id=key) for key in ids)
    for kind in known.types:
        yield with_query(f"{V2}/pages/", type=kind, fields="*", limit=20)
    for form, key in product(TEXT_FORMS, known.public):
        yield with_query(f"{V2}/pages/{key}/", fields="*", rich_text_format=form)


def v3_addresses(known: Known) -> Iterator[str]:
    """Every GET of v3, by its own description."""
    yield from stock_addresses(known, V3)
    yield from (f"{V3}/openapi.json", f"{V3}/docs/")
    for form, key in product(TEXT_FORMS, known.public):
        yield with_query(f"{V3}/pages/{key}/", rich_text_format=form)
    yield from (with_query(f"{V3}/pages/{key}/", version="draft") for key in known.hidden)
    document = wagtail_api_v3.get_openapi_schema(path_prefix=f"{V3}/")
    things: dict[str, list[Any]] = {
        "page_id": [*known.public, *known.hidden[:2]],
        "image_id": known.images,
        "document_id": known.documents,
        "type": ["courtyard.Topic", "courtyard.Tag", "network.City"],
        "type_name": known.types[:2],
    }
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        names = [one["name"] for one in parameters if one["in"] == "path"]
        for values in product(*(things.get(name, [1]) for name in names)):
            at = path
            for name, value in zip(names, values, strict=True):
                at = at.replace(f"{{{name}}}", str(value))
            yield at
        for one in parameters if not names else ():
            for value in values_of(one["name"], one["schema"], document, known):
                yield with_query(path, **{one["name"]: value})


FAMILIES: dict[str, Callable[[Known], Iterator[str]]] = {
    "HTML": html_addresses,
    "content API": content_addresses,
    "v2": v2_addresses,
    "v3": v3_addresses,
}
"""Where a crawl begins."""


# What may not be found


def needles(mark: str) -> list[str]:
    """What gives the secret away: itself, and its letters in the keys by which it is sorted."""
    keys = {sort_key(mark.lower(), language) for language in ("pl", "en", "uk")}
    return [mark, *(key.removesuffix("00") for key in keys)]


def readings(text: str) -> Iterator[str]:
    """A text, and what it says once what is encoded in it is decoded."""
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote_plus(text)
    if "\\u" in text:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    for found in set(_BASE64.findall(unquote_plus(text))):
        try:
            yield base64.urlsafe_b64decode(found).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue


def says(answer: Answer, hidden: Iterable[str]) -> set[str]:
    """Which of some strings an answer holds, however it is encoded; capitals do not count."""
    wanted = {one.lower() for one in hidden}
    return {
        one
        for reading in readings(answer.text())
        for lowered in [reading.lower()]
        for one in wanted
        if one in lowered
    }
