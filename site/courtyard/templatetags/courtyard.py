"""What the public templates need beside Django's own tags: dates, addresses, small typography.

Everything here is pure: values in, text out. Publications come as plain dicts, as they are
answered to the API.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language, gettext
from wagtail.fields import StreamField

from courtyard.localisation.addresses import address_in_api
from courtyard.publications import structured_data as structured
from courtyard.terms import KINDS
from courtyard.text import cldr, world
from courtyard.text.breaks import bind, bind_html
from courtyard.text.sorting import heading

register = template.Library()

PATTERNS = ("arches", "windows", "rails", "waves", "rings", "steps")
INKS = ("night", "sun", "rose", "river", "lilac")
FOCUS_STEPS = 10
SHORT_TITLE, LONG_TITLE = 18, 48
"""Signs up to which a title is set larger, and from which smaller."""
SHORTEST_WORD, LONGEST_WORD = 6, 24
"""Signs of a title's longest word, as far as the style sheet knows them."""


@register.filter
def long_date(value: str | dt.date | None) -> str:
    """A date or moment (ISO 8601) as a long date of the active language: 1 maja 2026 (CLDR)."""
    return cldr.long_date(_day(value), get_language()) if value else ""


@register.filter
def timetable(card: Mapping[str, Any]) -> dict[str, str]:
    """When something is, to be set like a timetable: 1, maja 2026, 17:30 CEST.

    Of a card with a ``date``; with ``starts`` and ``ends`` (days); or, by the clocks of its
    ``time_zone``, with a ``deadline``, or with ``starts`` and what is ``next``. ``machine`` is the
    same for machines, empty where there is nothing to say. Where a language does not put the day
    first, and of several days, all stands in ``rest``.
    """
    shown = card.get("next") or card
    moment_or_day = card.get("date") or card.get("deadline") or shown.get("starts") or ""
    answer = {"machine": moment_or_day, "day": "", "rest": "", "time": ""}
    if not moment_or_day:
        return answer
    zone = card.get("time_zone")
    if not zone and not card.get("date"):
        return answer | {"rest": date_range(card["starts"], card.get("ends"))}
    when = dt.datetime.fromisoformat(moment_or_day)
    local = when.astimezone(ZoneInfo(zone)) if zone else when
    words = long_date(local)
    if zone and not card.get("all_day"):
        answer["time"] = moment(when, zone).replace(words, "").strip(" ,\u00a0")
    day, space, rest = words.partition(" ")
    is_first = space and day.rstrip(".").isdecimal()
    return answer | ({"day": day, "rest": rest} if is_first else {"rest": words})


BEFORE_IT_CLOSES = ("announced", "open", "closing_soon")


@register.filter
def is_until(card: Mapping[str, Any]) -> bool:
    """Whether a card has a deadline until which one may still apply: what is over was a day."""
    return bool(card.get("deadline")) and card["status"]["value"] in BEFORE_IT_CLOSES


@register.filter
def date_range(first: str | dt.date | None, last: str | dt.date | None) -> str:
    """Two dates (ISO 8601) and what lies between: 1–3 maja 2026; one where the other is missing.

    A draft may have them the wrong way round; then each is written out.
    """
    if not first or not last:
        return long_date(first or last)
    try:
        return cldr.date_range(_day(first), _day(last), get_language())
    except cldr.BackwardRange:
        return f"{long_date(first)} – {long_date(last)}"


def _day(value: str | dt.date) -> dt.date:
    return value if isinstance(value, dt.date) else dt.datetime.fromisoformat(value)


@register.filter
def moment(value: str | dt.datetime | None, zone: str) -> str:
    """A moment (ISO 8601) by the clocks of a time zone, which it names: 1 maja 2026 17:30 CEST.

    Raises NaiveMoment and UnknownZone.
    """
    if not value:
        return ""
    when = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return cldr.moment(when, zone, get_language())


