"""What a machine has written is marked until a person has read it.

Each of its texts is known as a machine's until somebody approves it, or writes it otherwise. What
is public counts how many of them it says (``freshness``), and is told as soon as these are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from courtyard.pages import BasePage
from courtyard.publications import generation, writing
from courtyard.publications.predicate import own_words

from . import facts, freshness, marking
from .texts import Text, texts_of


def by_machine(translation: Translation) -> QuerySet[StringTranslation]:
    """What a machine has written of the texts that there are now, and nobody has approved.

    In the order of the page.
    """
    there = StringSegment.objects.filter(
        source=translation.source_id,
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
    )
    return (
        StringTranslation.objects.filter(
            Exists(there),
            locale=translation.target_locale_id,
            context__object=translation.source.object_id,
            translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
            has_error=False,
        )
        .exclude(context__path=freshness.ADDRESS)
        .annotate(place=Subquery(there.order_by("order").values("order")[:1]))
        .order_by("place", "pk")
    )


@transaction.atomic
def approve(translation: Translation, keys: Iterable[int], *, user: Any) -> int:
    """Let some of what a machine has written, by primary keys, be a person's; gives how many.

    What is published of it is no machine's any more at once: its words stay as they are.
    """
    facts.lock_originals([translation.source.object_id])
    found = by_machine(translation).filter(pk__in=[*keys])
    chosen = list(found.values_list("pk", flat=True))
    StringTranslation.objects.filter(pk__in=chosen).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=user
    )
    if chosen:
        tell(translation)
    return len(chosen)


@transaction.atomic
def tell(translation: Translation) -> None:
    """Have a page, and its last draft, say which of a machine's texts nobody has read yet.

    It is asked of each such text whether somebody has saved or approved it as it stands there, so
    it makes no difference by which way that was done, or how often this is called.
    """
    facts.lock_originals([translation.source.object_id])
    try:
        page = translation.get_target_instance()
    except ObjectDoesNotExist:
        return
    if not isinstance(page, BasePage):
        return
    revision = page.latest_revision
    drafted: freshness.Basis | None = revision.content.get("basis") if revision else None
    said: freshness.Basis | None = page.basis
    if not any(basis and basis["machine"] for basis in (drafted, said)):
        return
    texts = texts_of([translation])[translation.pk]
    if revision is not None and (basis := _unread(drafted, texts, revision.as_object)):
        content = {**revision.content, "basis": basis}
        Revision.objects.filter(pk=revision.pk).update(content=content)
    if basis := _unread(said, texts, lambda: page):
        pages = type(page)._base_manager
        pages.filter(pk=page.pk).update(basis=basis)
        its = Q(pk=page.pk) | Q(alias_of=page.pk)
        writing.write([*pages.filter(its, own_words(""), live=True).order_by("pk")])
        generation.changed()


def _unread(
    basis: freshness.Basis | None, texts: Sequence[Text], read: Callable[[], Any]
) -> freshness.Basis | None:
    """The basis with those of a machine's texts that nobody has read; None where that is all.

    ``read`` gives the page that says them.
    """
    if basis is None or not basis["machine"]:
        return None
    marks = marking.marks_of(read(), basis) if marking.is_unmarked(basis) else basis["marks"]
    left = [mark for mark in marks if not _is_read(mark, texts)]
    return freshness.with_marks(basis, left) if len(left) < basis["machine"] else None


def _is_read(mark: freshness.Mark, texts: Sequence[Text]) -> bool:
    """Whether a person has saved or approved a text as it stands on the page.

    A text that has another place since is known by its words; where the original has become
    another page, so that it has none of these words, by its place.
    """
    string, path, fingerprint = mark
    its = [one for one in texts if one.string == string and one.path == path]
    its = its or [one for one in texts if one.string == string]
    its = its or [one for one in texts if one.path == path]
    return any(
        not one.is_machine
        and not one.error
        and bool(one.translation)
        and freshness.fingerprint_of(one.translation) == fingerprint
        for one in its
    )
