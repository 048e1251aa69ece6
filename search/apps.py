from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One query language over everything published."""

    name = "search"
    verbose_name = _("Search")