@register.simple_tag
def time_span(one: Mapping[str, Any], zone: str, *, all_day: bool = False) -> str:
    """From when to when something is, by the clocks of a time zone: 1 maja 2026 17:30–19:00 CEST.

    ``one`` holds ``starts`` and ``ends`` (ISO 8601, or None); with ``all_day`` the days alone
    count. A draft may have them the wrong way round; then each is written out.
    """
    starts = dt.datetime.fromisoformat(one["starts"])
    ends = dt.datetime.fromisoformat(one["ends"]) if one["ends"] else None
    if all_day:
        first = world.day_of(starts, zone)
        return date_range(first, world.day_of(ends, zone) if ends else None)
    if ends is None:
        return moment(starts, zone)
    try:
        return cldr.time_span(starts, ends, zone, get_language())
    except cldr.BackwardRange:
        return f"{moment(starts, zone)} – {moment(ends, zone)}"


@register.filter
def all_dates(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All dates of something that has further ``dates``, in order: each ``starts`` and ``ends``."""
    return sorted([page, *page["dates"]], key=lambda one: dt.datetime.fromisoformat(one["starts"]))


@register.filter
def labels(choices: Iterable[Mapping[str, Any]]) -> str:
    """The names of values from closed lists, with commas between them."""
    return ", ".join(str(one["label"]) for one in choices)


@register.filter
def number(value: Decimal | float | str | None) -> str:
    """A number in the active language: 1500,5."""
    return "" if value in (None, "") else cldr.number(Decimal(str(value)), get_language())


@register.filter
def money(amount: Decimal | float | str | None, currency: str) -> str:
    """A sum in a currency (ISO 4217) in the active language: 1500 zł.

    Raises UnknownCurrency.
    """
    if amount in (None, ""):
        return ""
    return cldr.money(Decimal(str(amount)), currency, get_language())


@register.simple_tag
def money_range(low: Decimal | float | str, high: Decimal | float | str, currency: str) -> str:
    """Two sums and what lies between in the active language: 1500–3000 zł.

    A draft may have them the wrong way round; then each is written out. Raises UnknownCurrency.
    """
    try:
        return cldr.money_range(Decimal(str(low)), Decimal(str(high)), currency, get_language())
    except cldr.BackwardRange:
        return f"{money(low, currency)} – {money(high, currency)}"


@register.filter
def years(since: int | None, until: int | None) -> str:
    """How long something has been going on, in the active language: 2012–2016, since 2012."""
    if since and until:
        return cldr.years(since, until, get_language())
    if since:
        return gettext("since %(since)s") % {"since": since}
    return gettext("until %(until)s") % {"until": until} if until else ""


@register.simple_tag
def fact(name: str, value: Any) -> str:
    """One line of the facts, inside ``<dl class="facts">``; nothing where there is no value."""
    if not value:
        return ""
    return format_html('<div class="facts__row"><dt>{}</dt><dd>{}</dd></div>', name, value)


@register.filter
def countable(value: Decimal | float | str) -> int:
    """For ``{% blocktranslate count %}``: what chooses the plural form of a number with decimals.

    It is not for showing: ``count n=hours|countable with hours=hours|number``.
    """
    return cldr.countable(Decimal(str(value)))


@register.filter(is_safe=True)
def nbsp(text: str) -> str:
    """Keep lines from breaking where they should not, by the rules of the active language.

    Safe text is HTML: its tags stay as they are.
    """
    bound = bind_html if isinstance(text, SafeData) else bind
    return bound(str(text), get_language() or "")


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a static file. It is looked up once: a process keeps its files."""
    return static(path)


@register.simple_block_tag
def kept(content: str) -> str:
    """What stands inside, rendered once; with ``as`` it can be shown in several places."""
    return content


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, url: str) -> str:
    """An address with scheme and host; unchanged where it has them or no request is known."""
    request = context.get("request")
    return request.build_absolute_uri(url) if request is not None else url


