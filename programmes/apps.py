from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PROGRAMME, PARTNER, NETWORK = (
    "programmes.ProgrammePage",
    "network.PartnerPage",
    "network.NetworkPage",
)

CARD, MORE = "card", "more"
"""How much a listing shows of each page."""


class ProgrammesConfig(AppConfig):
    """Programmes and the section that lists them."""

    name = "programmes"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard import calendars, feeds, listings
        from courtyard.delivery import api as content_api
        from courtyard.editing import dues, tables
        from courtyard.listings import ListingKind
        from courtyard.outbox import worker
        from courtyard.publications import types
        from network import directory

        from . import api, consent, desk, life, publications
        from .calendars import CALLS, EVENTS
        from .models import EventPage, ProgrammePage

        for kind in (
            publications.ProgrammeIndexPublication,
            publications.ProgrammePublication,
            publications.EditionPublication,
            publications.OpenCallIndexPublication,
            publications.OpenCallPublication,
            publications.EventIndexPublication,
            publications.EventPublication,
        ):
            types.register(kind)
        life.register_moments()
        directory.register_belonging(
            directory.Belonging(
                name="programme",
                model=ProgrammePage,
                told_as="partners",
                label=_("Programme"),
                everything=pgettext_lazy("programmes", "All"),
            )
        )
        listings.register(
            ListingKind("open_calls", publications.open_calls, _("Open calls, closing first"))
        )
        listings.register(ListingKind("events", publications.coming_events, _("Coming events")))
        for page_type, name, heading, choose, size in (
            (PROGRAMME, "open_calls", _("Open calls"), publications.calls_of_programme, CARD),
            (PROGRAMME, "events", _("Coming events"), publications.events_below, CARD),
            (PROGRAMME, "editions", _("Editions"), publications.editions_of_programme, CARD),
            (
                PROGRAMME,
                "former_calls",
                _("Former calls"),
                publications.former_calls_of_programme,
                CARD,
            ),
            (PROGRAMME, "past_events", _("Past events"), publications.past_events_below, CARD),
            (PROGRAMME, "alumni", _("Who took part"), publications.alumni_of_programme, MORE),
            (PARTNER, "programmes", _("Programmes"), publications.programmes_of_partner, CARD),
            (PARTNER, "editions", _("Editions"), publications.editions_of_partner, CARD),
            (PARTNER, "events", _("Coming events"), publications.events_of_partner, CARD),
            (PARTNER, "past_events", _("Past events"), publications.past_events_of_partner, CARD),
            (PARTNER, "alumni", _("Who took part"), publications.alumni_of_partner, MORE),
            (NETWORK, "events", _("Coming events"), publications.events_below, CARD),
            (NETWORK, "past_events", _("Past events"), publications.past_events_below, CARD),
        ):
            listings.register(ListingKind(choose.__name__, choose, size=size))
            types.register_related(page_type, name=name, heading=heading, listing=choose.__name__)
        for calendar in (CALLS, EVENTS):
            calendars.register(calendar)
        feeds.register(
            feeds.FeedKind(
                name="calls",
                title=pgettext_lazy("all of them", "Open calls"),
                choose=publications.newest_calls,
                told=publications.told_first,
            )
        )
        desk.register_overdue()
        dues.register("calls", desk.deadlines)
        worker.register_chore("consent", consent.erase_lapsed, every=consent.EVERY)
        content_api.register(api.router)
        tables.register(
            tables.Table(
                "events",
                EventPage,
                _("Table of events"),
                (
                    "title",
                    "summary",
                    *(
                        name
                        for name in EventPage.facts
                        if name not in ("dates", "languages", "partners")
                    ),
                    "access_note",
                ),
                {"city": "slug", "venue": tables.KEY},
            )
        )
