"""The yearly review of the statement on accessibility, which the law wants by 31 March."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from .models import AccessibilityStatementPage

REMINDED_FROM = (3, 1)
"""Month and day."""


def due(today: dt.date) -> QuerySet[AccessibilityStatementPage]:
    """Statements that have not been reviewed this year, from 1 March on; originals alone."""
    statements: QuerySet[AccessibilityStatementPage] = AccessibilityStatementPage.objects.live()
    if today < dt.date(today.year, *REMINDED_FROM):
        return statements.none()
    return statements.annotate(last=Coalesce("reviewed_on", "made_on")).filter(
        last__lt=dt.date(today.year, 1, 1), original_of_key__isnull=False
    )