@register.simple_tag(takes_context=True)
def webcal(context: template.Context, url: str) -> str:
    """The address of a calendar for programs that follow it, by the scheme that opens them."""
    return "webcal:" + absolute(context, url).partition(":")[2]


@register.filter
def template_of_block(block: Mapping[str, Any]) -> str:
    """The name of the template of a block's record."""
    return f"courtyard/blocks/{block['type']}.html"


@register.simple_tag(takes_context=True)
def dynamic_block(context: template.Context, block: Mapping[str, Any]) -> str:
    """A block that shows different things to different visitors, rendered for this one.

    Empty where the page is shown in place of a missing translation, and was not read from Wagtail.
    """
    page = context.get("self")
    for field in page._meta.get_fields() if page is not None else ():
        if isinstance(field, StreamField):
            for child in getattr(page, field.name):
                if child.id == block["id"]:
                    return conditional_escape(child.render(context=context.flatten()))
    return ""


@register.filter
def says(card: Mapping[str, Any], names: str) -> bool:
    """Whether a card says something under one of some names, with spaces between them.

    It is for names that cards of some types do not have: looked up in a template, a name that is
    missing takes about as long as the rest of a card.
    """
    return any(card.get(name) for name in names.split())


@register.filter
def has_block(page: Mapping[str, Any], kind: str) -> bool:
    """Whether a block of a kind stands in the body of a page."""
    return any(block["type"] == kind for block in page["body"])


@register.simple_tag(takes_context=True)
def leads_to(
    context: template.Context, label: Mapping[str, Any], *, above: bool = False
) -> SafeString:
    """The attributes of a link of a menu: where it leads, in which language, whether one is there.

    With ``above`` it also says that the page stands below the one to which the link leads.
    """
    page = context.get("page") or {}
    current = ""
    if label["key"] == page.get("key"):
        current = "page"
    elif above and any(label["key"] == one["key"] for one in page.get("breadcrumb", [])[1:]):
        current = "true"
    where = format_html('href="{}"{}', label["url"], lang_of(context, label))
    return format_html('{} aria-current="{}"', where, current) if current else where


