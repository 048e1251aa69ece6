"""Publishing and expiring by the clock: each thing by itself, so that none holds up the others."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from courtyard.localisation import facts

from . import gate

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two rounds of the worker."""


def publish_due(*, now: dt.datetime | None = None) -> int:
    """Expire and publish whatever is due, as Wagtail's ``publish_scheduled`` does.

    What is refused or fails stays as it was, is logged and tried again in the next round; gives
    how many these are.
    """
    now = now or timezone.now()
    expired = [
        (model, key)
        for model in _with_schedule()
        for key in model._default_manager.filter(live=True, expire_at__lt=now)
        .order_by("expire_at")
        .values_list("pk", flat=True)
    ]
    failed = sum(not _done(_expire, model, key, now) for model, key in expired)
    approved = Revision.objects.filter(approved_go_live_at__lt=now)
    keys = list(approved.order_by("approved_go_live_at").values_list("pk", flat=True))
    return failed + sum(not _done(_publish, key, now) for key in keys)


def refused() -> Iterator[tuple[Revision, gate.NotPublishable]]:
    """The pages that should be public by now and may not be."""
    pages = ContentType.objects.get_for_model(Page)
    due = Revision.objects.filter(
        base_content_type=pages, approved_go_live_at__lt=timezone.now()
    ).order_by("approved_go_live_at")
    for revision in due:
        if revision.content_object is None:
            continue
        try:
            gate.check(revision.as_object())
        except gate.NotPublishable as refusal:
            yield revision, refusal


def _with_schedule() -> list[type[Model]]:
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def _done(change: Callable[..., None], *which: Any) -> bool:
    """Whether a change was made; its transaction is its own."""
    try:
        with transaction.atomic():
            change(*which)
    except OperationalError:
        raise
    except gate.NotPublishable as refusal:
        reasons = refusal.reasons
        logger.warning("Page %s was to be published and is refused: %s", refusal.page.pk, reasons)
    except ValidationError as error:
        logger.warning("What was to be published is not valid: %s", " ".join(error.messages))
    except Exception:
        logger.exception("What was due could not be done.")
    else:
        return True
    return False


def _expire(model: type[Model], key: object, now: dt.datetime) -> None:
    if model is Page:
        facts.lock_originals(facts.keys_of(Page.objects.filter(pk=key)))
    due = model._default_manager.select_for_update(of=("self",))
    one: Any = due.filter(pk=key, live=True, expire_at__lt=now).first()
    if isinstance(one, Page):
        # Only a page of its own type takes its publication back.
        one = one.specific
    if one is not None:
        one.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(key: int, now: dt.datetime) -> None:
    pages = Revision.objects.filter(
        pk=key, base_content_type=ContentType.objects.get_for_model(Page)
    )
    concerned = [int(page) for page in pages.values_list("object_id", flat=True)]
    facts.lock_originals(facts.keys_of(Page.objects.filter(pk__in=concerned)))
    due = Revision.objects.select_for_update(of=("self",))
    revision = due.filter(pk=key, approved_go_live_at__lt=now).first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
