from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CourtyardConfig(AppConfig):
    """The foundation that every app stands on; it knows no app."""

    name = "courtyard"
    label = "courtyard"
    verbose_name = _("Courtyard")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard.checks import check_page_types, check_rows_and_terms
        from courtyard.delivery import api as content_api
        from courtyard.delivery import site_api
        from courtyard.publications import indexes, wiring

        checks.register(check_page_types, "courtyard")
        checks.register(check_rows_and_terms, "courtyard")
        wiring.connect()
        content_api.register(site_api.router)
        post_migrate.connect(indexes.ensure, sender=self, dispatch_uid="courtyard.indexes")
