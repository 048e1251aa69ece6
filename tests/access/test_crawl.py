"""A visitor without rights walks over everything and finds nothing that is hidden.

One secret string stands in every kind of hidden thing, and each is tied into what is public. The
site is crawled before they are there and after: no answer holds the secret, and none differs.
(Names of topics and cities are public, also of those that only hidden pages have; tags are not.)
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site, get_page_models

from courtyard import pages as page_module
from courtyard.delivery import media, readable, redirects, site_api, wagtail_api
from courtyard.localisation import site_map
from courtyard.publications import predicate, reading, sections, standard
from courtyard.text.sorting import sort_key
from news.newsletter.models import Subscriber
from programmes.publications import EditionPublication
from tests.trees import grow

from .crawler import CONTENT, FAMILIES, Answer, Crawl, Known, family_of, needles, says
from .secrets_in_a_site import (
    HIDDEN_LANGUAGES,
    HIDDEN_PAGES,
    MARK,
    NAMES,
    WITH_RESTRICTION,
    Grown,
    hide_one_of_each,
    key_of,
    marked,
    public_site,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("postgresql")]

LANGUAGES = ["pl", "en", "uk", "de"]
ROOM = 34
"""Primary keys after the last public one that are asked for."""

NEVER_KEPT = {"/sitemap.xml", "/robots.txt", f"{CONTENT}/openapi.json", f"{CONTENT}/docs/"}

AGAIN_AT_LEAST = 200
"""How many answers of pages and of the content API are asked for a second time."""

AT_LEAST = {
    "HTML": 200,
    "content API": 320,
    "v2": 350,
    "v3": 450,
    "media": 10,
    "documents": 5,
}
"""How many addresses a whole crawl visits: what ``html_addresses`` and its like ask for, and
what the site leads to from there."""


def address_of(name: str) -> str:
    """Where a hidden page stands below a front page."""
    secret = marked(name)
    if name == "scaffolding":
        return "o-nas-en/zespol/"
    if name == "below a private section":
        return f"{marked('private section')}/{secret}/"
    parents = {
        "unpublished in bulk": "dzialania/",
        "private twin": "dzialania/",
        "draft of an event": "dzialania/forum/",
        "unpublished edition": "dzialania/forum/",
        "private call": "dzialania/forum/",
        "with a password": "partnerzy/",
        "for a group": "sieci/",
    }
    if name in ("draft", "scheduled", "private section"):
        return f"{secret}/"
    return f"{parents.get(name, 'aktualnosci/')}{secret}/"


def addresses_of(name: str) -> list[str]:
    """The addresses of a hidden page and of its twin, in each language of the site."""
    path = address_of(name)
    paths = [path, f"{path[:-1]}-en/"] if name.startswith("twin of") else [path]
    return [f"/{language}/{one}" for language in LANGUAGES[:3] for one in paths]


def files_of(name: str) -> list[str]:
    """The addresses of a private picture or document; the primary key has to be guessed."""
    secret = marked(name)
    if name.startswith("document"):
        served = [f"/documents/{key}/{secret}.pdf" for key in keys_around(get_document_model(), 4)]
        return [f"/media/documents/{secret}.pdf", *served]
    widths = [f"/media/images/{secret}.width-{one}.format-webp.webp" for one in (480, 960, 1600)]
    return [f"/media/original_images/{secret}.webp", *widths]


def keys_around(model: Any, room: int) -> list[int]:
    """All primary keys, one before each, and ``room`` after the last.

    Not those between: what earlier tests used up on PostgreSQL is gone for good.
    """
    keys = set(model.objects.values_list("pk", flat=True))
    return sorted({*keys, *(key - 1 for key in keys), *range(max(keys), max(keys) + room + 1)})


FILES = [name for name in NAMES if name.startswith(("image", "document"))]
PAGES = (*HIDDEN_PAGES, *HIDDEN_LANGUAGES)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Grown]:
    """The public site; the fixtures after it are used in the order in which they stand here.

    The clock stands meanwhile: an answer is kept for a minute, and a walk takes longer.
    """
    logging.disable(logging.WARNING)
    still = time_machine.travel(dt.datetime.now(dt.UTC), tick=False)
    with django_db_blocker.unblock(), still:
        forget()
        with transaction.atomic():
            yield public_site(grow())
            transaction.set_rollback(True)
        forget()
    logging.disable(logging.NOTSET)


def forget() -> None:
    """Let no process remember another site."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    site_map._remembered.clear()


