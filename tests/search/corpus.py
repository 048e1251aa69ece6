"""A larger text set beside the demonstration: short texts that share many of their words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from config.demo import content
from home.models import ContentPage, HomePage
from tests.trees import in_language

FILE = Path(__file__).with_name("corpus.toml")
PREFIX = "corpus/"
"""What the names of these texts begin with, where there are other pages, too."""

_NAMESPACE = UUID("c1d0a4d2-52b1-4c58-8f0c-0d3f6a0b7e19")


@dataclass(frozen=True)
class Document:
    """A text in all languages: by language its title, its summary and the rest."""

    name: str
    texts: dict[str, tuple[str, str, str]]


def documents() -> list[Document]:
    """All texts, in the order of the file."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))["documents"]
    return [
        Document(one["id"], {code: tuple(one[code]) for code in content.LANGUAGES}) for one in read
    ]


def key_of(name: str) -> UUID:
    """The translation key of a text's pages: the same on every load."""
    return uuid5(_NAMESPACE, name)


def make() -> int:
    """Publish each text below the front page of each language; gives the number of pages.

    The demonstration has to be there. Polish is the original.
    """
    home = HomePage.objects.get(
        translation_key=content.key_of("page", "home"), locale__language_code=content.SOURCE
    )
    others = [Locale.objects.get(language_code=code) for code in content.LANGUAGES[1:]]
    texts = documents()
    for text in texts:
        page = ContentPage(
            translation_key=key_of(text.name),
            slug=f"corpus-{text.name}",
            locale=home.locale,
            **_fields(text, content.SOURCE),
        )
        home.add_child(instance=page)
        page.save_revision().publish()
        for locale in others:
            in_language(page, locale, **_fields(text, locale.language_code))
    return len(texts) * len(content.LANGUAGES)


def _fields(text: Document, code: str) -> dict[str, object]:
    title, summary, rest = text.texts[code]
    return {"title": title, "summary": summary, "body": [("text", RichText(f"<p>{rest}</p>"))]}


def public(code: str) -> set[UUID]:
    """The translation keys of the pages that are live in a language, and no mere copies."""
    live = Page.objects.filter(locale__language_code=code, live=True, alias_of=None)
    return {*live.values_list("translation_key", flat=True)}
