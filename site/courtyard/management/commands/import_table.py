"""``manage.py import_table``: pages from a CSV or XLSX file, as a whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtyard.editing import tables


class Command(BaseCommand):
    """Say what a table would change, or change it."""

    help = "Read pages from a CSV or XLSX file. Without --apply it only says what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", choices=[*tables.TABLES])
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="in whose name, and with whose rights")
        parser.add_argument("--parent", type=int, help="number of the page above new pages")
        parser.add_argument("--encoding", choices=tables.ENCODINGS, default="utf-8-sig")
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        table = tables.TABLES[options["table"]]
        people = get_user_model()
        user = people._default_manager.filter(**{people.USERNAME_FIELD: options["user"]}).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']}.")
        parent = None
        if options["parent"]:
            parent = tables.parents(table, user).filter(pk=options["parent"]).first()
            if parent is None:
                raise CommandError("They may not add such pages below that page.")
        try:
            data = options["file"].read_bytes()
            lines = tables.read(table, data, encoding=options["encoding"])
            report = tables.load(
                table,
                lines,
                user=user,
                parent=parent,
                publish=options["publish"],
                dry=not options["apply"],
                progress=lambda done, total: self.stdout.write(f"{done} of {total} lines"),
            )
        except (OSError, tables.Unreadable) as error:
            raise CommandError(str(error)) from error
        except tables.Refused as error:
            report = error.args[0]
        for fault in report.faults:
            self.stderr.write(f"line {fault.line}, {fault.column or 'page'}: {fault.why}")
        if report.faults:
            raise CommandError(f"{len(report.faults)} errors; nothing was written.")
        told = ", ".join(f"{number} {name}" for name, number in report.counts.items())
        self.stdout.write(told if options["apply"] else f"would be: {told}")
