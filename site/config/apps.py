from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the commands that need every app, such as the demo loader, known to manage.py."""

    name = "config"
    verbose_name = "Courtyard"
