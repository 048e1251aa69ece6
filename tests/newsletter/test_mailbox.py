"""Unsubscribing by a mail to the mailbox for it."""

from __future__ import annotations

import mailbox as files
import re
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.env import read_mailbox
from news.newsletter import mailbox
from news.newsletter.models import ConsentEvent, Subscriber
from tests.trees import Tree

from .letters import READER, confirmed, mails

BOX = "leave@example.org"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> files.Maildir:
    """The mailbox that the site reads."""
    path = tmp_path / "leave"
    settings.COURTYARD_NEWSLETTER_MAILBOX = read_mailbox(f"maildir://{path}?address={BOX}")
    return files.Maildir(path)


def written(to: str = BOX, subject: str = "", body: str = "") -> EmailMessage:
    """A mail of somebody."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = READER, to, subject
    message.set_content(body)
    return message


def by_mail() -> str:
    """The subject that a mail program fills in who unsubscribes by mail."""
    _click, way = re.findall(r"<([^>]+)>", mails()[-1]["List-Unsubscribe"])
    address, _question, subject = way.removeprefix("mailto:").partition("?subject=")
    assert address == BOX
    return unquote(subject)


@pytest.mark.parametrize("by_recipient", [False, True])
def test_a_mail_with_the_secret_unsubscribes_once_and_is_deleted(
    tree: Tree, folder: files.Maildir, by_recipient: bool
) -> None:
    confirmed(Client(HTTP_HOST="localhost"))
    subject = by_mail()
    to = f"leave+{subject.replace(' ', '+')}@example.org"
    for _ in range(2):
        mail = written(to=to) if by_recipient else written(subject=f"Re: {subject}")
        folder.add(files.MaildirMessage(mail))
        assert mailbox.read() == 1
    assert Subscriber.objects.get().status == "unsubscribed"
    assert [(event.kind, event.source) for event in ConsentEvent.objects.all()][2:] == [
        ("withdrawn", "mail")
    ]
    assert len(folder) == 0


def test_other_mails_are_left_for_a_person_and_looked_at_once(
    tree: Tree, folder: files.Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(Client(HTTP_HOST="localhost"))
    subject = by_mail()
    for mail in (
        written(subject="Please unsubscribe me"),
        written(subject=f"unsubscribe {'x' * 43}"),
        written(subject=f"{subject}x"),
        written(body=subject),
        EmailMessage(),
    ):
        folder.add(files.MaildirMessage(mail))
    (Path(folder._path) / "new" / "broken").write_bytes(b"Subject: \xff\xfe\nTo: @@\n\nx")
    (Path(folder._path) / "new" / "torn").write_bytes(b"Subject: hello\nTo: foo@\n\nx")
    assert mailbox.read() == 0
    assert Subscriber.objects.get().status == "confirmed"
    assert [message.get_flags() for message in folder] == ["FS"] * 7
    monkeypatch.setattr(mailbox, "secrets_in", lambda head: pytest.fail("looked at twice"))
    assert mailbox.read() == 0


def test_without_a_mailbox_none_is_offered_or_read(tree: Tree) -> None:
    confirmed(Client(HTTP_HOST="localhost"))
    assert "mailto:" not in mails()[-1]["List-Unsubscribe"]
    assert mailbox.read() == 0
    with pytest.raises(CommandError, match="no mailbox"):
        call_command("read_unsubscriptions")


def test_a_mailbox_that_is_gone_bothers_nobody(
    folder: files.Maildir, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.COURTYARD_NEWSLETTER_MAILBOX = read_mailbox(f"maildir:///no/such?address={BOX}")
    assert mailbox.read() == 0
    settings.COURTYARD_NEWSLETTER_MAILBOX = read_mailbox(
        f"imap://me:hush@127.0.0.1:1/INBOX?address={BOX}"
    )
    assert mailbox.read() == 0
    assert "COURTYARD_NEWSLETTER_MAILBOX" in caplog.text
    assert "hush" not in caplog.text


class MailServer(socketserver.StreamRequestHandler):
    """As much of IMAP as is spoken here: one folder, whose mails are by their numbers."""

    mails: dict[str, tuple[bytes, set[str]]]

    def handle(self) -> None:
        self.say("* OK IMAP4rev1")
        for line in self.rfile:
            tag, command, *words = line.decode().split()
            if command == "UID":
                command, *words = words
            self.answer(command.upper(), words)
            self.say(f"{tag} OK done")

    def say(self, line: str, more: bytes = b"") -> None:
        self.wfile.write(line.encode() + more + b"\r\n")

    def answer(self, command: str, words: list[str]) -> None:
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command == "LOGIN":
            assert words == ["me", '"secret"']
        elif command == "SELECT":
            self.say(f"* {len(self.mails)} EXISTS")
        elif command == "SEARCH":
            unseen = [name for name, (_mail, flags) in self.mails.items() if "\\Seen" not in flags]
            self.say(f"* SEARCH {' '.join(unseen)}")
        elif command == "FETCH":
            head = self.mails[words[0]][0].partition(b"\n\n")[0] + b"\n\n"
            what = f"* 1 FETCH (UID {words[0]} BODY[HEADER] {{{len(head)}}}\r\n"
            self.say(what, head + b")")
        elif command == "STORE":
            self.mails[words[0]][1].update(re.findall(r"\\\w+", " ".join(words[2:])))
        elif command == "EXPUNGE":
            for name, (_mail, flags) in [*self.mails.items()]:
                if "\\Deleted" in flags:
                    del self.mails[name]


@pytest.fixture
def imap(settings: Any) -> Iterator[dict[str, tuple[bytes, set[str]]]]:
    """The mails of a server that the site reads, with their flags."""
    MailServer.mails = {}
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        settings.COURTYARD_NEWSLETTER_MAILBOX = read_mailbox(
            f"imap://me:secret@127.0.0.1:{port}/INBOX?address={BOX}"
        )
        yield MailServer.mails
        server.shutdown()


def test_a_mailbox_of_a_mail_server_is_read_the_same(
    tree: Tree, imap: dict[str, tuple[bytes, set[str]]]
) -> None:
    confirmed(Client(HTTP_HOST="localhost"))
    imap["7"] = bytes(written(subject="Hello")), set()
    imap["9"] = bytes(written(subject=by_mail())), set()
    call_command("read_unsubscriptions")
    assert Subscriber.objects.get().status == "unsubscribed"
    assert {name: flags for name, (_mail, flags) in imap.items()} == {"7": {"\\Seen", "\\Flagged"}}
    assert message_from_bytes(imap["7"][0])["Subject"] == "Hello"
    assert mailbox.read() == 0
