"""What editions say to the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.utils import timezone
from pydantic import Field

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.publications.reading import Reader, Row
from courtyard.publications.schema import (
    Card,
    Choice,
    Html,
    Label,
    Picture,
    Record,
    Ref,
    Reference,
    TermLabel,
    Whole,
)
from courtyard.publications.sections import below, with_parents
from courtyard.publications.stored import Publication
from courtyard.publications.types import (
    PublicationType,
    Standing,
    choice,
    common_card,
    common_whole,
    picture,
    type_of,
)
from courtyard.taxonomy import with_any_rows
from courtyard.text.richtext import published_html
from courtyard.text.world import begin_of, day_of, own_time_zone
from network.publications import (
    CityLabel,
    PartnerInvolved,
    city_label,
    partners_involved,
    today,
    with_partner,
)
from programmes.models import EditionPage, EditionPartner, Participant

STARTS = "original__page__editionpage__starts"


class EditionCard(Card):
    """An edition in a list."""

    type: Literal["programmes.EditionPage"]
    starts: dt.date
    ends: dt.date | None
    cities: list[Ref[CityLabel]]


class PublishedParticipant(Record):
    """Somebody who took part and has agreed to be named."""

    name: str
    discipline: Ref[TermLabel] | None
    country: Choice | None
    city: Ref[CityLabel] | None
    link: str
    portrait: Ref[Picture] | None
    consent_until: dt.date | None = Field(
        description="The last day on which the person may be named, wherever this is kept."
    )


class Alumnus(PublishedParticipant):
    """Somebody who took part, with what it was."""

    edition: Ref[Label]
    programme: Ref[Label] | None


class Edition(EditionCard, Whole):
    """An edition with everything its page says."""

    partners: list[PartnerInvolved]
    participants: list[PublishedParticipant]
    outcome: Html
    body: list[AnyBlock]


class EditionPublication(PublicationType[EditionPage]):
    """Builds editions. Who took part is named for as long as there is consent."""

    model = EditionPage
    card_schema = EditionCard
    whole_schema = Edition
    template = "programmes/edition_page.html"
    order_among_siblings = STARTS
    more = ("participants",)
    relations = ("cities__city", "partners", "participants__discipline", "participants__city")

    def card(self, page: EditionPage) -> EditionCard:
        return EditionCard(**common_card(page), **self._facts(page))

    def whole(self, page: EditionPage) -> Edition:
        return Edition(
            **common_whole(page),
            **self._facts(page),
            partners=partners_involved(page.partners.all()),
            participants=[participant(one) for one in page.participants.all() if one.consent],
            outcome=published_html(page.outcome),
            body=published_body(page.body),
        )

    def places(self, card: Mapping[str, Any]) -> list[Standing]:
        return [Standing.on(card["starts"])]

    def clocked(self, document: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
        if "participants" not in document:
            return {}
        today = day_of(now, own_time_zone()).isoformat()
        named = [
            one for one in document["participants"] if (one["consent_until"] or today) >= today
        ]
        return {"participants": named}

    def turns(self, document: Mapping[str, Any]) -> list[dt.datetime]:
        """When somebody's consent has ended."""
        days = {one["consent_until"] for one in document["participants"]} - {None}
        return [
            begin_of(dt.date.fromisoformat(day) + dt.timedelta(days=1), own_time_zone())
            for day in days
        ]

    def _facts(self, page: EditionPage) -> dict[str, Any]:
        return {
            # Only a draft has no day yet: it is previewed as if it began today.
            "starts": page.starts or timezone.localdate(),
            "ends": page.ends,
            "cities": [city_label(link.city) for link in page.cities.all()],
        }


def participant(row: Participant) -> PublishedParticipant:
    """What is said of somebody who took part."""
    discipline = row.discipline
    return PublishedParticipant(
        name=row.name,
        discipline=Reference(ref="discipline", key=discipline.key) if discipline else None,
        country=choice(row, "country"),
        city=city_label(row.city) if row.city else None,
        link=row.link,
        # The name stands beside it.
        portrait=picture(row.portrait_id, "") if row.portrait_id else None,
        consent_until=row.consent_until,
    )


def editions_of_programme(reader: Reader, programme: str) -> Chosen:
    """The editions of a programme (a translation key), the latest first."""
    editions = below(reader, programme, EditionPage)
    return Chosen(pages=editions.order_by(f"-{STARTS}", "-original"))


def editions_of_partner(reader: Reader, partner: str) -> Chosen:
    """The editions that a partner (a translation key) takes part in, the latest first."""
    editions = with_partner(reader.published(EditionPage, few=True), EditionPartner, partner)
    return Chosen(pages=editions.order_by(f"-{STARTS}", "-original"))


# Who took part, read from elsewhere than the edition's own page


def alumni_of_programme(reader: Reader, programme: str) -> Chosen:
    """The editions of a programme (a translation key) that name somebody, the latest first."""
    return Chosen(pages=naming_somebody(reader, editions_of_programme(reader, programme).pages))


def alumni_of_partner(reader: Reader, partner: str) -> Chosen:
    """The editions that a partner (a translation key) takes part in and that name somebody."""
    return Chosen(pages=naming_somebody(reader, editions_of_partner(reader, partner).pages))


def naming_somebody(reader: Reader, editions: QuerySet[Publication]) -> QuerySet[Publication]:
    """Of some editions those that name somebody, as nearly all do."""
    return with_any_rows(editions, Participant.objects.named_on(today(reader)))


def people_of(editions: QuerySet[Publication]) -> QuerySet[Publication]:
    """The editions with their ``people`` as they are published, and the key of their ``parent``."""
    annotated: QuerySet[Publication] = with_parents(editions).annotate(
        people=F("whole__participants")
    )
    return annotated


def named_in(row: Row, reader: Reader) -> list[tuple[int, dict[str, Any]]]:
    """The ``people`` of an edition who may be named at the reader's moment, with their places."""
    told = [{**one, "place": place} for place, one in enumerate(row["people"])]
    clocked = type_of(EditionPage).clocked({"participants": told}, reader.now)
    return [(one.pop("place"), one) for one in clocked["participants"]]
