"""How often the newsletter may be asked for: by a network, by an address, by everybody."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

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


LONGEST_QUEUE = dt.timedelta(days=1)
"""How long somebody may wait for a mail because many others ask."""


class TooMany(Exception):
    """Somebody has asked too often; ``wait`` says after how long they may again.

    ``kind`` says whose limit it is: that of a network, an address or the whole site.
    """

    def __init__(self, kind: str, wait: dt.timedelta) -> None:
        super().__init__(f"{kind}: {wait.total_seconds():.0f} s")
        self.kind = kind
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The whole seconds to wait, at least one."""
        return max(1, math.ceil(self.wait.total_seconds()))

    @property
    def minutes(self) -> int:
        """The whole minutes to wait, at least one."""
        return math.ceil(self.seconds / 60)


def take(kind: str, whose: str, *, queue: dt.timedelta = dt.timedelta(0)) -> dt.timedelta:
    """Count one request of somebody; gives after how long it may be done, at most ``queue``.

    Raises TooMany where it would be longer, and counts the request not. Who asks is kept as a
    keyed hash, and no longer than it takes until they may ask at will again.
    """
    limits = {**LIMITS, **getattr(settings, "COURTYARD_NEWSLETTER_LIMITS", {})}
    if limits[kind] is None:
        return dt.timedelta(0)
    at_once, seconds = limits[kind]
    now, each = timezone.now(), dt.timedelta(seconds=seconds)
    key = keyed_hash(f"limit.{kind}", whose)
    with transaction.atomic():
        row, _is_new = Allowance.objects.select_for_update().get_or_create(
            key=key, defaults={"used_until": now}
        )
        used_until = max(row.used_until, now) + each
        wait: dt.timedelta = used_until - now - at_once * each
        if wait > queue:
            raise TooMany(kind, wait - queue)
        row.used_until = used_until
        row.save(update_fields=["used_until"])
    return wait if wait > dt.timedelta(0) else dt.timedelta(0)


def forget_allowances() -> int:
    """Delete what no longer limits anybody; gives how many rows."""
    return Allowance.objects.filter(used_until__lt=timezone.now()).delete()[0]


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from; "" where it cannot be known.

    Behind proxies it is what the outermost of them has added to ``X-Forwarded-For``;
    ``COURTYARD_PROXIES`` of the settings says how many there are. What stands before it in that
    header anybody can have written.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "COURTYARD_PROXIES", 0)
    forwarded = request.headers.get("X-Forwarded-For", "")
    if proxies and forwarded:
        address = forwarded.split(",")[-proxies:][0]
    return _network(address)


def network_of_visitor(request: HttpRequest) -> str:
    """The network of whoever a front end signs up from its own server, as it says.

    It sends ``COURTYARD_FRONT_END_KEY`` of the settings in ``X-Front-End-Key``, and the visitor's
    address in ``X-Visitor-Address``. Whoever lacks the key is not believed.
    """
    key = getattr(settings, "COURTYARD_FRONT_END_KEY", None)
    said = request.headers.get("X-Front-End-Key", "")
    if key and constant_time_compare(said, key):
        network = _network(request.headers.get("X-Visitor-Address", ""))
        if network:
            return network
    return network_of(request)


def _network(address: str) -> str:
    """The network of an address; "" for what is none. Some proxies write a port behind it."""
    address = address.strip()
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, PREFIXES[ip.version]), strict=False))
