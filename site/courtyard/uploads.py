"""Tables that editors have uploaded: kept until they are imported, with what came of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class UploadState(models.TextChoices):
    """How far a table has come."""

    LOOKING = "looking", _("being looked at")
    LOOKED_AT = "looked_at", _("not imported yet")
    WAITING = "waiting", _("being imported")
    DONE = "done", _("imported")
    REFUSED = "refused", _("not imported: it has errors")
    FAILED = "failed", _("not imported: something went wrong")


WAITING = (UploadState.LOOKING, UploadState.WAITING)
"""States in which the worker has to do something."""


class TableUpload(models.Model):
    """A file with a table, and how it is to be imported; only who uploaded it sees it.

    A PO file is kept in the same way (``editing.po_files``).

    ``report`` is what would come of it, or came (``editing.uploads.told``), in the ``language`` of
    the admin. The file is let go as soon as it has been imported.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    data = models.BinaryField()
    encoding = models.CharField(max_length=20)
    parent = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    publish = models.BooleanField(default=False)
    language = models.CharField(max_length=20)
    lines = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=UploadState, default=UploadState.LOOKED_AT, db_index=True
    )
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("uploaded table")
        verbose_name_plural = _("uploaded tables")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def may_be_imported(self) -> bool:
        """Whether it has been looked at, and nothing is wrong with it."""
        report: dict[str, Any] = self.report
        return self.state == UploadState.LOOKED_AT and not report.get("faults")

    @property
    def outcome(self) -> str:
        """How far it is, in words."""
        return str(self.get_state_display())

    @property
    def is_waiting(self) -> bool:
        """Whether something will come of it by itself."""
        return self.state in WAITING