@pytest.fixture(scope="module")
def known(site: Grown) -> Known:
    """What the crawler asks for, said before there is anything hidden."""
    some = [
        site.public[name] for name in ("about", "programme", "call", "section", "about in English")
    ]
    last = max(Page.objects.values_list("pk", flat=True))
    paths = [f"/{language}{page.url[3:]}" for page in some for language in LANGUAGES]
    paths += [path for name in PAGES for path in addresses_of(name)]
    return Known(
        mark=MARK,
        languages=LANGUAGES,
        types=[model._meta.label for model in get_page_models()],
        topics=["sieci", "tylko-ukryte"],
        cities=["lodz"],
        slugs=[marked(name) for name in PAGES],
        titles=[words(name)["title"] for name in PAGES],
        keys=[
            *(str(page.translation_key) for page in some),
            *(str(key_of(name)) for name in HIDDEN_PAGES),
        ],
        paths=paths,
        redirects=["/dawniej/", *(f"/dawne-{number}/" for number in range(len(PAGES)))],
        files=[file for name in FILES for file in files_of(name)],
        pages=keys_around(Page, ROOM),
        images=keys_around(get_image_model(), 4),
        documents=keys_around(get_document_model(), 4),
        hidden=list(range(last + 1, last + ROOM + 1)),
        public=[page.pk for page in some],
    )


LOCKED = {address for name in WITH_RESTRICTION if name in PAGES for address in addresses_of(name)}
"""Addresses that ask for a login or a password: that something private stands there is no secret
in stock Wagtail, but what it says is."""


def is_locked(address: str) -> bool:
    return address in LOCKED or address.startswith("/documents/") and MARK in address


@pytest.fixture(scope="module")
def before(known: Known) -> Crawl:
    """A walk over the site without anything hidden."""
    return crawled(known)


@pytest.fixture(scope="module")
def hidden(site: Grown, before: Crawl) -> Grown:
    """The same site with everything hidden in it."""
    hide_one_of_each(site)
    forget()
    return site


@pytest.fixture(scope="module")
def after(known: Known, hidden: Grown) -> Crawl:
    """The same walk, once everything hidden is there; good answers are asked for again."""
    crawl = crawled(known)
    crawl.ask_again(("HTML", "content API"))
    return crawl


def crawled(known: Known) -> Crawl:
    forget()
    crawl = Crawl()
    for addresses in FAMILIES.values():
        for _address in crawl.walk(addresses(known), is_end=is_locked):
            pass
    return crawl


# The secrets are there


def test_all_that_is_hidden_is_found_by_those_who_are_permitted(
    hidden: Grown, admin_client: Client
) -> None:
    missing = [
        name
        for name, address in hidden.found_at.items()
        if marked(name) not in admin_client.get(address).content.decode()
    ]
    assert missing == []
    addresses = Subscriber.objects.values_list("email", flat=True)
    subscribers = [name for name in NAMES if any(marked(name) in one for one in addresses)]
    assert sorted([*hidden.found_at, *subscribers]) == sorted(NAMES)


def test_members_read_what_is_private(hidden: Grown) -> None:
    member = Client(HTTP_HOST="localhost")
    member.force_login(User.objects.create_user("member"))
    for name in ("for those who log in", "private section", "below a private section"):
        assert marked(name) in member.get(f"/pl/{address_of(name)}").content.decode()
    response: Any = member.get(hidden.files["document"].url)
    assert marked("document").encode() in b"".join(response.streaming_content)


def test_the_crawler_knows_where_all_of_it_is(known: Known, hidden: Grown) -> None:
    pages = Page.objects.filter(slug__startswith=MARK) | Page.objects.filter(title__startswith=MARK)
    assert len(pages) == len(PAGES) + 4  # four of them with their originals
    assert {page.url for page in pages} <= set(known.paths)
    assert {page.pk for page in pages} <= set(known.hidden)
    assert {page.slug for page in pages if page.slug.isalpha()} <= {*known.slugs, "zespol"}
    files = [file.url for file in hidden.files.values() if hasattr(file, "url")]
    for name in ("image", "image below a private collection"):
        files += [made.url for made in hidden.files[name].renditions.all() if "width" in made.url]
        assert hidden.files[name].pk in known.images
    assert set(files) <= set(known.files)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_crawler_finds_the_secret_in_a_key_by_which_lists_are_sorted(language: str) -> None:
    key = sort_key(f"„{MARK.upper()}” – Łódź", language)
    assert any(needle in key for needle in needles(MARK))


# Nobody else finds them


