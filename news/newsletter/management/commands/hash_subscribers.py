"""manage.py hash_subscribers"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Case, When

from news.newsletter.addresses import hash_of
from news.newsletter.models import Subscriber, SubscriberStatus


class Command(BaseCommand):
    """Makes the keyed hashes of all subscribers' addresses anew, or none of them."""

    help = "Hashes the addresses of all subscribers anew, after the site's secret key has changed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        confirmed_first = Case(When(status=SubscriberStatus.CONFIRMED, then=0), default=1)
        known: set[str] = set()
        for subscriber in Subscriber.objects.exclude(email="").order_by(confirmed_first, "pk"):
            address_hash = hash_of(subscriber.email)
            if address_hash in known:
                # Somebody who has signed up again since the key was changed.
                subscriber.delete()
                continue
            known.add(address_hash)
            Subscriber.objects.filter(address_hash=address_hash).exclude(pk=subscriber.pk).delete()
            subscriber.save(update_fields=["address_hash"])
