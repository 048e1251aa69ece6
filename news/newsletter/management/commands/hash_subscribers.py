"""manage.py hash_subscribers"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from news.newsletter.addresses import hash_of
from news.newsletter.models import Reason, Subscriber, Suppression

Rank = tuple[bool, dt.datetime, int]


class Command(BaseCommand):
    """Makes the keyed hashes of all subscribers' addresses anew, or none of them.

    Of somebody who has signed up again since the key was changed what they decided last stays; who
    has been erased since is erased again.
    """

    help = "Hashes the addresses of all subscribers anew, after the site's secret key has changed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        erasures = Suppression.objects.filter(reason=Reason.ERASED)
        erased = dict(erasures.values_list("address_hash", "at"))
        kept: dict[str, tuple[Rank, Subscriber]] = {}
        for subscriber in Subscriber.objects.select_for_update():
            # Of who left long ago there is the hash alone.
            known_by = hash_of(subscriber.email) if subscriber.email else subscriber.address_hash
            rank = rank_of(subscriber)
            is_erased = known_by in erased and subscriber.created_at <= erased[known_by]
            if is_erased or (known_by in kept and kept[known_by][0] > rank):
                subscriber.delete()
                continue
            if known_by in kept:
                kept[known_by][1].delete()
            kept[known_by] = rank, subscriber
        for known_by, (_rank, subscriber) in kept.items():
            if subscriber.address_hash != known_by:
                subscriber.save(update_fields=["address_hash"])


def rank_of(subscriber: Subscriber) -> Rank:
    """What counts among several rows of one person: the last decision, before any mere request."""
    decided = max(
        (at for at in (subscriber.confirmed_at, subscriber.left_at) if at is not None),
        default=None,
    )
    return decided is not None, decided or subscriber.asked_at, subscriber.pk
