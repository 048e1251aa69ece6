"""Two people, or two windows, that edit one page: the second to save is asked first.

Wagtail warns while a form is open, and its automatic saving stops; the button saves over what was
saved meanwhile all the same.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.models import EditingSession
from wagtail.models import Page, Revision

from courtyard.text import cldr
from courtyard.text.world import own_time_zone

from .keys import key_of

ON_THE_WAY = dt.timedelta(seconds=15)
"""How long automatic saving may take."""


UNDECIDED = "courtyard-saved-meanwhile"
"""What a form sends whose editor has been told of another version, and has not decided yet."""


def look_for_conflict(request: HttpRequest, page: Any) -> JsonResponse | None:
    """Before a page's form is read: mark the page if it was saved after the form was opened.

    As long as it is undecided whose version is to stand, the page does not save itself.
    """
    if request.method != "POST":
        return None
    # Automatic saving asks by itself, and is answered in JSON.
    if not request.accepts("text/html"):
        return _not_by_itself() if UNDECIDED in request.POST else None
    latest = Page.objects.get(pk=page.pk).latest_revision
    opened = request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id")
    if latest and opened and not (_is_known(latest, opened, request) or _is_own(latest, request)):
        page.saved_meanwhile = _told(latest, request)
        changes = messages.button(
            _where_changes_are(page, opened, latest), _("Look at the changes"), new_window=True
        )
        # Its place is outside the form.
        undecided = format_html(
            '{} <input type="hidden" form="page-edit-form" name="{}" value="{}">',
            _("What was changed meanwhile:"),
            UNDECIDED,
            latest.pk,
        )
        messages.warning(request, undecided, [changes])
    return None


def _not_by_itself() -> JsonResponse:
    """What Wagtail answers where automatic saving would write over another version."""
    why = _("Saving will overwrite a newer version.")
    answer = {"success": False, "error_code": "invalid_revision", "error_message": why}
    return JsonResponse(answer, status=400)


def _is_known(latest: Revision, opened: str, request: HttpRequest) -> bool:
    if opened != str(latest.pk):
        return False
    # Automatic saving writes over its own version, which keeps its number.
    own = request.POST.get("overwrite_revision_id") == opened
    loaded_at = request.POST.get("loaded_revision_created_at", "")
    return own or loaded_at in ("", latest.created_at.isoformat())


def _is_own(latest: Revision, request: HttpRequest) -> bool:
    """Whether it was saved by itself from the window whose button was pressed meanwhile.

    That is so where it is some seconds old and whoever sends the form has no other window open.
    """
    just_now = timezone.now() - latest.created_at < ON_THE_WAY
    if latest.user != request.user or not just_now:
        return False
    windows = EditingSession.objects.available().filter(
        user=request.user,
        content_type__in=(latest.base_content_type, latest.content_type),
        object_id=latest.object_id,
    )
    return bool(windows.count() < 2)


def _told(latest: Revision, request: HttpRequest) -> str:
    """What to say of a version that the form does not know."""
    if latest.user is None:
        text = _(
            "Not saved yet: this page was saved at %(when)s, after you had opened it. What you "
            "typed is still here. If you save again, your version stands on top of that one."
        )
    elif latest.user == request.user:
        text = _(
            "Not saved yet: you saved this page yourself at %(when)s, in another window. What you "
            "typed is still here. If you save again, it stands on top of that version."
        )
    else:
        text = _(
            "Not saved yet: %(who)s saved this page at %(when)s, after you had opened it. What "
            "you typed is still here. If you save again, your version stands on top of that one."
        )
    who = latest.user and (latest.user.get_full_name() or latest.user.get_username())
    when = cldr.moment(latest.created_at, own_time_zone(), get_language())
    return text % {"who": who, "when": when}


def _where_changes_are(page: Page, opened: str, latest: Revision) -> str:
    known = page.revisions.filter(pk=key_of(opened))
    begin = known.values_list("pk", flat=True).first() or "earliest"
    return reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, begin, latest.pk])
