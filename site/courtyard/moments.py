"""Moments that are entered by the clocks of a place: 17:00 in Lviv is another than in Lisbon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courtyard.text.world import zone_of

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""What is not between them is a slip: 0026 for 2026."""


def check_year(moment: dt.datetime) -> None:
    """Raises ValidationError where the year of a moment is one that nobody can mean."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(
            _("Write the year with its four figures; it lies between %(first)s and %(last)s."),
            code="no_such_year",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


class MomentField(models.DateTimeField[Any, Any]):
    """An aware moment. Its forms show and take it by the clocks of the page's ``time_zone``."""

    default_validators = (check_year,)  # type: ignore[assignment]

    def formfield(self, **kwargs: Any) -> Any:
        """A field of forms that knows in which zone its page is written."""
        return super().formfield(**{"form_class": MomentFormField, **kwargs})

    def deconstruct(self) -> Any:
        """In migrations it is Django's own field: the column is the same."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", arguments, options


class MomentFormField(forms.DateTimeField):
    """A date and time by the clocks of a zone, which ``zone`` tells when it is asked."""

    zone: Callable[[], str] | None = None

    def prepare_value(self, value: Any) -> Any:
        """What the form shows: the moment by the zone's clocks."""
        if isinstance(value, dt.datetime) and timezone.is_aware(value):
            return timezone.make_naive(value, self._zone())
        return value

    def to_python(self, value: Any) -> Any:
        """The moment that was typed, in UTC.

        Raises ValidationError for an hour that the clocks leave out, or show twice.
        """
        # Django reads by the active zone; a time without one is what was typed.
        with timezone.override(dt.UTC):
            read = super().to_python(value)
        if not isinstance(read, dt.datetime):
            return read
        if isinstance(value, dt.datetime) and timezone.is_aware(value):
            return value
        return moment_of(read.replace(tzinfo=None), self._zone())

    def _zone(self) -> dt.tzinfo:
        return zone_of(self.zone()) if self.zone else timezone.get_current_timezone()


def moment_of(typed: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The moment, in UTC, at which the clocks of a zone show a date and time.

    Raises ValidationError where they never do, or twice: on the nights when they are changed; and
    for a year that nobody can mean.
    """
    check_year(typed)
    first = typed.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    if first.astimezone(zone).replace(tzinfo=None) != typed:
        raise ValidationError(
            _("There is no such hour on this night: the clocks are put forward. Choose another."),
            code="no_such_hour",
        )
    if typed.replace(tzinfo=zone, fold=1).astimezone(dt.UTC) != first:
        raise ValidationError(
            _("This hour comes twice on this night: the clocks are put back. Choose another."),
            code="hour_comes_twice",
        )
    return first
