"""What open calls say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import Field

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.models import Topic
from courtyard.publications.facets import (
    ANY,
    Facet,
    FacetIndexPublication,
    Item,
    held,
    of_list,
    terms_of,
)
from courtyard.publications.reading import CARD, Reader, Row
from courtyard.publications.schema import (
    Card,
    Choice,
    Html,
    OneOf,
    Record,
    Ref,
    Reference,
    Whole,
    moment_as_json,
)
from courtyard.publications.sections import Index, IndexPublication, below, with_parents
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    Standing,
    choice,
    common_card,
    common_whole,
    ticked,
)
from courtyard.taxonomy import with_terms
from courtyard.text import cldr
from courtyard.text.richtext import published_html
from courtyard.text.world import begin_of, day_of
from network.models import City
from programmes.life import NEVER, OPEN, Call, CallStatus, place_of_call, status_of_call
from programmes.models import (
    CareerStage,
    DocumentFormat,
    DocumentKind,
    MoneyItem,
    OpenCallIndexPage,
    OpenCallPage,
    Per,
    ProgrammePage,
    Purpose,
    Tax,
    Tie,
)

from .common import (
    NO_PROGRAMME,
    ProgrammeFacts,
    choices,
    city_facet,
    discipline_facet,
    kind_facet,
    months_in_words,
    name_of_month,
    of_type,
    programmes_among,
    ticks,
)

CALL = "original__page__opencallpage__"

APPLICANTS = ("for_individuals", "for_groups", "for_organisations")
OFFERS = (
    "offers_travel",
    "offers_accommodation",
    "offers_studio",
    "offers_production",
    "offers_mentoring",
    "offers_access_support",
)

UNTIL_ANNOUNCED: dict[str, Any] = {
    "applications_received": None,
    "applications_selected": None,
    "selected": [],
}
"""What is said of results before they are announced."""

STILL = (*OPEN, CallStatus.ANNOUNCED)
"""What lists of calls show first: those for which one can still apply."""

OVER = tuple(status for status in CallStatus if status not in STILL)

STATUSES = [(status.value, capfirst(status.label)) for status in CallStatus]
WHO = ticks(OpenCallPage, *APPLICANTS, prefix="for_")
WHAT = ticks(OpenCallPage, *OFFERS, prefix="offers_")
FEES = [("none", gettext_lazy("Without a fee"))]


class Round(Record):
    """A deadline of several, and the day on which is decided about it."""

    closes: dt.datetime
    decision: dt.date | None


class Sum(Record):
    """An amount of money."""

    amount: str = Field(description="A decimal number with a point.")
    currency: str = Field(description="A code of ISO 4217.")


class OfferedSum(Sum):
    """Money that is offered."""

    purpose: Annotated[Choice, OneOf(Purpose)] | None
    is_up_to: bool = Field(description="Whether it is the most that one can get.")
    tax: Annotated[Choice, OneOf(Tax)] | None
    per: Annotated[Choice, OneOf(Per)] | None


class OpenCallCard(Card):
    """A call in a list. Its days and hours are meant by the clocks of its time zone."""

    type: Literal["programmes.OpenCallPage"]
    status: Annotated[Choice, OneOf(CallStatus)] | None = Field(
        None,
        description="By the clock: announced, open, closing_soon, closed, results_announced, "
        "cancelled.",
    )
    deadline: dt.datetime | None = Field(
        None, description="The next one, or else the last; null where the call is always open."
    )
    opens: dt.datetime | None
    closes: dt.datetime | None
    time_zone: str
    is_rolling: bool = Field(description="Whether applications are taken all the time.")
    rounds: list[Round]
    extended_from: dt.datetime | None
    results_expected: dt.date | None
    results_announced: dt.date | None
    activity_starts: dt.date | None
    activity_ends: dt.date | None
    is_cancelled: bool
    applicants: list[Annotated[Choice, OneOf(dict(WHO))]] = Field(
        description="Empty where it makes no difference."
    )
    places: int | None
    money: list[OfferedSum]
    offers: list[Annotated[Choice, OneOf(dict(WHAT))]]
    fee: Sum | None = Field(description="What applying costs; null where it costs nothing.")


class Origin(Record):
    """A country, or a region of it, from which one may apply."""

    country: Choice
    region: str = Field(description="As it is called there; empty for the whole country.")
    tie: Annotated[Choice, OneOf(Tie)] = Field(
        description="What counts: residence, nationality, or either."
    )


class ToSend(Record):
    """Something that applicants have to send."""

    kind: Annotated[Choice, OneOf(DocumentKind)]
    format: Annotated[Choice, OneOf(DocumentFormat)] | None = Field(
        description="Null where any will do."
    )
    max_pages: int | None
    is_optional: bool


class DocumentLink(Record):
    """Where a document can be had."""

    url: str


class NamedPerson(Record):
    """Somebody who has agreed to be named."""

    name: str


class SelectedApplicant(NamedPerson):
    """Somebody who was chosen."""

    country: Choice | None


class OpenCall(OpenCallCard, Whole):
    """A call with everything its page says."""

    career_stage: Annotated[Choice, OneOf(CareerStage)] | None
    countries: list[Origin] = Field(description="Empty where any will do.")
    eligibility: Html
    documents: list[ToSend]
    what_to_send: Html
    languages: list[Choice] = Field(description="In which applications are read.")
    apply_url: str
    apply_email: str
    apply_by_post: str
    contact_name: str
    contact_email: str
    contact_phone: str
    regulations: Ref[DocumentLink] | None
    regulations_version: str
    jury: list[NamedPerson]
    applications_received: int | None = Field(description="Once results are announced.")
    applications_selected: int | None = Field(description="Once results are announced.")
    selected: list[SelectedApplicant] = Field(description="Once results are announced.")
    body: list[AnyBlock]


class OpenCallPublication(PublicationType[OpenCallPage]):
    """Builds open calls; where they stand the clock says on reading."""

    model = OpenCallPage
    card_schema = OpenCallCard
    whole_schema = OpenCall
    template = "programmes/open_call_page.html"
    relations = ("rounds", "countries", "documents", "languages", "money", "jury", "selected")

    def card(self, page: OpenCallPage) -> OpenCallCard:
        return OpenCallCard(**common_card(page), **self._facts(page))

    def whole(self, page: OpenCallPage) -> OpenCall:
        document = page.regulations_id
        return OpenCall(
            **common_whole(page),
            **self._facts(page),
            career_stage=choice(page, "career_stage"),
            countries=_origins(page),
            eligibility=published_html(page.eligibility),
            documents=[
                ToSend(
                    kind=kind,
                    format=choice(one, "file_format"),
                    max_pages=one.max_pages,
                    is_optional=one.is_optional,
                )
                for one in page.documents.all()
                if (kind := choice(one, "kind"))
            ],
            what_to_send=published_html(page.what_to_send),
            languages=choices(page.languages.all(), "language"),
            apply_url=page.apply_url,
            apply_email=page.apply_email,
            apply_by_post=page.apply_by_post,
            contact_name=page.contact_name,
            contact_email=page.contact_email,
            contact_phone=page.contact_phone,
            regulations=Reference(ref="document", key=str(document)) if document else None,
            regulations_version=page.regulations_version,
            jury=[NamedPerson(name=one.name) for one in page.jury.all() if one.consent],
            applications_received=page.applications_received,
            applications_selected=page.applications_selected,
            selected=[
                SelectedApplicant(name=one.name, country=choice(one, "country"))
                for one in page.selected.all()
                if one.consent
            ],
            body=published_body(page.body),
        )

    def places(self, card: Mapping[str, Any]) -> list[Standing]:
        return call_of(card).places()

    def clocked(self, document: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        call = call_of(document)
        status, deadline = call.status(now), call.deadline(now)
        said = {
            "status": {"value": status.value, "label": str(status.label)},
            "deadline": moment_as_json(deadline),
        }
        if "selected" in document and not call.tells_results(now):
            return {**said, **UNTIL_ANNOUNCED}
        return said

    def turns(self, document: Mapping[str, Any]) -> list[dt.datetime]:
        """When results may be told."""
        call = call_of(document)
        if call.results_announced is None:
            return []
        return [begin_of(call.results_announced, call.time_zone), *call.deadlines]

    def subject(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "@type": "EducationalOccupationalProgram",
            "applicationStartDate": document["opens"],
            "applicationDeadline": document["deadline"],
            "startDate": document["activity_starts"],
            "endDate": document["activity_ends"],
            "maximumEnrollment": document["places"],
        }

    def _facts(self, page: OpenCallPage) -> dict[str, Any]:
        names = (
            "opens",
            "closes",
            "time_zone",
            "is_rolling",
            "extended_from",
            "results_expected",
            "results_announced",
            "activity_starts",
            "activity_ends",
            "is_cancelled",
            "places",
        )
        return {
            **{name: getattr(page, name) for name in names},
            "rounds": [
                Round(closes=one.closes, decision=one.decision)
                for one in sorted(page.rounds.all(), key=lambda one: one.closes)
            ],
            "applicants": ticked(page, *APPLICANTS, prefix="for_"),
            "money": [_offered(item) for item in page.money.all()],
            "offers": ticked(page, *OFFERS, prefix="offers_"),
            "fee": Sum(amount=str(page.fee), currency=page.fee_currency) if page.fee else None,
        }


def _offered(item: MoneyItem) -> OfferedSum:
    return OfferedSum(
        amount=str(item.amount),
        currency=item.currency,
        purpose=choice(item, "purpose"),
        is_up_to=item.is_up_to,
        tax=choice(item, "tax"),
        per=choice(item, "per"),
    )


def _origins(page: OpenCallPage) -> list[Origin]:
    """From where one may apply, what counts alike together."""
    rows = sorted(page.countries.all(), key=lambda row: Tie.values.index(row.tie))
    return [
        Origin(country=country, region=row.region, tie=tie)
        for row in rows
        if (country := choice(row, "country")) and (tie := choice(row, "tie"))
    ]


def call_of(document: Mapping[str, Any]) -> Call:
    """The facts of a call as they stand in its card."""
    day = document["results_announced"]
    return Call(
        opens=_moment(document["opens"]),
        closes=_moment(document["closes"]),
        time_zone=document["time_zone"],
        is_rolling=document["is_rolling"],
        rounds=[dt.datetime.fromisoformat(one["closes"]) for one in document["rounds"]],
        results_announced=dt.date.fromisoformat(day) if day else None,
        is_cancelled=document["is_cancelled"],
    )


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


# Lists


def calls_closing_first(
    pages: QuerySet[Publication], now: Any, *statuses: CallStatus
) -> QuerySet[Publication]:
    """Of some calls those with one of the statuses, or all; the next deadline comes first."""
    if statuses:
        values = [status.value for status in statuses]
        pages = pages.alias(status=status_of_call(CALL, now)).filter(status__in=values)
    return pages.order_by(place_of_call(CALL, now).asc(), "original")


def open_calls(reader: Reader, topic: Any, count: int) -> Chosen:
    """Calls that are open, of a topic (a translation key; None for all), closing first."""
    calls = reader.published(OpenCallPage)
    if topic is not None:
        calls = with_terms(calls, {Topic: topic})
    return Chosen(
        pages=calls_closing_first(calls, reader.now, *OPEN)[:count],
        all=reader.published(OpenCallIndexPage).order_by("page__path"),
    )


def calls_of_programme(reader: Reader, programme: str) -> Chosen:
    """The calls of a programme (a translation key) that are open or announced."""
    calls = below(reader, programme, OpenCallPage)
    return Chosen(pages=calls_closing_first(calls, reader.now, *STILL))


def newest_calls(reader: Reader) -> QuerySet[Publication]:
    """Calls in the order in which they were first published, the newest first."""
    calls = reader.published(OpenCallPage)
    return calls.order_by("-original__page__first_published_at", "-original")


def told_first(card: Mapping[str, Any]) -> str:
    """What is said of a call first where it is only read about: until when one may apply."""
    if card["is_cancelled"]:
        return _("The call is cancelled.")
    deadline = _moment(card["deadline"])
    if deadline is None:
        return ""
    told = cldr.moment(deadline, card["time_zone"], card["content_language"])
    return _("Deadline: %(moment)s.") % {"moment": told}


FORMER = 6
"""How many former calls or past events a programme shows."""


def former_calls_of_programme(reader: Reader, programme: str) -> Chosen:
    """The last calls of a programme (a translation key) that are over, the latest first."""
    calls = below(reader, programme, OpenCallPage)
    calls = calls.alias(status=status_of_call(CALL, reader.now)).filter(
        status__in=[status.value for status in OVER]
    )
    latest_first = calls.order_by(place_of_call(CALL, reader.now).desc(), "original")
    return Chosen(pages=latest_first[:FORMER])


class OpenCallIndex(Index):
    """All calls."""

    type: Literal["programmes.OpenCallIndexPage"]


class OpenCallIndexCard(Card):
    """The index of calls in a list."""

    type: Literal["programmes.OpenCallIndexPage"]


class OpenCallIndexPublication(FacetIndexPublication[OpenCallIndexPage]):
    """Builds the index of calls: those that can be applied for, or what is asked for."""

    model = OpenCallIndexPage
    card_schema = OpenCallIndexCard
    whole_schema = OpenCallIndex
    template = "programmes/open_call_index_page.html"
    facet_names = ("status", "kind", "applicant", "fee", "offers", "month")
    terms = {**FacetIndexPublication.terms, "city": City}
    parameters = (*IndexPublication.parameters, *facet_names, "city")

    def items(self, reader: Reader, asked: Mapping[str, str | None]) -> list[Item]:
        rows = reader.ask(
            "calls and programmes",
            lambda reader, slots: with_parents(
                reader.published(OpenCallPage, ProgrammePage)
            ).values(*CARD, "parent"),
        )
        programmes = programmes_among(rows)
        latest_first = asked["status"] in OVER
        return [
            _item(
                row,
                programmes.get(row["parent"], NO_PROGRAMME),
                reader.now,
                latest_first=latest_first,
            )
            for row in of_type(OpenCallPage, rows)
        ]

    def facets(
        self, items: Sequence[Item], asked: Mapping[str, str | None], reader: Reader
    ) -> list[Facet]:
        def listed(name: str, choices: Any) -> list[tuple[str, Any]]:
            return of_list(name, choices, items, asked)

        months = {value for one in items for value in one.has["month"]} | {asked["month"]}
        facets = [
            Facet("status", _("Status"), pgettext("calls", "Current"), listed("status", STATUSES)),
            kind_facet(items, asked),
            discipline_facet(items),
            Facet("applicant", _("Who may apply"), _("Everybody"), listed("applicant", WHO)),
            Facet("offers", _("What is offered"), _("Anything"), listed("offers", WHAT)),
            Facet("fee", _("Application fee"), pgettext("fees", "Any"), listed("fee", FEES)),
            Facet(
                "month", _("Deadline"), _("At any time"), months_in_words(months, reader.words.code)
            ),
            city_facet(items),
        ]
        return [one for one in facets if one.options]


def _item(row: Row, programme: ProgrammeFacts, now: dt.datetime, *, latest_first: bool) -> Item:
    """A call with what it has of each facet at a moment."""
    card = row["card"]
    call = call_of(card)
    status, deadline = call.status(now), call.deadline(now)
    day = day_of(deadline, call.time_zone) if deadline else None
    moment = (deadline or NEVER).timestamp()
    anybody = [value for value, _label in WHO]
    return Item(
        row,
        {
            **terms_of(card),
            "status": [ANY, status.value] if status in STILL else [status.value],
            "kind": held([programme.kind]),
            "city": held(programme.cities),
            "applicant": held([one["value"] for one in card["applicants"]] or anybody),
            "offers": held(one["value"] for one in card["offers"]),
            "fee": held([] if card["fee"] else ["none"]),
            "month": held([name_of_month(day)] if day else []),
        },
        place=(-moment if latest_first else moment, row["original_id"]),
    )
