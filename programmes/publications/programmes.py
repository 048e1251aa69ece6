"""What programmes and their section say to the public."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from courtyard.blocks import AnyBlock, published_body
from courtyard.listings import Chosen
from courtyard.publications.reading import Reader
from courtyard.publications.schema import Card, Choice, OneOf, Ref, Whole
from courtyard.publications.sections import Section, SectionPublication
from courtyard.publications.types import PublicationType, choice, common_card, common_whole
from network.publications import (
    CityLabel,
    PartnerInvolved,
    city_label,
    partners_involved,
    with_partner,
)
from programmes.models import (
    Direction,
    ProgrammeIndexPage,
    ProgrammeKind,
    ProgrammePage,
    ProgrammePartner,
    ProgrammeStatus,
)


class ProgrammeCard(Card):
    """A programme in a list."""

    type: Literal["programmes.ProgrammePage"]
    kind: Annotated[Choice, OneOf(ProgrammeKind)] | None
    status: Annotated[Choice, OneOf(ProgrammeStatus)] | None
    since: int | None
    until: int | None
    cities: list[Ref[CityLabel]]


class Programme(ProgrammeCard, Whole):
    """A programme with everything its page says."""

    direction: Annotated[Choice, OneOf(Direction)] | None
    participants: int | None
    audience: str
    partners: list[PartnerInvolved]
    body: list[AnyBlock]


class ProgrammePublication(PublicationType[ProgrammePage]):
    """Builds programmes."""

    model = ProgrammePage
    card_schema = ProgrammeCard
    whole_schema = Programme
    template = "programmes/programme_page.html"
    relations = ("cities__city", "partners")

    def card(self, page: ProgrammePage) -> ProgrammeCard:
        return ProgrammeCard(**common_card(page), **self._facts(page))

    def whole(self, page: ProgrammePage) -> Programme:
        return Programme(
            **common_whole(page),
            **self._facts(page),
            direction=choice(page, "direction"),
            participants=page.participants,
            audience=page.audience,
            partners=partners_involved(page.partners.all()),
            body=published_body(page.body),
        )

    def _facts(self, page: ProgrammePage) -> dict[str, Any]:
        return {
            "kind": choice(page, "kind"),
            "status": choice(page, "status"),
            "since": page.since,
            "until": page.until,
            "cities": [city_label(link.city) for link in page.cities.all()],
        }


def programmes_of_partner(reader: Reader, partner: str) -> Chosen:
    """The programmes that a partner (a translation key) takes part in, by name."""
    programmes = with_partner(reader.published(ProgrammePage, few=True), ProgrammePartner, partner)
    return Chosen(pages=programmes.order_by("sort_title", "original"))


class ProgrammeIndex(Section):
    """A section of programmes."""

    type: Literal["programmes.ProgrammeIndexPage"]


class ProgrammeIndexCard(Card):
    """A section of programmes in a list."""

    type: Literal["programmes.ProgrammeIndexPage"]


class ProgrammeIndexPublication(SectionPublication[ProgrammeIndexPage]):
    """Builds sections of programmes."""

    model = ProgrammeIndexPage
    card_schema = ProgrammeIndexCard
    whole_schema = ProgrammeIndex
    template = "programmes/programme_index_page.html"
