"""Uploaded tables of subscribers: looked at and imported by the worker, in parts.

Each part is written together with the place up to which the table is imported, so that a worker
that is killed leaves nothing half done and another one goes on from there. Between the parts the
worker does what else there is to do.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courtyard.editing.spreadsheets import Unreadable
from courtyard.models import UploadState
from courtyard.outbox import services as outbox
from courtyard.uploads import WAITING

from . import actions, importing
from .actions import Deed
from .uploads import SubscriberUpload

logger = logging.getLogger(__name__)

LOOK, IMPORT = "newsletter.look_at_table", "newsletter.import_table"

BITE = 5.0
"""For how many seconds parts are imported before the worker does something else."""
KEPT_FOR_IMPORT, KEPT = dt.timedelta(days=1), dt.timedelta(days=30)
"""How long a file waits to be imported, and how long it is known what came of it."""
SHOWN = 500
"""How many faults a report shows."""


@transaction.atomic
def take(upload: SubscriberUpload) -> None:
    """Keep a file, and have the worker look at it."""
    upload.save()
    outbox.write(LOOK, payload={"upload": upload.pk})


@transaction.atomic
def order(upload: SubscriberUpload) -> None:
    """Have the worker import a table that has been looked at; twice is as once."""
    mine = SubscriberUpload.objects.filter(pk=upload.pk, state=UploadState.LOOKED_AT)
    if mine.update(state=UploadState.WAITING):
        count = upload.report.get("new", 0) + upload.report.get("waiting", 0)
        actions.record(upload.user, Deed.IMPORTED, count)
        outbox.write(IMPORT, payload={"upload": upload.pk})


def look_at(payload: Mapping[str, Any]) -> None:
    """Find out what would come of a table: done by the worker."""
    mine = SubscriberUpload.objects.filter(pk=payload["upload"], state=UploadState.LOOKING)
    upload = mine.first()
    if upload is None:
        return
    report = importing.Report()
    with translation.override(upload.language):
        try:
            report = importing.look(
                bytes(upload.data),
                encoding=upload.encoding,
                tell=lambda done: mine.update(done=done),
            )
            state = UploadState.REFUSED if report.faults else UploadState.LOOKED_AT
        except Unreadable as error:
            report.faults, state = [importing.Fault(0, "", str(error))], UploadState.REFUSED
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - what it says may hold an address
            logger.error("Table %s of subscribers: %s", upload.pk, type(error).__name__)
            state = UploadState.FAILED
    counts = {"new": report.new, "waiting": report.waiting, "known": report.known}
    what_came = {**counts, **_told(report.faults)}
    mine.update(state=state, lines=report.lines, done=0, report=what_came)
    if state != UploadState.LOOKED_AT:
        SubscriberUpload.objects.filter(pk=upload.pk).update(data=b"")


def _told(faults: list[importing.Fault]) -> dict[str, Any]:
    return {
        "faults": [fault._asdict() for fault in faults[:SHOWN]],
        "more_faults": max(0, len(faults) - SHOWN),
    }


def work(payload: Mapping[str, Any]) -> None:
    """Import some parts of a table, and ask for the next ones: done by the worker."""
    upload = SubscriberUpload.objects.filter(
        pk=payload["upload"], state=UploadState.WAITING
    ).first()
    if upload is None:
        return
    try:
        with translation.override(upload.language):
            state = _import_some(upload)
    except (OperationalError, IntegrityError):
        raise
    except Exception as error:  # noqa: BLE001 - what it says may hold an address
        logger.error("Table %s of subscribers: %s", upload.pk, type(error).__name__)
        state = UploadState.FAILED
    if state == UploadState.WAITING:
        outbox.write(IMPORT, payload=dict(payload))
    elif state is not None:
        SubscriberUpload.objects.filter(pk=upload.pk, state=UploadState.WAITING).update(
            state=state, data=b""
        )


def _import_some(upload: SubscriberUpload) -> UploadState | None:
    """Import parts for some seconds; gives how it stands, None where others look after it."""
    until = time.monotonic() + BITE
    found = importing.parts(bytes(upload.data), encoding=upload.encoding, after=upload.position)
    for part in found:
        if not _written(upload, part):
            return None
        if time.monotonic() > until:
            return UploadState.WAITING
    return UploadState.DONE


@transaction.atomic
def _written(upload: SubscriberUpload, part: importing.Part) -> bool:
    """Write a part; gives False where another worker has done it, or the table is let go."""
    now = SubscriberUpload.objects.select_for_update().defer("data").filter(pk=upload.pk).first()
    if now is None or now.state != UploadState.WAITING or now.position != upload.position:
        return False
    report: dict[str, Any] = {"imported": 0, "already": 0, "left_out": 0, **now.report}
    imported = importing.write(part, now=timezone.now())
    report["imported"] += imported
    # Who has confirmed or was erased since the part was looked at is no longer waiting.
    report["already"] += part.known + len(part.new) + len(part.waiting) - imported
    # What was right when it was looked at, and is no longer: erased since, or without its topic.
    report["left_out"] += len(part.faults)
    report["faults"] = [*report["faults"], *(one._asdict() for one in part.faults)][:SHOWN]
    upload.position = part.line
    SubscriberUpload.objects.filter(pk=upload.pk).update(
        position=part.line, done=now.done + part.lines, report=report
    )
    return True


def let_go_of(address: str) -> None:
    """Let go of files that may hold an address, whose owner is erased.

    What a workbook holds is not known without unpacking it.
    """
    # The domain may be written in letters of other alphabets.
    name = f"{address.partition('@')[0]}@".lower().encode()
    for upload in SubscriberUpload.objects.exclude(data=b""):
        data = bytes(upload.data)
        if data.startswith(b"PK") or name in data.lower().replace(b"\0", b""):
            let_go(upload)


def let_go_of_all() -> None:
    """Let go of all files, as after a restore."""
    for upload in SubscriberUpload.objects.exclude(data=b"").defer("data"):
        let_go(upload)


def let_go(upload: SubscriberUpload) -> None:
    """Let go of a file, and say why."""
    with translation.override(upload.language):
        why = _("Somebody was erased meanwhile, and the file let go. Choose it once more.")
    report = {**upload.report, **_told([importing.Fault(0, "", why)])}
    SubscriberUpload.objects.filter(pk=upload.pk).update(
        data=b"", state=UploadState.REFUSED, report=report
    )


def forget() -> int:
    """Delete tables that nobody has imported, and what came of others; gives how many."""
    now = timezone.now()
    old = Q(created_at__lt=now - KEPT) | Q(
        state=UploadState.LOOKED_AT, created_at__lt=now - KEPT_FOR_IMPORT
    )
    found = SubscriberUpload.objects.filter(old).exclude(state__in=WAITING)
    return found.delete()[0]
