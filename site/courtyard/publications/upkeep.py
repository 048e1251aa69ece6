"""Comparing what is stored with what should be, and mending it.

Every save writes its publication; a bulk update, an import of rows or a new release of a builder
leaves stored ones behind. Here each is built anew and compared.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, When
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from courtyard.localisation import facts, marking
from courtyard.localisation.originals import left_alone
from courtyard.localisation.site_map import read_site_map
from courtyard.models import Term

from . import generation, renditions, schedule, writing
from .reading import Reader
from .stored import Original, Progress, Publication
from .types import Standing, registered

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two rounds of the worker."""

REPORT_EVERY = 3600.0
"""Seconds between two reports in the log."""

SECONDS = 5.0
"""How long one round may take; the next goes on where it ended."""

BATCH = 100

TOLERANCE = dt.timedelta(minutes=1)
"""By how much the clocks of two machines may differ."""

ROTATION, REBUILD = "rotation", "rebuild"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be. ``page`` is a primary key, or None."""

    kind: str
    page: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def live_pages() -> QuerySet[Page]:
    """The pages that should have a publication."""
    types = ContentType.objects.get_for_models(*_models()).values()
    own_words = Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale"))
    pages = Page.objects.filter(own_words, live=True, content_type__in=list(types))
    return pages.order_by("pk")


def check() -> Iterator[Difference]:
    """All that differs; changes nothing."""
    yield from check_stored()
    yield from (
        Difference(
            "machine",
            page.pk,
            f"Page {page.pk}, {page.title!r}, does not say which of its texts are a machine’s.",
        )
        for page in marking.unmarked(_models())
    )
    yield from (
        Difference("original", page.pk, f"Page {page.pk}, {page.title!r}, has lost its original.")
        for page in left_alone().order_by("pk")
    )
    for term, _original in _terms_behind():
        name = f"{term._meta.label} {term.pk}, {str(term)!r}"
        yield Difference("facts", None, f"{name}, has not the facts of its original.")
    yield from _claimed_twice()
    yield from _languages()


def check_stored() -> Iterator[Difference]:
    """What is stored of pages, and is not what would be built now."""
    yield from (
        Difference("missing", page.pk, f"Page {page.pk}, {page.title!r}, has no publication.")
        for page in _without_publication()
    )
    yield from (
        Difference(
            "superfluous",
            stored.pk,
            f"Publication {stored.pk}, {stored.title!r}, is of a page that is not published.",
        )
        for stored in _superfluous()
    )
    for pages in _batches(live_pages()):
        for page in _behind(pages):
            what = f"Page {page.pk}, {page.title!r}, has not the facts of its original."
            yield Difference("facts", page.pk, what)
        for page, stored, built in _compared(pages):
            if built.fault:
                what = f"Page {page.pk}, {page.title!r}, cannot be built: {built.fault}"
                yield Difference("fault", page.pk, what)
            elif stored is not None and not _same(stored, built):
                names = ", ".join(_different(stored, built))
                what = f"Page {page.pk}, {page.title!r}, says other things now: {names}."
                yield Difference("different", page.pk, what)


def troubles() -> Iterator[Difference]:
    """What keeps pages from visitors, as far as it is found out quickly."""
    faulty = Publication.stored.exclude(fault="").order_by("pk")
    yield from (
        Difference(
            "fault",
            one.pk,
            _("“%(title)s” cannot be shown: %(fault)s") % {"title": one.title, "fault": one.fault},
        )
        for one in faulty
    )
    for revision, refusal in schedule.refused():
        moment = timezone.localtime(revision.approved_go_live_at)
        what = _("“%(title)s” should have been published (%(moment)s), but may not be: %(reasons)s")
        names = {
            "title": refusal.page.title,
            "moment": date_format(moment, "SHORT_DATETIME_FORMAT"),
            "reasons": refusal.reasons,
        }
        yield Difference("schedule", refusal.page.pk, what % names)
    yield from (
        Difference(
            "original",
            page.pk,
            _("“%(title)s” is hidden: its original was deleted.") % {"title": page.title},
        )
        for page in left_alone().order_by("pk")
    )
    yield from _claimed_twice()
    yield from _languages()
    if Page.objects.filter(last_published_at__gt=timezone.now() + TOLERANCE).exists():
        yield Difference("clock", None, _("The clock stands before the last publishing."))
    if not _cache_answers():
        yield Difference("cache", None, _("The cache does not answer; all pages are built anew."))


def report_troubles() -> None:
    """Say in the log what keeps pages from visitors."""
    for trouble in troubles():
        logger.warning("%s", trouble)


def repair(*, seconds: float | None = None, start: int = 0) -> tuple[int, int]:
    """Mend what differs among the pages from a primary key on.

    Stops after so many ``seconds``; gives how many publications were written or removed, and
    after which page to go on (0 at the end). Terms are few: all of them are compared.
    """
    until = None if seconds is None else time.monotonic() + seconds
    mended = _settle_originals() + _remove_superfluous() + _mend_terms()
    mended += sum(_mend(pages) for pages in _batches(_without_publication()))
    position = 0
    for pages in _batches(live_pages().filter(pk__gt=start)):
        differing = [
            page
            for page, stored, built in _compared(pages)
            if stored is not None and not _same(stored, built)
        ]
        mended += _mend([*differing, *_behind(pages)])
        if until is not None and time.monotonic() > until:
            position = pages[-1].pk
            break
    return mended, position


def repair_a_part() -> None:
    """The worker's round: what is missing or too much, and the next part of all pages."""
    progress, _created = Progress.objects.get_or_create(name=ROTATION)
    _mended, position = repair(seconds=SECONDS, start=progress.position)
    if position != progress.position:
        Progress.objects.filter(pk=ROTATION).update(position=position)


