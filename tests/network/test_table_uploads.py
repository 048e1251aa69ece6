"""Tables in the admin and by command: looked at first, imported by the worker, told how far."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courtyard.editing import loading, table_views, uploads
from courtyard.management.commands import import_table
from courtyard.models import Progress, TableUpload, UploadState
from network.models import PartnerPage
from tests.network.conftest import partner
from tests.programmes.test_desk import editor_of

pytestmark = pytest.mark.usefixtures("in_english")

HEAD = "title;kind\n"


def upload(client: Client, text: str, **fields: Any) -> Any:
    """Send a file as an editor does; gives the page that comes of it."""
    file = SimpleUploadedFile("p.csv", text.encode())
    address = reverse("courtyard_table_partners")
    return client.post(address, {"file": file, "encoding": "utf-8-sig", **fields}, follow=True)


def address_of(one: TableUpload) -> str:
    return reverse("courtyard_upload_partners", args=[one.pk])


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_an_editor_looks_first_and_the_worker_imports_then(directory: Any, editor: Client) -> None:
    looked = said(upload(editor, HEAD + "Nowy;ngo\n", parent=directory.pk))
    assert "This would change" in looked
    assert "new: 1, changed: 0, unchanged: 0" in looked
    one = TableUpload.objects.get()
    uploads.work()
    assert not PartnerPage.objects.exists()
    waits = editor.post(address_of(one), {"apply": "1"}, follow=True)
    assert "0 of 1 lines" in said(waits)
    assert waits["Refresh"] == "3"
    uploads.work()
    done = editor.get(address_of(one))
    assert "was imported" in said(done)
    assert "Refresh" not in done
    assert PartnerPage.objects.get().title == "Nowy"
    uploads.work()
    editor.post(address_of(one), {"apply": "1"})
    one.refresh_from_db()
    assert (one.state, bytes(one.data), PartnerPage.objects.count()) == (UploadState.DONE, b"", 1)


def test_a_long_table_is_looked_at_by_the_worker_too(
    directory: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    waits = upload(editor, HEAD + "Nowy;ngo\n" * 2, parent=directory.pk)
    assert "The table is being looked at" in said(waits)
    assert waits["Refresh"] == "3"
    one = TableUpload.objects.get()
    editor.post(address_of(one), {"apply": "1"})
    uploads.work()
    assert "new: 2, changed: 0" in said(editor.get(address_of(one)))
    assert not PartnerPage.objects.exists()
    editor.post(address_of(one), {"apply": "1"})
    uploads.work()
    assert PartnerPage.objects.count() == 2


def test_a_file_with_errors_cannot_be_imported_and_is_looked_at_once_more_without_being_sent_again(
    directory: Any, editor: Client
) -> None:
    assert "Choose where new pages" in said(upload(editor, HEAD + "Nowy;ngo\n"))
    one = TableUpload.objects.get()
    editor.post(address_of(one), {"apply": "1"})
    uploads.work()
    assert not PartnerPage.objects.exists()
    again = {"parent": directory.pk, "encoding": "utf-8-sig"}
    looked = said(editor.post(address_of(one), again, follow=True))
    assert "This would change" in looked
    assert TableUpload.objects.count() == 1
    assert f'<option value="{directory.pk}" selected>' in looked


def test_what_has_become_wrong_meanwhile_is_told_and_nothing_is_imported(
    directory: Any, editor: Client
) -> None:
    known = partner(directory, "Żuk", "zuk")
    text = f"translation_key;title;kind\n;Nowy;ngo\n{known.translation_key};Inny;ngo\n"
    upload(editor, text, parent=directory.pk)
    one = TableUpload.objects.get()
    editor.post(address_of(one), {"apply": "1"})
    Page.objects.get(pk=known.pk).delete()
    uploads.work()
    assert "Nothing was imported: mend" in said(editor.get(address_of(one)))
    assert not PartnerPage.objects.exists()


def test_an_import_that_fails_writes_nothing_and_says_so(
    directory: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(editor, HEAD + "Nowy;ngo\n" * 2, parent=directory.pk)
    one = TableUpload.objects.get()
    editor.post(address_of(one), {"apply": "1"})
    real = loading._Loading._write

    def fail_at_the_second(self: Any, *args: Any) -> None:
        if PartnerPage.objects.exists():
            raise RuntimeError
        real(self, *args)

    monkeypatch.setattr(loading._Loading, "_write", fail_at_the_second)
    uploads.work()
    assert "something went wrong" in said(editor.get(address_of(one)))
    assert not PartnerPage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_an_import_is_before_they_see_what_it_writes(
    directory: Any, editor: Client
) -> None:
    upload(editor, HEAD + "Nowy;ngo\n", parent=directory.pk)
    one = TableUpload.objects.get()
    uploads.order(one)
    uploads.work()
    # SQLite lets nobody write beside the import.
    far = 1 if connection.features.has_select_for_update_skip_locked else 0
    assert uploads.lines_done(one) == far


def test_a_table_is_seen_by_who_uploaded_it_alone(directory: Any, editor: Client) -> None:
    upload(editor, HEAD + "Nowy;ngo\n", parent=directory.pk)
    other = Client(HTTP_HOST="localhost")
    other.force_login(editor_of(directory))
    one = TableUpload.objects.get()
    assert "not kept any more" in said(other.get(address_of(one), follow=True))
    other.post(address_of(one), {"apply": "1"})
    one.refresh_from_db()
    assert one.state == UploadState.LOOKED_AT


def test_a_file_that_nobody_imports_is_let_go_after_a_day_and_a_report_after_a_month(
    directory: Any, editor: Client
) -> None:
    for _number in range(2):
        upload(editor, HEAD + "Nowy;ngo\n", parent=directory.pk)
    done = TableUpload.objects.first()
    assert done is not None
    uploads.order(done)
    uploads.work()
    for days, left in ((0.9, 2), (1.1, 1), (31, 0)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            uploads.forget()
        assert TableUpload.objects.count() == left
    assert not Progress.objects.filter(name__startswith="table").exists()


def test_a_file_is_larger_than_a_form_may_be_and_is_imported(
    directory: Any, editor: Client
) -> None:
    texts = "".join(f"Partner {number};ngo;{'opis ' * 6_000}\n" for number in range(100))
    looked = upload(editor, f"title;kind;accessibility\n{texts}", parent=directory.pk)
    one = TableUpload.objects.get()
    assert len(one.data) > 2_621_440  # the most that Django takes of a form
    assert "new: 100" in said(looked)
    assert editor.post(address_of(one), {"apply": "1"}).status_code == 302


def test_a_file_above_the_limit_is_refused_at_its_field_which_says_what_to_do(
    directory: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = said(upload(editor, HEAD + "a;ngo\n" * (table_views.MAX_ROWS + 1), parent=directory.pk))
    assert "There are more than 10000 rows. Split the file. On the server, manage.py" in rows
    assert f'<option value="{directory.pk}" selected>' in rows
    monkeypatch.setattr(table_views, "MAX_BYTES", 10)
    assert "larger than 0 MB" in said(upload(editor, HEAD + "a;ngo\n", parent=directory.pk))
    assert not TableUpload.objects.exists()


def test_a_report_shows_its_first_lines_and_counts_the_rest(
    directory: Any, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SHOWN", 2)
    changes = said(upload(editor, HEAD + "Nowy;ngo\n" * 4, parent=directory.pk))
    assert "And 2 more lines" in changes
    assert "And 1 more error" in said(upload(editor, HEAD + "a;b\n" * 3, parent=directory.pk))


def test_the_command_says_what_would_change_how_far_it_is_and_does_it(
    directory: Any, admin_user: Any, tmp_path: Any
) -> None:
    file = tmp_path / "p.csv"
    file.write_text(HEAD + "Nowy;ngo\n")

    def run(**options: Any) -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        who = {"user": admin_user.username, "parent": directory.pk}
        call_command(
            "import_table", "partners", str(file), stdout=out, stderr=err, **who, **options
        )
        return out.getvalue(), err.getvalue()

    assert run() == ("would be: 1 created, 0 updated, 0 unchanged\n", "")
    assert not PartnerPage.objects.exists()
    told, progress = run(apply=True, progress=True)
    assert told.startswith("1 created")
    assert progress.startswith("100 %  1 of 1 lines")
    file.write_text(HEAD + "Nowy;circus\n")
    with pytest.raises(CommandError, match="nothing was written"):
        run()


def test_on_a_terminal_one_line_says_how_far_the_command_is() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    progress = import_table.Progress(OutputWrapper(screen))
    for done in (50, 100, 101, 200):
        progress(done, 200)
    shown = screen.getvalue()
    assert [line[:16] for line in shown.split("\r")] == [
        "",
        " 25 %  50 of 200",
        " 50 %  100 of 20",
        "100 %  200 of 20",
    ]
    assert shown.count("\n") == 1
