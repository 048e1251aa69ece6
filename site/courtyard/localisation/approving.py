"""What a machine has written is marked until a person has read it.

Each of its texts is known as a machine's until somebody approves it, or writes it otherwise. What
is public counts how many of them it says (``freshness``), and is told as soon as these are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from courtyard.pages import BasePage
from courtyard.publications import generation, writing
from courtyard.publications.predicate import own_words

from . import facts, freshness


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
    chosen = {
        key: (path, said) for key, path, said in found.values_list("pk", "context__path", "data")
    }
    StringTranslation.objects.filter(pk__in=chosen).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=user
    )
    if chosen:
        tell(translation, set(chosen.values()))
    return len(chosen)


@transaction.atomic
def tell(translation: Translation, read: set[tuple[str, str]]) -> None:
    """Have a page, and its last draft, say that somebody has read texts: paths with words."""
    facts.lock_originals([translation.source.object_id])
    try:
        page = translation.get_target_instance()
    except ObjectDoesNotExist:
        return
    if not isinstance(page, BasePage):
        return
    revision = page.latest_revision
    if revision is not None and (basis := _read(revision.as_object(), read)):
        content = {**revision.content, "basis": basis}
        Revision.objects.filter(pk=revision.pk).update(content=content)
    if basis := _read(page, read):
        pages = type(page)._base_manager
        pages.filter(pk=page.pk).update(basis=basis)
        its = Q(pk=page.pk) | Q(alias_of=page.pk)
        writing.write([*pages.filter(its, own_words(""), live=True).order_by("pk")])
        generation.changed()


def _read_out(text: str) -> str:
    """What readers read of a text: links are counted anew wherever they have another order."""
    return " ".join(StringValue(text).render_text().split())


def _read(page: Any, read: set[tuple[str, str]]) -> freshness.Basis | None:
    """The basis of a page with fewer texts of a machine; None where it says none that is read."""
    basis: freshness.Basis | None = page.basis
    if basis is None or not basis["machine"]:
        return None
    known = {(path, _read_out(text)) for path, text in read}
    said = sum((path, _read_out(text)) in known for path, text in freshness.texts_in(page))
    return (
        freshness.Basis(**{**basis, "machine": max(0, basis["machine"] - said)}) if said else None
    )
