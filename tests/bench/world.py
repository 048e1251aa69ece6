"""What is measured: a section of programmes, an index of news, and what they refer to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from courtyard.models import SectionEntry, SiteTexts, TopicLink
from courtyard.publications.renditions import RENDITIONS
from network.models import City
from programmes.models import ProgrammeCity, ProgrammePage, ProgrammePartner
from tests.trees import (
    NewsFactory,
    NewsIndexFactory,
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

ITEMS = 20
TOPICS_OF_EACH = 3
PRIVATE = "Tajemnica"
"""In the title of each page that nobody may see."""

WIDTHS = (480, 960, 1600)
SENTENCE = "Spotykamy się co roku, aby rozmawiać o tym, co miasta mogą zrobić wspólnie. "


def build(tree: Tree) -> None:
    """The world in Polish and English: each list has twenty public pages and a private one."""
    add_language(tree, "pl")
    add_language(tree, "en")
    link = f'<a linktype="page" id="{tree.home.pk}">Strefa</a>'
    SiteTexts.objects.update(footer=f"<p>{link}, Wrocław</p>")
    section = ProgrammeIndexFactory(
        parent=tree.home, title="Działania", slug="dzialania", show_in_menus=True
    )
    chosen = ProgrammeIndexFactory(
        parent=tree.home, title="Wybrane", slug="wybrane", show_in_menus=True
    )
    index = NewsIndexFactory(
        parent=tree.home, title="Aktualności", slug="aktualnosci", show_in_menus=True
    )
    directory = PartnerIndexFactory(
        parent=tree.home, title="Partnerzy", slug="partnerzy", show_in_menus=True
    )
    for page in (section, chosen, index, directory):
        in_language(page, tree.en)
    topics = [topic(tree, f"topic-{number}") for number in range(6)]
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    picture = make_image("plakat")
    programmes = []
    for number in range(ITEMS + 1):
        name = PRIVATE if number == ITEMS else str(number)
        partner = PartnerFactory(
            parent=directory, title=f"Fundacja {name}", slug=f"f-{number}", city=city
        )
        programme = ProgrammeFactory(
            parent=section,
            title=f"Program {name}",
            slug=f"p-{number}",
            since=2016,
            body=text_of(section, picture),
            cities=[ProgrammeCity(city=city)],
            partners=[ProgrammePartner(partner=partner)],
            **about(number, picture, topics),
        )
        news = NewsFactory(
            parent=index,
            title=f"Wieść {name}",
            slug=f"n-{number}",
            date=dt.date(2026, 5, 1) + dt.timedelta(days=number),
            body=text_of(section, picture),
            **about(number, picture, topics),
        )
        if number == ITEMS:
            for page in (partner, programme, news):
                PageViewRestriction.objects.create(page=page, restriction_type="login")
        for page in (partner, programme, news):
            in_language(page, tree.en, title=page.title.replace("Program", "Programme"))
        programmes.append(programme)
    chosen.section_entries.add(SectionEntry(page=programmes[0].page_ptr, locale=tree.pl))
    chosen.save_revision().publish()
    tree.home.body = [
        ("text", RichText(f"<p>{SENTENCE * 4}{link}</p>")),
        ("pages", {"heading": "Programy", "pages": [one.page_ptr for one in programmes[:6]]}),
        (
            "listing",
            {"heading": "Nowe", "kind": "news", "topic": None, "count": 3, "link_text": "Nowe"},
        ),
    ]
    tree.home.save_revision().publish()
    settle()


def about(number: int, picture: Any, topics: list[Any]) -> dict[str, Any]:
    """What every page has: a summary, a picture of its own, three topics."""
    mine = [topics[(number + step) % len(topics)] for step in range(TOPICS_OF_EACH)]
    return {
        "summary": SENTENCE * 2,
        "listing_image": another(picture),
        "topic_links": [TopicLink(topic=one) for one in mine],
    }


def another(picture: Any) -> Any:
    """An image of its own with three renditions; all of them share one file."""
    image = get_image_model().objects.create(
        title=picture.title, description="Plakat", file=picture.file.name, width=1600, height=1000
    )
    for spec, width in zip(RENDITIONS, WIDTHS, strict=True):
        image.renditions.create(
            filter_spec=spec,
            focal_point_key="",
            file=f"images/{image.pk}-{width}.webp",
            width=width,
            height=width * 5 // 8,
        )
    return image


def text_of(target: Any, picture: Any) -> list[tuple[str, Any]]:
    """A text of some three kilobytes: headings, paragraphs with links, a picture, a quote."""
    link = f'<a linktype="page" id="{target.pk}">Działania</a>'
    paragraph = RichText(f"<p>{SENTENCE * 4}{link}</p><p>{SENTENCE * 3}</p>")
    image = another(picture)
    image.contextual_alt_text, image.decorative = "Plakat", False
    return [
        ("text", paragraph),
        ("heading", {"text": "Jak to działa", "level": "2"}),
        ("text", paragraph),
        ("image", {"image": image, "caption": "Z ostatniej edycji"}),
        ("text", paragraph),
        ("quote", {"text": SENTENCE, "source": "Uczestniczka"}),
        ("text", paragraph),
    ]


def programme(number: int) -> ProgrammePage:
    """One of the programmes in Polish."""
    found: ProgrammePage = ProgrammePage.objects.get(slug=f"p-{number}", locale__language_code="pl")
    return found
