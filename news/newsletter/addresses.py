"""Addresses of e-mail: which are taken, and the keyed hash by which one is known."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254
LONGEST_NAME = 64

NO_ADDRESS = _("This is not an e-mail address. It should look like name@example.org.")
TOO_LONG = _("This address is too long: no mail could be delivered to it.")

_looks_right = EmailValidator(message=NO_ADDRESS)


def cleaned(typed: str) -> str:
    """An address as it is kept: without blanks around it, its domain in small letters of ASCII.

    A domain of other letters is kept as the network has it (IDNA 2008), so that one that only
    looks like another is another; the name before it is of ASCII (RFC 5321, 4.1.2). Raises
    ValidationError for what is no address, and for quoted names, control characters and marks of
    direction, which no mailbox needs.
    """
    # Blanks of no width come along when an address is copied.
    address = typed.strip().strip("\u200b\u2060\ufeff").strip()
    if len(address) > LONGEST:
        raise ValidationError(TOO_LONG, code="too_long")
    if any(unicodedata.category(letter)[0] in "CZ" for letter in address) or '"' in address:
        raise ValidationError(NO_ADDRESS, code="invalid")
    name, _at, domain = address.rpartition("@")
    if not name.isascii():
        # "ſ" is an "s" in capitals: it would have the hash of somebody else's address.
        raise ValidationError(NO_ADDRESS, code="invalid")
    if len(name) > LONGEST_NAME:
        raise ValidationError(TOO_LONG, code="too_long")
    if "." not in domain or domain.startswith("["):
        # A mail server would take it for itself.
        raise ValidationError(NO_ADDRESS, code="invalid")
    _looks_right(address)
    address = f"{name}@{in_ascii(domain).lower()}"
    if len(address) > LONGEST:
        raise ValidationError(TOO_LONG, code="too_long")
    _looks_right(address)
    return address


def in_ascii(domain: str) -> str:
    """A domain as the network has it (IDNA 2008). Raises ValidationError."""
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValidationError(NO_ADDRESS, code="invalid") from None


def without_tag(address: str) -> str:
    """The address of the mailbox that one with a ``+tag`` leads to, on most mail servers."""
    name, _at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def hash_of(address: str) -> str:
    """The keyed hash of a cleaned address; capitals make no difference."""
    return keyed_hash("address", address.casefold())


def keyed_hash(purpose: str, value: str) -> str:
    """A hash that nobody can look up without the site's secret key, in hexadecimal."""
    message = f"newsletter.{purpose}:{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
