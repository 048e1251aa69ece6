from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NetworkConfig(AppConfig):
    """Cities, partners and networks."""

    name = "network"
    verbose_name = _("Networks and partners")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard import listings
        from courtyard.delivery import api as content_api
        from courtyard.editing import tables
        from courtyard.publications import types
        from courtyard.publications.standard import register_term

        from . import api, cities, directory, publications
        from .models import City, NetworkPage, PartnerPage

        register_term("city", City, *publications.CITY_FACTS)
        types.register(publications.NetworkIndexPublication)
        types.register(publications.NetworkPublication)
        types.register(directory.PartnerIndexPublication)
        types.register(publications.PartnerPublication)
        directory.register_belonging(
            directory.Belonging(
                name="network",
                model=NetworkPage,
                told_as="members",
                label=_("Network"),
                everything=pgettext_lazy("networks", "All"),
            )
        )
        listings.register(cities.PARTNERS_BY_CITY)
        listings.register(
            listings.ListingKind("networks_of_partner", publications.networks_of_partner)
        )
        types.register_related(
            "network.PartnerPage",
            name="networks",
            heading=_("Networks"),
            listing="networks_of_partner",
        )
        content_api.register(api.router)
        tables.register(
            tables.Table(
                "partners",
                PartnerPage,
                _("Table of partners"),
                (
                    "title",
                    "summary",
                    "legal_name",
                    "kind",
                    "website",
                    "email",
                    "street",
                    "postcode",
                    "city",
                    "latitude",
                    "longitude",
                    "accessibility",
                ),
                {"city": "slug"},
            )
        )