def test_no_answer_holds_the_secret(after: Crawl) -> None:
    hidden = needles(MARK)
    holding = {
        address: found
        for address, answer in after.answers.items()
        if (found := says(without_echo(address, answer), hidden))
    }
    assert holding == {}


def without_echo(address: str, answer: Answer) -> Answer:
    """An answer without the words of whoever asked, where stock Wagtail repeats them.

    That is where a login comes back to, and what a parameter of v2 or v3 cannot be.
    """
    said: list[str] = []
    if is_locked(address) and answer.status in (200, 302):
        said = [quote(address), address]
    elif family_of(address) in ("v2", "v3") and answer.status in (400, 422):
        said = [MARK]
    return answer.without(said)


def test_no_answer_differs_from_one_of_a_site_without_them(before: Crawl, after: Crawl) -> None:
    assert set(after.answers) == set(before.answers)
    different = [
        address
        for address, answer in after.answers.items()
        if answer != before.answers[address] and not is_locked(address)
    ]
    assert different == []


def test_private_addresses_ask_for_a_login_and_all_others_are_not_found(
    after: Crawl, before: Crawl
) -> None:
    statuses = {
        address: (before.answers[address].status, answer.status)
        for address, answer in after.answers.items()
        if MARK in address and family_of(address) in ("HTML", "media", "documents")
    }
    for address, (without, status) in statuses.items():
        if "?" in address:
            assert status == 200, address
        elif "/newsletter/" in address:
            assert status in (404, 410), address
        else:
            assert (without, status) in ((404, 404), *((404, 302), (404, 200)) * is_locked(address))
    assert {status for _without, status in statuses.values()} >= {302, 404}


def test_nothing_fails(after: Crawl) -> None:
    assert [one for one, answer in after.answers.items() if answer.status >= 500] == []


def test_the_crawler_has_been_everywhere(after: Crawl, hidden: Grown) -> None:
    visited = after.families()
    assert {name: visited[name] for name in AT_LEAST if visited[name] < AT_LEAST[name]} == {}
    assert len(after.answers) >= sum(AT_LEAST.values())
    assert {page.url for page in hidden.public.values()} <= after.linked
    assert any("cursor=" in address for address in after.linked)
    good = [address for address, answer in after.answers.items() if answer.status == 200]
    assert {family_of(address) for address in good} >= AT_LEAST.keys()


def test_what_is_kept_and_what_head_says_is_the_same(after: Crawl) -> None:
    """The crawl asked for these a second time, and for their heads, at the same moment."""
    assert len(after.again) >= AGAIN_AT_LEAST
    for address, (kept, head) in after.again.items():
        first = after.answers[address]
        assert kept == first
        never = address in NEVER_KEPT or "/newsletter/" in address or is_locked(address)
        assert kept.kept or never, address
        assert (head.status, head.headers) == (first.status, first.headers)


# Each predicate is needed

TakeOut = Callable[[pytest.MonkeyPatch], None]


def without(name: str, condition: Any) -> TakeOut:
    """One condition less of those that a page itself, or its original, has to meet."""

    def take_out(patch: pytest.MonkeyPatch) -> None:
        left = tuple(one for one in getattr(predicate, name) if one is not condition)
        assert len(left) == len(getattr(predicate, name)) - 1
        patch.setattr(predicate, name, left)

    return take_out


def replaced(place: Any, name: str, by: Any) -> TakeOut:
    return lambda patch: patch.setattr(place, name, by)


def all_of_them(things: Any, *args: Any, **options: Any) -> Any:
    return things


def line_of_anything(reader: Any, entry: Any, best: Any) -> dict[str, Any]:
    """A menu's line whatever becomes of its page."""
    title = next(iter(entry.labels.values()), "x")
    return {"key": "", "content_language": "pl", "title": title, "url": "/"}


def keys_of_all(kind: Any, pages: Any) -> Any:
    """The keys of all terms of a kind, whoever carries them."""
    return kind.model.objects.values(key=F("translation_key"))


def named_in_any_case(terms: Any, rows: Any) -> Any:
    return {name: {"ref": name, "key": str(key), "size": "label"} for name, key in terms.items()}


@dataclass(frozen=True)
class Mutation:
    """A predicate taken out: what is found, and by whom.

    The crawler begins with the addresses of a family; where ``asked`` is given, with those that
    hold it.
    """

    take_out: TakeOut
    finds: str
    family: str = "HTML"
    asked: str = ""


OWN, GOVERNED = "OWN", "GOVERNED"

