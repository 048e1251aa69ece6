"""The glossary is brought as a file: first it is seen what would come of each line of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courtyard.editing import glossary_files
from courtyard.models import GlossaryTerm, TableUpload
from tests.trees import Tree

from .test_glossary import add, signed_in, translator

__all__ = ["translator"]

HEADER = "source,target,term,approved,note\n"


def bring(client: Client, content: str | bytes, name: str = "terms.csv") -> Any:
    """Choose a file; gives the page that follows."""
    data = content.encode() if isinstance(content, str) else content
    form = {"file": SimpleUploadedFile(name, data)}
    return client.post(reverse("glossary:import"), form, follow=True)


def take(client: Client, answer: Any) -> Any:
    """Press the button below what would change."""
    address = answer.request["PATH_INFO"]
    return client.post(address, {"shown": answer.context["report"].fingerprint}, follow=True)


def all_terms() -> set[tuple[str, str, str]]:
    return {*GlossaryTerm.objects.values_list("term", "approved", "note")}


def test_a_file_is_looked_at_line_by_line_and_then_taken_in(tree: Tree, translator: Any) -> None:
    add(tree, "nabór", "call", "not recruitment")
    add(tree, "gmina", "commune")
    client = signed_in(translator)
    answer = bring(
        client,
        HEADER + "pl,en,Nabór,open call,not recruitment\n"
        "pl,en,rezydencja,residency,\npl,en,gmina,commune,\n",
    )
    report = answer.context["report"]
    assert [(row.line, row.outcome) for row in report.rows] == [
        (2, "updated"),
        (3, "created"),
        (4, "unchanged"),
    ]
    shown = answer.content.decode()
    assert "<del>call</del>" in shown
    assert "<ins>open call</ins>" in shown
    assert len(all_terms()) == 2, "nothing is written by looking"
    told = take(client, answer).content.decode()
    assert "is imported. new: 1, changed: 1, unchanged: 1." in told
    assert all_terms() == {
        ("Nabór", "open call", "not recruitment"),
        ("rezydencja", "residency", ""),
        ("gmina", "commune", ""),
    }
    assert not TableUpload.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["pl", "en", "uk", "de"])
def test_what_the_list_exports_is_taken_as_it_is(
    tree: Tree, admin_client: Client, kind: str, language: str
) -> None:
    """Its headings are those of the admin in the editor's language; formulas are none."""
    add(tree, "=nabór", "call, „open”", "two\nlines")
    add(tree, "gmina", "commune")
    address = f"{reverse('glossary:index')}?export={kind}"
    said = admin_client.get(address, headers={"accept-language": language}).getvalue()
    answer = bring(admin_client, said, f"terms.{kind}")
    assert [row.outcome for row in answer.context["report"].rows] == ["unchanged"] * 2
    assert not answer.context["report"].faults


def test_no_heading_means_two_columns(tree: Tree) -> None:
    assert {*glossary_files.names().values()} == {*glossary_files.COLUMNS}
    for name, column in glossary_files.names().items():
        assert name not in glossary_files.COLUMNS or name == column


