"""PO files in the admin: exported, uploaded, looked at row by row, and imported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Locale, Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from courtyard.localisation import importing, po
from courtyard.localisation.importing import OUTCOMES, Report, Row
from courtyard.models import TableUpload, UploadState
from courtyard.text import cldr
from courtyard.text.differences import as_html, differences, likeness
from courtyard.text.slugs import slug_of
from courtyard.text.world import own_time_zone

from . import desk, rights, spreadsheets, table_views
from .keys import key_of
from .translating import existing_twin, may_translate

MAX_BYTES = 10_000_000
KIND = "po"
"""What an upload says to be, among those of tables."""

REMEMBERED = 5
SHOWN = 1_000
"""How many rows of each outcome are shown; the report as a table has all."""
KEPT = 5_000
"""How many rows are kept of what has come of a file."""

COMPARED = 0.3
"""How much two translations have in common (``likeness``) for their differences to be shown."""

CONTENT_TYPE = "text/x-gettext-translation; charset=utf-8"


# Export


def export_view(request: HttpRequest, language: str) -> HttpResponse:
    """What the user may write of a site, a page or a page with all below it, as one file.

    That of a site holds what is no page too, such as terms.
    """
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    locale = get_object_or_404(Locale, language_code=language)
    page_id, is_section = request.GET.get("page", ""), "below" in request.GET
    if page_id:
        page = get_object_or_404(Page, pk=key_of(page_id))
    else:
        page, is_section = _front_page(request), True
    translations = _below(page, locale) if is_section else _of_page(page, locale)
    if not page_id:
        translations += importing.things_into(locale)
    return _as_file(request, translations, locale, page)


def _front_page(request: HttpRequest) -> Page:
    site = Site.find_for_request(request) or Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise Http404
    return cast("Page", site.root_page)


def _of_page(page: Page, locale: Locale) -> list[Translation]:
    keys = [page.translation_key]
    return [*importing.translations_into(locale, keys).values()]


def _below(page: Page, locale: Locale) -> list[Translation]:
    """The translations of a page and all below it, in whichever language they stand there."""
    paths = Page.objects.filter(translation_key=page.translation_key).values_list("path", flat=True)
    there = Q(pk__in=[])
    for one in paths:
        there |= Q(path__startswith=one)
    keys = Page.objects.filter(there).order_by("path").values_list("translation_key", flat=True)
    return [*importing.translations_into(locale, dict.fromkeys(keys)).values()]


def _as_file(
    request: HttpRequest, translations: list[Translation], locale: Locale, page: Page | None
) -> HttpResponse:
    """The file of those that the user may write; where that is none, back with the reason."""
    allowed = _writable(translations, locale, request.user)
    if not allowed:
        if translations:
            raise PermissionDenied
        messages.warning(request, _("There is nothing to translate into this language here."))
        return redirect("courtyard_po")
    site = (page.get_site() if page else None) or Site.objects.get(is_default_site=True)
    text = po.written(
        allowed,
        language=locale.language_code,
        project=str(site.root_page.translation_key),
        name=site.site_name or site.hostname,
    )
    name = slug_of(allowed[0].source.object_repr, allowed[0].source.locale.language_code)
    answer = HttpResponse(text, content_type=CONTENT_TYPE)
    file = f"{name or 'texts'}-{locale.language_code}.po"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def _writable(translations: list[Translation], locale: Locale, user: Any) -> list[Translation]:
    """Those of translations that somebody may write, in their order."""
    models = {one.pk: _model_of(one) for one in translations}
    kinds = {
        model: rights.may_write_in(user, model, locale)
        for model in {*models.values()}
        if not issubclass(model, Page)
    }
    keys = {one.source.object_id for one in translations}
    twins = Page.objects.filter(translation_key__in=keys, locale=locale, alias_of=None)
    known = set(twins.values_list("translation_key", flat=True))
    policy = PagePermissionPolicy()
    changeable = policy.instances_user_has_permission_for(user, "change")
    allowed = set(
        twins.filter(pk__in=changeable.values("pk")).values_list("translation_key", flat=True)
    )

    def is_allowed(one: Translation) -> bool:
        if models[one.pk] in kinds:
            return kinds[models[one.pk]]
        key = one.source.object_id
        return key in allowed or (key not in known and not why_not(one, user))

    return [one for one in translations if is_allowed(one)]


def _model_of(translation: Translation) -> Any:
    return translation.source.specific_content_type.model_class()


def why_not(translation: Translation, user: Any) -> str:
    """Why somebody may not write a translation; "" where they may."""
    model, locale = _model_of(translation), translation.target_locale
    if not issubclass(model, Page):
        if rights.may_write_in(user, model, locale):
            return ""
        return _("You may not write this in this language.")
    twin = existing_twin(translation)
    if rights.is_locked(user, twin):
        return _("The page is locked.")
    return "" if _may_write(translation, twin, user) else _("You may not write this page.")


def _may_write(translation: Translation, twin: Page | None, user: Any) -> bool:
    if twin is not None:
        return rights.may_write(user, twin)
    try:
        source = translation.source.get_source_instance()
    except ObjectDoesNotExist:
        return False
    return may_translate(user, source, translation.target_locale, publish=False)


def download_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """At wagtail-localize's address: the file of one translation, as ours are."""
    translation = get_object_or_404(Translation, pk=translation_id, enabled=True)
    locale = translation.target_locale
    found = importing.translations_into(locale, [translation.source.object_id])
    if why_not(translation, request.user):
        raise PermissionDenied
    return _as_file(request, [*found.values()], locale, existing_twin(translation))


