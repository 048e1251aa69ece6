"""Panels of the page editor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin import compare
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
)

from courtyard.localisation.facts import facts_of
from courtyard.terms import KINDS, Kind

from .rows import RowsInLanguages


class LanguagesPanel(InlinePanel):
    """Rows of which each language has one, such as texts; a second one is refused."""

    def get_form_options(self) -> dict[str, Any]:
        """The options of the rows' form, which says at the row what is wrong."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = RowsInLanguages
        return options


class FactsPanel(MultiFieldPanel):
    """Fields and rows that are facts: entered in the original, shown in its translations.

    In both places it says so itself.
    """

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """The facts to be entered, or on a translation those of its original."""

        @cached_property
        def original(self) -> Any:
            """The page from which the facts are; None where they are entered here."""
            return getattr(self.form, "original", None)

        @cached_property
        def template_name(self) -> str:  # type: ignore[override]
            """A table for a translation, fields for the original."""
            return f"courtyard/admin/facts{'' if self.original else '_to_enter'}.html"

        @cached_property
        def children(self) -> list[Any]:
            """The panels of the fields; a translation has none of them."""
            return [] if self.original else super().children

        @cached_property
        def visible_children(self) -> list[Any]:
            """As above; the table is shown nevertheless."""
            return [] if self.original else super().visible_children

        def is_shown(self) -> bool:
            """Always on a translation: it says what is public in its language too."""
            return bool(self.original) or bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """For the table: the facts, and where they are entered."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.original:
                context["original"] = self.original
                context["edit_url"] = reverse("wagtailadmin_pages:edit", args=[self.original.pk])
                context["facts"] = list(_facts(self.panel, self.original))
            return context


class EntriesPanel(InlinePanel):
    """Rows that hold words beside facts: on a translation its words alone are entered."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The rows of the page, or those of its original with the words of a translation."""

        @cached_property
        def original(self) -> Any:
            """The page from which the rows are; None where they are entered here."""
            return getattr(self.form, "original", None)

        @cached_property
        def template_name(self) -> str:  # type: ignore[override]
            """Without anything to add, move or delete rows on a translation."""
            if self.original:
                return "courtyard/admin/entries.html"
            return "wagtailadmin/panels/inline_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """For a translation: each row with its facts, and where these are entered."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.original:
                context["original"] = self.original
                context["edit_url"] = reverse("wagtailadmin_pages:edit", args=[self.original.pk])
                context["entries"] = [(child, _named(child)) for child in self.children]
            return context

        def telepath_pack(self, context: Any) -> Any:
            """What the browser makes of it; Wagtail's script for rows finds nothing to do."""
            if self.original:
                return "wagtail.panels.Panel", [Panel.BoundPanel.js_opts(self)]
            return super().telepath_pack(context)


def _named(child: Any) -> str:
    """What a row is about, in one line."""
    columns = facts_of(type(child.instance)).columns
    shown = [
        one
        for one in child.panel.children
        if isinstance(one, FieldPanel) and one.db_field.attname in columns
    ]
    return ", ".join(text for one in shown for _name, text in _facts(one, child.instance))


def _facts(panel: Panel, page: Any) -> Iterator[tuple[str, str]]:
    """Each fact of a panel with its name, as far as the original says something."""
    for child in getattr(panel, "children", ()):
        yield from _facts(child, page)
    if isinstance(panel, InlinePanel | TagsPanel):
        rows = ", ".join(str(row) for row in getattr(page, panel.relation_name).all())
        if rows:
            yield str(panel.heading), rows
    elif isinstance(panel, FieldPanel):
        value = getattr(page, panel.field_name)
        if value not in (None, ""):
            yield str(panel.db_field.verbose_name), str(panel.format_value_for_display(value))


class TagsPanel(FieldPanel):
    """The tags of a page: rows that one field of the form holds as words."""

    relation_name = "tag_links"

    def __init__(self, field_name: str = "typed_tags", **kwargs: Any) -> None:
        super().__init__(field_name, **{"heading": _("Tags"), **kwargs})

    class BoundPanel(FieldPanel.BoundPanel):
        """The field, and for comparing two revisions the rows."""

        def get_comparison(self) -> list[Any]:
            """Tags that came and went."""
            rows = getattr(self.panel.model, self.panel.relation_name).rel
            tag = rows.related_model._meta.get_field("tag")
            compared = [partial(compare.ForeignObjectComparison, tag)]
            heading = self.panel.heading
            return [partial(compare.ChildRelationComparison, rows, compared, label=heading)]


def term_panels(*names: str) -> list[Panel]:
    """A group with what a page is about: of kinds of terms by name, such as ``topic``."""
    panels = [_rows_or_words(kind) for kind in KINDS if kind.name in names]
    return [
        FactsPanel(
            panels,
            heading=_("What it is about"),
            help_text=_("Sections and lists choose pages by this."),
        )
    ]


def _rows_or_words(kind: Kind) -> Panel:
    meta = kind.model._meta
    if kind.name == "tag":
        return TagsPanel()
    heading = capfirst(meta.verbose_name_plural)
    return InlinePanel(kind.rows, label=meta.verbose_name, heading=heading)
