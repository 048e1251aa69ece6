"""Each address answers each role as the table in ``roles.py`` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from wagtail.models import Site

from tests.trees import grow

from .roles import FAILS_ON_PURPOSE, IN_ENGLISH, LIKE, MAY_BE_WRITTEN, ROLES, TABLE
from .sample import Sample

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database("postgresql"),
    # wagtail-localize's report of translations has no order.
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]

LOGINS = ("/cms/login/", "/pl/_util/login/")
STATUSES = {
    400: "invalid",
    401: "key",
    403: "denied",
    404: "missing",
    405: "method",
    422: "invalid",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@dataclass(frozen=True, order=True)
class Address:
    """An address that the site answers to, as its URL map has it."""

    route: str
    name: str


@dataclass
class Answers:
    """What everybody got, and which tables were written to meanwhile."""

    outcomes: dict[Address, list[str]] = field(default_factory=dict)
    written: dict[Address, set[str]] = field(default_factory=dict)


def all_addresses() -> list[Address]:
    """All addresses of the URL map, those without a prefix in the site's first language."""
    with translation.override("pl"):
        return [*_addresses_in(get_resolver(), "", ())]


def _addresses_in(
    resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield Address(route, ":".join((*namespaces, entry.name or "-")))
        else:
            inner = (entry.namespace,) if entry.namespace else ()
            yield from _addresses_in(entry, route, (*namespaces, *inner))


def decided() -> dict[Address, list[str]]:
    """The table of ``roles.py``: the outcome for each role by address."""
    return {
        address: [*outcomes, in_english.get(address, [outcomes[ROLES.index(LIKE)]])[0]]
        for address, outcomes in _lines(TABLE).items()
        for in_english in [_lines(IN_ENGLISH)]
    }


def _lines(table: str) -> dict[Address, list[str]]:
    rows = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return {Address(row[-1].removeprefix("/"), row[-2]): row[:-2] for row in rows}


def as_row(address: Address, outcomes: list[str]) -> str:
    """A line to be read, thought over and put into the table."""
    cells = "".join(f"{outcome:8}" for outcome in outcomes)
    return f"{cells}{address.name}  /{address.route}"


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Answers]:
    """Everybody knocks at every address once; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        Site.clear_site_root_paths_cache()
        yield knock_everywhere(Sample(grow()))
        transaction.set_rollback(True)
    cache.clear()
    Site.clear_site_root_paths_cache()


def knock_everywhere(sample: Sample) -> Answers:
    values, addresses, queries = sample.values(), sample.addresses(), sample.queries()
    clients = sample.clients()
    answers = Answers()
    for address in sorted(decided().keys() & set(all_addresses())):
        path = addresses.get(address.route) or filled_in(address.route, values)
        url = f"/{path}{queries.get(address.route, '')}"
        written = answers.written[address] = set()
        answers.outcomes[address] = [knock(clients[role], url, written) for role in ROLES]
    return answers


def filled_in(route: str, values: dict[str, Any]) -> str:
    """A route with a sample in the place of each parameter: that of the longest fitting prefix.

    Raises LookupError where ``sample.py`` has none.
    """

    def value(parameter: re.Match[str]) -> str:
        name = parameter[1]
        fitting = [
            key
            for key in values
            if key == name
            or (key.endswith(f" {name}") and plain.startswith(key.rpartition(" ")[0]))
        ]
        if not fitting:
            raise LookupError(f"There is no sample for “{name}” of /{route}.")
        return str(values[max(fitting, key=len)])

    plain = route.replace("^", "")
    return PARAMETER.sub(value, plain)


def knock(client: Client, url: str, written: set[str]) -> str:
    """What somebody gets for a GET; the tables that it writes to are added to ``written``."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            written.add(found[1])
        return execute(sql, params, many, context)

    session = client.cookies.get("sessionid")
    with transaction.atomic(), connection.execute_wrapper(watch):
        response = client.get(url)
        response.getvalue()  # a file that is read to its end is closed
        outcome = outcome_of(response)
        transaction.set_rollback(True)
    client.cookies.clear()
    if session:
        client.cookies["sessionid"] = session.value
    return outcome


def outcome_of(response: Any) -> str:
    """One word for an answer."""
    if response.status_code < 300:
        return "ok"
    if response.status_code < 400:
        return _where_to(response)
    if response.status_code >= 500:
        return "fails"
    return STATUSES[response.status_code]


def _where_to(response: Any) -> str:
    if response.url.startswith(LOGINS):
        return "login"
    complaints = [
        message for message in get_messages(response.wsgi_request) if message.level == ERROR
    ]
    return "home" if response.url == "/cms/" and complaints else "moved"


def test_every_address_is_decided() -> None:
    """Put the lines that this prints into the table, with what each role should get."""
    undecided = sorted(set(all_addresses()) - set(decided()))
    rows = [as_row(address, ["?"] * len(ROLES)) for address in undecided]
    assert not rows, "\n" + "\n".join(rows)


def test_every_decision_is_about_an_address() -> None:
    gone = sorted((set(_lines(TABLE)) | set(_lines(IN_ENGLISH))) - set(all_addresses()))
    rows = [as_row(address, []) for address in gone]
    assert not rows, "\n" + "\n".join(rows)


def test_the_table_is_whole() -> None:
    words = {"ok", "moved", "login", "home", *STATUSES.values()}
    for address, outcomes in decided().items():
        assert len(outcomes) == len(ROLES), address
        may_fail = {"fails"} if address.route in FAILS_ON_PURPOSE else set()
        assert set(outcomes) <= words | may_fail, address


def test_each_role_gets_what_is_decided(answers: Answers) -> None:
    table = decided()
    different = [
        f"{as_row(address, outcomes)}\ndecided:\n{as_row(address, table[address])}"
        for address, outcomes in sorted(answers.outcomes.items())
        if address in table and outcomes != table[address]
    ]
    assert not different, "\n" + "\n".join(different)


def test_looking_changes_nothing(answers: Answers) -> None:
    """GET is safe (RFC 9110, 9.2.1): a link must not do what a button is for."""
    unexpected = {
        address.route: tables - MAY_BE_WRITTEN.keys()
        for address, tables in answers.written.items()
        if tables - MAY_BE_WRITTEN.keys()
    }
    assert unexpected == {}
