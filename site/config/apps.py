from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the commands that need every app, such as the demo loader, known to manage.py."""

    name = "config"
    verbose_name = "Courtyard"

    def ready(self) -> None:
        """Wagtail makes its API v3 when its own apps get ready, which is after this one."""
        from courtyard.delivery.wagtail_v3 import narrow_answers

        narrow_answers()
