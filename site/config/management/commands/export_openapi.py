"""manage.py export_openapi"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.api import api
from config.env import ROOT

SNAPSHOT = ROOT / "tests" / "snapshots" / "openapi.json"


def openapi_text() -> str:
    """The OpenAPI document of the content API, as it is kept in the repository."""
    schema = api.get_openapi_schema(path_prefix="/api/content/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


class Command(BaseCommand):
    """Writes the OpenAPI document into the repository, to be reviewed as a difference."""

    help = "Writes the content API's OpenAPI document to tests/snapshots/openapi.json."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=SNAPSHOT)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(openapi_text(), encoding="utf-8")
        self.stdout.write(f"Written to {path}.")
