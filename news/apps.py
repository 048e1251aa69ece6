from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """News and its index."""

    name = "news"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard import feeds, listings
        from courtyard.delivery import api as content_api
        from courtyard.publications import types

        from . import api, publications

        types.register(publications.NewsIndexPublication)
        types.register(publications.NewsPublication)
        listings.register(
            listings.ListingKind(name="news", label=_("News"), choose=publications.newest_news)
        )
        listings.register(listings.ListingKind("news_of_page", publications.news_of_page))
        for page_type in publications.LISTING_NEWS:
            types.register_related(
                page_type, name="news", heading=_("News"), listing="news_of_page"
            )
        feeds.register(
            feeds.FeedKind(name="news", title=_("News"), choose=publications.newest_first)
        )
        content_api.register(api.router)