@register.filter
def listed_elsewhere(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections that list a page beside the one that it stands in."""
    above = {ancestor["key"] for ancestor in page["breadcrumb"]}
    return [section for section in page["sections"] if section["key"] not in above]


@register.simple_tag
def screen_url(page: Mapping[str, Any], number: int) -> str:
    """The address of one screen of an index, of the terms and filters that are chosen."""
    query = _query(page)
    if number > 1:
        query["page"] = str(number)
    return _with(page, query)


def _with(page: Mapping[str, Any], query: Mapping[str, str]) -> str:
    return f"{page['url']}?{urlencode(query)}" if query else str(page["url"])


def _query(page: Mapping[str, Any]) -> dict[str, str]:
    """What the address of an index says of the terms and filters that are chosen."""
    return {name: term["slug"] for name, term in _shown(page).items()} | _set_filters(page)


def _is_narrowed(page: Mapping[str, Any]) -> bool:
    """Whether an index shows a part of its list alone."""
    return bool(_shown(page) or _set_filters(page))


def _set_filters(page: Mapping[str, Any]) -> dict[str, str]:
    """What the filters of an index are set to, by their names; those that are not are left out."""
    return {
        one["name"]: option["value"]
        for one in page.get("filters", ())
        for option in one["options"]
        if option["is_chosen"] and option["value"]
    }


def _shown(page: Mapping[str, Any]) -> dict[str, Any]:
    """The terms by which an index is narrowed, by the names of their kinds."""
    return {kind.name: page[kind.name] for kind in KINDS if page.get(kind.name)}


@register.filter
def kept_terms(page: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The terms that stay chosen, as names and slugs, where no filter of an index has them."""
    offered = {one["name"] for one in page["filters"]}
    return [(name, term["slug"]) for name, term in _shown(page).items() if name not in offered]


@register.simple_tag(takes_context=True)
def chosen(context: template.Context, page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the address of an index asks for, term by term and filter by filter.

    Each with its ``label``; a ``term``, or the ``option`` of a filter, or neither where nothing
    public has it; and ``without``, the address of all else that is chosen.
    """
    request, query, shown = context.get("request"), _query(page), _shown(page)
    filters = {one["name"]: one for one in page["filters"]}
    labels = {kind.name: kind.model._meta.verbose_name for kind in KINDS} | {
        name: one["label"] for name, one in filters.items()
    }
    asked = request.GET if request is not None else query
    found = []
    for name, label in labels.items():
        if name not in query and not asked.get(name):
            continue
        options = filters[name]["options"] if name in filters else ()
        left = {other: value for other, value in query.items() if other != name}
        found.append(
            {
                "label": label,
                "term": None if options else shown.get(name),
                "option": next((one for one in options if one["is_chosen"]), None),
                "without": _with(page, left),
            }
        )
    return found


@register.simple_tag(takes_context=True)
def canonical(context: template.Context, page: Mapping[str, Any]) -> str:
    """The one absolute address of what is shown, without parameters that change nothing.

    What stands in for a missing translation is at home at the address of its own language.
    """
    page = {**page, "url": page["canonical"]}
    paging = page.get("paging")
    return absolute(context, screen_url(page, paging["page"]) if paging else page["url"])


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context, address: str) -> SafeString:
    """What the page says to machines, as the text of a script element (schema.org, JSON-LD).

    ``address`` is its one absolute address.
    """
    data = structured.structured_data(
        context["page"],
        context["site"],
        url=address,
        api_url=in_api(context["page"]),
        absolute=lambda url: absolute(context, url),
    )
    return mark_safe(structured.as_script(data))  # noqa: S308 - nothing in it ends the script


@register.filter
def phone_link(number: str) -> str:
    """The address that dials a telephone number: tel:+48710000000."""
    return "tel:" + re.sub(r"[^+0-9]", "", number)


@register.simple_tag
def all_url(listing: Mapping[str, Any]) -> str:
    """The address of the page that shows a whole listing, in its topic."""
    topic = listing.get("topic")
    url = str(listing["all"]["url"])
    return f"{url}?{urlencode({'topic': topic['slug']})}" if topic else url


@register.simple_tag(takes_context=True)
def lang_of(context: template.Context, label: Mapping[str, Any]) -> SafeString:
    """The attribute of words in another language than what stands around them; or nothing."""
    other = label.get("content_language")
    if not other or other == context.get("language"):
        return SafeString("")
    return format_html(' lang="{}"', other)


@register.filter
def country_in_words(code: str) -> str:
    """The name of a country (ISO 3166-1) in the active language (CLDR): "PL" is "Polen"."""
    return world.country_name(code)


@register.filter
def by_letter(cards: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Cards in the order of their titles as an index has them, under the letters of the alphabet.

    What begins with a figure or a sign has no letter.
    """
    groups: list[dict[str, Any]] = []
    for card in cards:
        letter = heading(card["title"], card["content_language"])
        if not groups or groups[-1]["letter"] != letter:
            groups.append({"letter": letter, "cards": []})
        groups[-1]["cards"].append(card)
    return groups


@register.filter
def language_in_words(code: str) -> str:
    """The name of a language in the active one (CLDR): "en" is "angielski" in Polish."""
    return str(cldr.locale_of(get_language()).languages.get(code.split("-")[0], code))


@register.filter
def own_name(code: str) -> str:
    """The name of a language in itself (CLDR): "uk" is "українська"."""
    return str(cldr.locale_of(code).languages.get(code.split("-")[0], code))


@register.filter
def is_fallback(page: Mapping[str, Any] | None) -> bool:
    """Whether a page is shown in place of a missing translation."""
    return page is not None and bool(page) and page["content_language"] != page["locale"]


NOTICED = ("outdated", "partial", "machine")
"""States of translations of which readers are told."""


@register.filter
def noticed(page: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Of a page's translations the one that is shown, where readers are told of its state.

    It may itself stand in for the one that the reader's language lacks.
    """
    if not page:
        return None
    shown = (one for one in page["translations"] if one["locale"] == page["content_language"])
    return next((one for one in shown if one["state"] in NOTICED), None)


@register.filter
def original_of(page: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of a page's translations the original; None where it is in none of the site's languages."""
    return next((one for one in page["translations"] if one["state"] == "original"), None)


@register.filter
def alternates(page: Mapping[str, Any]) -> list[dict[str, str]]:
    """The page in each language that has it, for ``hreflang``; none for one that is no page."""
    paging = page.get("paging")
    if is_fallback(page) or (paging and (paging["page"] > 1 or _is_narrowed(page))):
        return []
    said: list[dict[str, str]] = page["alternates"]
    return said


@register.filter
def in_api(page: Mapping[str, Any]) -> str | None:
    """Where the content API answers a page as data, in the language in which it is shown."""
    return address_in_api(page["key"], page["locale"])


@register.filter
def bare_address(url: str) -> str:
    """A web address as it is said: www.mitost.org instead of https://www.mitost.org/."""
    return re.sub(r"^https?://|/$", "", url)


@register.simple_tag
def picture_attributes(image: Mapping[str, Any]) -> SafeString:
    """What an ``img`` says of a picture: its focal point, its renditions, the widest's size."""
    sources = image["sources"]
    widest = sources[-1]
    return format_html(
        'class="{}" src="{}" srcset="{}" width="{}" height="{}"',
        f"picture {_focus(image)}".rstrip(),
        widest["url"],
        ", ".join(f"{source['url']} {source['width']}w" for source in sources),
        widest["width"],
        widest["height"],
    )


def _focus(image: Mapping[str, Any]) -> str:
    """Classes that keep a cropped picture's focal point in view, in steps of a tenth."""
    point = image.get("focal_point")
    if not point:
        return ""
    across, down = (
        min(FOCUS_STEPS, max(0, round(point[side] * FOCUS_STEPS))) for side in ("x", "y")
    )
    return f"focus-x-{across} focus-y-{down}"


@register.filter
def named(terms: Mapping[str, Any] | Iterable[Mapping[str, Any]], language: str) -> SafeString:
    """The name of a term or the names of several, with commas.

    A name that is not in the language of the page says in which language it is.
    """
    if isinstance(terms, Mapping):
        return _named(terms, language)
    return format_html_join(", ", "{}", ((_named(term, language),) for term in terms))


def _named(term: Mapping[str, Any], language: str) -> SafeString:
    if term["content_language"] in ("", language):
        return conditional_escape(term["name"])
    return format_html('<span lang="{}">{}</span>', term["content_language"], term["name"])


@register.filter
def plate(page: Mapping[str, Any]) -> str:
    """Classes of the plate that stands where a page has no picture.

    The pattern follows the kind of thing that the page is, the ink the page itself, so that
    neighbours differ and a page looks the same wherever it is shown.
    """
    kind = page.get("kind") or {}
    pattern = PATTERNS[_number(f"{page['type']} {kind.get('value', '')}") % len(PATTERNS)]
    ink = INKS[_number(page["key"]) % len(INKS)]
    return f"plate--{pattern} plate--{ink}"


@register.filter
def fit(title: str) -> str:
    """Classes by which a title is set as large as its longest word allows, and less when long."""
    longest = max((len(word) for word in re.split(r"[\s\u00a0-]+", title)), default=0)
    length = "long" if len(title) > LONG_TITLE else "short" if len(title) <= SHORT_TITLE else ""
    word = f"fit fit-{min(max(longest, SHORTEST_WORD), LONGEST_WORD)}"
    return f"{word} fit--{length}" if length else word


@register.filter
def initial(title: str) -> str:
    """The first letter or figure of a title, as a capital."""
    return next((sign.upper() for sign in title if sign.isalnum()), "")


def _number(name: str) -> int:
    return zlib.crc32(name.encode())
