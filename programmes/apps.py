from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Programmes and the section that lists them."""

    name = "programmes"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard import listings
        from courtyard.delivery import api as content_api
        from courtyard.publications import types

        from . import api, publications

        types.register(publications.ProgrammeIndexPublication)
        types.register(publications.ProgrammePublication)
        listings.register(
            listings.ListingKind("programmes_of_partner", publications.programmes_of_partner)
        )
        types.register_related(
            "network.PartnerPage",
            name="programmes",
            heading=_("Programmes"),
            listing="programmes_of_partner",
        )
        content_api.register(api.router)