def rebuild(
    *, restart: bool = False, report: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Build all publications anew; gives how many.

    A rebuild that was interrupted goes on where it stopped, unless ``restart``. ``report`` is
    told how many pages are done, and of how many. Pages and drafts that only count a machine's
    texts say from then on which ones these are. Images without renditions get them ordered.
    """
    if restart:
        Progress.objects.filter(pk=REBUILD).delete()
    progress, _created = Progress.objects.get_or_create(name=REBUILD)
    _settle_originals()
    _remove_superfluous()
    marking.mark(_models())
    total = live_pages().count()
    done = live_pages().filter(pk__lte=progress.position).count()
    report(done, total)
    written = 0
    for pages in _batches(live_pages().filter(pk__gt=progress.position)):
        with transaction.atomic():
            written += _mend(pages)
            Progress.objects.filter(pk=REBUILD).update(position=pages[-1].pk)
        report(done + written, total)
    _order_renditions()
    Progress.objects.filter(pk=REBUILD).delete()
    return written


# Parts


def _models() -> list[type[Any]]:
    """The types of pages that have publications."""
    return [kind.model for kind in registered()]


def _batches(pages: QuerySet[Page]) -> Iterator[list[Page]]:
    """Rows of pages in portions, in the order of their primary keys."""
    after = 0
    while batch := list(pages.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].pk


def _compared(pages: list[Page]) -> Iterator[tuple[Page, Publication | None, Publication]]:
    """Each page with what is stored of it, and with what it says when built anew."""
    rows = Publication.stored.select_related("original").prefetch_related("original__places")
    stored = rows.in_bulk([page.pk for page in pages])
    for group in _specific(pages):
        for page, original in writing.prefetched(group):
            yield page, stored.get(page.pk), writing.publication_of(page, original)


def _behind(pages: list[Page]) -> list[Page]:
    """The pages that do not mirror the facts of their originals."""
    return [page for group in _specific(pages) for page, _original in facts.behind(group)]


def _terms_behind() -> Iterator[tuple[Term, Term]]:
    """The terms that do not mirror the facts of their originals, with these."""
    for model in apps.get_models():
        if issubclass(model, Term):
            yield from facts.terms_behind(model)


def _mend_terms() -> int:
    """Write the facts of terms' originals to the terms that say others; gives to how many."""
    mended = 0
    for term, original in list(_terms_behind()):
        try:
            with transaction.atomic():
                facts.mirror_columns(original, type(term)._base_manager.filter(pk=term.pk))
                generation.changed()
        except IntegrityError:
            # Another term has its short name already; `check` goes on telling of it.
            logger.warning("%s %s cannot say the facts of its original.", term._meta.label, term.pk)
        else:
            mended += 1
    return mended


def _specific(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """The pages as their own types, type by type."""
    keys: dict[type[Page], list[int]] = {}
    for page in pages:
        keys.setdefault(page.cached_content_type.model_class(), []).append(page.pk)
    for model, primary_keys in keys.items():
        yield list(model.objects.filter(pk__in=primary_keys).order_by("pk"))


def _same(stored: Publication, built: Publication) -> bool:
    return not _different(stored, built)


def _different(stored: Publication, built: Publication) -> list[str]:
    fields = [field.attname for field in Publication._meta.fields if field.name in writing.STORED]
    different = [name for name in fields if getattr(stored, name) != getattr(built, name)]
    places = {Standing(one.at, one.since, one.until) for one in stored.original.places.all()}
    return different if places == writing.places_of(built) else [*different, "places"]


def _mend(pages: list[Page]) -> int:
    """Write the publications of pages as they are now, locked against whoever saves them."""
    if not pages:
        return 0
    written = 0
    with transaction.atomic():
        keys = [page.pk for page in pages]
        facts.lock_originals(facts.keys_of(Page.objects.filter(pk__in=keys)))
        locked = live_pages().filter(pk__in=keys)
        if connection.features.has_select_for_update:
            locked = locked.select_for_update(of=("self",))
        for group in _specific(list(locked)):
            for page, original in facts.behind(group):
                facts.catch_up(page, original)
            for original in writing.write(group):
                writing.tell_twins(original)
            written += len(group)
        generation.changed()
    return written


def _without_publication() -> QuerySet[Page]:
    return live_pages().filter(publication__isnull=True)


def _superfluous() -> QuerySet[Publication]:
    return Publication.stored.exclude(page__in=live_pages().order_by().values("pk"))


def _remove_superfluous() -> int:
    if not _superfluous().exists():
        return 0
    with transaction.atomic():
        removed, _by_model = _superfluous().delete()
        generation.changed()
    return removed


def _settle_originals() -> int:
    """Give an original to translation keys that have none: the page that was made first."""
    unknown = Page.objects.filter(depth__gt=1).exclude(
        Exists(Original.objects.filter(translation_key=OuterRef("translation_key")))
    )
    pages = list(unknown.order_by("pk"))
    writing.know_originals(pages)
    return len({page.translation_key for page in pages})


def _order_renditions() -> None:
    images = get_image_model().objects.all()
    made = Count("renditions", filter=Q(renditions__filter_spec__in=renditions.RENDITIONS))
    for image in images.annotate(made=made).filter(made__lt=len(renditions.RENDITIONS)):
        renditions.order(image.pk)


def _cache_answers() -> bool:
    token = uuid4().hex
    try:
        cache.set("courtyard:trial", token, timeout=60)
        return bool(cache.get("courtyard:trial"))
    except Exception:  # noqa: BLE001 - whatever it raises, it does not answer
        return False


def _claimed_twice() -> Iterator[Difference]:
    """Pages with one tree path, and pages that stand in for others where another page stands."""
    twice = live_pages().order_by().values("url_path").annotate(pages=Count("pk"))
    for row in twice.filter(pages__gt=1):
        yield _claimed(row["url_path"], Page.objects.filter(url_path=row["url_path"]))
    for site in Site.objects.select_related("root_page"):
        sites = read_site_map(site)
        for language in sites.shown():
            yield from _claimed_by_stand_ins(Reader(language, sites))


def _claimed_by_stand_ins(reader: Reader) -> Iterator[Difference]:
    """Addresses of a language at which texts of two languages meet."""
    if len(reader.chain) < 2:
        return
    begins = (
        When(
            page__url_path__startswith=link.root, then=Substr("page__url_path", len(link.root) + 1)
        )
        for link in reader.chain
    )
    pages = reader.published().annotate(rest=Case(*begins, output_field=TextField()))
    twice = pages.order_by().values("rest").annotate(pages=Count("pk")).filter(pages__gt=1)
    for rest in twice.values_list("rest", flat=True):
        at = pages.filter(rest=rest)
        if at.values("locale").distinct().count() > 1:
            keys = at.order_by().values("page")
            yield _claimed(reader.language.front + rest, Page.objects.filter(pk__in=keys))


def _claimed(path: str, pages: QuerySet[Page]) -> Difference:
    names = ", ".join(str(key) for key in pages.order_by("pk").values_list("pk", flat=True))
    what = _("Pages %(pages)s claim the address %(path)s; only one of them can be read there.")
    return Difference("address", None, what % {"pages": names, "path": path})


def _languages() -> Iterator[Difference]:
    """Languages in which nobody can read the site, and fallbacks that run in a circle."""
    for site in Site.objects.select_related("root_page"):
        sites = read_site_map(site)
        for locale in Locale.objects.all():
            language = sites.languages.get(locale.language_code)
            if language is None:
                what = _("%(code)s is not among the languages of the settings.")
                yield Difference("language", None, what % {"code": locale.language_code})
            elif not any(link.root for link in sites.chain(language)):
                what = _(
                    "%(code)s has neither a front page on %(host)s nor a language that stands in "
                    "for it."
                )
                host = {"code": locale.language_code, "host": site.hostname}
                yield Difference("language", None, what % host)
