"""Pages as rows of a table: written for spreadsheets, and read from them again.

A row says the facts of an original; its key is the translation key, or one that the institute has
itself, of which a translation key is made. A row without either is a new page. Whatever a cell
says as the page says it already is no change, so that a table that was exported and read again
changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from courtyard.localisation import facts
from courtyard.models import Original
from courtyard.moments import moment_of
from courtyard.pages import BasePage, says_facts_of_another
from courtyard.text.world import zone_of

from .moments import ZONE
from .spreadsheets import Unreadable, armed, defused, rows_of

KEY, OWN_KEY = "translation_key", "own_key"
OWN_KEYS = UUID("6f0a3f5e-54c4-4d0e-9f0b-1c2f7a6f1d55")
"""The namespace in which translation keys are made of an institute's own."""

CHUNK = 200
MAX_ROWS = 100_000
MOST_TOLD = 20
"""Of how many words all are told where another one stands."""
YES, NO = ("1", "true", "yes"), ("", "0", "false", "no")

Lines = list[tuple[int, dict[str, str]]]
References = Mapping[str, Mapping[str, Sequence[Any]]]
"""What cells refer to: by column and text, the things that are told so."""


class TooLong(Unreadable):
    """A table with more rows than may be read at once."""


@dataclass(frozen=True)
class Table:
    """A type of page as a table: its name in addresses, and the fields that are its columns.

    ``label`` is its name in the menu. ``references`` says by which field of the other model a
    foreign key is told.
    """

    name: str
    model: type[BasePage]
    label: Any
    columns: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns that are exported."""
        return (KEY, *self.columns)

    @property
    def known(self) -> tuple[str, ...]:
        """The names of the columns that are read."""
        return (KEY, OWN_KEY, *self.columns)

    def key_of(self, cells: Mapping[str, str]) -> UUID | None:
        """The translation key that a row has; None for a new page. Raises ValueError."""
        if told := cells.get(KEY, ""):
            return UUID(told)
        own = cells.get(OWN_KEY, "")
        return uuid5(OWN_KEYS, f"{self.name}:{own}") if own else None

    def told(self, page: Any, column: str) -> str:
        """What a page says in a column."""
        value = getattr(page, column)
        if value is None:
            return ""
        if column in self.references:
            return str(getattr(value, self.references[column]))
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%MZ")
        return str(value)

    def meant(self, page: Any, column: str, text: str, found: References) -> Any:
        """The value that a cell means; raises ValidationError. ``found`` holds what it names."""
        known: Any = self.model._meta.get_field(column)
        if column in self.references:
            return _referred(page, text, found[column].get(_name_of(text), ()))
        if isinstance(known, models.BooleanField):
            if text.lower() not in (*YES, *NO):
                raise ValidationError(_("Write 1 for yes and 0 for no."))
            return text.lower() in YES
        if not text:
            return None if known.null else ""
        if isinstance(known, models.DateTimeField):
            return _moment(text, getattr(page, ZONE, ""))
        if known.choices:
            _check_choice(text, [name for name, _label in known.flatchoices])
        return known.to_python(text)

    def referred(self, rows: Sequence[Mapping[str, str]]) -> References:
        """What the cells of some rows refer to: one query a column."""
        found: dict[str, dict[str, list[Any]]] = {}
        for column, by in self.references.items():
            told: set[Any] = {text for cells in rows if (text := cells.get(column))}
            if by == KEY:
                told = {uuid_of(text) for text in told} - {None}
            wanted = {f"{'original_of_key' if by == KEY else by}__in": told}
            known: Any = self.model._meta.get_field(column)
            found[column] = defaultdict(list)
            for one in known.related_model.objects.filter(**wanted).order_by("pk"):
                found[column][str(getattr(one, by))].append(one)
        return found

    def pages(self, keys: Sequence[UUID]) -> dict[UUID, Any]:
        """The originals with some translation keys, with all that is asked of them.

        It takes three queries, however many pages there are beside them.
        """
        under_review = WorkflowState.objects.active().select_related("current_task_state__task")
        pages: Any = self.model._default_manager.filter(original_of_key__in=keys)
        pages = pages.annotate(original_reign=F("original_of_key__reign"))
        pages = pages.select_related("latest_revision", "locked_by")
        pages = pages.prefetch_related(
            Prefetch("_specific_workflow_states", under_review, to_attr="_current_workflow_states")
        )
        found = {page.translation_key: page for page in pages}
        waiting = Revision.page_revisions.filter(
            approved_go_live_at__isnull=False, object_id__in=[str(page.pk) for page in pages]
        )
        scheduled = {*waiting.values_list("object_id", flat=True)}
        for page in pages:
            page._approved_schedule = str(page.pk) in scheduled
        return found

    def drafts(self, pages: Sequence[Any]) -> list[Any]:
        """Originals (``pages``) as they stand in the editor: one query a reference.

        They are to be read and looked at, and never to be saved.
        """
        drafts = [_draft_of(page) for page in pages]
        prefetch_related_objects(drafts, *self.references)
        return drafts


def _draft_of(page: Any) -> Any:
    """What ``get_latest_revision_as_object`` gives, as far as a row tells of it, for no query."""
    if page.latest_revision is None:
        return page
    content = page.latest_revision.content
    draft = type(page).from_serializable_data(content, check_fks=False)
    if says_facts_of_another(content, page):
        facts.take_columns(draft, page)
    for name in ("pk", "path", "depth", "numchild", "translation_key", "locale_id"):
        setattr(draft, name, getattr(page, name))
    return draft


def _name_of(text: str) -> str:
    """How a thing that a cell names is told: keys may be written in capitals."""
    key = uuid_of(text)
    return str(key) if key else text


def _referred(page: Any, text: str, named: Sequence[Any]) -> Any:
    """What a cell names, in the language of the page where there is such."""
    if not text:
        return None
    if not named:
        raise _unknown(text)
    return next((one for one in named if one.locale_id == page.locale_id), named[0])


def _check_choice(text: str, names: Sequence[str]) -> None:
    """Raises ValidationError where a word is none of a list; a short list is told."""
    if text in names:
        return
    if len(names) > MOST_TOLD:
        raise _unknown(text)
    raise ValidationError(
        _("There is no “%(value)s”. Known are: %(known)s."),
        params={"value": text[:80], "known": ", ".join(names)},
    )


def _unknown(text: str) -> ValidationError:
    return ValidationError(_("There is no “%(value)s”."), params={"value": text[:80]})


def uuid_of(text: str) -> UUID | None:
    """A text as a key; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str, zone: str) -> dt.datetime:
    """A moment with its offset, or by the clocks of a zone; raises ValidationError.

    Cells that a spreadsheet knows as dates have no offset.
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(
            _("Write a date and time as in ISO 8601: 2026-05-01 18:00+02:00.")
        ) from error
    if moment.tzinfo is not None:
        return moment
    if not zone:
        raise ValidationError(_("Say how far the clock is from UTC, as in 2026-05-01 18:00+02:00."))
    return moment_of(moment, zone_of(zone))


TABLES: dict[str, Table] = {}


def register(table: Table) -> None:
    """Let pages of a type be exported and imported."""
    TABLES[table.name] = table


def of(model: type[Any]) -> Table | None:
    """The table of pages of a type; None where they have none."""
    return next((table for table in TABLES.values() if table.model is model), None)


def read(
    table: Table, data: bytes, *, encoding: str = "utf-8-sig", max_rows: int = MAX_ROWS
) -> Lines:
    """The rows of a CSV or XLSX file with their lines; raises Unreadable."""
    header: list[str] = []
    found: Lines = []
    for line, cells in rows_of(data, encoding=encoding, max_rows=max_rows):
        if not any(cells):
            continue
        if not header:
            header = [cell.strip().lower() for cell in cells]
            while header and not header[-1]:
                header.pop()
            _check_header(table, line, header)
            continue
        if any(cells[len(header) :]):
            raise Unreadable(
                _("Line %(line)s has more cells than the first line has names.") % {"line": line}
            )
        if len(found) == max_rows:
            raise TooLong(
                _("There are more than %(number)s rows. Split the file.") % {"number": max_rows}
            )
        cells += [""] * (len(header) - len(cells))
        found.append((line, dict(zip(header, map(armed, cells), strict=False))))
    if not header:
        raise Unreadable(_("The file is empty."))
    return found


def _check_header(table: Table, line: int, header: list[str]) -> None:
    unknown = [name or "–" for name in header if name not in table.known]
    if unknown:
        raise Unreadable(
            _("Unknown columns in line %(line)s: %(unknown)s. Known are: %(known)s.")
            % {
                "line": line,
                "unknown": ", ".join(unknown)[:300],
                "known": ", ".join(table.known),
            }
        )
    twice = [name for name, number in Counter(header).items() if number > 1]
    if twice:
        raise Unreadable(
            _("Columns named twice in line %(line)s: %(names)s.")
            % {"line": line, "names": ", ".join(twice)}
        )
    if not {KEY, OWN_KEY, "title"} & {*header}:
        raise Unreadable(
            _("A column is missing in line %(line)s: %(key)s, or title for new pages.")
            % {"line": line, "key": KEY}
        )


def exported(table: Table, user: Any, keys: Collection[UUID] | None = None) -> Iterator[list[str]]:
    """The header, and a row for each original that a user may edit, as it stands in the editor.

    ``keys`` are the translation keys of those that are wanted; all where it is left out.
    """
    yield list(table.header)
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    originals = Original.objects.filter(page__in=allowed.order_by().values("pk"))
    if keys is not None:
        originals = originals.filter(pk__in=keys)
    pages = table.model._default_manager.filter(pk__in=originals.values("page")).order_by("path")
    wanted = [*pages.values_list("translation_key", flat=True)]
    for begin in range(0, len(wanted), CHUNK):
        chunk = wanted[begin : begin + CHUNK]
        found = table.pages(chunk)
        for draft in table.drafts([found[key] for key in chunk if key in found]):
            yield [
                str(draft.translation_key),
                *(defused(table.told(draft, column)) for column in table.columns),
            ]


def parents(table: Table, user: Any) -> Any:
    """The pages below which a user may add pages of the table."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    kinds = table.model.allowed_parent_page_models()
    return Page.objects.filter(pk__in=allowed.values("pk")).type(*kinds).order_by("path")
