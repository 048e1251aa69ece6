"""Uploaded tables: looked at, and imported by the worker, as a whole or not at all.

An import may take longer than a browser waits, and so may a look at many lines. The worker holds
the row of the upload while it is at it, so that no other takes it; one that is killed has written
nothing, and another begins anew.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict
from functools import partial
from threading import Thread
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone, translation

from courtyard.models import Progress, TableUpload, UploadState
from courtyard.uploads import WAITING

from . import loading, tables

logger = logging.getLogger(__name__)

EVERY, FORGET_EVERY = 1, 3600
KEPT_FOR_IMPORT, KEPT = dt.timedelta(days=1), dt.timedelta(days=30)
"""How long a file waits to be imported, and how long it is known what came of it."""
AT_ONCE = 1_000
"""How many lines are looked at while an editor waits."""
SHOWN = 500
"""How many lines a report shows."""


def look_at(upload: TableUpload, lines: tables.Lines) -> None:
    """Keep a table, and find out what it would change; of a long one the worker does."""
    upload.lines, report = len(lines), loading.Report()
    with transaction.atomic():
        if len(lines) > AT_ONCE:
            upload.state = UploadState.LOOKING
        else:
            report = _loaded(upload, lines, dry=True)
        upload.report = told(report)
        upload.save()
        _begin(upload)


def _loaded(upload: TableUpload, lines: tables.Lines, **how: Any) -> loading.Report:
    return loading.load(
        tables.TABLES[upload.table],
        lines,
        user=upload.user,
        parent=upload.parent,
        publish=upload.publish,
        **how,
    )


def told(report: loading.Report) -> dict[str, Any]:
    """What is kept of a report: all numbers, the first faults and the first changes."""
    changes = [row for row in report.rows if row.outcome != "unchanged"]
    return {
        "counts": report.counts,
        "faults": [asdict(fault) for fault in report.faults[:SHOWN]],
        "more_faults": max(0, len(report.faults) - SHOWN),
        "rows": [asdict(row) for row in changes[:SHOWN]],
        "more_rows": max(0, len(changes) - SHOWN),
    }


def order(upload: TableUpload) -> None:
    """Have the worker import a table that has been looked at; twice is as once."""
    if upload.may_be_imported:
        with transaction.atomic():
            _begin(upload)
            TableUpload.objects.filter(pk=upload.pk, state=UploadState.LOOKED_AT).update(
                state=UploadState.WAITING
            )


def _begin(upload: TableUpload) -> None:
    Progress.objects.update_or_create(name=_name(upload), defaults={"position": 0})


def lines_done(upload: TableUpload) -> int:
    """How many lines of a table have been looked at, or imported, so far."""
    progress = Progress.objects.filter(name=_name(upload))
    return progress.values_list("position", flat=True).first() or 0


def _name(upload: TableUpload) -> str:
    return f"table {upload.pk}"


def work() -> None:
    """Look at a table that waits for that, or import one, if any does."""
    waiting = TableUpload.objects.filter(state__in=WAITING).order_by("pk")
    if not waiting.exists():
        return
    with transaction.atomic():
        # SQLite has no row locks; its transactions here begin IMMEDIATE, one at a time.
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        upload = waiting.first()
        if upload is not None:
            _do(upload)


def _do(upload: TableUpload) -> None:
    dry = upload.state == UploadState.LOOKING
    with translation.override(upload.language):
        try:
            data, table = bytes(upload.data), tables.TABLES[upload.table]
            report = _loaded(
                upload,
                tables.read(table, data, encoding=upload.encoding),
                dry=dry,
                progress=partial(_tell, _name(upload)),
            )
            upload.state = UploadState.LOOKED_AT if dry else UploadState.DONE
        except loading.Refused as error:
            report, upload.state = error.args[0], UploadState.REFUSED
        except OperationalError:
            raise
        except Exception:
            logger.exception("The table %s could not be imported.", upload.pk)
            report, upload.state = loading.Report(), UploadState.FAILED
    upload.report = told(report)
    if upload.state != UploadState.LOOKED_AT:
        upload.data = b""
    upload.save()


def _tell(name: str, done: int, total: int) -> None:
    """Say how far it is who do not see the transaction yet.

    A connection of its own says it; SQLite lets nobody else write meanwhile.
    """
    if connection.features.has_select_for_update_skip_locked:
        thread = Thread(target=_note, args=(name, done))
        thread.start()
        thread.join()


def _note(name: str, done: int) -> None:
    try:
        Progress.objects.filter(name=name).update(position=done)
    finally:
        connection.close()


def forget() -> None:
    """Let go of tables that nobody has imported, and of what came of others long ago."""
    now = timezone.now()
    old = TableUpload.objects.exclude(state__in=WAITING).defer("data")
    for upload in [
        *old.filter(created_at__lt=now - KEPT),
        *old.filter(state=UploadState.LOOKED_AT, created_at__lt=now - KEPT_FOR_IMPORT),
    ]:
        Progress.objects.filter(name=_name(upload)).delete()
        upload.delete()
