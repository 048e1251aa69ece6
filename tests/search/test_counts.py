"""Counts of what results can be narrowed by, against counting one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtyard.models import Topic
from courtyard.publications.reading import Reader
from courtyard.terms import TopicLink
from search.finding import Query, find
from search.models import Trait
from search.traits import NAMES
from tests.trees import (
    ContentFactory,
    EventFactory,
    EventIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    term_in_two_languages,
)

from .wire import Wire, settle

WORDS = ["opera", "balet", "teatr"]
SLIP = "opeera"
TYPES = ["news.NewsPage", "programmes.EventPage", "home.ContentPage"]


def grow_some(tree: Tree) -> list[str]:
    """Some pages of three types, years and topics, some of them in English; gives the topics."""
    topics = [term_in_two_languages(Topic, tree, name, name, name) for name in ("a", "b", "c")]
    news = NewsIndexFactory(parent=tree.home, title="Aktualności")
    events = EventIndexFactory(parent=tree.home, title="Wydarzenia")
    for number in range(24):
        words = " ".join(word for at, word in enumerate(WORDS) if number >> at & 1) or "inne"
        some = {"title": words.capitalize(), "slug": f"s-{number}"}
        about = [topic for at, topic in enumerate(topics) if number % (at + 2) == 0]
        year = 2024 + number % 3
        page: Any
        if number % 3 == 0:
            page = NewsFactory(parent=news, date=dt.date(year, 5, 1), **some)
        elif number % 3 == 1:
            starts = dt.datetime(year, 5, 1, 16, tzinfo=dt.UTC)
            page = EventFactory(parent=events, starts=starts, **some)
        else:
            page = ContentFactory(parent=tree.home, **some)
        page.topic_links = [TopicLink(topic=topic) for topic in about]
        page.save_revision().publish()
        if number % 5 == 0:
            tree.in_english(page, title=words.capitalize())
    return [str(topic.translation_key) for topic in topics]


def test_counts_are_those_of_brute_force(tree: Tree, store: Wire | None) -> None:
    topics = grow_some(tree)
    settle(store)
    choices = st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(TYPES),
            "year": st.sampled_from(["2024", "2025", "2026", "1999"]),
            "topic": st.sampled_from([*topics, "-"]),
        },
    )

    @settings(
        deadline=None,
        max_examples=30 if store else 60,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        words=st.lists(st.sampled_from([*WORDS, SLIP]), min_size=1, max_size=2, unique=True),
        code=st.sampled_from(["pl", "en"]),
        everywhere=st.booleans(),
        chosen=choices,
        per_page=st.integers(1, 9),
    )
    def equal(
        words: list[str], code: str, everywhere: bool, chosen: dict[str, str], per_page: int
    ) -> None:
        reader = Reader.at(tree.site, code)
        everything = find(reader, Query(" ".join(words), everywhere=everywhere, per_page=1000))
        traits: dict[int, set[tuple[str, str]]] = {row["pk"]: set() for row in everything.rows}
        for trait in Trait.objects.filter(
            entry__in=traits, since__lte=reader.now, until__gt=reader.now
        ):
            traits[trait.entry_id].add((trait.name, trait.value))

        def fits(page: int, but: str = "") -> bool:
            wanted = {one for one in chosen.items() if one[0] != but}
            return wanted <= traits[page]

        pages = []
        number = 1
        while True:
            part = find(
                reader, Query(" ".join(words), chosen, everywhere, page=number, per_page=per_page)
            )
            pages += [row["pk"] for row in part.rows]
            if number * per_page >= part.total:
                break
            number += 1
        assert part.total == len(pages)
        assert (part.matches, part.meant) == (everything.matches, everything.meant)
        assert sorted(pages) == sorted(page for page in traits if fits(page))
        for name in NAMES:
            counted = Counter(
                value
                for page in traits
                if fits(page, but=name)
                for its, value in traits[page]
                if its == name
            )
            assert part.counts[name] == dict(counted), name

    equal()