# Import


class PoForm(forms.Form):
    """A file to be looked at."""

    file = forms.FileField(label=gettext_lazy("PO file"))

    def clean_file(self) -> Any:
        """The file with what it says (``said``) and its language (``locale``)."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            told = _("The file is larger than %(size)s MB. Export and import a section at a time.")
            raise forms.ValidationError(told % {"size": MAX_BYTES // 1_000_000})
        data = file.read()
        try:
            said = po.read(data)
            locale = importing.locale_of(said)
        except po.Unreadable as error:
            raise forms.ValidationError(str(error)) from None
        if not said.entries:
            raise forms.ValidationError(_("The file holds no text that can be read."))
        file.said, file.locale, file.content = said, locale, data
        return file


def po_view(request: HttpRequest) -> HttpResponse:
    """Where files are exported and uploaded."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PoForm(*posted)
    if posted and form.is_valid():
        return redirect("courtyard_po_upload", _kept(request, form, None).pk)
    user: Any = request.user
    mine = TableUpload.objects.filter(user=user, table=KIND).defer("data", "report")
    given = Locale.objects.filter(translations__enabled=True).distinct()
    context = {
        "form": form,
        "languages": [
            (locale, reverse("courtyard_po_export", args=[locale.language_code]))
            for locale in _languages_of(user, given)
        ],
        "is_given": bool(given),
        "earlier": [
            (one, cldr.moment(one.created_at, own_time_zone(), get_language()))
            for one in mine[:REMEMBERED]
        ],
    }
    return render(request, "courtyard/admin/po.html", context)


def _languages_of(user: Any, given: Iterable[Locale]) -> list[Locale]:
    """Those of the languages into which something is translated that somebody may write."""
    kinds = importing.kinds_of_things()
    written = {one.pk for one in rights.some_of(given, user)}
    return [
        locale
        for locale in given
        if locale.pk in written or any(rights.may_write_in(user, kind, locale) for kind in kinds)
    ]


@require_POST
def upload_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """At wagtail-localize's address: a file for one page is looked at first, as others are."""
    translation = get_object_or_404(Translation, pk=translation_id, enabled=True)
    if why_not(translation, request.user):
        raise PermissionDenied
    form = PoForm(request.POST, request.FILES)
    twin = existing_twin(translation)
    if form.is_valid():
        locale = form.cleaned_data["file"].locale
        if locale.pk == translation.target_locale_id:
            return redirect("courtyard_po_upload", _kept(request, form, twin).pk)
        told = _("The file is in another language: %(language)s.")
        messages.error(request, told % {"language": locale.get_display_name()})
    else:
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", ())))
    return redirect(translation.get_target_instance_edit_url() if twin else "courtyard_po")