MUTATIONS = {
    "consent that has ended": Mutation(
        replaced(EditionPublication, "clocked", lambda self, document, now: dict(document)),
        "participant whose consent has ended",
        "content API",
        asked="/participants",
    ),
    "own live": Mutation(without(OWN, predicate.live), "twin unpublished in bulk"),
    "own unexpired": Mutation(without(OWN, predicate.unexpired), "expired twin"),
    "own unrestricted": Mutation(without(OWN, predicate.unrestricted), "private twin"),
    "own words": Mutation(without(OWN, predicate.own_words), "scaffolding", "v2"),
    "what an alias copies": Mutation(
        without(OWN, predicate.copied_shown), "alias of a translation of a draft"
    ),
    "what an alias copies, in lists": Mutation(
        without(OWN, predicate.copied_shown), "alias of a translation of a draft", "content API"
    ),
    "what an alias copies, in v2": Mutation(
        without(OWN, predicate.copied_shown), "alias of a translation of a draft", "v2"
    ),
    "restrictions of what an alias copies": Mutation(
        without(OWN, predicate.copied_unrestricted),
        "alias of a translation of a private one",
        "content API",
    ),
    "restrictions of what an alias copies, in v3": Mutation(
        without(OWN, predicate.copied_unrestricted),
        "alias of a translation of a private one",
        "v3",
    ),
    "original live": Mutation(without(GOVERNED, predicate.live), "twin of a draft"),
    "original unexpired": Mutation(
        without(GOVERNED, predicate.unexpired), "twin of an expired one"
    ),
    "original unrestricted": Mutation(
        without(GOVERNED, predicate.unrestricted), "twin of a private one", "content API"
    ),
    "pictures": Mutation(replaced(standard, "public_images", all_of_them), "image"),
    "documents": Mutation(replaced(standard, "public_documents", all_of_them), "document"),
    "pages built in memory": Mutation(
        replaced(page_module, "is_shown", all_of_them), "expired", asked=marked("expired")
    ),
    "originals of pages built in memory": Mutation(
        replaced(page_module, "admitted", lambda page, request, show: show()),
        "twin of a private one",
        asked=marked("twin of a private one"),
    ),
    "menus": Mutation(
        replaced(reading.Reader, "_line", line_of_anything), "label of a hidden page"
    ),
    "groups": Mutation(
        replaced(sections.SectionPublication, "finish", lambda self, document: document),
        "group of hidden pages",
        asked="dzialania",
    ),
    "tags of nothing public": Mutation(
        replaced(sections, "_named", named_in_any_case), "draft", asked=f"tag={marked('draft')}"
    ),
    "terms of nothing public": Mutation(
        replaced(site_api, "keys_carried", keys_of_all), "draft", "content API", asked="/tags"
    ),
    "redirects": Mutation(replaced(redirects, "may_read", all_of_them), "draft"),
    "files": Mutation(replaced(media, "_may_see", all_of_them), "image", asked="/media/"),
    "pages of v2": Mutation(
        replaced(wagtail_api, "readable", all_of_them), "twin of a draft", "v2"
    ),
    "pages of v3": Mutation(replaced(wagtail_api, "readable", all_of_them), "expired", "v3"),
    "search of v2": Mutation(
        replaced(wagtail_api, "readable", all_of_them), "expired", "v2", asked=f"search={MARK}"
    ),
    "search of v3": Mutation(
        replaced(wagtail_api, "readable", all_of_them), "expired", "v3", asked=f"search={MARK}"
    ),
    "texts of v2": Mutation(
        replaced(readable, "_hidden", lambda *args: {}), "draft", "v2", "rich_text_format=html"
    ),
    "texts of v3": Mutation(
        replaced(readable, "_hidden", lambda *args: {}), "draft", "v3", "rich_text_format=html"
    ),
}


@pytest.mark.parametrize("taken_out", MUTATIONS)
def test_without_one_predicate_the_crawler_finds_a_secret(
    taken_out: str, known: Known, hidden: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutation = MUTATIONS[taken_out]
    mutation.take_out(monkeypatch)
    assert first_saying(mutation, known) is not None


def first_saying(mutation: Mutation, known: Known) -> str | None:
    """The first address of a crawl whose answer holds the secret of what the mutation shows."""
    begin = [one for one in FAMILIES[mutation.family](known) if mutation.asked in one]
    crawl = Crawl()
    for address in crawl.walk(begin, is_end=is_locked):
        if says(without_echo(address, crawl.answers[address]), [marked(mutation.finds)]):
            return address
    return None
