"""Two who do something to one subscriber at once: neither fails, and nothing comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courtyard.outbox.models import OutboxRow
from news.newsletter import mails, services
from news.newsletter.models import Purpose, SignUpRequest, Source, Subscriber, Token
from tests.trees import grow

from .letters import READER, wording_in

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 1.0
"""For how many seconds one waits for the other to come as far."""


def asked(client: Client) -> OutboxRow:
    """Somebody asks for the newsletter; gives what the worker has to look at."""
    services.ask(
        email=READER,
        wishes=services.Wishes(["pl"]),
        wording=wording_in(client, "pl"),
        source=Source.FORM,
        network="",
    )
    return OutboxRow.objects.filter(kind=services.REQUEST).latest("pk")


@pytest.fixture
def subscriber() -> Subscriber:
    """Somebody who waits for confirmation, and has asked once more since."""
    grow()
    client = Client(HTTP_HOST="localhost")
    services.look_at(asked(client).payload)
    asked(client)
    return Subscriber.objects.get()


def at_once(*deeds: Callable[[], object], after: str) -> list[BaseException]:
    """Do things in threads of their own, each of which waits for the others after a statement.

    ``after`` is a piece of that statement. Who is kept by a lock of the others comes not so far:
    they wait for a while and go on. Gives what was raised.
    """
    meeting, raised = threading.Barrier(len(deeds)), list[BaseException]()

    def run(deed: Callable[[], object]) -> None:
        has_met = False

        def watch(execute: Any, sql: str, *rest: Any) -> Any:
            nonlocal has_met
            found = execute(sql, *rest)
            if after in str(sql) and not has_met:
                has_met = True
                with suppress(threading.BrokenBarrierError):
                    meeting.wait(PATIENCE)
            return found

        try:
            with connection.execute_wrapper(watch):
                deed()
        except Exception as error:  # noqa: BLE001 - what it is, the test says
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_who_is_erased_while_the_worker_looks_at_their_request_is_gone(
    subscriber: Subscriber,
) -> None:
    manage = services.link(subscriber, Purpose.MANAGE)
    request = SignUpRequest.objects.get().pk

    def by_the_link() -> None:
        # Whoever comes first has erased them, and their link with them.
        with suppress(services.TokenGone):
            services.erase(token=manage)

    def by_a_manager() -> None:
        with suppress(Subscriber.DoesNotExist):
            services.erase_subscriber(Subscriber.objects.get())

    def by_the_worker() -> None:
        services.look_at({"request": request})

    assert at_once(by_the_link, by_a_manager, by_the_worker, after="FOR UPDATE") == []
    assert not Subscriber.objects.exists()
    assert not SignUpRequest.objects.exists()


def test_the_page_and_the_mail_after_confirming_get_the_same_link(subscriber: Subscriber) -> None:
    """The worker may write the welcome mail while the page is made that says it is confirmed."""
    found = list[str]()

    def ask_for_it() -> None:
        found.append(services.link(subscriber, Purpose.MANAGE))

    assert at_once(ask_for_it, ask_for_it, after='FROM "newsletter_token"') == []
    assert len(found) == 2
    assert len(set(found)) == 1


@pytest.mark.parametrize("is_used", [True, False])
def test_a_link_that_is_used_or_replaced_while_its_mail_is_written_does_not_come_back(
    subscriber: Subscriber, is_used: bool
) -> None:
    token = Token.objects.get(purpose=Purpose.CONFIRM)
    secret = token.secret
    row = OutboxRow.objects.get(kind=services.CONFIRMATION)
    request = SignUpRequest.objects.get().pk

    def by_the_reader() -> None:
        if is_used:
            services.confirm(token=secret)
        else:
            services.look_at({"request": request})

    def by_the_worker() -> None:
        mails.send_confirmation(row.payload)

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        """Have the reader come when the worker has read of the link."""
        found = execute(sql, *rest)
        if 'FROM "newsletter_token"' in str(sql) and not threads:
            threads.append(threading.Thread(target=run))
            threads[0].start()
            threads[0].join(PATIENCE)
        return found

    def run() -> None:
        by_the_reader()
        connection.close()

    threads = list[threading.Thread]()
    with connection.execute_wrapper(meanwhile):
        by_the_worker()
    threads[0].join()
    with pytest.raises(services.TokenGone):
        services.confirm(token=secret)
