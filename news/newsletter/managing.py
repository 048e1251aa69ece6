"""What newsletter managers see: how many subscribe, one by their address, all as a file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courtyard.delivery.chrome import own_name
from courtyard.editing.spreadsheets import MARK, defused
from courtyard.models import Topic
from courtyard.outbox import services as outbox
from courtyard.text import cldr
from courtyard.text.world import own_time_zone

from . import actions, exporting, import_views, mails, services
from .forms import AddressField
from .models import (
    ConsentEvent,
    Deed,
    FollowedTopic,
    ManagerAction,
    ReadLanguage,
    Subscriber,
    SubscriberStatus,
)
from .permissions import permitted

MONTHS = 12
CONFIRMED = SubscriberStatus.CONFIRMED
A_PAGE = 50
"""How many lines of the log are on a page."""
UNNAMED = "–"
"""What stands for a topic that is deleted."""


class Bar(NamedTuple):
    """A line of a chart; ``share`` is its length, of a hundred."""

    label: str
    number: int
    share: int


class SearchForm(forms.Form):
    """Somebody is found by their whole address alone."""

    email = AddressField(label=gettext_lazy("E-mail address, written out"))


@permitted("view")
def overview(request: HttpRequest) -> HttpResponse:
    """How many subscribe, in which languages, to what, since when; and the search."""
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = Subscriber.objects.of_address(form.cleaned_data["email"]).first()
        if found:
            return redirect("newsletter_subscriber", found.pk)
        messages.warning(request, _("Nobody has signed up with this address."))
    context = {
        "form": form,
        "failed": failed_mails(),
        "charts": [
            (_("All"), bars(by_status())),
            (_("Languages of those who have confirmed"), bars(by_language())),
            (_("Topics of those who have confirmed"), bars(by_topic())),
            (_("Confirmed in the last twelve months"), bars(by_month())),
        ],
    }
    return render(request, "newsletter/admin/overview.html", context)


def failed_mails() -> list[tuple[str, str, int]]:
    """The mails that were given up: what they are, the error of the last attempt, how many."""
    return [
        (str(mails.NAMES[kind]), error, count)
        for kind, error, count in outbox.failed()
        if kind in mails.NAMES
    ]


def bars(counts: Iterable[tuple[str, int]]) -> list[Bar]:
    """The lines of a chart, the longest as long as there is room."""
    found = list(counts)
    most = max((count for _label, count in found), default=0) or 1
    return [Bar(label, count, round(100 * count / most)) for label, count in found]


def by_status() -> list[tuple[str, int]]:
    """How many there are in each state."""
    found = dict(Subscriber.objects.values_list("status").annotate(Count("pk")))
    return [(str(status.label), found.get(status, 0)) for status in SubscriberStatus]


def by_language() -> list[tuple[str, int]]:
    """How many read each language: who reads two is counted in both."""
    rows = ReadLanguage.objects.filter(subscriber__status=CONFIRMED)
    found = rows.values_list("code").annotate(count=Count("pk")).order_by("-count", "code")
    return [(own_name(code), count) for code, count in found]


def by_topic() -> list[tuple[str, int]]:
    """How many follow each topic that somebody has chosen."""
    rows = FollowedTopic.objects.filter(subscriber__status=CONFIRMED)
    found = dict(rows.values_list("key").annotate(Count("pk")))
    names = _names_of_topics([str(key) for key in found])
    lines = [(names.get(str(key), UNNAMED), count) for key, count in found.items()]
    return sorted(lines, key=lambda line: (-line[1], line[0]))


def by_month() -> list[tuple[str, int]]:
    """How many have confirmed in each of the last months and still receive the newsletter."""
    today = timezone.localdate()
    months = [_first_day(today, back) for back in reversed(range(MONTHS))]
    rows = Subscriber.objects.filter(status=CONFIRMED).annotate(month=TruncMonth("confirmed_at"))
    found = {
        timezone.localtime(month).date(): count
        for month, count in rows.values_list("month").annotate(Count("pk"))
        if month
    }
    return [(date_format(month, "YEAR_MONTH_FORMAT"), found.get(month, 0)) for month in months]


def _first_day(day: dt.date, months_back: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months_back, 12)
    return dt.date(year, month + 1, 1)


@dataclass(frozen=True)
class Entry:
    """A line of the ledger as it is shown: the moment and ``details`` in words."""

    event: ConsentEvent
    when: str
    details: Sequence[str]


@permitted("view")
def subscriber(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscriber, and the ledger of their consent."""
    found = get_object_or_404(Subscriber, pk=pk)
    events = list(found.events.select_related("text"))
    topics = {str(row.key) for row in found.topics.all()}
    names = _names_of_topics(topics.union(*(event.said.get("topics", ()) for event in events)))
    context = {
        "subscriber": found,
        "languages": [own_name(code) for code in found.language_codes],
        "topics": sorted(names.get(key, UNNAMED) for key in topics),
        "paused_until": cldr.long_date(timezone.localdate(found.paused_until), get_language())
        if found.is_pausing
        else "",
        "entries": [Entry(event, _moment(event.at), _details(event, names)) for event in events],
    }
    return render(request, "newsletter/admin/subscriber.html", context)


