"""The outbox: rows that say what has to happen outside the database."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxRow(models.Model):
    """One thing to be done at least once: a mail to be sent, a picture to be made.

    Written in the transaction of the change that asks for it. ``payload`` names things by
    primary key and holds no personal data. A row is free to be taken when its lease has run
    out and ``due_at`` has come; it is deleted when done. ``waits_for`` names the service that did
    not answer when it was tried last, and until ``silent_until`` no other row asks it;
    ``failed_at`` is when it was given up.
    """

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=120, blank=True)
    waits_for = models.CharField(max_length=20, blank=True)
    silent_until = models.DateTimeField(null=True, blank=True)
    gives_up_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox rows")
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
