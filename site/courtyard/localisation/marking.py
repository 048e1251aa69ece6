"""Which texts of a page a machine has written, where only their number was kept with it.

Each such text is known by a mark (``freshness.mark_of``). Pages and drafts of an earlier release
say how many there are and not which: that is found by what they say and what translators have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from wagtail.models import Revision
from wagtail_localize.models import StringTranslation

from . import facts, freshness


def marks_of(page: Any, basis: freshness.Basis) -> list[freshness.Mark]:
    """The marks of a machine's texts in what a page says, at most as many as its basis counts.

    First those that are a machine's still, as the page has them; then words that nobody is known
    to have written, at places that somebody has translated otherwise since.
    """
    said: dict[str, list[str]] = defaultdict(list)
    for path, text in freshness.texts_in(page):
        said[path].append(freshness.fingerprint_of(text))
    everywhere = {fingerprint for texts in said.values() for fingerprint in texts}
    of_machine: list[freshness.Mark] = []
    others: dict[str, list[int]] = defaultdict(list)
    known = set()
    for string, path, words, kind in _translations(page):
        mark = freshness.mark_of(string, path, words)
        known.add(mark[2])
        if kind == StringTranslation.TRANSLATION_TYPE_MACHINE:
            if mark[2] in everywhere:
                of_machine.append(mark)
        elif mark[2] not in said[path]:
            others[path].append(string)
    # The same words may have stood at a place that is gone: those that stand at theirs go first.
    of_machine.sort(key=lambda mark: mark[2] not in said[mark[1]])
    corrected = [
        [string, path, fingerprint]
        for path, strings in others.items()
        for string, fingerprint in zip(
            strings, (one for one in said[path] if one not in known), strict=False
        )
    ]
    return [*of_machine, *corrected][: basis["machine"]]


def _translations(page: Any) -> Iterable[tuple[int, str, str, str]]:
    """All that was ever translated of a page into its language, in an order that stays."""
    found = StringTranslation.objects.filter(
        context__object=page.translation_key, locale=page.locale_id
    ).exclude(context__path=freshness.ADDRESS)
    return found.order_by("pk").values_list(
        "translation_of", "context__path", "data", "translation_type"
    )


def unmarked(models: Iterable[type[Any]]) -> Iterator[Any]:
    """The live pages of some types that count a machine's texts and do not say which."""
    for model in models:
        yield from model._base_manager.filter(
            live=True, basis__machine__gt=0, basis__marks__isnull=True
        ).order_by("pk")


def mark(models: Iterable[type[Any]]) -> int:
    """Give pages of some types, and all drafts, the marks that they lack; gives to how many."""
    marked = 0
    for page in list(unmarked(models)):
        marked += _mark_page(type(page), page.pk)
    drafts = Revision.objects.filter(
        content__basis__machine__gt=0, content__basis__marks__isnull=True
    )
    for key in list(drafts.order_by("pk").values_list("pk", flat=True)):
        marked += _mark_draft(key)
    return marked


@transaction.atomic
def _mark_page(model: type[Any], key: int) -> int:
    pages = model._base_manager.filter(pk=key)
    facts.lock_originals(facts.keys_of(pages))
    page = pages.first()
    if page is None or not is_unmarked(page.basis):
        return 0
    return int(pages.update(basis=_marked(page, page.basis)))


@transaction.atomic
def _mark_draft(key: int) -> int:
    revision = Revision.objects.select_for_update(of=("self",)).filter(pk=key).first()
    try:
        page = revision.as_object() if revision else None
    except ObjectDoesNotExist:
        return 0
    if revision is None or not is_unmarked(revision.content["basis"]):
        return 0
    basis = _marked(page, revision.content["basis"])
    content = {**revision.content, "basis": basis}
    return int(Revision.objects.filter(pk=key).update(content=content))


def is_unmarked(basis: freshness.Basis | None) -> bool:
    """Whether a basis counts a machine's texts and does not say which."""
    return basis is not None and basis["machine"] > 0 and "marks" not in basis


def _marked(page: Any, basis: freshness.Basis) -> freshness.Basis:
    return freshness.with_marks(basis, marks_of(page, basis))
