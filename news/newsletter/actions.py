"""What newsletter managers have done with the data of subscribers: who, when, what, how many."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFE = dt.timedelta(days=2 * 365)
"""How long it is known."""


class Deed(models.TextChoices):
    """What somebody has done."""

    EXPORTED = "exported", _("took all subscribers along as a file")
    IMPORTED = "imported", _("imported subscribers")
    ERASED = "erased", _("erased a subscriber")


class ManagerAction(models.Model):
    """One thing that somebody has done. It holds nothing of whom it was done to.

    ``who`` is the name under which they log in, which stays when their account is deleted; "" is
    whoever works on the server itself. ``rows`` is how many subscribers it concerned.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    deed = models.CharField(_("what"), max_length=12, choices=Deed)
    rows = models.PositiveIntegerField(_("how many"))
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("action of a newsletter manager")
        verbose_name_plural = _("actions of newsletter managers")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.deed} {self.pk}"


def record(user: Any, deed: Deed, rows: int) -> None:
    """Write down that a user, or None from the command line, has done something."""
    who = user.get_username() if user is not None else ""
    ManagerAction.objects.create(user=user, who=who, deed=deed, rows=rows)


def forget() -> int:
    """Delete what was long ago; gives how many rows."""
    return ManagerAction.objects.filter(at__lt=timezone.now() - LIFE).delete()[0]
