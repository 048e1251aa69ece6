"""Unsubscribing by mail: the mailbox that ``mailto:`` of a mail's header leads to.

Only the heads of mails that nobody has read are looked at. One with the secret of a link in its
subject or its recipient unsubscribes and is deleted; any other is marked for a person to read.
To read it twice, as after a crash, does no harm.
"""

from __future__ import annotations

import imaplib
import logging
import mailbox
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email import message_from_binary_file, message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Protocol

from django.conf import settings

from . import services
from .models import Purpose, Source

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""How many mails are looked at in one go."""
TIMEOUT = 20

SECRET = re.compile(r"(?<![\w-])unsubscribe[ +_:]+([\w-]{43})(?![\w-])", re.IGNORECASE)
RECIPIENTS = ("To", "Delivered-To", "X-Original-To")


class Box(Protocol):
    """Mails that nobody has read: each by a name of its own, and its head."""

    def unread(self) -> Iterator[tuple[str, EmailMessage]]: ...

    def delete(self, name: str) -> None: ...

    def mark(self, name: str) -> None: ...


def address() -> str:
    """The address that unsubscribes who writes to it; "" where no mailbox is read."""
    return str(_settings().get("ADDRESS", ""))


def _settings() -> Mapping[str, Any]:
    """``COURTYARD_NEWSLETTER_MAILBOX`` of the settings: ADDRESS, and MAILDIR or HOST and so on."""
    return getattr(settings, "COURTYARD_NEWSLETTER_MAILBOX", None) or {}


def read() -> int:
    """Unsubscribe whoever has written; gives how many mails were theirs."""
    told = _settings()
    if not told:
        return 0
    try:
        with _opened(told) as box:
            return sum(_read(box, name, head) for name, head in box.unread())
    except (OSError, imaplib.IMAP4.error, mailbox.Error) as error:
        # Its own words may hold what a mail says.
        name = type(error).__qualname__
        logger.warning("COURTYARD_NEWSLETTER_MAILBOX: the mailbox cannot be read: %s.", name)
        return 0


def _read(box: Box, name: str, head: EmailMessage) -> bool:
    for secret in secrets_in(head):
        with suppress(services.TokenGone):
            services.unsubscribe(token=secret, purpose=Purpose.UNSUBSCRIBE, source=Source.MAIL)
            box.delete(name)
            return True
    box.mark(name)
    return False


def secrets_in(head: EmailMessage) -> list[str]:
    """What may be secrets of links in the head of a mail; of a broken head those that it has."""
    found: list[str] = []
    for name in ("Subject", *RECIPIENTS):
        # Of a header that is broken in a way of its own the parser raises whatever it stumbles
        # over, and any stranger may send one.
        with suppress(Exception):
            for value in head.get_all(name, []):
                found += SECRET.findall(str(value))
    return list(dict.fromkeys(found))


@contextmanager
def _opened(told: Mapping[str, Any]) -> Iterator[Box]:
    if "MAILDIR" in told:
        yield Maildir(str(told["MAILDIR"]))
        return
    with _connected(told) as connection:
        yield Imap(connection, str(told["FOLDER"]))


def _connected(told: Mapping[str, Any]) -> imaplib.IMAP4:
    where = (told["HOST"], told["PORT"])
    connection: imaplib.IMAP4 = (
        imaplib.IMAP4_SSL(*where, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
        if told["TLS"]
        else imaplib.IMAP4(*where, timeout=TIMEOUT)
    )
    connection.login(told["USER"], told["PASSWORD"])
    return connection


class Maildir:
    """A folder of files on this machine."""

    def __init__(self, path: str) -> None:
        self.box = mailbox.Maildir(path, create=False)

    def unread(self) -> Iterator[tuple[str, EmailMessage]]:
        """Those that are new, or at least not seen."""
        names = (name for name in self.box.keys() if not self._is_seen(name))  # noqa: SIM118
        for _number, name in zip(range(AT_ONCE), names, strict=False):
            with self.box.get_file(name) as file:
                yield name, _head(file)

    def _is_seen(self, name: str) -> bool:
        return "S" in str(self.box._lookup(name)).rpartition(":2,")[2]  # type: ignore[attr-defined]

    def delete(self, name: str) -> None:
        """Delete one."""
        self.box.discard(name)

    def mark(self, name: str) -> None:
        """Mark one as seen, and as one that somebody should read."""
        message = self.box.get_message(name)
        message.set_subdir("cur")
        message.add_flag("FS")
        self.box[name] = message


def _head(file: Any) -> EmailMessage:
    return message_from_binary_file(file, policy=policy.default)


class Imap:
    """A folder of a mail server (RFC 3501)."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self.connection = connection
        self._ask("SELECT", connection.select(f'"{folder}"'))

    def unread(self) -> Iterator[tuple[str, EmailMessage]]:
        """Those that are not seen; of each no more than the head is fetched."""
        (found, *_rest) = self._uid("SEARCH", "UNSEEN")
        for name in found.decode().split()[:AT_ONCE]:
            answer = self._uid("FETCH", name, "(BODY.PEEK[HEADER])")
            head = next((part[1] for part in answer if isinstance(part, tuple)), b"")
            yield name, message_from_bytes(head, policy=policy.default)

    def delete(self, name: str) -> None:
        """Delete one."""
        self._uid("STORE", name, "+FLAGS.SILENT", "(\\Deleted)")
        self._ask("EXPUNGE", self.connection.expunge())

    def mark(self, name: str) -> None:
        """Mark one as seen, and as one that somebody should read."""
        self._uid("STORE", name, "+FLAGS.SILENT", "(\\Seen \\Flagged)")

    def _uid(self, command: str, *words: str) -> list[Any]:
        return self._ask(command, self.connection.uid(command, *words))

    def _ask(self, command: str, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(command)
        return answer[1]
