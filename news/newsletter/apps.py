from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    """The newsletter. Personal data of subscribers lives here and nowhere else."""

    name = "news.newsletter"
    label = "newsletter"
    verbose_name = _("Newsletter")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courtyard import sign_up
        from courtyard.editing import roles
        from courtyard.outbox import services as outbox
        from courtyard.outbox.worker import register_chore
        from courtyard.publications import types

        from . import mails, publications, services

        types.register(publications.NewsletterIndexPublication)
        sign_up.register("newsletter:sign_up")
        look_after = ("view", "change", "delete")
        roles.register(
            roles.Role(
                "Newsletter managers",
                (roles.ADMIN, *(f"newsletter.{name}_subscriber" for name in look_after)),
            )
        )
        outbox.register(mails.CONFIRMATION, mails.send_confirmation)
        outbox.register(mails.ALREADY_CONFIRMED, mails.send_already_confirmed)
        register_chore(
            "forgetting unconfirmed subscribers", services.forget_unconfirmed, every=3600
        )
