"""Old addresses that editors lead on from."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from tests.trees import ContentFactory, Tree


@pytest.fixture
def about(tree: Tree) -> Any:
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    Redirect.objects.create(old_path="/dawniej", redirect_page=about.page_ptr)
    return about


def visit(path: str = "/dawniej/") -> Any:
    return Client(HTTP_HOST="localhost").get(path)


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize("path", ["/dawniej", "/dawniej/", "/dawniej/?a=1"])
def test_an_old_address_leads_to_a_public_page(path: str) -> None:
    response = visit(path)
    assert (response.status_code, response["Location"]) == (301, "/pl/o-nas/")


@pytest.mark.usefixtures("tree")
def test_an_old_address_leads_to_another_site() -> None:
    Redirect.objects.create(old_path="/sklep", redirect_link="https://example.org/")
    assert visit("/sklep/")["Location"] == "https://example.org/"


@pytest.mark.parametrize("how", ["unpublished", "unpublished in bulk", "expired", "private"])
@pytest.mark.parametrize("path", ["/dawniej/", "/dawniej/?a=1"])
def test_an_old_address_says_nothing_of_a_hidden_page(about: Any, how: str, path: str) -> None:
    hide(about, how)
    assert visit(path).status_code == 404


def hide(page: Any, how: str) -> None:
    match how:
        case "unpublished":
            page.unpublish()
        case "unpublished in bulk":
            Page.objects.filter(pk=page.pk).update(live=False)
        case "expired":
            an_hour_ago = timezone.now() - dt.timedelta(hours=1)
            Page.objects.filter(pk=page.pk).update(expire_at=an_hour_ago)
        case "private":
            PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")


@pytest.mark.parametrize("how", ["unpublished", "expired", "private"])
def test_an_old_address_says_nothing_of_the_twin_of_a_hidden_page(
    tree: Tree, about: Any, how: str
) -> None:
    twin = tree.in_english(about, title="About us", slug="about")
    Redirect.objects.create(old_path="/before", redirect_page=twin.page_ptr)
    assert visit("/before/")["Location"] == "/en/about/"
    hide(about, how)
    assert visit("/before/").status_code == 404


def test_an_old_address_leads_to_a_private_page_those_whom_it_admits(about: Any) -> None:
    hide(about, "private")
    member = Client(HTTP_HOST="localhost")
    member.force_login(User.objects.create_user("member"))
    assert member.get("/dawniej/")["Location"] == "/pl/o-nas/"


def test_the_slug_of_a_front_page_leaves_old_addresses_alone(
    tree: Tree, about: Any, django_capture_on_commit_callbacks: Any
) -> None:
    for page, slug in ((about, "instytut"), (tree.home_en, "english")):
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()
    assert visit("/pl/o-nas/")["Location"] == "/pl/instytut/"


def test_what_is_moved_or_below_what_is_renamed_is_found_at_its_old_addresses(
    tree: Tree, about: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """In one step each: no old address leads to another one."""
    team = ContentFactory(parent=about, title="Zespół", slug="zespol")
    other = ContentFactory(parent=tree.home, title="Kontakt", slug="kontakt")
    with django_capture_on_commit_callbacks(execute=True):
        about.slug = "instytut"
        about.save_revision().publish()
    assert visit("/pl/o-nas/zespol/")["Location"] == "/pl/instytut/zespol/"
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=team.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    for old in ("/pl/o-nas/zespol/", "/pl/instytut/zespol/"):
        assert visit(old)["Location"] == "/pl/kontakt/zespol/"


# In HTML and in the content API alike


def both(path: str) -> tuple[Any, Any]:
    """Where an address leads in HTML and in the content API; None where it leads nowhere."""
    client = Client(HTTP_HOST="localhost")
    seen, told = client.get(path), client.get("/api/content/v1/pages/by-path", {"path": path})
    redirect = told.json().get("redirect")
    return (
        (seen["Location"], seen.status_code == 301) if seen.status_code in (301, 302) else None,
        (redirect["to"], redirect["permanent"]) if redirect else None,
    )


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/old.php?id=3", "/old.php?id=3"),
        ("/fr/accueil", "/fr/accueil/"),
        ("/pl/kiedyś", "/pl/kiedy%C5%9B/"),
        ("/dawniej", "/dawniej/?utm_source=x"),
    ],
)
def test_an_old_address_leads_on_in_every_way_to_read_it(old: str, asked: str) -> None:
    if old != "/dawniej":
        Redirect.objects.create(old_path=old, redirect_link="/pl/", is_permanent=False)
        assert both(asked) == (("/pl/", False), ("/pl/", False))
    else:
        assert both(asked) == (("/pl/o-nas/", True), ("/pl/o-nas/", True))


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("link", ["javascript:alert(1)", "/petla/", "/petla"])
def test_a_redirect_to_nowhere_leads_nowhere(link: str) -> None:
    Redirect.objects.create(old_path="/petla", redirect_link=link)
    assert both("/petla/") == (None, None)


def test_of_two_redirects_from_one_address_that_of_the_site_counts(tree: Tree) -> None:
    """The database takes two for all sites."""
    for link in ("/pl/1/", "/pl/2/"):
        Redirect.objects.create(old_path="/x", redirect_link=link)
    assert both("/x/") == (("/pl/1/", True), ("/pl/1/", True))
    Redirect.objects.create(old_path="/x", redirect_link="/pl/3/", site=tree.site)
    assert both("/x/") == (("/pl/3/", True), ("/pl/3/", True))


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize(
    "path",
    ["/pl/o-nas/", "/pl/o-nas", "/pl/%6F-nas/", "/pl/o-nas/?x=1", "/pl/żółw/", "/pl", "/pl/"],
)
def test_a_page_is_told_at_every_way_to_write_its_address(tree: Tree, path: str) -> None:
    ContentFactory(parent=tree.home, title="Żółw", slug="żółw")
    for asked in (path, quote(path, safe="/?=%")):
        told = Client(HTTP_HOST="localhost").get(
            f"/api/content/v1/pages/by-path?path={quote(asked)}"
        )
        assert (told.status_code, told.json()["locale"]) == (200, "pl"), asked


@pytest.mark.usefixtures("tree")
def test_the_root_leads_to_the_first_language_who_says_none() -> None:
    assert both("/")[1] == ("/pl/", False)
