"""What tests with processes of their own share."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from django.db import connection


def database_of_this_test() -> dict[str, str]:
    """The environment in which another process opens the test database."""
    database = connection.settings_dict
    environment = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    if connection.vendor == "sqlite":
        return {**environment, "DATABASE_URL": f"sqlite:///{database['NAME']}"}
    url = urlsplit(os.environ["DATABASE_URL"])
    folder, _slash, _name = url.path.rpartition("/")
    url = url._replace(path=f"{folder}/{database['NAME']}")
    return {**environment, "DATABASE_URL": url.geturl()}
