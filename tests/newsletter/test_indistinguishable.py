"""Nobody learns from the site who is subscribed; and the button counts once."""

from __future__ import annotations

import random
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import services
from news.newsletter.addresses import hash_of
from news.newsletter.models import (
    ConsentEvent,
    Purpose,
    Subscriber,
    Suppression,
)
from tests.trees import Tree, grow, settle

from .letters import LIFTED, SIGN_UP, fill_in, wording_in

STATES = ("new", "pending", "confirmed", "unsubscribed", "suppressed")
REQUESTS = 200
SUBSCRIPTIONS = "/api/content/v1/newsletter/subscriptions"
NUMBERED = re.compile(r"SAVEPOINT.*|\d+")
"""What names a savepoint, a cursor or a transaction, and differs from one to the next."""
MAILS = dict.fromkeys(STATES, services.CONFIRMATION) | {"confirmed": services.ALREADY_CONFIRMED}


def in_each_state() -> dict[str, str]:
    """An address in each state."""
    now = timezone.now()
    addresses = {state: f"{state}@example.org" for state in STATES}
    for state in ("pending", "confirmed", "unsubscribed"):
        Subscriber.objects.create(email=addresses[state], status=state, asked_at=now)
    Suppression.objects.create(
        address_hash=hash_of(addresses["suppressed"]), reason="erased", at=now
    )
    return addresses


def by_form(client: Client, typed: Any, email: str) -> Any:
    """Sign up by the second step of the form."""
    return client.post(SIGN_UP, {**typed, "email": email})


def by_api(client: Client, typed: Any, email: str) -> Any:
    """Sign up by the content API."""
    body = {"email": email, "locale": "pl", "consent": wording_in(client, "pl").version}
    return client.post(SUBSCRIPTIONS, body, content_type="application/json")


@pytest.mark.parametrize("requests", [3, pytest.param(REQUESTS, marks=pytest.mark.long)])
@pytest.mark.parametrize("way", [by_form, by_api])
def test_the_answer_is_the_same_for_every_address(
    tree: Tree, settings: Any, requests: int, way: Callable[[Client, Any, str], Any]
) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    settle()
    client = Client(HTTP_HOST="localhost")
    typed, addresses = fill_in(client), in_each_state()
    answers: set[Any] = set()
    times: dict[str, list[float]] = {state: [] for state in STATES}
    order = random.Random(requests)
    for _ in range(requests):
        # In another order each time, or what a machine does every so often would tell them apart.
        for state in order.sample(STATES, len(STATES)):
            began = time.perf_counter()
            response = way(client, typed, addresses[state])
            times[state].append(time.perf_counter() - began)
            headers = {**response.headers, "Expires": ""}
            answers.add((response.status_code, str(sorted(headers.items())), response.content))
    assert len(answers) == 1
    assert next(iter(answers))[0] in (202, 302)
    assert OutboxRow.objects.filter(kind=services.REQUEST).count() == requests * len(STATES)
    medians = {state: statistics.median(found) for state, found in times.items()}
    ratio = max(medians.values()) / min(medians.values())
    told = {state: f"{median * 1000:.2f} ms" for state, median in medians.items()}
    print(way.__name__, told, f"{ratio:.3f}")  # noqa: T201
    if requests == REQUESTS:
        assert ratio <= 1.2


def test_only_the_mails_differ(tree: Tree, settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    client = Client(HTTP_HOST="localhost")
    typed, addresses = fill_in(client), in_each_state()
    for state, email in addresses.items():
        client.post(SIGN_UP, {**typed, "email": email})
        request = OutboxRow.objects.get(kind=services.REQUEST)
        assert outbox.do(request)
        row = OutboxRow.objects.get(kind__startswith="newsletter.")
        assert row.kind == MAILS[state]
        row.delete()


def test_the_database_is_asked_the_same_for_every_address(
    tree: Tree, settings: Any, django_assert_num_queries: Any
) -> None:
    """What the clock cannot tell on a busy machine: the statements are the same ones."""
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    client = Client(HTTP_HOST="localhost")
    typed, addresses = fill_in(client), in_each_state()
    asked = []
    for email in [addresses["new"], *addresses.values()]:
        statements: list[str] = []

        def watch(execute: Any, sql: str, *rest: Any, said: list[str] = statements) -> Any:
            said.append(NUMBERED.sub("", str(sql)))
            return execute(sql, *rest)

        with connection.execute_wrapper(watch):
            client.post(SIGN_UP, {**typed, "email": email})
        asked.append(tuple(statements))
    assert len(set(asked[1:])) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_buttons_pressed_at_once_make_one_consent() -> None:
    grow()
    client = Client(HTTP_HOST="localhost")
    services.ask(
        email="reader@example.org",
        wishes=services.Wishes(["pl"]),
        wording=wording_in(client, "pl"),
        source="form",  # type: ignore[arg-type]
        network="",
    )
    services.look_at(OutboxRow.objects.get(kind=services.REQUEST).payload)
    secret = services.link(Subscriber.objects.get(), Purpose.CONFIRM)
    start, found = threading.Barrier(50), Counter[str]()

    def press() -> None:
        start.wait()
        try:
            services.confirm(token=secret)
            found["confirmed"] += 1
        except services.TokenGone:
            found["gone"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"confirmed": 1, "gone": 49}
    assert ConsentEvent.objects.filter(kind="confirmed").count() == 1
    assert OutboxRow.objects.filter(kind=services.WELCOME).count() == 1
