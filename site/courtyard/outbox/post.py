"""Sending mails from the outbox: by one connection for a batch, with a verdict on failures."""

from __future__ import annotations

import datetime as dt
import logging
import re
from contextlib import suppress
from contextvars import ContextVar
from email.header import Header
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from . import services

logger = logging.getLogger(__name__)

SERVICE = "mail"

LASTS = dt.timedelta(days=5)
"""For how long a mail is tried to be sent (RFC 5321, 4.5.4.1)."""

FOR_GOOD = 500
"""The first code by which a mail server refuses not only for now (RFC 5321)."""

OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError)
"""What a mail server that answers says of one mail. All of them derive from OSError."""

OF_THE_ADDRESS = re.compile(r"5\.(?:1\.(?![78]\b)|2\.)\d+\b")
"""The codes by which a mail server says that there is no such mailbox, or none that takes mail
(RFC 3463, 3.2 and 3.3; those of the sender's address left out). What it says else in answer to an
address is of the site: mostly that it may not send by this server."""

LONGEST_LINE = 72
"""How long a line of a header with letters of other alphabets is: less than RFC 2047 allows."""

_open: ContextVar[Any] = ContextVar("open", default=None)


class Letter(EmailMultiAlternatives):
    """A mail each of whose headers begins on the line of its name, however long it is.

    Django breaks a long one before its first word, which programs read as a blank before a
    subject, and as an empty header where they look at one line.
    """

    def message(self, **how: Any) -> Any:
        """The mail as it is sent. Raises BadHeaderError for line breaks in a header."""
        built: Any = super().message(**how)
        built.policy = built.policy.clone(max_line_length=None)
        built.replace_header("Subject", _folded("Subject", self.subject))
        name, address = parseaddr(self.from_email)
        if not name.isascii():
            address = built["From"].rpartition("<")[2]
            built.replace_header("From", f"{_folded('From', name)}\n <{address}")
        return built


def _folded(name: str, said: Any) -> str:
    """A header of any letters in lines as short as they have to be (RFC 2047, 2)."""
    text = str(said)
    if text.isascii():
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=LONGEST_LINE).encode()


def register(kind: str, handler: services.Handler, *, lasts: dt.timedelta = LASTS) -> None:
    """Say what sends mails of a kind, and for how long; called by an app's ``ready()``."""
    services.register(kind, handler, service=SERVICE, lasts=lasts)


def send(message: EmailMessage) -> None:
    """Send a mail by Django's mail backend; called by a handler of the outbox.

    Raises OutOfReach where the mail server does not answer, Refused where it will not have the
    mail, and whatever else goes wrong as it is. An address that it does not know is no fault.
    """
    try:
        _deliver(message)
    except SMTPRecipientsRefused as error:
        if any(code < FOR_GOOD for code, _words in error.recipients.values()):
            raise
        if not all(_is_of_the_address(words) for _code, words in error.recipients.values()):
            raise services.Refused from error
        logger.info("A mail server takes no mail for an address, and is not asked again.")
    except (SMTPSenderRefused, SMTPDataError) as error:
        if error.smtp_code < FOR_GOOD:
            raise
        raise services.Refused from error
    except OSError as error:
        # Libraries of providers say by an answer of theirs what is wrong with one mail.
        if isinstance(error, OF_ONE_MAIL) or getattr(error, "response", None) is not None:
            raise
        raise services.OutOfReach from error


def _is_of_the_address(words: bytes | str) -> bool:
    said = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    return OF_THE_ADDRESS.match(said) is not None


def _deliver(message: EmailMessage) -> None:
    """Send a mail by the connection of the batch, or by one of its own where there is no batch."""
    connection = _open.get()
    if connection is not None:
        try:
            connection.send_messages([message])
        except SMTPServerDisconnected:
            # Mail servers end a connection after so many mails, or when nothing has come by it.
            _hang_up()
        else:
            return
    connection = get_connection()
    _open.set(connection)
    is_kept, is_broken = services.when_batch_ends(_hang_up), True
    try:
        connection.open()
        connection.send_messages([message])
        is_broken = False
    except OF_ONE_MAIL:
        is_broken = False
        raise
    finally:
        if is_broken or not is_kept:
            _hang_up()


def _hang_up() -> None:
    connection = _open.get()
    _open.set(None)
    if connection is not None:
        with suppress(OSError, SMTPException):
            connection.close()
