"""What waits for translators on the admin's first page, with what was changed in the originals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import Translation

from courtyard.assignments import Assignment
from courtyard.localisation import saving
from courtyard.localisation.freshness import ADDRESS
from courtyard.localisation.texts import Text, texts_of
from courtyard.publications.stored import Original
from courtyard.text import cldr
from courtyard.text.differences import Part, as_html, differences

from . import dues
from .desk import AT_MOST, DeskPanel, Task, editable
from .matrix import TO_TRANSLATE, day_of
from .rights import Reach

CHANGES = 3
"""Of how many texts of a page it is shown what was changed."""

AROUND, LONGEST = 40, 240
"""How many letters are shown of what stands around a change, and of what is new or gone."""

GAP = " … "


class ToTranslate(DeskPanel):
    """Translations that somebody may write and that are open: first those assigned to them.

    Then those that a deadline is nearest to, then the oldest. Who writes only some languages, or a
    part of the site, finds drafts there that were given to translators; who writes all of it
    finds what is published and out of date, and what is assigned to them.
    """

    name = "courtyard_outdated"
    order = 130
    icon = "wagtail-localize-language"

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        reach = Reach(user)
        writes_all = reach.is_everything or any(page.depth == 1 for _way, page in reach.pages)
        self.is_translator = not writes_all
        if writes_all:
            self.order = 230

    @property
    def heading(self) -> Any:
        """What stands there."""
        if self.is_translator:
            return gettext_lazy("To translate")
        return gettext_lazy("Translations older than their originals")

    hint = gettext_lazy("In the originals, what is gone is struck out, and what is new underlined.")

    def all_url(self) -> str:
        """In the matrix."""
        matrix = reverse("courtyard_translations")
        return matrix if self.is_translator else f"{matrix}?{urlencode({'state': 'outdated'})}"

    def tasks(self) -> list[Task]:
        """The most urgent first: a number of queries that does not depend on how many there are."""
        coming = dues.coming(timezone.now())
        mine = [*self._missing(coming)]
        found = list(self._open(coming)[: AT_MOST - len(mine)])
        texts = _texts_of(found)
        theirs: list[Task] = []
        others: list[Task] = []
        for page in found:
            known = texts.get((page.translation_key, page.locale_id), [])
            task = self._told(page, known, coming)
            (others if page.note is None else theirs).append(task)
        return [*theirs, *mine, *others]

    def _open(self, coming: Sequence[dues.Due]) -> QuerySet[Any]:
        """Translations that are there; ``note`` is None where they are not assigned to the user."""
        assignments = Assignment.objects.filter(
            translation_key=OuterRef("translation_key"), locale=OuterRef("locale"), user=self.user
        )
        given = Translation.objects.filter(
            source__object=OuterRef("translation_key"),
            target_locale=OuterRef("locale"),
            enabled=True,
        )
        original = Original.objects.filter(pk=OuterRef("translation_key"))
        pages = editable(Page.objects.filter(original_of_key=None), self.user).annotate(
            note=Subquery(assignments.values("note")),
            outdated_since=F("publication__outdated_since"),
            original_path=Subquery(original.values("page__path")),
        )
        pages = pages.annotate(
            is_waiting=Case(
                When(saving.waiting(), then=True), default=False, output_field=BooleanField()
            )
        )
        in_review = WorkflowState.objects.filter(
            object_id=Cast(OuterRef("pk"), CharField()),
            base_content_type=ContentType.objects.get_for_model(Page),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        outdated = Q(live=True, outdated_since__isnull=False)
        unfinished = (
            Q(live=False)
            | outdated
            | Q(publication__translated__lt=F("publication__texts"))
            | Q(publication__unreviewed__gt=0)
            | (Q(is_waiting=True) & ~Q(Exists(in_review)))
        )
        is_theirs = Q(note__isnull=False)
        if self.is_translator:
            waits = unfinished & (Q(live=True) | Q(Exists(given)) | is_theirs)
        else:
            waits = outdated | Q(is_waiting=True) | (unfinished & is_theirs)
        since = Coalesce(
            "outdated_since", "latest_revision_created_at", output_field=DateTimeField()
        )
        found: QuerySet[Any] = (
            pages.filter(waits, original_path__isnull=False)
            .annotate(deadline=dues.nearest(coming, "original_path"), since=since)
            .order_by(
                Case(When(is_theirs, then=0), default=1, output_field=IntegerField()),
                F("deadline").asc(nulls_last=True),
                F("since").asc(nulls_last=True),
                "pk",
            )
        )
        return found

    def _missing(self, coming: Sequence[dues.Due]) -> Iterator[Task]:
        """What is assigned to the user and not there at all."""
        there = Page.objects.filter(
            translation_key=OuterRef("translation_key"), locale=OuterRef("locale"), alias_of=None
        )
        assigned = Assignment.objects.filter(~Exists(there), user=self.user)
        rows = list(assigned.select_related("locale").order_by("since")[:AT_MOST])
        keys = [one.translation_key for one in rows]
        originals = Page.objects.filter(original_of_key__in=keys).select_related("locale")
        pages = {page.translation_key: page for page in originals}
        may_submit = self.user.has_perm(TO_TRANSLATE)
        for one in rows:
            page = pages.get(one.translation_key)
            if page is None:
                continue
            submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
            code = urlencode({"select_locale": one.locale.language_code})
            matrix = f"{reverse('courtyard_translations')}?{urlencode({'q': page.title})}"
            yield Task(
                page,
                _joined(
                    _("assigned to you"),
                    one.note,
                    _deadline(page.path, coming),
                    _("there is no translation yet"),
                ),
                to=f"{submit}?{code}" if may_submit else matrix,
                into=one.locale,
            )

    def _told(self, page: Any, texts: list[Text], coming: Sequence[dues.Due]) -> Task:
        left = [text for text in texts if text.is_open and text.path != ADDRESS]
        open_texts = ngettext(
            "%(number)d text to translate", "%(number)d texts to translate", len(left)
        ) % {"number": len(left)}
        unread = [text for text in texts if text.is_machine and not text.error]
        by_machine = _("by a machine, to be read: %(number)d")
        behind = page.outdated_since
        day = {"day": day_of(behind)} if behind else {}
        since = _("older than the original since %(day)s") % day if behind else ""
        note = _joined(
            _("assigned to you") if page.note is not None else "",
            page.note or "",
            _deadline(page.original_path, coming),
            "" if page.live else _("draft"),
            since,
            open_texts if left else "",
            by_machine % {"number": len(unread)} if unread else "",
            _("saved, not published") if page.is_waiting else "",
        )
        changes = [*_changes(texts)]
        return Task(page, note, changes=tuple(changes[:CHANGES]), more=len(changes[CHANGES:]))


def _texts_of(pages: Sequence[Any]) -> dict[tuple[Any, int], list[Text]]:
    """The texts of those pages that translators keep, by key and language."""
    wanted = {(page.translation_key, page.locale_id) for page in pages}
    translations = [
        one
        for one in Translation.objects.filter(
            source__object__in=[key for key, _locale in wanted], enabled=True
        ).select_related("source")
        if (one.source.object_id, one.target_locale_id) in wanted
    ]
    found = texts_of(translations)
    return {(one.source.object_id, one.target_locale_id): found[one.pk] for one in translations}


def _deadline(path: str, coming: Sequence[dues.Due]) -> str:
    due = dues.of(path, coming)
    if due is None:
        return ""
    when = cldr.moment(due.at, due.zone, get_language())
    return _("deadline of the call: %(moment)s") % {"moment": when}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


# What was changed


def _changes(texts: Iterable[Text]) -> Iterator[SafeString]:
    """What was changed in the texts that are open, or is new in a page that was translated once."""
    known = [text for text in texts if text.path != ADDRESS]
    was_translated = any(text.translation or text.former for text in known)
    for text in known:
        if text.is_open and text.former is not None:
            yield as_html(shortened(differences(text.former.words, text.words)))
        elif text.is_open and was_translated:
            yield as_html(shortened([("new", text.words)]))


def shortened(parts: Sequence[Part]) -> list[Part]:
    """Differences with less of what is the same in both, and of what is very long."""
    last = len(parts) - 1
    return [
        (kind, _cut(words, AROUND if place else 0, AROUND if place < last else 0))
        if kind == "kept"
        else (kind, _cut(words, LONGEST, 0))
        for place, (kind, words) in enumerate(parts)
    ]


def _cut(words: str, first: int, last: int) -> str:
    """So many of the first and last letters, in whole words, with a sign for what is left out."""
    if len(words) <= first + last + len(GAP):
        return words
    begin = words[:first].rpartition(" ")[0] or words[:first]
    end = words[len(words) - last :].partition(" ")[2] if last else ""
    return f"{begin}{GAP}{end}"
