"""Tables in the admin: export, upload, a look at what would change, and the change itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from . import desk, tables

MAX_BYTES = 2_000_000
MAX_ROWS = 1_000
"""What one request can do; the command takes more."""

OUTCOMES = {"created": _("new"), "updated": _("changed"), "unchanged": _("unchanged")}


class TableForm(forms.Form):
    """A file, and what to do with it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV or XLSX, with the names of the columns in the first line."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of a CSV file"),
        choices=[("utf-8-sig", "UTF-8"), ("cp1250", "Windows-1250")],
        required=False,
    )
    parent = forms.ModelChoiceField(
        label=_("New pages stand below"),
        queryset=Page.objects.none(),
        required=False,
        help_text=_("Only needed where a line has no translation key."),
    )
    publish = forms.BooleanField(
        label=_("Publish"), required=False, help_text=_("Otherwise all changes are drafts.")
    )
    sealed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, table: tables.Table, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.salt = table, f"courtyard.table.{table.name}.{user.pk}"
        below: Any = self.fields["parent"]
        below.queryset = tables.parents(table, user)

    def clean(self) -> dict[str, Any]:
        """With the rows of the file, or of the one that was looked at before."""
        data: dict[str, Any] = super().clean() or {}
        file, sealed = data.get("file"), data.get("sealed")
        if file:
            if file.size > MAX_BYTES:
                self.add_error("file", _("The file is larger than 2 MB. Split it."))
                return data
            try:
                encoding = data.get("encoding") or "utf-8-sig"
                data["lines"] = tables.read(
                    self.table, file.read(), encoding=encoding, max_rows=MAX_ROWS
                )
            except tables.Unreadable as error:
                self.add_error("file", str(error))
        elif sealed:
            try:
                data["lines"] = signing.loads(sealed, salt=self.salt, max_age=86_400)
            except signing.BadSignature:
                self.add_error("file", _("Choose the file again."))
        elif not self.errors:
            self.add_error("file", _("Choose a file."))
        return data


def table_view(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a file would change; on the second step, change it."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    table = tables.TABLES[name]
    posted = request.POST if request.method == "POST" else None
    form = TableForm(posted, request.FILES or None, table=table, user=request.user)
    report, applied = None, False
    if posted is not None and form.is_valid():
        data = form.cleaned_data
        apply = "apply" in posted and not data["file"]
        ask = partial(
            tables.load,
            table,
            data["lines"],
            user=request.user,
            parent=data["parent"],
            publish=data["publish"],
        )
        try:
            report = ask(dry=not apply)
            applied = apply
        except tables.Refused as error:
            report = error.args[0]
        if not applied:
            again = posted.copy()
            again["sealed"] = signing.dumps(data["lines"], salt=form.salt, compress=True)
            form = TableForm(again, table=table, user=request.user)
    context = {
        "table": table,
        "form": form,
        "report": report,
        "applied": applied,
        "rows": [(row, OUTCOMES[row.outcome]) for row in report.rows] if report else [],
        "counts": [(OUTCOMES[key], n) for key, n in report.counts.items()] if report else [],
        "export": reverse(f"courtyard_export_{name}"),
    }
    return render(request, "courtyard/admin/table.html", context)


def export_view(request: HttpRequest, name: str) -> HttpResponse:
    """All pages of a type that the user may edit, as CSV or XLSX."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    rows = tables.exported(tables.TABLES[name], request.user)
    if request.GET.get("format") == "xlsx":
        kind, ending, data = (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            tables.as_xlsx(rows),
        )
    else:
        kind, ending, data = "text/csv; charset=utf-8", "csv", tables.as_csv(rows)
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def admin_urls() -> list[Any]:
    """Two addresses for each table."""
    return [
        address
        for name in tables.TABLES
        for address in (
            path(
                f"courtyard/tables/{name}/",
                partial(table_view, name=name),
                name=f"courtyard_table_{name}",
            ),
            path(
                f"courtyard/tables/{name}/export/",
                partial(export_view, name=name),
                name=f"courtyard_export_{name}",
            ),
        )
    ]


def offer_tables(request: HttpRequest, menu_items: list[Any]) -> None:
    """Put each table among the reports, for those who edit."""
    if desk.may_edit_any(request.user):
        menu_items += [
            MenuItem(
                table.label,
                reverse(f"courtyard_table_{name}"),
                name=f"table-{name}",
                icon_name="table",
                order=900,
            )
            for name, table in tables.TABLES.items()
        ]
