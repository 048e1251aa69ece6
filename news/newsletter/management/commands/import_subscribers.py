"""manage.py import_subscribers"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courtyard.editing.spreadsheets import ENCODINGS, Unreadable
from news.newsletter import actions, importing
from news.newsletter.actions import Deed


class Command(BaseCommand):
    """Imports subscribers from a table with evidence of their consent."""

    help = (
        "Imports subscribers from a CSV or XLSX file with the columns email, languages, "
        "consented_at, consent and, if you like, topics. Says what is wrong, by line and column; "
        "where anything is, nothing is imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--encoding", choices=[*ENCODINGS], default="utf-8-sig")
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
            report = importing.look(data, encoding=options["encoding"])
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        for fault in report.faults:
            where = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
            self.stderr.write(f"{where}: {fault.why}")
        known = f"{report.waiting} waiting for confirmation, {report.known} known already"
        said = f"{report.new} new, {known}"
        if report.faults:
            raise CommandError(f"Nothing is imported: {len(report.faults)} faults ({said}).")
        if options["dry_run"]:
            self.stdout.write(f"Nothing is written: {said}.")
            return
        done = 0
        for part in importing.parts(data, encoding=options["encoding"]):
            done += importing.write(part, now=timezone.now())
            self.stdout.write(f"{done} …")
        actions.record(None, Deed.IMPORTED, done)
        self.stdout.write(f"{done} imported, {report.known} known already.")
