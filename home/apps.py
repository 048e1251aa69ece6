from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The front page, plain content pages, the statement on accessibility."""

    name = "home"
    verbose_name = _("Front page")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard.publications import types

        from . import publications

        types.register(publications.HomePublication)
        types.register(publications.ContentPublication)
        types.register(publications.StatementPublication)
