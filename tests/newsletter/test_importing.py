"""Subscribers of an earlier newsletter come with evidence of their consent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from courtyard.editing.spreadsheets import Unreadable
from news.newsletter import importing
from news.newsletter.addresses import hash_of
from news.newsletter.models import ConsentEvent, Subscriber, Suppression
from tests.trees import Tree, topic

HEAD = "email,languages,topics,consented_at,consent\n"
GOOD = "reader@example.org,pl en,networking,2024-05-31,Formularz papierowy 7/2024\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def networking(tree: Tree) -> Any:
    return topic(tree, "networking")


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
        ("a@example.org\n", "languages"),
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


def test_the_command_looks_first_and_then_imports(tmp_path: Path) -> None:
    file, out, wrong = tmp_path / "readers.csv", io.StringIO(), io.StringIO()
    file.write_text(HEAD + GOOD)
    call_command("import_subscribers", file, dry_run=True, stdout=out)
    assert out.getvalue() == "Nothing is written: 1 new, 0 subscribed already.\n"
    assert not Subscriber.objects.exists()
    call_command("import_subscribers", file, stdout=out)
    assert Subscriber.objects.count() == 1
    file.write_text(HEAD + "nobody,pl,,2024-05-31,Tak\n")
    with pytest.raises(CommandError, match="Nothing is imported: 1 faults"):
        call_command("import_subscribers", file, stdout=out, stderr=wrong)
    assert wrong.getvalue().startswith("line 2, email: ")
