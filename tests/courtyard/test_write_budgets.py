"""What a change may cost: one publication for one page, however often it is shown elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_delete, post_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.signals import page_slug_changed, post_page_move
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courtyard import pages
from courtyard.models import Generation, Original, Publication, TopicLink
from courtyard.outbox.models import OutboxRow
from courtyard.terms import KINDS
from network.models import City, PartnerPage
from programmes.models import ProgrammeCity, ProgrammePage, ProgrammePartner
from tests.trees import (
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    in_language,
    make_image,
    settle,
    term_in_two_languages,
    topic,
)

API = "/api/content/v1"
PUBLISHING = 1.3
"""The most queries that publishing may take, as a multiple of what Wagtail alone takes."""

LANGUAGES = ("pl", "en", "uk", "de")
FEW, MANY = 2, 30

RECEIVERS = ("courtyard.generation", "courtyard.originals", "courtyard.renditions")
MACHINERY = [model._meta.db_table for model in (Publication, Original, Generation, OutboxRow)]

Capture = Callable[..., AbstractContextManager[Any]]


@contextmanager
def queries(commit: Capture) -> Iterator[list[str]]:
    """The SQL of what is done and of its commit, without savepoints."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured, commit(execute=True):
        yield found
    found += [
        query["sql"]
        for query in captured.captured_queries
        if not re.match(r"(RELEASE |ROLLBACK TO )?SAVEPOINT", query["sql"])
    ]
    settle()


def stored() -> dict[int, tuple[Any, ...]]:
    return {row[0]: row for row in Publication.stored.values_list()}


# Renaming a partner (bar 10)


def shown_on(tree: Tree, count: int) -> PartnerPage:
    """A partner, in Polish alone, of as many programmes in four languages."""
    pl = add_language(tree, "pl")
    homes = [tree.home]
    for code in LANGUAGES[1:]:
        locale = add_language(tree, code, fallback=pl)
        twin = tree.home.get_translation_or_none(locale)
        homes.append(twin or in_language(tree.home, locale, slug=code))
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner: PartnerPage = PartnerFactory(parent=directory, title="Dawna nazwa", slug="partner")
    for number in range(count):
        programme = ProgrammeFactory(
            parent=section,
            title=f"P{number}",
            slug=f"p-{number}",
            partners=[ProgrammePartner(partner=partner)],
        )
        for home in homes[1:]:
            in_language(programme, home.locale)
    settle()
    return partner


def rename(partner: PartnerPage, title: str) -> None:
    partner.title = title
    partner.save_revision().publish()


def answers(count: int) -> Iterator[str]:
    """The addresses of all answers that show the partner."""
    for code in LANGUAGES:
        yield f"/{code}/partnerzy/"
        yield f"{API}/partners?locale={code}"
        for number in range(count):
            yield f"/{code}/dzialania/p-{number}/"
            yield f"{API}/pages/by-path?path=/{code}/dzialania/p-{number}/"


@pytest.mark.one_database
def test_a_renamed_partner_is_right_everywhere_and_written_once(
    tree: Tree, django_capture_on_commit_callbacks: Capture
) -> None:
    client = Client(HTTP_HOST="localhost")
    partner = shown_on(tree, MANY)
    assert Publication.objects.count() > MANY * len(LANGUAGES)
    for address in answers(MANY):
        assert "Dawna nazwa" in client.get(address).content.decode(), address
    before = stored()
    with queries(django_capture_on_commit_callbacks) as sql:
        rename(partner, "Nowa nazwa")
    written = [query for query in sql if is_written("courtyard_publication", query)]
    after = stored()
    assert len(written) == 1
    assert {key for key in after if after[key] != before.get(key)} == {partner.pk}
    assert before.keys() == after.keys()
    for address in answers(MANY):
        said = client.get(address).content.decode()
        assert "Nowa nazwa" in said, address
        assert "Dawna nazwa" not in said, address


def is_written(table: str, query: str) -> bool:
    return re.match(rf'(INSERT( OR \w+)? INTO|UPDATE|DELETE FROM) "{table}"', query) is not None


def test_renaming_costs_the_same_however_often_a_partner_is_shown(
    tree: Tree, django_capture_on_commit_callbacks: Capture
) -> None:
    costs = []
    for count in (FEW, 3 * FEW):
        partner = shown_on(tree, count)
        with queries(django_capture_on_commit_callbacks):
            rename(partner, "Nazwa")
        with queries(django_capture_on_commit_callbacks) as sql:
            rename(partner, "Nowa nazwa")
        costs.append(len(sql))
        for child in tree.home.get_children():
            for page in child.get_translations(inclusive=True):
                page.delete()
    assert costs[0] == costs[1]


