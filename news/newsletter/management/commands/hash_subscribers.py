"""manage.py hash_subscribers"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from news.newsletter.models import Subscriber


class Command(BaseCommand):
    """Makes the keyed hashes of all subscribers' addresses anew."""

    help = "Hashes the addresses of all subscribers anew, after the site's secret key has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        for subscriber in Subscriber.objects.iterator():
            subscriber.save(update_fields=["address_hash"])
