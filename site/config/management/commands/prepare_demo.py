import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Bring the database to what the demo needs: tables, content and an administrator.

    All in one process, and only what is still to be done, so that a second start is quick. The
    administrator's password is read from standard input: one line.
    """

    help = "Prepares the demo's database; reads the new password of “admin” from standard input."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().strip()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("search", "prepare")
        call_command("load_demo", base_url=settings.BASE_URL)
        set_administrator(password)


def set_administrator(password: str) -> None:
    """Make the user “admin” a superuser with this password, and give it an account if need be."""
    users = get_user_model()._default_manager
    rights = {"is_staff": True, "is_superuser": True, "is_active": True}
    administrator, _created = users.update_or_create(
        username="admin", defaults=rights, create_defaults={**rights, "email": "admin@localhost"}
    )
    administrator.set_password(password)
    administrator.save()