def test_a_draft_of_a_public_page_writes_nothing_public(
    tree: Tree, django_capture_on_commit_callbacks: Capture
) -> None:
    programme = programme_with_everything(tree)
    settle()
    programme.title = "Szkic"
    with queries(django_capture_on_commit_callbacks) as sql:
        programme.save_revision()
    assert not [query for query in sql if any(is_written(table, query) for table in MACHINERY)]


# Publishing in the admin (bar 11)


def programme_with_everything(tree: Tree) -> ProgrammePage:
    """A programme as an editor leaves it, with facts, topics, partners and a text."""
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    partners = [
        PartnerFactory(parent=directory, title=f"F{number}", slug=f"f-{number}", city=city)
        for number in range(2)
    ]
    subjects = [topic(tree, name) for name in ("networking", "cities", "residencies")]
    programme: ProgrammePage = ProgrammeFactory(
        parent=section,
        title="Program",
        slug="program",
        listing_image=make_image("plakat"),
        topic_links=[TopicLink(topic=subject) for subject in subjects],
        **{
            kind.rows: [kind.link(**{kind.name: word_of(kind.model, tree)})]
            for kind in KINDS
            if kind.name != "topic"
        },
        cities=[ProgrammeCity(city=city)],
        partners=[ProgrammePartner(partner=partner) for partner in partners],
        body=[
            ("text", RichText(f'<p><a linktype="page" id="{section.pk}">x</a></p>')),
            ("quote", {"text": "y", "source": "z"}),
        ],
    )
    return programme


def word_of(model: type[Any], tree: Tree) -> Any:
    return term_in_two_languages(model, tree, "woda", "woda", "water")


def form_of(page: ProgrammePage, title: str) -> dict[str, Any]:
    """What an editor's browser sends to publish a programme under a new title."""
    link = f'<p>{title} <a linktype="page" id="{page.get_parent().pk}">x</a></p>'

    def rows(relation: Any, field: str, **more: str) -> Any:
        values = [
            {"id": row.pk, field: getattr(row, f"{field}_id"), **more} for row in relation.all()
        ]
        return inline_formset(values, initial=len(values))

    form: dict[str, Any] = nested_form_data(
        {
            "title": title,
            "slug": page.slug,
            "summary": title,
            "listing_image": page.listing_image_id,
            "kind": page.kind,
            "status": page.status,
            "since": "2016",
            "until": "",
            "direction": "",
            "participants": "",
            "audience": "",
            "cities": rows(page.cities, "city"),
            "partners": rows(page.partners, "partner", role="partner"),
            "topic_links": rows(page.topic_links, "topic"),
            "discipline_links": rows(page.discipline_links, "discipline"),
            "theme_links": rows(page.theme_links, "theme"),
            "typed_tags": "chleb, sól",
            "comments": inline_formset([]),
            "body": streamfield(
                [("text", rich_text(link)), ("quote", {"text": title, "source": "z"})]
            ),
            "action-publish": "1",
        }
    )
    return form


@contextmanager
def publications_switched_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wagtail as it is without ours."""
    signals = (post_save, post_delete, post_page_move, page_slug_changed)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(pages, "store", lambda page, update_fields: None)
            for signal in signals:
                others = [one for one in signal.receivers if one[0][0] not in RECEIVERS]
                patch.setattr(signal, "receivers", others)
                signal.sender_receivers_cache.clear()
            yield
    finally:
        for signal in signals:
            signal.sender_receivers_cache.clear()


def test_publishing_in_the_admin_costs_little_more_than_wagtail_alone(
    tree: Tree,
    admin_client: Client,
    django_capture_on_commit_callbacks: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = programme_with_everything(tree)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    settle()

    def publish(title: str) -> list[str]:
        cache.clear()
        form = form_of(page, title)
        with queries(django_capture_on_commit_callbacks) as sql:
            response = admin_client.post(address, form, HTTP_HOST="localhost")
        assert response.status_code == 302, response.context["form"].errors
        assert Page.objects.get(pk=page.pk).title == title
        return sql

    publish("first")
    ours = publish("second")
    assert Publication.objects.get(pk=page.pk).whole["title"] == "second"
    with publications_switched_off(monkeypatch):
        publish("third")
        stock = publish("fourth")
    assert Publication.objects.get(pk=page.pk).whole["title"] == "second"
    # What the admin says of a page's fault is ours too.
    stock = [query for query in stock if not any(table in query for table in MACHINERY)]
    print(f"publishing: {len(ours)} queries, Wagtail alone {len(stock)}")  # noqa: T201
    assert len(ours) <= PUBLISHING * len(stock)
