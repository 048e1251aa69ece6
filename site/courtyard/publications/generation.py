"""The generation: one number that is raised after every public change.

What is cached carries the generation that was read before it was built; a raised one makes every
cached answer unreachable, in every process at once. It is raised when the change has been
committed (an answer built before that could otherwise be kept under the new number), and an
outbox row written with the change repeats it should the process die in between.

By default the number stands in the database and costs one query a request. With
``COURTYARD_GENERATION_IN_CACHE`` it is a token in the cache that all processes share.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.signals import post_delete, post_save

from courtyard.outbox import services as outbox

from .prepared import Prepared
from .stored import Generation

logger = logging.getLogger(__name__)

OUTBOX_KIND = "courtyard.generation"
CACHE_KEY = "courtyard:generation"
ROW = 1

Judge = Callable[[models.Model, Any], bool]

_watched: dict[type[models.Model], Judge] = {}


class CacheUnreachable(RuntimeError):
    """The shared cache did not take the new generation."""


def current() -> str | None:
    """The present generation; read it before building what will be kept under it.

    None inside a transaction that has changed something itself: what it sees is nobody else's
    yet, and must be neither kept nor taken from what was kept.
    """
    if _is_waiting():
        return None
    if _in_cache():
        try:
            return _in_cache_or_new()
        except Exception:  # noqa: BLE001 - whatever a cache raises, the site goes on
            return None
    rows = _present().ask({})
    return str(rows[0]["number"] if rows else 0)


@functools.cache
def _present() -> Prepared:
    """The one question that every request puts to the database."""
    return Prepared(Generation.objects.filter(pk=ROW).values("number"))


def _in_cache_or_new() -> str | None:
    token = cache.get(CACHE_KEY)
    if token is None:
        cache.add(CACHE_KEY, uuid4().hex, timeout=None)
        token = cache.get(CACHE_KEY)
    return cast("str | None", token)


def changed() -> None:
    """Say that what the public sees has changed; raises the generation on commit, once."""
    if not connection.in_atomic_block:
        try:
            raise_now()
        except CacheUnreachable:
            outbox.write(OUTBOX_KIND, payload={})
    elif not _is_waiting():
        outbox.write(OUTBOX_KIND, payload={})
        # What has been saved is saved: where raising fails, the outbox repeats it.
        transaction.on_commit(raise_now, robust=True)


def raise_now() -> None:
    """Raise the generation. Raises CacheUnreachable where a shared cache does not take it."""
    if not _in_cache():
        if not Generation.objects.filter(pk=ROW).update(number=F("number") + 1):
            Generation.objects.bulk_create([Generation(pk=ROW)], ignore_conflicts=True)
            Generation.objects.filter(pk=ROW).update(number=F("number") + 1)
        return
    try:
        cache.set(CACHE_KEY, uuid4().hex, timeout=None)
        taken = cache.get(CACHE_KEY) is not None
    except Exception as error:
        raise CacheUnreachable from error
    if not taken:
        raise CacheUnreachable
    # Another process may have raised it since: its token is as good.


def repeat(payload: Mapping[str, Any]) -> None:
    """The outbox's handler: raise the generation once more."""
    raise_now()


def watch(*types: type[models.Model], judge: Judge = lambda instance, fields: True) -> None:
    """Raise the generation whenever an object of these types is saved or deleted.

    Subclasses are included. ``judge`` takes the object and the ``update_fields`` of a save (or
    None), and says whether the public can see the difference.
    """
    for model in types:
        _watched[model] = judge


def connect() -> None:
    """Listen to what Django says of saved objects; called once when the apps are ready."""
    post_save.connect(_saved, dispatch_uid="courtyard.generation")
    post_delete.connect(_deleted, dispatch_uid="courtyard.generation")


def _saved(
    sender: type[models.Model], instance: models.Model, update_fields: Any = None, **kwargs: Any
) -> None:
    judge = _judge_of(sender)
    if judge and judge(instance, update_fields):
        changed()


def _deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if _judge_of(sender):
        changed()


def _judge_of(sender: type[models.Model]) -> Judge | None:
    for model in sender.__mro__:
        if model in _watched:
            return _watched[model]
    return None


def _is_waiting() -> bool:
    return any(entry[1] is raise_now for entry in connection.run_on_commit)


def _in_cache() -> bool:
    return bool(getattr(settings, "COURTYARD_GENERATION_IN_CACHE", False))
