"""Subscribers of an earlier newsletter come with evidence of their consent."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from courtyard.editing.spreadsheets import Unreadable
from news.newsletter import importing, retention
from news.newsletter.addresses import hash_of
from news.newsletter.models import ConsentEvent, Subscriber, Suppression
from tests.trees import Tree, topic

from .letters import mails, path_in, sign_up

HEAD = "email,languages,topics,consented_at,consent\n"
GOOD = "reader@example.org,pl en,networking,2024-05-31,Formularz papierowy 7/2024\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def networking(tree: Tree) -> Any:
    return topic(tree, "networking")


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def look(rows: str, head: str = HEAD) -> importing.Report:
    return importing.look((head + rows).encode())


def write(rows: str) -> int:
    now = timezone.now()
    return sum(importing.write(part, now=now) for part in importing.parts((HEAD + rows).encode()))


def test_who_has_agreed_is_subscribed_and_the_evidence_is_kept(networking: Any) -> None:
    assert write(GOOD) == 1
    reader = Subscriber.objects.of_address("reader@example.org").get()
    assert (reader.status, reader.language_codes) == ("confirmed", ["pl", "en"])
    assert [row.key for row in reader.topics.all()] == [networking.translation_key]
    event = ConsentEvent.objects.get()
    assert (event.kind, event.source) == ("imported", "admin")
    assert event.said["evidence"] == "Formularz papierowy 7/2024"
    assert event.said["consented_at"].startswith("2024-05-31")
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("no address,pl,,2024-05-31,Tak\n", "email"),
        (f"{'a' * 300}@example.org,pl,,2024-05-31,Tak\n", "email"),
        ("gone@example.org,pl,,2024-05-31,Tak\n", "email"),
        ("READER@example.org,pl,,2024-05-31,Tak\n", "email"),
        ("a@example.org,,,2024-05-31,Tak\n", "languages"),
        ("a@example.org,xx,,2024-05-31,Tak\n", "languages"),
        ("a@example.org,pl,nothing,2024-05-31,Tak\n", "topics"),
        ("a@example.org,pl,b@example.org,2024-05-31,Tak\n", "topics"),
        ("a@example.org,pl,,2024-02-31,Tak\n", "consented_at"),
        ("a@example.org,pl,,2924-05-31,Tak\n", "consented_at"),
        ("a@example.org,pl,,,Tak\n", "consented_at"),
        ("a@example.org,pl,,2024-05-31,\n", "consent"),
        ("a@example.org,pl,,2024-05-31\n", "consent"),
        ("a@example.org,pl,,2024-05-31,Tak,more\n", ""),
    ],
)
def test_each_fault_is_told_by_line_and_column_and_nothing_is_imported(
    row: str, column: str
) -> None:
    Suppression.objects.create(
        address_hash=hash_of("gone@example.org"), reason="erased", at=timezone.now()
    )
    report = look(GOOD + "\n" + row)
    assert [(fault.line, fault.column) for fault in report.faults] == [(4, column)]
    assert report.faults[0].why
    assert not any(cell in report.faults[0].why for cell in row.split(",") if "@" in cell)


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org\nBcc: all@example.org",
        "a@example.org\r\nBcc: all@example.org",
        f"{'a' * 300}@example.org",
        f"a@{'a' * 300}.example.org",
        '"quoted name"@example.org',
        "re\u200fader@example.org",
        "reader@exam\u202eple.org",
        "re\u0430der@example.org",  # a Cyrillic letter that looks Latin
        "a b@example.org",
        "a@b@example.org",
        "z@nodot",
    ],
)
def test_what_is_no_address_in_a_table_is_told_by_its_line(email: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerow([email, "pl", "", "2024-05-31", "Tak"])
    report = look(text.getvalue())
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, "email")]
    assert email not in report.faults[0].why


def test_an_address_in_a_table_is_kept_as_the_network_has_it() -> None:
    agreed = ",pl,,2024-05-31,Tak\n"
    rows = f" A+tag@Bücher.example\u00a0{agreed}\u200bo'x@example.org{agreed}"
    assert write(rows) == 2
    found = set(Subscriber.objects.values_list("email", flat=True))
    assert found == {"A+tag@xn--bcher-kva.example", "o'x@example.org"}


def test_all_that_is_wrong_with_a_line_is_told_at_once() -> None:
    Suppression.objects.create(
        address_hash=hash_of("gone@example.org"), reason="erased", at=timezone.now()
    )
    head = f"{HEAD.strip()},status,left_at,paused_until\n"
    rows = (
        "no address,xx,nothing,,,lost,x,never\n"
        "gone@example.org,,,2024-05-31,Tak,confirmed,2024-05-31,\n"
        "a@example.org,,,2024-05-31,Tak,,,\n"
        "a@example.org,pl,,2024-05-31,Tak,unsubscribed,2924-05-31,\n"
    )
    found = [(fault.line, fault.column) for fault in look(rows, head).faults]
    assert found == [
        (2, "email"),
        (2, "languages"),
        (2, "topics"),
        (2, "consented_at"),
        (2, "consent"),
        (2, "status"),
        (2, "paused_until"),
        (3, "languages"),
        (3, "left_at"),
        (3, "email"),
        (4, "languages"),
        (5, "left_at"),
        (5, "email"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"email;name\n",
        (HEAD + "z@example.org,pl,,2024-05-31,Zgoda: ").encode() + "łąka".encode("cp1250"),
        (HEAD + '"z@example.org,pl').encode(),
        f"{HEAD.strip()},surname\n".encode(),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        importing.look(data)


def test_who_subscribes_already_stays_as_they_are() -> None:
    write(GOOD)
    report = look(GOOD.replace("pl en", "en"))
    assert (report.known, report.new, report.faults) == (1, 0, [])
    assert Subscriber.objects.get().language_codes == ["pl", "en"]


def waits(client: Client) -> Subscriber:
    """Somebody whom the form was sent for, and who has not confirmed."""
    sign_up(client, email="reader@example.org", languages=["en"])
    mails()
    return Subscriber.objects.get()


def kinds() -> list[str]:
    return list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_who_waits_for_confirmation_is_subscribed_by_the_evidence(
    client: Client, networking: Any
) -> None:
    """Anybody may have typed the address: it takes nothing from what its owner agreed to."""
    waits(client)
    report = look(GOOD)
    assert (report.new, report.waiting, report.known, report.faults) == (0, 1, 0, [])
    assert Subscriber.objects.get().status == "pending"
    assert write(GOOD) == 1
    reader = Subscriber.objects.get()
    assert (reader.status, reader.language_codes) == ("confirmed", ["pl", "en"])
    assert [row.key for row in reader.topics.all()] == [networking.translation_key]
    assert timezone.localdate(reader.confirmed_at) == dt.date(2024, 5, 31)
    assert kinds() == ["asked", "imported"]
    assert Subscriber.objects.receiving(timezone.now()).exists()
    assert look(GOOD).known == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        retention.forget()
    assert Subscriber.objects.get().status == "confirmed"
    assert kinds() == ["imported"], "what was asked for and not confirmed goes after seven days"


def test_the_link_goes_on_bringing_what_was_asked_for(client: Client) -> None:
    waits(client)
    link = path_in(mails()[-1], "confirm")
    write(GOOD)
    assert client.post(link).status_code == 200
    reader = Subscriber.objects.get()
    assert (reader.status, reader.language_codes) == ("confirmed", ["en"])
    assert kinds() == ["asked", "imported", "confirmed"]


@pytest.mark.parametrize("left_at", ["2025-01-31", ""])
def test_who_waits_and_has_left_elsewhere_is_known_as_somebody_who_has_left(
    client: Client, left_at: str
) -> None:
    waits(client)
    head = f"{HEAD.strip()},status,left_at\n"
    row = f"{GOOD.strip()},unsubscribed,{left_at}\n"
    for part in importing.parts((head + row).encode()):
        importing.write(part, now=timezone.now())
    reader = Subscriber.objects.get()
    assert (reader.status, reader.left_at is not None) == ("unsubscribed", True)
    assert sorted(kinds()) == ["asked", "imported", "withdrawn"]
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        retention.forget()
        assert kinds() == ["imported", "withdrawn"]


def test_who_was_erased_and_asks_anew_is_not_subscribed_by_a_table(client: Client) -> None:
    address_hash = hash_of("reader@example.org")
    Suppression.objects.create(address_hash=address_hash, reason="erased", at=timezone.now())
    waits(client)
    assert [fault.column for fault in look(GOOD).faults] == ["email"]
    assert write(GOOD) == 0
    assert Subscriber.objects.get().status == "pending"


def test_who_confirms_while_the_table_is_imported_stays_as_they_are(client: Client) -> None:
    waits(client)
    part = next(importing.parts((HEAD + GOOD).encode()))
    client.post(path_in(mails()[-1], "confirm"))
    assert importing.write(part, now=timezone.now()) == 0
    assert Subscriber.objects.get().language_codes == ["en"]
    assert kinds() == ["asked", "confirmed"]


def test_the_command_looks_first_and_then_imports(tmp_path: Path) -> None:
    file, out, wrong = tmp_path / "readers.csv", io.StringIO(), io.StringIO()
    file.write_text(HEAD + GOOD)
    call_command("import_subscribers", file, dry_run=True, stdout=out)
    said = "Nothing is written: 1 new, 0 waiting for confirmation, 0 known already.\n"
    assert out.getvalue() == said
    assert not Subscriber.objects.exists()
    call_command("import_subscribers", file, stdout=out)
    assert Subscriber.objects.count() == 1
    file.write_text(HEAD + "nobody,pl,,2024-05-31,Tak\n")
    with pytest.raises(CommandError, match="Nothing is imported: 1 faults"):
        call_command("import_subscribers", file, stdout=out, stderr=wrong)
    assert wrong.getvalue().startswith("line 2, email: ")
