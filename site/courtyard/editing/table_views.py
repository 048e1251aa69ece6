"""Tables in the admin: export, upload, a look at what would change, and the change itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from courtyard.models import TableUpload, UploadState
from courtyard.text import cldr
from courtyard.text.world import own_time_zone

from . import desk, spreadsheets, tables, uploads

MAX_BYTES = 20_000_000
MAX_ROWS = 10_000
"""What the admin takes at once; the command takes more."""
REMEMBERED = 5

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
        choices=[*spreadsheets.ENCODINGS.items()],
        required=False,
    )
    parent = forms.ModelChoiceField(
        label=_("New pages stand below"),
        queryset=Page.objects.none(),
        required=False,
        help_text=_("Only needed where a line is a new page."),
    )
    publish = forms.BooleanField(
        label=_("Publish"), required=False, help_text=_("Otherwise all changes are drafts.")
    )

    def __init__(
        self,
        *args: Any,
        table: tables.Table,
        user: Any,
        upload: TableUpload | None = None,
        **kwargs: Any,
    ) -> None:
        if upload is not None:
            kwargs["initial"] = {
                name: getattr(upload, name) for name in ("encoding", "parent", "publish")
            }
        super().__init__(*args, **kwargs)
        self.table, self.upload = table, upload
        below: Any = self.fields["parent"]
        below.queryset = tables.parents(table, user)
        if upload is not None and upload.data:
            self.fields["file"].help_text = gettext(
                "Left empty “%(name)s” is looked at once more, with what is chosen below."
            ) % {"name": upload.file_name}

    def clean(self) -> dict[str, Any]:
        """With the rows of the file, or of the one that was looked at before."""
        data: dict[str, Any] = super().clean() or {}
        file, upload = data.get("file"), self.upload
        data["encoding"] = data.get("encoding") or "utf-8-sig"
        if file:
            data["name"], data["data"] = file.name[:255], b""
            if file.size > MAX_BYTES:
                told = gettext("The file is larger than %(size)s MB. Split the file.")
                self._refuse(told % {"size": MAX_BYTES // 1_000_000}, is_long=True)
                return data
            data["data"] = file.read()
        elif upload is not None and upload.data:
            data["name"], data["data"] = upload.file_name, bytes(upload.data)
        elif not self.errors:
            self.add_error("file", _("Choose a file."))
        if data.get("data"):
            try:
                data["lines"] = tables.read(
                    self.table, data["data"], encoding=data["encoding"], max_rows=MAX_ROWS
                )
            except spreadsheets.Unreadable as error:
                self._refuse(str(error), is_long=isinstance(error, tables.TooLong))
        return data

    def _refuse(self, why: str, *, is_long: bool) -> None:
        told = gettext("On the server, manage.py import_table takes up to %(number)s rows at once.")
        also = f" {told % {'number': tables.MAX_ROWS}}" if is_long else ""
        self.add_error("file", f"{why}{also}")


def table_view(request: HttpRequest, name: str, pk: int | None = None) -> HttpResponse:
    """Take a file, or show one that was taken: what it would change, how far it is, what came."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    table = tables.TABLES[name]
    user: Any = request.user
    mine = TableUpload.objects.filter(user=user, table=name).defer("data")
    upload = mine.filter(pk=pk).first() if pk else None
    if pk and upload is None:
        messages.warning(
            request, gettext("This table is not kept any more. Choose the file again.")
        )
        return redirect(f"courtyard_table_{name}")
    if upload is not None and "apply" in request.POST:
        uploads.order(upload)
        return redirect(f"courtyard_upload_{name}", upload.pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    former = None if upload is None or upload.is_waiting else upload
    form = TableForm(*posted, table=table, user=user, upload=former)
    if posted and form.is_valid():
        upload = _looked_at(form.cleaned_data, table, user, former)
        return redirect(f"courtyard_upload_{name}", upload.pk)
    context = {
        "table": table,
        "form": form,
        "upload": None if posted else upload,
        "counts": [],
        "rows": [],
        "earlier": [
            (one, cldr.moment(one.created_at, own_time_zone(), get_language()))
            for one in mine.exclude(pk=pk or 0).defer("data", "report")[:REMEMBERED]
        ],
        "here": f"courtyard_upload_{name}",
        "export": reverse(f"courtyard_export_{name}"),
    }
    if upload is not None and not posted:
        report = upload.report
        context["counts"] = [(OUTCOMES[key], n) for key, n in report["counts"].items()]
        context["rows"] = [(row, OUTCOMES[row["outcome"]]) for row in report["rows"]]
        context["done"] = uploads.lines_done(upload) if upload.is_waiting else 0
    answer = render(request, "courtyard/admin/table.html", context)
    if upload is not None and upload.is_waiting and not posted:
        # The page comes again by itself, without a script.
        answer["Refresh"] = "3"
    return answer


def _looked_at(
    data: dict[str, Any], table: tables.Table, user: Any, former: TableUpload | None
) -> TableUpload:
    """The upload of a form, looked at; it takes the place of one whose file was taken again."""
    upload = TableUpload(
        user=user,
        table=table.name,
        file_name=data["name"],
        data=data["data"],
        encoding=data["encoding"],
        parent=data["parent"],
        publish=data["publish"],
        language=get_language() or "",
    )
    uploads.look_at(upload, data["lines"])
    if former is not None and not data["file"]:
        TableUpload.objects.filter(pk=former.pk, state=UploadState.LOOKED_AT).delete()
    return upload


def export_view(request: HttpRequest, name: str) -> HttpResponse:
    """All pages of a type that the user may edit, as CSV or XLSX."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    rows = tables.exported(tables.TABLES[name], request.user)
    return as_file(rows, name, request.GET.get("format", "csv"))


def as_file(rows: Any, name: str, kind: str) -> HttpResponse:
    """Rows as a file to be saved: ``kind`` is csv or xlsx."""
    if kind == "xlsx":
        data, content_type = (
            spreadsheets.as_xlsx(rows),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        kind, data, content_type = "csv", spreadsheets.as_csv(rows), "text/csv; charset=utf-8"
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def admin_urls() -> list[Any]:
    """The addresses of each table."""
    return [
        path(f"courtyard/tables/{name}/{end}", partial(view, name=name), name=f"{called}_{name}")
        for name in tables.TABLES
        for end, view, called in (
            ("", table_view, "courtyard_table"),
            ("<int:pk>/", table_view, "courtyard_upload"),
            ("export/", export_view, "courtyard_export"),
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
