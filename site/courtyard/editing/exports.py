"""Lists of the admin as files, which spreadsheets open as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .spreadsheets import MARK, defused

if TYPE_CHECKING:
    from wagtail.admin.views.mixins import SpreadsheetExportMixin as Base
else:
    Base = object


class AsSpreadsheet(Base):
    """A list that is taken along as CSV or XLSX: to be put before Wagtail's own view."""

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With the mark by which spreadsheets know UTF-8."""
        yield MARK
        yield from super().stream_csv(queryset)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """What a cell says: no text in it is taken for a formula."""
        said = super().preprocess_field_value(field, value, export_format)
        return defused(said) if isinstance(said, str) else said
