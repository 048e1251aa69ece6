"""``manage.py import_table``: pages from a CSV or XLSX file, as a whole or not at all."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courtyard.editing import loading, spreadsheets, tables


class Command(BaseCommand):
    """Say what a table would change, or change it."""

    help = "Read pages from a CSV or XLSX file. Without --apply it only says what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", choices=[*tables.TABLES])
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="in whose name, and with whose rights")
        parser.add_argument("--parent", type=int, help="number of the page above new pages")
        parser.add_argument(
            "--encoding", choices=[*spreadsheets.ENCODINGS], default="utf-8-sig", help="of CSV"
        )
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument(
            "--progress",
            action="store_true",
            help="say on stderr how far it is, also where that is no terminal",
        )

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
        is_told = options["progress"] or self.stderr.isatty()
        try:
            data = options["file"].read_bytes()
            report = loading.load(
                table,
                tables.read(table, data, encoding=options["encoding"]),
                user=user,
                parent=parent,
                publish=options["publish"],
                dry=not options["apply"],
                progress=Progress(self.stderr) if is_told else lambda done, total: None,
            )
        except (OSError, spreadsheets.Unreadable) as error:
            raise CommandError(str(error)) from error
        except loading.Refused as error:
            report = error.args[0]
        for fault in report.faults:
            self.stderr.write(f"line {fault.line}, {fault.column or 'page'}: {fault.why}")
        if report.faults:
            raise CommandError(f"{len(report.faults)} errors; nothing was written.")
        told = ", ".join(f"{number} {name}" for name, number in report.counts.items())
        self.stdout.write(told if options["apply"] else f"would be: {told}")


class Progress:
    """Says how far something is: on a terminal in one line, elsewhere a line each percent."""

    def __init__(self, out: Any) -> None:
        self.out, self.began, self.percent = out, time.monotonic(), -1

    def __call__(self, done: int, total: int) -> None:
        """Say it, if it is worth saying."""
        percent = done * 100 // total
        if percent == self.percent:
            return
        self.percent = percent
        took = time.monotonic() - self.began
        left = time.strftime("%H:%M:%S", time.gmtime(took * (total - done) / done))
        told = f"{percent:3} %  {done} of {total} lines  {done / (took or 1):.0f}/s  {left} left"
        is_line = self.out.isatty()
        end = "" if is_line and done < total else "\n"
        self.out.write(f"\r{told}" if is_line else told, style_func=str, ending=end)
        self.out.flush()
