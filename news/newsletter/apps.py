from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """The newsletter. Personal data of subscribers lives here and nowhere else."""

    name = "news.newsletter"
    label = "newsletter"
    verbose_name = _("Newsletter")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks

        from courtyard import offers
        from courtyard.delivery import api as content_api
        from courtyard.editing import roles
        from courtyard.outbox import post
        from courtyard.outbox import services as outbox
        from courtyard.outbox.worker import register_chore
        from courtyard.publications import types

        from . import (
            actions,
            api,
            imports,
            limits,
            mailbox,
            mails,
            publications,
            retention,
            services,
        )
        from .checks import check_journal, check_settings

        checks.register(check_settings, "courtyard")
        checks.register(check_journal, "courtyard", deploy=True)
        types.register(publications.NewsletterIndexPublication)
        offers.SIGN_UP.register("newsletter:sign_up")
        content_api.register(api.router)
        look_after = ("view", "add", "change", "delete")
        roles.register(
            roles.Role(
                "Newsletter managers",
                (roles.ADMIN, *(f"newsletter.{name}_subscriber" for name in look_after)),
            )
        )
        outbox.register(services.REQUEST, services.look_at)
        lasts = retention.CONFIRMATION_LASTS
        post.register(services.CONFIRMATION, mails.send_confirmation, lasts=lasts)
        post.register(services.ALREADY_CONFIRMED, mails.send_already_confirmed)
        post.register(services.WELCOME, mails.send_welcome)
        outbox.register(imports.LOOK, imports.look_at)
        outbox.register(imports.IMPORT, imports.work)
        register_chore("unsubscribing by mail", mailbox.read, every=300)
        register_chore("forgetting subscribers", retention.forget, every=3600)
        register_chore("emptying the log of SQLite", retention.empty_the_log, every=3600)
        register_chore("forgetting what managers did", actions.forget, every=86400)
        register_chore("forgetting tables of subscribers", imports.forget, every=3600)
        register_chore(
            "forgetting who asked for the newsletter", limits.forget_allowances, every=3600
        )
