"""Tables of subscribers that managers have uploaded, until they are imported."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courtyard.uploads import WAITING, UploadState


class SubscriberUpload(models.Model):
    """A file with subscribers, and what came of it; only who uploaded it sees it.

    The file itself is let go as soon as it has been imported or refused. ``position`` is the line
    up to which it is imported, ``done`` how many lines these are of ``lines``. ``report`` has the
    numbers and the first faults, in the ``language`` of the admin, and no address. What the file
    was called is not kept: people name files by who is in them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    data = models.BinaryField()
    encoding = models.CharField(max_length=20)
    language = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=UploadState, default=UploadState.LOOKING)
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("uploaded table of subscribers")
        verbose_name_plural = _("uploaded tables of subscribers")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """What it is called in the admin."""
        return gettext("Table %(number)s") % {"number": self.pk}

    @property
    def is_waiting(self) -> bool:
        """Whether something will come of it by itself."""
        return self.state in WAITING

    @property
    def is_half_imported(self) -> bool:
        """Whether it came to an end after some parts of it were imported."""
        ended = self.state in (UploadState.REFUSED, UploadState.FAILED)
        return ended and bool(self.report.get("imported"))

    @property
    def outcome(self) -> str:
        """How far it is, in words."""
        return gettext("imported in part") if self.is_half_imported else self.get_state_display()

    @property
    def may_be_imported(self) -> bool:
        """Whether it has been looked at, and nothing is wrong with it."""
        return self.state == UploadState.LOOKED_AT
