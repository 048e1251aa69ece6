"""The secrets in the links of newsletter mails."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from django.conf import settings


def secret(purpose: str, nonce: str) -> str:
    """The secret of a link: 256 bits, bound to its purpose.

    Derived from a nonce and the site's secret key, so that a mail that is sent twice carries the
    same link, while the database alone does not hold it.
    """
    message = f"newsletter.{purpose}:{nonce}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """How a token is kept: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
