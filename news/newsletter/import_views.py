"""Subscribers from a table in the admin: the file, what would come of it, and how far it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courtyard.editing.spreadsheets import ENCODINGS, Unreadable
from courtyard.text import cldr
from courtyard.text.world import own_time_zone

from . import importing, imports
from .models import SubscriberUpload
from .permissions import permitted

MOST_BYTES = 50_000_000
REMEMBERED = 5


class ImportForm(forms.Form):
    """A file with subscribers."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the names of the columns in the first line."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of a CSV file"), choices=[*ENCODINGS.items()]
    )

    def clean(self) -> dict[str, Any]:
        """With the bytes of the file, which looks like a table of subscribers."""
        data: dict[str, Any] = super().clean() or {}
        file = data.get("file")
        if file is None or "encoding" not in data:
            return data
        if file.size > MOST_BYTES:
            told = _("The file is larger than %(size)s MB. Split the file.")
            self.add_error("file", told % {"size": MOST_BYTES // 1_000_000})
            return data
        data["data"] = file.read()
        try:
            importing.check(data["data"], encoding=data["encoding"])
        except Unreadable as error:
            self.add_error("file", str(error))
        return data


@permitted("add")
def import_view(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Take a file, or show one that was taken: what would come of it, how far it is, what came."""
    user: Any = request.user
    mine = SubscriberUpload.objects.filter(user=user).defer("data")
    upload = mine.filter(pk=pk).first() if pk else None
    if pk and upload is None:
        messages.warning(request, _("This table is not kept any more. Choose the file again."))
        return redirect("newsletter_import")
    if upload is not None and "apply" in request.POST:
        imports.order(upload)
        return redirect("newsletter_upload", upload.pk)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*posted)
    if posted and form.is_valid():
        upload = SubscriberUpload(
            user=user,
            data=form.cleaned_data["data"],
            encoding=form.cleaned_data["encoding"],
            language=get_language() or "",
        )
        imports.take(upload)
        return redirect("newsletter_upload", upload.pk)
    shown = None if posted else upload
    context = {
        "form": form,
        "upload": shown,
        "report": shown.report if shown else {},
        "most": cldr.number(importing.MOST_ROWS, get_language()),
        "earlier": [
            (one, cldr.moment(one.created_at, own_time_zone(), get_language()))
            for one in mine.exclude(pk=pk or 0)[:REMEMBERED]
        ],
    }
    answer = render(request, "newsletter/admin/import.html", context)
    if shown is not None and shown.is_waiting:
        # The page comes again by itself, without a script.
        answer["Refresh"] = "3"
    return answer


def admin_urls() -> list[Any]:
    """The addresses of all this in the admin."""
    return [
        path("newsletter/import/", import_view, name="newsletter_import"),
        path("newsletter/import/<int:pk>/", import_view, name="newsletter_upload"),
    ]
