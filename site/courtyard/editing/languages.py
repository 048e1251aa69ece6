"""How one page stands in each language, for those who edit it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Locale, Page, Revision, Site
from wagtail_localize.models import Translation

from courtyard.assignments import Assignment
from courtyard.localisation import freshness
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.localisation.site_map import SiteMap, read_site_map
from courtyard.publications.public import is_shown, public
from courtyard.publications.stored import Original, Publication

NAMES = {
    "original": gettext_lazy("original"),
    "current": gettext_lazy("up to date"),
    "partial": gettext_lazy("published in part"),
    "outdated": gettext_lazy("out of date"),
    "machine": gettext_lazy("translated by a machine, read by nobody"),
    "saved": gettext_lazy("saved, not published"),
    "draft": gettext_lazy("draft"),
    "missing": gettext_lazy("missing"),
}
"""What editors read of each state."""


@dataclass(frozen=True)
class InLanguage:
    """A page in one language. ``page`` is None where there is none.

    ``seen`` is what visitors see there, ``remarks`` why, and what else an editor wants to know.
    ``is_translated`` says that translators have its texts.
    """

    locale: Locale
    state: str
    seen: str
    remarks: tuple[str, ...] = ()
    page: Page | None = None
    may_edit: bool = False
    is_translated: bool = False

    @property
    def name(self) -> str:
        """The state in words."""
        return str(NAMES[self.state])


@dataclass(frozen=True)
class _Known:
    """What is known of a page in all its languages; pages are those with words of their own."""

    original: Original | None
    pages: Mapping[int, Page]
    public: frozenset[int]
    stored: Mapping[int, Publication]
    scheduled: Mapping[int, dt.datetime]
    translations: Mapping[int, Translation]
    assignments: Mapping[int, Assignment]
    sites: SiteMap
    now: dt.datetime


def of_page(page: Page, user: Any) -> list[InLanguage]:
    """A page in each language, that of the original first: a number of queries by languages."""
    key, now = page.translation_key, timezone.now()
    pages = {
        one.locale_id: one
        for one in Page.objects.filter(translation_key=key).select_related("alias_of")
        if not is_scaffolding(one)
    }
    of_translations = Translation.objects.filter(source__object_id=key, enabled=True)
    known = _Known(
        original=Original.objects.select_related("page").filter(pk=key).first(),
        pages=pages,
        public=frozenset(
            public(Page.objects.filter(translation_key=key), now=now).values_list("pk", flat=True)
        ),
        stored=Publication.stored.in_bulk([one.pk for one in pages.values()]),
        scheduled=_scheduled(pages.values()),
        translations={one.target_locale_id: one for one in of_translations},
        assignments={
            one.locale_id: one
            for one in Assignment.objects.filter(translation_key=key).select_related("user")
        },
        sites=read_site_map(page.get_site() or Site.objects.filter(is_default_site=True).first()),
        now=now,
    )
    found = [_in_language(locale, known, user) for locale in Locale.objects.all()]
    return sorted(found, key=lambda one: one.state != "original")


def states_of(pages: Iterable[Page]) -> dict[UUID, dict[str, list[str]]]:
    """The languages of pages by their state, in the order of ``NAMES``; by translation keys.

    In four queries, for a list of however many.
    """
    keys = {page.translation_key for page in pages}
    rows = Page.objects.filter(translation_key__in=keys).select_related("alias_of")
    twins = [one for one in rows.order_by("pk") if not is_scaffolding(one)]
    stored = {one.pk: one for one in _states(twins)}
    governing = set(Original.objects.filter(pk__in=keys).values_list("page_id", flat=True))
    found = {
        (one.translation_key, one.locale_id): _state_of(stored.get(one.pk), one.pk in governing)
        for one in twins
    }
    codes = {locale.pk: locale.language_code for locale in Locale.objects.all()}
    by_state: dict[UUID, dict[str, list[str]]] = {}
    for key in keys:
        states: dict[str, list[str]] = defaultdict(list)
        for locale, code in codes.items():
            states[found.get((key, locale), "missing")].append(code)
        by_state[key] = {state: states[state] for state in NAMES if state in states}
    return by_state


def _states(pages: Iterable[Page]) -> Any:
    """What is stored of how pages say what their originals say."""
    of_pages = Publication.stored.filter(pk__in=[one.pk for one in pages])
    return of_pages.only(*freshness.COLUMNS)


def _scheduled(pages: Any) -> dict[int, dt.datetime]:
    """When pages are published next, by primary key."""
    kind = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.filter(
        base_content_type=kind,
        object_id__in=[str(one.pk) for one in pages],
        approved_go_live_at__isnull=False,
    )
    ordered = revisions.values_list("object_id", "approved_go_live_at")
    return {int(key): moment for key, moment in ordered if moment}


def _in_language(locale: Locale, known: _Known, user: Any) -> InLanguage:
    page = known.pages.get(locale.pk)
    if page is None:
        assigned = tuple(_assigned(locale, known))
        return InLanguage(locale, "missing", _seen(locale, None, known), assigned)
    return InLanguage(
        locale=locale,
        state=_state(page, known),
        seen=_seen(locale, page, known),
        remarks=(*_remarks(page, known), *_assigned(locale, known)),
        page=page,
        may_edit=page.permissions_for_user(user).can_edit(),
        is_translated=locale.pk in known.translations,
    )


def _is_original(page: Page, known: _Known) -> bool:
    return known.original is not None and known.original.page_id == page.pk


def _state(page: Page, known: _Known) -> str:
    return _state_of(known.stored.get(page.pk), _is_original(page, known))


def _state_of(publication: Publication | None, is_original: bool) -> str:
    if publication is None:
        return "original" if is_original else "draft"
    row = {name: getattr(publication, name) for name in freshness.COLUMNS}
    return freshness.state({**row, "is_original": is_original})


def _seen(locale: Locale, page: Page | None, known: _Known) -> str:
    """What visitors see of the page in a language."""
    if page is not None and page.pk in known.public:
        return _("this page")
    stand_in = _stand_in(locale, known)
    if page is not None and is_shown(page, now=known.now) and _is_private(page, known):
        if stand_in is None:
            return _("this page, if they are admitted")
        names = {"language": stand_in.get_display_name()}
        return _("this page, if they are admitted; in lists the text in: %(language)s") % names
    if stand_in is None:
        return _("nothing")
    return _("in its place the text in: %(language)s") % {"language": stand_in.get_display_name()}


def _stand_in(locale: Locale, known: _Known) -> Locale | None:
    """The language whose text stands in for the page in another one."""
    language = known.sites.languages.get(locale.language_code)
    for link in known.sites.chain(language) if language else ():
        twin = known.pages.get(link.locale_id)
        if link.root and twin is not None and twin.pk in known.public:
            return twin.locale
    return None


def _is_private(page: Page, known: _Known) -> bool:
    """Whether the page or its original admits not everybody."""
    governing = known.original.page if known.original else None
    pages = [page] if governing is None or governing.pk == page.pk else [page, governing]
    return any(one.get_view_restrictions().exists() for one in pages)


def _remarks(page: Page, known: _Known) -> Iterator[str]:
    publication = known.stored.get(page.pk)
    yield from _of_its_own(page, known)
    if publication is not None and publication.fault:
        yield _("It cannot be shown: something in it cannot be put together.")
    if page.live and not _is_original(page, known):
        yield from _of_its_original(known)
    if publication is not None and publication.outdated_since:
        day = date_format(timezone.localtime(publication.outdated_since), "SHORT_DATE_FORMAT")
        yield _("The original has said other words since %(day)s.") % {"day": day}
    translation = known.translations.get(page.locale_id)
    texts, done = translation.get_progress() if translation else (0, 0)
    if done < texts:
        told = ngettext(
            "%(done)d of %(texts)d text is translated.",
            "%(done)d of %(texts)d texts are translated.",
            texts,
        )
        yield told % {"done": done, "texts": texts}


def _assigned(locale: Locale, known: _Known) -> Iterator[str]:
    """Who translates it, and what was said of that."""
    if assignment := known.assignments.get(locale.pk):
        yield _("Assigned to %(name)s since %(day)s.") % {
            "name": get_user_display_name(assignment.user),
            "day": date_format(timezone.localtime(assignment.since), "SHORT_DATE_FORMAT"),
        }
        if assignment.note:
            yield assignment.note


def _of_its_own(page: Page, known: _Known) -> Iterator[str]:
    """Whether the page is live, for how long, and what comes next."""
    if page.live and page.expire_at:
        moment = {"moment": _moment(page.expire_at)}
        if _has_expired(page, known):
            yield _("Expired: %(moment)s") % moment
        else:
            yield _("Until: %(moment)s") % moment
    if page.live and page.get_view_restrictions().exists():
        yield _("It is private.")
    if page.pk in known.scheduled:
        moment = {"moment": _moment(known.scheduled[page.pk])}
        yield _("A draft will be published: %(moment)s") % moment
    elif page.live and page.has_unpublished_changes:
        yield _("There is a draft that is newer than what is published.")
    elif not page.live and page.expired:
        yield _("It has expired: visitors do not see it.")
    elif not page.live:
        yield _("A draft: visitors do not see it.")


def _of_its_original(known: _Known) -> Iterator[str]:
    """Why a live translation is hidden with its original."""
    original = known.original.page if known.original else None
    if known.original is not None and original is None:
        yield _("Hidden, because its original has been deleted.")
    elif original is None:
        return
    elif not original.live:
        yield _("Hidden, because its original is not published.")
    elif _has_expired(original, known):
        yield _("Hidden, because its original has expired.")
    elif original.get_view_restrictions().exists():
        yield _("Its original is private.")


def _has_expired(page: Page, known: _Known) -> bool:
    return page.expire_at is not None and page.expire_at <= known.now


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
