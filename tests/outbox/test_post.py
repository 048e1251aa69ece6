"""Mails of the outbox, and mail servers that are silent, refuse, or hang up."""

from __future__ import annotations

import datetime as dt
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db.models import Max
from django.utils import timezone

from courtyard.outbox import post, services
from courtyard.outbox.models import OutboxRow
from courtyard.outbox.worker import Worker

pytestmark = pytest.mark.django_db

READER = "reader@example.org"


class Server(socketserver.ThreadingTCPServer):
    """A mail server (RFC 5321) that counts; ``answers`` are given to DATA, one after another."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.connections = 0
        self.taken: list[str] = []
        self.answers: dict[str, str] = {}
        self.most_a_connection = 1000


class Conversation(socketserver.StreamRequestHandler):
    """One connection of a mail client."""

    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 here")
        taken = 0
        while taken < self.server.most_a_connection and (line := self.rfile.readline()):
            verb = line.decode().strip().upper().partition(" ")[0]
            answer = self.server.answers.get(verb, "250 well")
            if verb == "DATA" and answer.startswith("250"):
                self.say("354 go on")
                self.server.taken.append(self.data())
                taken += 1
            self.say(answer)
            if verb == "QUIT":
                break

    def data(self) -> str:
        lines: list[str] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.decode())
        return "".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A mail server that the site uses."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.shutdown()


@pytest.fixture
def silent(settings: Any) -> Iterator[socket.socket]:
    """A mail server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.getsockname()
        settings.EMAIL_TIMEOUT = 0.5
        yield listening


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rows called "test.mail" are mails; what the others, "test.other", have done."""
    done: list[str] = []

    def send(payload: Any) -> None:
        post.send(EmailMessage(str(payload["number"]), "…", "site@example.org", [READER]))

    monkeypatch.setattr(services, "_kinds", dict(services._kinds))
    post.register("test.mail", send)
    services.register("test.other", lambda payload: done.append("other"))
    return done


def write(count: int) -> list[OutboxRow]:
    """So many mails that are to be sent."""
    return [services.write("test.mail", payload={"number": number}) for number in range(count)]


def let_time_pass(**span: float) -> None:
    """As if all rows had been written and tried so much earlier."""
    back = dt.timedelta(**span)
    for row in OutboxRow.objects.all():
        row.due_at -= back
        if row.silent_until:
            row.silent_until -= back
        if row.gives_up_at:
            row.gives_up_at -= back
        row.save()


def test_a_silent_mail_server_keeps_a_batch_waiting_once(silent: Any, kinds: list[str]) -> None:
    rows = write(20)
    services.write("test.other", payload={})
    began = time.monotonic()
    services.work()
    assert time.monotonic() - began < 2
    assert kinds == ["other"]
    tried = OutboxRow.objects.exclude(attempts=0).get()
    assert (tried.pk, tried.last_error, tried.waits_for) == (
        rows[0].pk,
        "SMTPServerDisconnected",
        "mail",
    )
    assert services.work() == 0


def test_a_mail_written_meanwhile_waits_too(silent: Any, kinds: list[str]) -> None:
    write(1)
    services.work()
    later = write(1)[0]
    services.write("test.other", payload={})
    assert services.work() == 1
    later.refresh_from_db()
    assert later.attempts == 0


def test_a_silent_server_is_asked_more_and_more_seldom(silent: Any, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.1
    write(9)
    silences = []
    for _time in range(6):
        assert services.work() == 1
        until: Any = OutboxRow.objects.aggregate(Max("silent_until"))["silent_until__max"]
        silences.append(round((until - timezone.now()).total_seconds() / 60))
        let_time_pass(minutes=silences[-1], seconds=5)
    assert silences == [1, 5, 15, 15, 15, 15]


def test_one_mail_at_which_a_server_stumbles_stops_no_other(server: Server) -> None:
    def stumble(payload: Any) -> None:
        raise services.OutOfReach from ConnectionResetError()

    post.register("test.stumbling", stumble)
    row = services.write("test.stumbling", payload={})
    for day in range(6):
        write(3)
        for _time in range(2):
            services.work()
            let_time_pass(minutes=1, seconds=5)
        assert len(server.taken) == 3 * (day + 1)
        let_time_pass(days=1)
    row.refresh_from_db()
    assert row.failed_at is not None


def test_when_the_server_answers_again_all_goes_out(
    silent: Any, server: Server, settings: Any
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
    settings.EMAIL_TIMEOUT = 0.2
    write(3)
    services.work()
    settings.EMAIL_PORT = server.server_address[1]
    assert services.work() == 0
    let_time_pass(minutes=2)
    services.work()
    assert not OutboxRow.objects.exists()
    assert {one.partition("Subject: ")[2][0] for one in server.taken} == set("012")


def test_the_mails_of_a_batch_go_by_one_connection(server: Server) -> None:
    write(7)
    services.work()
    assert (len(server.taken), server.connections) == (7, 1)
    write(1)
    services.work()
    assert (len(server.taken), server.connections) == (8, 2)


def test_a_server_that_ends_a_connection_gets_the_next_mail_by_another(server: Server) -> None:
    server.most_a_connection = 2
    write(5)
    services.work()
    assert (len(server.taken), server.connections) == (5, 3)
    assert not OutboxRow.objects.exists()


def test_a_row_that_is_done_by_itself_leaves_no_connection_open(server: Server) -> None:
    write(1)
    row = services.claim()
    assert row is not None
    assert services.do(row)
    assert post._open.get() is None


def test_one_mail_that_is_refused_for_now_keeps_no_other_waiting(
    server: Server, kinds: list[str]
) -> None:
    server.answers["RCPT"] = "450 later"
    write(3)
    services.work()
    assert [row.attempts for row in OutboxRow.objects.all()] == [1, 1, 1]
    assert server.connections == 1


def test_a_mail_is_given_up_after_five_days_and_that_is_said_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["RCPT"] = f"450 {READER} is full"
    (row,) = write(1)
    for _day in range(7):
        services.work()
        let_time_pass(days=1, minutes=1)
    row.refresh_from_db()
    assert row.failed_at is not None
    told = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert [one.getMessage() for one in told] == [
        f"Outbox row {row.pk} (test.mail) is given up: SMTPRecipientsRefused."
    ]
    assert "example.org" not in caplog.text
    assert services.failed() == [("test.mail", "SMTPRecipientsRefused", 1)]
    assert row.attempts == 6


def test_a_mail_server_that_is_down_for_a_week_ends_the_mails_of_that_week(silent: Any) -> None:
    write(2)
    for _day in range(8):
        services.work()
        let_time_pass(days=1)
    assert services.failed() == [("test.mail", "SMTPServerDisconnected", 2)]


def test_a_mail_whose_words_are_refused_is_given_up_at_once(server: Server) -> None:
    server.answers["DATA"] = "554 no such words here"
    write(1)
    services.work()
    assert services.failed() == [("test.mail", "SMTPDataError", 1)]


def test_what_was_given_up_is_told_tried_again_and_at_last_forgotten(server: Server) -> None:
    server.answers["DATA"] = "554 no such words here"
    write(2)
    services.work()
    out = StringIO()
    services.write("test.other", payload={})
    call_command("outbox", stdout=out)
    assert out.getvalue().splitlines() == [
        "test.other: 1 waiting",
        "test.mail: 2 given up (SMTPDataError)",
    ]
    server.answers.clear()
    OutboxRow.objects.filter(payload={"number": 1}).update(
        failed_at=timezone.now() - dt.timedelta(days=31)
    )
    assert services.forget_failed() == 1
    call_command("outbox", "--try-again", stdout=out)
    services.work()
    assert len(server.taken) == 1
    assert not OutboxRow.objects.exists()


def test_a_slow_mail_server_keeps_no_other_chore_waiting(
    monkeypatch: pytest.MonkeyPatch, kinds: list[str]
) -> None:
    monkeypatch.setattr("courtyard.outbox.worker.BATCH_SECONDS", 0.2)
    services.register("test.slow", lambda payload: time.sleep(0.1))
    for _number in range(20):
        services.write("test.slow", payload={})
    worker = Worker()
    worker.work()
    assert worker.busy
    assert OutboxRow.objects.count() > 10
