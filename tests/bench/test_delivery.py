"""What answers cost the process, side by side with Wagtail's own: run by ``make bench``.

Before anything is measured, both sides must name the same pages and pictures, and neither may name
the private pages that are in the world. How it is measured: ``measuring``.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.db import connection
from wagtail.models import Page

from tests.trees import Tree

from . import world
from .measuring import (
    API,
    HEAD,
    OFFER,
    USUAL_API,
    Comparison,
    Server,
    addresses,
    measure,
    pictures,
    production,
)
from .usual import describe

pytestmark = [pytest.mark.long, pytest.mark.django_db]

CARD = (
    "title,html_url,summary,kind,status,since,until,picture_0,picture_1,picture_2,"
    "topic_links(topic(slug,name)),cities(city(slug,name))"
)
NESTED = "topic_links(topic(slug,name)),cities(city(slug,name)),partners(partner(title),role)"


@pytest.fixture
def server(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The site and what it is measured against, with the world in it."""
    describe(monkeypatch)
    with production() as server:
        world.build(tree)
        yield server


def comparisons() -> list[Comparison]:
    programme, news = (
        Page.objects.get(slug=slug, locale__language_code="pl") for slug in ("p-0", "n-0")
    )
    usual_list = f"{USUAL_API}/?type=programmes.ProgrammePage&locale=pl&order=title&limit=20"
    usual_detail = f"{USUAL_API}/{programme.pk}/?fields=*,{NESTED}"
    key = programme.translation_key
    detail = f"{API}/pages/by-path?path=/pl/dzialania/p-0/"
    return [
        Comparison(
            "API list of 20, all fields",
            f"{API}/programmes",
            f"{usual_list}&fields=*,{NESTED}",
            1 / 10,
        ),
        Comparison(
            "API list of 20, the fields of a card",
            f"{API}/programmes",
            f"{usual_list}&fields={CARD}",
            1 / 10,
            is_goal=True,
        ),
        Comparison("API detail by path", detail, usual_detail, 1 / 4),
        Comparison("API detail by key", f"{API}/pages/{key}", usual_detail, 1 / 4),
        Comparison("HTML front page", "/pl/", "/pl/usual/", 1 / 4),
        Comparison("HTML section of 20", "/pl/dzialania/", "/pl/usual/dzialania/", 1 / 4),
        Comparison("HTML index of news", "/pl/aktualnosci/", "/pl/usual/aktualnosci/", 1 / 4),
        Comparison("HTML programme", "/pl/dzialania/p-0/", "/pl/usual/dzialania/p-0/", 1 / 4),
        Comparison("HTML news", "/pl/aktualnosci/n-0/", "/pl/usual/aktualnosci/n-0/", 1 / 4),
        *(
            Comparison(
                f"{name}, {'304' if conditional else 'kept'}",
                address,
                "/empty/",
                3,
                kept=True,
                conditional=conditional,
                most_queries=1,
            )
            for conditional in (False, True)
            for name, address in (
                ("HTML section of 20", "/pl/dzialania/"),
                ("HTML programme", "/pl/dzialania/p-0/"),
                ("API list of 20", f"{API}/programmes"),
                ("API detail by path", detail),
            )
        ),
    ]


def test_delivery(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = comparisons()
    for comparison in chosen:
        if not comparison.kept:
            say_the_same(server, comparison)
    gc.collect()
    gc.freeze()
    found = [measure(server, comparison) for comparison in chosen]
    gc.unfreeze()
    with capsys.disabled():
        print(f"\n{connection.vendor}\n{HEAD}", *found, sep="\n")  # noqa: T201
    missed = [one for one in found if not one.is_good and not one.comparison.is_goal]
    assert not missed


def say_the_same(server: Server, comparison: Comparison) -> None:
    """Both name the same pages and pictures, and no private page.

    Feeds, calendars and the newsletter are offered by ours alone, which makes it dearer.
    """
    answers = [server.answer(server.environ(one)) for one in (comparison.ours, comparison.other)]
    assert [one.status for one in answers] == [200, 200]
    ours, other = (one.body for one in answers)
    assert world.PRIVATE not in ours
    assert world.PRIVATE not in other
    assert pictures(ours) >= pictures(other)
    assert addresses(ours) >= addresses(other)
    if not comparison.ours.startswith(API):
        assert pictures(ours) == pictures(other)
        assert {one for one in addresses(ours) if not OFFER.match(one)} == addresses(other)