def _names_of_topics(keys: Collection[str]) -> dict[str, str]:
    """What topics are called in the language of the admin, or else in another one."""
    names = {}
    topics = Topic.objects.filter(translation_key__in=keys).select_related("locale")
    for topic in sorted(topics, key=lambda one: one.locale.language_code == get_language()):
        names[str(topic.translation_key)] = topic.name
    return names


def _details(event: ConsentEvent, names: Mapping[str, str]) -> list[str]:
    """What an event of the ledger says beside its kind."""
    said = event.said
    found = []
    if codes := said.get("languages"):
        found.append(", ".join(own_name(code) for code in codes))
    if "topics" in said:
        topics = sorted(names.get(key, UNNAMED) for key in said["topics"])
        found.append(", ".join(topics) or _("All topics"))
    if until := said.get("until"):
        found.append(_("Until %(moment)s") % {"moment": _moment(parse_datetime(until))})
    if agreed := said.get("consented_at"):
        found.append(_("Agreed %(moment)s") % {"moment": _moment(parse_datetime(agreed))})
    return found


def _moment(at: Any) -> str:
    return cldr.moment(at, own_time_zone(), get_language())


@permitted("delete")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget somebody who has asked for it by other ways than the link of a mail; asks first."""
    if request.method != "POST":
        found = get_object_or_404(Subscriber, pk=pk)
        return render(request, "newsletter/admin/erase.html", {"subscriber": found})
    with transaction.atomic():
        actions.record(request.user, Deed.ERASED, 1)
        services.erase_subscriber(get_object_or_404(Subscriber, pk=pk))
    messages.success(request, _("Everything is erased"))
    return redirect("newsletter_overview")


class Line:
    """What a writer of CSV writes to: a line is given back."""

    def write(self, text: str) -> str:
        return text


@permitted("view")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All subscribers as CSV, as `exporting` has them; it is written down who has taken them."""
    found = exporting.subscribers()
    actions.record(request.user, Deed.EXPORTED, found.count())
    response = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
    return response


def _lines(found: Any) -> Iterator[str]:
    writer = csv.writer(Line())
    yield MARK + writer.writerow(exporting.COLUMNS)
    for cells in exporting.rows(found):
        yield writer.writerow([defused(cell) for cell in cells])


@permitted("view")
def log(request: HttpRequest) -> HttpResponse:
    """What managers have done with the data of subscribers, the last first."""
    page = Paginator(ManagerAction.objects.all(), A_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "actions": [(one, _moment(one.at)) for one in page]}
    return render(request, "newsletter/admin/log.html", context)


def admin_urls() -> list[Any]:
    """The addresses of all this in the admin."""
    return [
        path("newsletter/", overview, name="newsletter_overview"),
        path("newsletter/export/", export, name="newsletter_export"),
        path("newsletter/log/", log, name="newsletter_log"),
        *import_views.admin_urls(),
        path("newsletter/<int:pk>/", subscriber, name="newsletter_subscriber"),
        path("newsletter/<int:pk>/erase/", erase, name="newsletter_erase"),
    ]
