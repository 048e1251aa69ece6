"""The page that invites to the newsletter."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from news.newsletter.models import NewsletterIndexPage
from tests.trees import NewsletterFactory, Tree


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def test_it_says_what_the_newsletter_brings_and_takes_the_sign_up(
    client: Client, tree: Tree
) -> None:
    NewsletterFactory(
        parent=tree.home,
        title="Newsletter",
        slug="newsletter",
        introduction="<p>Raz w miesiącu.</p>",
    )
    response = client.get("/pl/newsletter/")
    assert response.headers["Cache-Status"] == "Courtyard; fwd=miss"
    html = response.content.decode()
    assert "Raz w\N{NO-BREAK SPACE}miesiącu." in html
    (form,) = re.findall(r'<form class="form" action="([^"]*)"', html)
    assert form == "/pl/newsletter/sign-up/"
    assert client.get(form).status_code == 200


def test_its_introduction_is_in_the_api(client: Client, tree: Tree) -> None:
    page = NewsletterFactory(
        parent=tree.home, title="Listy", slug="listy", introduction="<p>Raz w miesiącu.</p>"
    )
    answer = client.get(f"/api/content/v1/pages/by-path?path={page.url}").json()
    assert answer["introduction"] == "<p>Raz w miesiącu.</p>"


def test_there_is_one_of_it(tree: Tree) -> None:
    assert NewsletterIndexPage.can_create_at(tree.home)
    NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter")
    assert not NewsletterIndexPage.can_create_at(tree.home)
