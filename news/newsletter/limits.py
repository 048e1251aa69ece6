"""How often the newsletter may be asked for: by a network, by an address, by everybody."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from .addresses import keyed_hash
from .models import Allowance


class Limit(NamedTuple):
    """So many at once, and one more each so many seconds."""

    at_once: int
    seconds: float


LIMITS: Mapping[str, Limit] = {
    "network": Limit(5, 300),
    "site": Limit(60, 5),
    "address": Limit(3, 6 * 3600),
}
"""What holds unless ``COURTYARD_NEWSLETTER_LIMITS`` of the settings says otherwise, in the same
form; a kind that it gives no number (None) is not counted."""

PREFIXES = {4: 24, 6: 48}
"""How much of an address, by its version, names the network of somebody."""


class TooMany(Exception):
    """Somebody has asked too often; ``wait`` says after how long they may again."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(f"{wait.total_seconds():.0f} s")
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The whole seconds to wait, at least one."""
        return max(1, round(self.wait.total_seconds() + 0.5))


def take(kind: str, whose: str) -> None:
    """Count one request of somebody; raises TooMany where it is one too many, and counts it not.

    Who asks is kept as a keyed hash, and no longer than it takes until they may ask at will again.
    """
    limits = {**LIMITS, **getattr(settings, "COURTYARD_NEWSLETTER_LIMITS", {})}
    if limits[kind] is None:
        return
    at_once, seconds = limits[kind]
    now, each = timezone.now(), dt.timedelta(seconds=seconds)
    key = keyed_hash(f"limit.{kind}", whose)
    with transaction.atomic():
        row, _is_new = Allowance.objects.select_for_update().get_or_create(
            key=key, defaults={"used_until": now}
        )
        used_until = max(row.used_until, now) + each
        wait = used_until - now - at_once * each
        if wait > dt.timedelta(0):
            raise TooMany(wait)
        row.used_until = used_until
        row.save(update_fields=["used_until"])


def forget_allowances() -> int:
    """Delete what no longer limits anybody; gives how many rows."""
    return Allowance.objects.filter(used_until__lt=timezone.now()).delete()[0]


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from; "" where it cannot be known.

    Behind a proxy it is the last address that the proxy has added to ``X-Forwarded-For``.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = forwarded or address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, PREFIXES[ip.version]), strict=False))
