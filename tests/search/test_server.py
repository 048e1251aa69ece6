"""Search on a server of its own: what it is sent and asked, and what holds while it is away."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from courtyard.publications.reading import Reader
from search import sending, server
from search.asking import read
from search.checks import check_server
from search.dictionaries import analyser
from search.finding import Query, find
from search.models import Entry
from tests.trees import ContentFactory, Tree

from .wire import Wire, settle

INDEX = "/test_courtyard_search"


def titles(tree: Tree, words: str) -> list[str]:
    found = find(Reader.at(tree.site, "pl"), Query(words))
    assert found.total == len(found.rows)
    return [row["title"] for row in found.rows]


def searches(wire: Wire) -> int:
    return sum(path.endswith("/_search") for _method, path, _body in wire.asked)


def try_again() -> None:
    """Let time pass: what waits in the outbox is due, and the server is asked again."""
    OutboxRow.objects.update(due_at=timezone.now(), silent_until=None)
    server._silent_until = 0.0


def test_a_server_gets_the_terms_of_entries_and_no_text(tree: Tree, wire: Wire) -> None:
    page = ContentFactory(parent=tree.home, title="Rezydencje w Łodzi", summary="Sztuka.")
    settle(wire)
    mappings = wire.indices[INDEX[1:]].mappings
    document = wire.indices[INDEX[1:]].documents[str(page.pk)]
    assert set(document) == set(mappings["properties"])
    assert document["title"] == "rezydencje w lodzi ¶"
    assert "≈rezydencja" in document["title_forms"].split()
    assert document["stamp"] == Entry.objects.get(pk=page.pk).stamp
    assert "Łodzi" not in json.dumps(wire.asked, ensure_ascii=False)


def test_the_server_says_what_is_found_and_in_which_order(tree: Tree, wire: Wire) -> None:
    ContentFactory(parent=tree.home, title="Teatr", summary="Bywa w nim opera.")
    ContentFactory(parent=tree.home, title="Opera")
    settle(wire)
    assert titles(tree, "opera") == ["Opera", "Teatr"]
    assert searches(wire) == 1
    for document in wire.indices[INDEX[1:]].found.values():
        document["title"], document["lead"] = document["lead"], document["title"]
        document["title_forms"], document["lead_forms"] = (
            document["lead_forms"],
            document["title_forms"],
        )
    assert titles(tree, "opera") == ["Teatr", "Opera"]


def test_a_question_is_asked_in_the_language_of_elasticsearch() -> None:
    question = read('opera "teatr wielki" -balet', "pl")
    [asked] = question.for_server([analyser("pl")])["bool"]["should"]
    word, phrase = asked["bool"]["should"]
    assert asked["bool"]["minimum_should_match"] == 2
    assert asked["bool"]["filter"] == [{"term": {"scope": "pl"}}]
    assert [one["multi_match"]["query"].split()[0] for one in word["bool"]["should"]] == [
        "opera",
        "≈opera",
    ]
    assert phrase == {
        "multi_match": {
            "query": "teatr wielki",
            "fields": ["title^10", "lead^4", "body^2"],
            "type": "phrase",
        }
    }
    [without] = asked["bool"]["must_not"]
    assert without["bool"]["should"][0]["multi_match"]["query"] == "balet"


def test_what_is_not_public_is_not_found_though_the_server_finds_it(tree: Tree, wire: Wire) -> None:
    pages = [ContentFactory(parent=tree.home, title=f"Tajemnica {n}") for n in range(4)]
    settle(wire)
    assert len(titles(tree, "tajemnica")) == 4
    gone = timezone.now() - dt.timedelta(minutes=1)
    PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
    Page.objects.filter(pk=pages[1].pk).update(expire_at=gone)
    Page.objects.filter(pk=pages[2].pk).update(live=False)
    pages[3].unpublish()
    found = find(Reader.at(tree.site, "pl"), Query("tajemnica"))
    assert len(wire.indices[INDEX[1:]].found) >= 4
    assert (found.total, found.rows, found.counts["type"]) == (0, [], {})


def test_what_the_server_has_not_got_is_found_and_what_was_replaced_is_not(
    tree: Tree, wire: Wire
) -> None:
    page = ContentFactory(parent=tree.home, title="Opera")
    ContentFactory(parent=tree.home, title="Opera i balet")
    settle(wire)
    page.title = "Balet"
    page.save_revision().publish()
    assert titles(tree, "opera") == ["Opera i balet"]
    assert sorted(titles(tree, "balet")) == ["Balet", "Opera i balet"]
    settle(wire)
    assert titles(tree, "opera") == ["Opera i balet"]
    assert titles(tree, "balet") == ["Balet", "Opera i balet"]


def test_what_is_gone_is_removed(tree: Tree, wire: Wire) -> None:
    pages = [ContentFactory(parent=tree.home, title=f"Opera {n}") for n in range(2)]
    settle(wire)
    pages[0].delete()
    pages[1].unpublish()
    outbox.work()
    documents = wire.indices[INDEX[1:]].documents
    assert not {str(page.pk) for page in pages} & set(documents)
    sending.do({"gone": pages[0].pk})
    pages[1].save_revision().publish()
    sending.do({"gone": pages[1].pk})
    settle(wire)
    assert str(pages[1].pk) in documents


def test_while_the_server_is_away_pages_are_published_and_found(tree: Tree, wire: Wire) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    settle(wire)
    wire.answer = lambda *_: (503, {"error": "away"})  # type: ignore[method-assign]
    ContentFactory(parent=tree.home, title="Opera i balet")
    outbox.work()
    [row] = OutboxRow.objects.all()
    assert (row.waits_for, row.attempts, row.failed_at) == ("search", 1, None)
    assert row.due_at > timezone.now()
    assert sorted(titles(tree, "opera")) == ["Opera", "Opera i balet"]
    del wire.answer
    asked = searches(wire)
    assert titles(tree, "balet") == ["Opera i balet"]
    assert searches(wire) == asked
    try_again()
    settle(wire)
    assert titles(tree, "balet") == ["Opera i balet"]
    assert searches(wire) == asked + 1


def test_a_server_that_is_silent_keeps_nobody_waiting_for_long(
    tree: Tree, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    settle(wire)
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    ask, asked = server._asked, []

    def note(*question: Any) -> Any:
        asked.append(question)
        return ask(*question)

    monkeypatch.setattr(server, "_asked", note)
    # It answers nobody before this is over: whoever waited for it would wait for ever.
    with wire.lock:
        assert titles(tree, "opera") == ["Opera"]
        assert titles(tree, "opera") == ["Opera"]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "says",
    [
        {"timed_out": True},
        {"_shards": {"failed": 1}},
        {"hits": {"total": {"value": server.MOST + 1, "relation": "gte"}, "hits": []}},
        {"hits": None},
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken(
    tree: Tree, wire: Wire, says: dict[str, Any]
) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    settle(wire)
    wire.indices[INDEX[1:]].found.clear()
    assert titles(tree, "opera") == []
    wire.says = says
    assert titles(tree, "opera") == ["Opera"]


def test_an_index_that_is_lost_or_of_another_form_is_made_anew(tree: Tree, wire: Wire) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    settle(wire)
    wire.indices.clear()
    assert titles(tree, "opera") == ["Opera"]
    # Whoever sends to an index that is not there has the server guess its mappings.
    server.put({1: {"title": "opera"}})
    ContentFactory(parent=tree.home, title="Balet")
    settle(wire)
    try_again()
    asked = searches(wire)
    assert titles(tree, "opera") == ["Opera"]
    assert searches(wire) == asked + 1
    assert wire.indices[INDEX[1:]].mappings["_meta"] == server.FORM


def test_what_is_written_while_it_is_sent_is_sent_again(
    tree: Tree, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ContentFactory(parent=tree.home, title="Opera")
    put = server.put

    def slow(documents: Any) -> Any:
        """Meanwhile the page is written, and another worker sends it."""
        monkeypatch.setattr(server, "put", put)
        page.title = "Balet"
        page.save_revision().publish()
        sending.send()
        return put(documents)

    monkeypatch.setattr(server, "put", slow)
    sending.send()
    assert titles(tree, "balet") == ["Balet"]
    settle(wire)
    assert wire.indices[INDEX[1:]].found[str(page.pk)]["title"].split()[0] == "balet"


def test_a_document_that_is_refused_keeps_no_other_back(tree: Tree, wire: Wire) -> None:
    pages = [ContentFactory(parent=tree.home, title=f"Opera {n}") for n in range(2)]
    wire.refuses.add(str(pages[0].pk))
    outbox.work()
    assert [one.pk for one in Entry.objects.filter(is_sent=False)] == [pages[0].pk]
    assert {row.last_error for row in OutboxRow.objects.all()} == {"NotTaken"}
    assert len(titles(tree, "opera")) == 2


def test_a_search_by_a_server_takes_no_more_queries(tree: Tree, wire: Wire) -> None:
    for number in range(3):
        ContentFactory(parent=tree.home, title=f"Opera {number}")
    settle(wire)
    reader = Reader.at(tree.site, "pl")
    find(reader, Query("opera"))
    with CaptureQueriesContext(connection) as asked:
        assert find(reader, Query("opera")).total == 3
    assert len(asked) == 2


def test_the_command_sends_all_and_shows_how_far_it_is(tree: Tree, wire: Wire) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    out = StringIO()
    call_command("search", "send", "--all", stdout=out)
    many = Entry.objects.count()
    assert f"{many} of {many} pages\n{many} publications were sent." in out.getvalue()
    assert len(wire.indices[INDEX[1:]].found) == many
    call_command("search", "rebuild", stdout=out)
    assert not Entry.objects.filter(is_sent=False).exists()
    wire.answer = lambda *_: (503, {"error": "away"})  # type: ignore[method-assign]
    with pytest.raises(CommandError, match="does not answer"):
        call_command("search", "send", "--all", stdout=out)
    assert titles(tree, "opera") == ["Opera"]


@pytest.mark.django_db
def test_without_a_server_nothing_is_sent(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    assert not OutboxRow.objects.filter(kind=server.SEND).exists()
    with pytest.raises(CommandError, match="COURTYARD_SEARCH_INDEX is not set"):
        call_command("search", "send")


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("http://localhost:9200", "no dictionary"),
        ({"URLS": []}, 'no dictionary with a "BACKEND"'),
        ({"BACKEND": "modelsearch.backends.elastic"}, "modelsearch.backends.elastic"),
        ({"BACKEND": "modelsearch.backends.database"}, "neither Elasticsearch nor OpenSearch"),
        (
            {"BACKEND": "modelsearch.backends.elasticsearch9", "URLS": ["s3cret@localhost"]},
            "names no server",
        ),
    ],
)
def test_a_setting_that_names_no_server_is_told(settings: Any, setting: Any, says: str) -> None:
    settings.COURTYARD_SEARCH_INDEX = setting
    [error] = check_server(None)
    assert error.msg.startswith("COURTYARD_SEARCH_INDEX names no server of search: ")
    assert says in error.msg
    assert "s3cret" not in error.msg


def test_a_server_that_is_named_well_is_not_asked_by_the_check(settings: Any) -> None:
    settings.COURTYARD_SEARCH_INDEX = {"BACKEND": "modelsearch.backends.opensearch3"}
    assert check_server(None) == []
