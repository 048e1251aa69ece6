from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One query language over everything published."""

    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks
        from django.db.models.signals import post_delete, post_save

        from courtyard import offers
        from courtyard.delivery import api as content_api
        from courtyard.editing import roles
        from courtyard.outbox import services, worker
        from courtyard.publications import writing

        from . import api, indexing, log, sending, server
        from .checks import check_server
        from .models import Entry

        offers.SEARCH.register("search:search")
        content_api.register(api.router)
        roles.allow(
            roles.MODERATORS.name,
            *(f"search.{way}_promotion" for way in ("add", "change", "delete")),
            "search.view_askedfor",
        )
        worker.register_chore("searches of former years", log.forget_old, every=86_400)
        worker.register_chore("search by the clock", indexing.follow_the_clock, every=60)
        writing.listen(indexing.index)
        checks.register(check_server)
        services.register(server.SEND, sending.do, service=server.SERVICE)
        services.register(indexing.OF_TERM, indexing.index_term)
        if server.is_used():
            # Elsewhere nothing has to be read of what is deleted.
            post_delete.connect(sending.entry_gone, sender=Entry, dispatch_uid="search.entry")
        for model in indexing.TERMS.values():
            for signal in (post_save, post_delete):
                uid = f"search.{model}"
                signal.connect(indexing.term_changed, sender=model, dispatch_uid=uid)
