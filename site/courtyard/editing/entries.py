"""Rows that hold words beside facts, on the form of a translation: its words alone are entered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms.formsets import (
    DELETION_FIELD_NAME,
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.forms.models import BaseModelFormSet
from modelcluster.forms import BaseChildFormSet

from courtyard.localisation import facts


def leave_to_the_original(form: Any) -> None:
    """Take the facts out of the form of a twin: they are entered in its original."""
    own = facts.facts_of(type(form.instance))
    for field in form.instance._meta.fields:
        if field.attname in own.columns:
            form.fields.pop(field.name, None)
    for name in own.rows:
        form.formsets.pop(name, None)
    form.fields.pop("typed_tags", None)


def facts_sent(form: Any) -> list[str] | None:
    """The facts that a form of a page sends, as far as they are others than its original's.

    Each with its name. None where it sends none, as the form of a translation.
    """
    own = facts.facts_of(type(form.instance))
    columns = {field.name for field in form.instance._meta.fields if field.attname in own.columns}
    sent = [
        form[name]
        for name, field in form.fields.items()
        if name in columns
        and not field.widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
    ]
    rows = [name for name in own.rows if f"{name}-{TOTAL_FORM_COUNT}" in form.data]
    if not sent and not rows:
        return None
    return [
        f"{one.label}: {one.data}" for one in sent if one.field.has_changed(one.initial, one.data)
    ]


def words_alone(form: Any, name: str) -> Any:
    """The forms of the entries of a page's original, in place of those of its own.

    ``form`` is that of the page, and ``name`` the accessor of the entries.
    """
    stock, page = form.formsets[name], form.instance
    entries, left_over = facts.entries_in_words_of(page, form.original, name)
    # Only in memory: what is listed here is written when the form is saved.
    page._cluster_related_objects = {
        **getattr(page, "_cluster_related_objects", {}),
        name: entries,
    }
    made: Any = type(type(stock).__name__, (WordsOfEntries, type(stock)), {})
    formset = made(
        form.data if form.is_bound else None,
        form.files if form.is_bound else None,
        instance=page,
        prefix=stock.prefix,
        form_kwargs=stock.form_kwargs,
    )
    formset.left_over = left_over
    return formset


class WordsOfEntries(BaseChildFormSet):
    """One form for each entry of the original, in its order; none is added, moved or deleted.

    Each is known by the translation key of its entry, whatever has become of the others since
    the form was opened. ``left_over`` are rows with words of entries that the original has no
    longer; they are kept, for it may have them again.
    """

    can_order = False
    validate_min = validate_max = False
    model: Any
    rel_name: str
    left_over: list[Any]

    def add_prefix(self, index: Any) -> str:
        """The prefix of the form with a number."""
        key = self.get_queryset()[index].translation_key if isinstance(index, int) else index
        return f"{self.prefix}-{key}"

    @cached_property
    def management_form(self) -> Any:
        """How many forms there are; nobody has a say in that."""
        number = len(self.get_queryset())
        counts = {TOTAL_FORM_COUNT: number, INITIAL_FORM_COUNT: number}
        form = ManagementForm(
            {f"{self.prefix}-{name}": count for name, count in counts.items()}, prefix=self.prefix
        )
        form.full_clean()
        return form

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        # The classes in between take the entry from what was sent.
        plain: Any = super(BaseModelFormSet, self)
        return plain._construct_form(i, instance=self.get_queryset()[i], **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """As ever, but for the facts, and for words of which nothing was sent."""
        super().add_fields(form, index)
        for name in (self.model._meta.pk.name, DELETION_FIELD_NAME):
            form.fields[name].disabled = True
        leave_to_the_original(form)
        if form.is_bound and not _is_sent(form):
            for name in [*form._meta.fields]:
                form.fields.pop(name, None)

    def save(self, commit: bool = True) -> list[Any]:
        """Give the page its words: rows of its own, as far as it had them or has them now."""
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        written = [form.instance for form in self.forms if form.instance.pk or form.has_changed()]
        manager = getattr(self.instance, self.rel_name)
        manager.set([*written, *self.left_over])
        if commit:
            manager.commit()
        return written


def _is_sent(form: Any) -> bool:
    return any(
        not field.widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
        if name in form._meta.fields
    )