def _kept(request: HttpRequest, form: PoForm, twin: Page | None) -> TableUpload:
    """A file that waits until somebody has seen what would come of it."""
    file, user = form.cleaned_data["file"], cast("Any", request.user)
    upload: TableUpload = TableUpload.objects.create(
        user=user,
        table=KIND,
        file_name=file.name[:255],
        data=file.content,
        parent=twin,
        language=get_language() or "",
        lines=len(file.said.entries),
        state=UploadState.LOOKED_AT,
    )
    return upload


def report_view(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a file, or has come of it."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    user: Any = request.user
    upload = TableUpload.objects.filter(user=user, table=KIND, pk=pk).first()
    if upload is None:
        messages.warning(request, _("This file is not kept any more. Choose it again."))
        return redirect("courtyard_po")
    if upload.state == UploadState.DONE:
        return _shown(request, upload, _restored(upload.report), "")
    try:
        said = po.read(bytes(upload.data))
        locale = importing.locale_of(said)
    except po.Unreadable as error:  # its language or site has gone meanwhile
        messages.error(request, str(error))
        return redirect("courtyard_po")
    page = upload.parent.translation_key if upload.parent else None

    def may_write(translation: Translation) -> str:
        return why_not(translation, user)

    if request.method == "POST":
        report = importing.apply(
            said,
            locale,
            user=user,
            taken=set(request.POST.getlist("taken")),
            all_taken="all" in request.POST,
            may_write=may_write,
            page=page,
        )
        report = _as_seen_by(user, report, locale)
        upload.report = {**_to_keep(report), "language": locale.language_code}
        upload.data, upload.state = b"", UploadState.DONE
        upload.save()
        messages.success(
            request, _("The file “%(name)s” is imported.") % {"name": upload.file_name}
        )
        return redirect("courtyard_po_upload", upload.pk)
    report = importing.plan(said, locale, may_write=may_write, page=page)
    return _shown(request, upload, _as_seen_by(user, report, locale), locale.language_code)


def _as_seen_by(user: Any, report: Report, locale: Locale) -> Report:
    """A report without the words and titles of what somebody may not write.

    They may not be public yet, and anybody can write the keys of pages into a file.
    """
    keys = {row.page for row in report.rows if row.page}
    given = importing.translations_into(locale, keys)
    seen = {one.source.object_id for one in _writable([*given.values()], locale, user)}
    mine = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    there = mine.filter(translation_key__in=keys, locale=locale)
    seen |= {*there.values_list("translation_key", flat=True)}
    none = (str(importing.NO_SUCH_PAGE),)

    def as_seen(row: Row) -> Row:
        if row.page is None or row.page in seen:
            return row
        return replace(row, theirs="", why=none if row.outcome == "unknown" else row.why)

    return Report([as_seen(row) for row in report.rows], report.faults)


def _to_keep(report: Report) -> dict[str, Any]:
    """What is remembered: all numbers, and each row that is not as it was before."""
    changed = [row for row in report.rows if row.outcome != "unchanged"]
    return {
        "counts": report.counts,
        "faults": [asdict(fault) for fault in report.faults],
        "rows": [{**asdict(row), "page": str(row.page or "")} for row in changed[:KEPT]],
        "more": max(0, len(changed) - KEPT),
    }


def _restored(kept: dict[str, Any]) -> Report:
    rows = [
        Row(**{**row, "page": UUID(row["page"]) if row["page"] else None, "where": None})
        for row in kept["rows"]
    ]
    return Report(rows, [po.Fault(**fault) for fault in kept["faults"]])


def _shown(
    request: HttpRequest, upload: TableUpload, report: Report, language: str
) -> HttpResponse:
    """A report: of what would come of a file into a ``language``, or with "" of what has come."""
    is_done = not language
    if request.GET.get("format") in ("csv", "xlsx"):
        return table_views.as_file(_as_table(report), "po", request.GET["format"])
    counts = upload.report["counts"] if is_done else report.counts
    context = {
        "upload": upload,
        "is_done": is_done,
        "language": language or upload.report["language"],
        "faults": report.faults,
        "counts": [(outcome, OUTCOMES[outcome], number) for outcome, number in counts.items()],
        "sections": [
            _section(report, one, is_done=is_done) for one in report.counts if one != "unchanged"
        ],
        "writes": sum(row.translation is not None for row in report.rows),
        "has_conflicts": "conflict" in counts,
        "more": upload.report["more"] if is_done else 0,
    }
    return render(request, "courtyard/admin/po_report.html", context)


def _section(report: Report, outcome: Any, *, is_done: bool) -> dict[str, Any]:
    """The rows of one outcome, as far as they are shown, each with what would change."""
    rows = report.of(outcome)
    return {
        "outcome": outcome,
        "name": OUTCOMES[outcome],
        "about": KEPT_HERE if is_done and outcome == "conflict" else ABOUT.get(outcome, ""),
        "number": len(rows),
        "more": max(0, len(rows) - SHOWN),
        "rows": [(row, _change(row)) for row in rows[:SHOWN]],
    }


def _change(row: Row) -> str:
    """What a file says, and where that is not all new, what it says otherwise than is said here."""
    if likeness(row.theirs, row.ours, over=COMPARED) > COMPARED:
        return as_html(differences(row.theirs, row.ours))
    return row.ours


ABOUT = {
    "conflict": gettext_lazy(
        "Somebody has translated these texts otherwise since the file was exported. What stands "
        "here stays, unless you tick the row."
    ),
    "broken": gettext_lazy("Not imported: mend these in the file, or in the translation editor."),
    "refused": gettext_lazy("Not imported."),
    "unknown": gettext_lazy("Not imported."),
    "obsolete": gettext_lazy(
        "The words of the original have changed since. Nothing is shown to readers."
    ),
    "moved": gettext_lazy("The words stand elsewhere on the page now, and are translated there."),
    "fuzzy": gettext_lazy(
        "Not imported: take the mark fuzzy away in the file where a text is finished."
    ),
    "empty": gettext_lazy("Emptied in the file. What stands here stays."),
}
"""What is said of all rows with an outcome."""

KEPT_HERE = gettext_lazy(
    "Somebody has translated these texts otherwise since the file was exported. What stood here "
    "has stayed."
)
"""What is said of conflicts that nobody has decided for the file."""


def _as_table(report: Report) -> Any:
    """All rows as a table: for whoever has many."""
    yield [
        _("Line"),
        _("Outcome"),
        _("Page"),
        _("Place"),
        _("Original"),
        _("Here"),
        _("File"),
        _("Why"),
    ]
    for row in report.rows:
        texts = (row.title, " › ".join(row.names), row.words, row.theirs, row.ours)
        told = [str(row.line), str(OUTCOMES[row.outcome]), *texts, " ".join(row.why)]
        yield [spreadsheets.defused(cell) for cell in told]


def admin_urls() -> list[Any]:
    """The addresses of PO files."""
    return [
        path("courtyard/po/", po_view, name="courtyard_po"),
        path("courtyard/po/<int:pk>/", report_view, name="courtyard_po_upload"),
        path("courtyard/po/export/<str:language>/", export_view, name="courtyard_po_export"),
    ]


def guarded_urls() -> list[Any]:
    """Addresses of wagtail-localize's, to be found before its own."""
    return [
        path(
            "localize/translate/<int:translation_id>/pofile/download/",
            download_view,
            name="courtyard_po_download",
        ),
        path(
            "localize/translate/<int:translation_id>/pofile/upload/",
            upload_view,
            name="courtyard_po_upload_one",
        ),
    ]
