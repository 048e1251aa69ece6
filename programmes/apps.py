from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Programmes and the section that lists them."""

    name = "programmes"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard.delivery import api as content_api
        from courtyard.publications import types

        from . import api, publications

        types.register(publications.ProgrammeIndexPublication)
        types.register(publications.ProgrammePublication)
        content_api.register(api.router)