FAULTS = {
    "pl,xx,nabór,call,": ("target", "There is no language “xx” here"),
    "pl,en,,call,": ("term", "This field cannot be blank"),
    "pl,en,nabór,,": ("approved", "This field cannot be blank"),
    f"pl,en,{'ΐ' * 120},call,": ("term", "This term is too long: shorten it."),
    f"pl,en,nabór,call,{'x' * 256}": ("note", "at most 255 characters"),
    "en,en,call,call,": ("target", "another language"),
    "en,pl,call,nabór,": ("target", "You may not write this in this language."),
    "pl,en,GMINA,county,": ("term", "Line 2 says something else of this term."),
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_line_that_is_wrong_is_told_with_its_column_and_nothing_is_written(
    tree: Tree, translator: Any, line: str
) -> None:
    client = signed_in(translator)
    answer = bring(client, f"{HEADER}pl,en,gmina,commune,\n{line}\n")
    [fault] = answer.context["report"].faults
    column, why = FAULTS[line]
    assert (fault.line, fault.column) == (3, column)
    assert why in fault.why
    assert why in answer.content.decode()
    take(client, answer)
    assert not all_terms()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The submitted file is empty."),
        (b"term,colour\n", "Unknown columns in line 1: colour."),
        (b"source,target,term\n", "Columns are missing in line 1: approved."),
        (b"term,Term,source,target,approved\n", "Columns named twice in line 1: Term."),
        (HEADER.encode() + "pl,en,nab\xf3r,call,".encode("cp1250"), "Line 2 is not in the chosen"),
        (HEADER.encode() + b'pl,en,"call', "Line 2 cannot be read"),
        (b"PK\x03\x04 no workbook", "This is neither a CSV nor an XLSX file."),
        (HEADER.encode() + b"x" * 2_000_001, "The file is larger than 2 MB."),
        (HEADER.encode() + b"pl,en,a,b,\n" * 5_001, "There are more than 5000 rows."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_told_why(
    tree: Tree, translator: Any, content: bytes, why: str
) -> None:
    assert why in bring(signed_in(translator), content).content.decode()
    assert not TableUpload.objects.exists()


def test_what_has_changed_since_it_was_shown_is_shown_anew(tree: Tree, translator: Any) -> None:
    term = add(tree, "nabór", "call")
    client = signed_in(translator)
    answer = bring(client, f"{HEADER}pl,en,nabór,open call,\n")
    GlossaryTerm.objects.filter(pk=term.pk).update(approved="competition")
    again = take(client, answer)
    assert "Somebody has changed the glossary meanwhile" in again.content.decode()
    assert all_terms() == {("nabór", "competition", "")}
    take(client, again)
    assert all_terms() == {("nabór", "open call", "")}


@pytest.mark.parametrize(
    "meanwhile", [{"approved": "competition"}, {"note": "By Olena."}, {"term": "NABÓR"}]
)
@pytest.mark.parametrize("approved", ["open call", "call"])
def test_what_somebody_writes_before_it_is_taken_in_stays(
    tree: Tree, translator: Any, meanwhile: dict[str, str], approved: str
) -> None:
    """Be it at the last moment, once it has been looked at for that: all of it is shown anew."""
    term = add(tree, "nabór", "call", "not recruitment")
    lines = f"pl,en,gmina,commune,\npl,en,nabór,{approved},not recruitment\n"
    report = glossary_files.plan((HEADER + lines).encode(), translator)
    GlossaryTerm.objects.filter(pk=term.pk).update(**meanwhile)
    [there] = all_terms()
    with pytest.raises(glossary_files.ChangedMeanwhile):
        glossary_files.take_in(report)
    assert all_terms() == {there}


@pytest.mark.parametrize("approved", ["open call", "call"])
def test_a_term_that_somebody_deletes_meanwhile_is_not_told_as_imported(
    tree: Tree, translator: Any, approved: str
) -> None:
    term = add(tree, "nabór", "call")
    report = glossary_files.plan(f"{HEADER}pl,en,nabór,{approved},\n".encode(), translator)
    GlossaryTerm.objects.filter(pk=term.pk).delete()
    with pytest.raises(glossary_files.ChangedMeanwhile):
        glossary_files.take_in(report)
    assert not all_terms()


def test_a_column_that_is_left_out_is_not_written(tree: Tree, translator: Any) -> None:
    term = add(tree, "nabór", "call", "not recruitment")
    lines = b"source,target,term,approved\npl,en,nab\xc3\xb3r,open call\n"
    report = glossary_files.plan(lines, translator)
    GlossaryTerm.objects.filter(pk=term.pk).update(note="By Olena.")
    glossary_files.take_in(report)
    assert all_terms() == {("nabór", "open call", "By Olena.")}


def test_terms_are_locked_while_they_are_taken_in(tree: Tree, translator: Any) -> None:
    """Where the database has locks: of the known ones by one query."""
    for number in range(3):
        add(tree, f"term {number}", "word")
    lines = "".join(f"pl,en,term {number},another,\n" for number in range(3))
    report = glossary_files.plan((HEADER + lines).encode(), translator)
    with CaptureQueriesContext(connection) as queries:
        glossary_files.take_in(report)
    locking = [query for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert len(locking) == (1 if connection.features.has_select_for_update else 0)
    assert {approved for _term, approved, _note in all_terms()} == {"another"}


def test_a_column_that_is_left_out_leaves_leaves_what_there_is(tree: Tree, translator: Any) -> None:
    add(tree, "nabór", "call", "not recruitment")
    client = signed_in(translator)
    take(client, bring(client, "source,target,term,approved\npl,en,nabór,open call\n"))
    assert all_terms() == {("nabór", "open call", "not recruitment")}


def test_a_file_is_seen_by_who_has_brought_it_alone(
    tree: Tree, translator: Any, admin_client: Client
) -> None:
    answer = bring(signed_in(translator), f"{HEADER}pl,en,nabór,call,\n")
    address = answer.request["PATH_INFO"]
    assert admin_client.get(address).status_code == 302


def test_a_long_file_asks_as_much_as_a_short_one(tree: Tree, translator: Any) -> None:
    client = signed_in(translator)
    asked = []
    for number in (1, 100):  # SQLite takes more of them in several portions
        lines = "".join(f"pl,en,term {number} {n},word,\n" for n in range(number))
        answer = bring(client, HEADER + lines)
        shown = {"shown": answer.context["report"].fingerprint}
        with CaptureQueriesContext(connection) as queries:
            client.post(answer.request["PATH_INFO"], shown)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert GlossaryTerm.objects.count() == 101


def test_the_list_leads_to_the_import(tree: Tree, translator: Any) -> None:
    listed = signed_in(translator).get(reverse("glossary:index")).content.decode()
    assert reverse("glossary:import") in listed
