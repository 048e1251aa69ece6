"""The glossary: which word an institution has decided on, for a term of another language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

LONGEST_KEY = 240

TOO_LONG = _("This term is too long: shorten it.")
"""What is said of a term whose key does not fit: a few letters become three in it (ﬃ, ΐ)."""


class GlossaryTerm(models.Model):
    """A term of one language and the approved word for it in another; capitals make no difference.

    ``key`` is the term by which it is known to be there already.
    """

    source = models.ForeignKey(
        Locale, verbose_name=_("from"), on_delete=models.CASCADE, related_name="+"
    )
    target = models.ForeignKey(
        Locale, verbose_name=_("into"), on_delete=models.CASCADE, related_name="+"
    )
    term = models.CharField(
        _("term"),
        max_length=120,
        help_text=_("In its first form, as in a dictionary. Other forms of it are found too."),
    )
    approved = models.CharField(_("approved translation"), max_length=120)
    note = models.CharField(
        _("note"),
        max_length=255,
        blank=True,
        help_text=_("For translators: when to use it, what not to write."),
    )
    key = models.CharField(max_length=LONGEST_KEY, editable=False)

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "key"], name="courtyard_one_glossary_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.approved}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the term with its key."""
        self.key = key_of(self.term)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError where it is no other language, or the term is there already.

        Or where it is too long to be known by its key.
        """
        if is_too_long(self.term):
            raise ValidationError({"term": TOO_LONG})
        if self.source_id is None or self.target_id is None:
            return
        if self.source_id == self.target_id:
            raise ValidationError({"target": _("Choose another language than that of the term.")})
        same = type(self)._default_manager.filter(
            source=self.source_id, target=self.target_id, key=key_of(self.term)
        )
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"term": _("This term is in the glossary already.")})


def key_of(term: str) -> str:
    """How a term is known, however its capitals and blanks are."""
    return " ".join(term.casefold().split())


def is_too_long(term: str) -> bool:
    """Whether the key of a term does not fit, although the term does."""
    return len(key_of(term)) > LONGEST_KEY
