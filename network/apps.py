from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """Cities, partners and networks."""

    name = "network"
    verbose_name = _("Networks and partners")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard.delivery import api as content_api
        from courtyard.publications import references, types
        from courtyard.publications.standard import terms_of

        from . import api, publications
        from .models import City

        references.register("city", terms_of(City, publications.city_facts))
        types.register(publications.NetworkIndexPublication)
        types.register(publications.NetworkPublication)
        types.register(publications.PartnerIndexPublication)
        types.register(publications.PartnerPublication)
        content_api.register(api.router)
