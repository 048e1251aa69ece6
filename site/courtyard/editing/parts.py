"""The language of a part: foreign words in a text say in which language they are.

``<span lang="uk">`` tells screen readers how to speak them, and browsers how to set them. In the
editor it is a style, one for each language; for translators it is a mark inside the sentence.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import Feature
from wagtail_localize import strings

from courtyard.text import cldr
from courtyard.text.richtext import LANGUAGE_OF_PART

STYLE = "LANGUAGE-"
"""Before the code of a language: the name of its style in the editor."""

MARKED = "span"


def languages_of_parts() -> list[str]:
    """The codes of the languages that parts of a text may be in.

    They are the site's own, unless ``COURTYARD_LANGUAGES_OF_PARTS`` lists others.
    """
    own = getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", settings.LANGUAGES)
    return list(
        getattr(settings, "COURTYARD_LANGUAGES_OF_PARTS", None) or (code for code, _name in own)
    )


class LanguagesFeature(Feature):
    """One button of the editor for each language."""

    def construct_options(self, options: dict[str, Any]) -> None:
        """Add the styles to those that the editor offers."""
        options.setdefault("inlineStyles", []).extend(
            {
                "type": STYLE + code,
                "label": code.upper(),
                "description": gettext("Words in another language: %(language)s")
                % {"language": _name_of(code)},
                "style": {"borderBottom": "2px dotted"},
            }
            for code in languages_of_parts()
        )


def _name_of(code: str) -> str:
    names = cldr.locale_of(get_language() or "en").languages
    return capfirst(str(names.get(code.split("-")[0], code)))


def register(features: Any) -> None:
    """Offer the feature to Wagtail's editor, and keep its marks in what is stored."""
    features.register_editor_plugin("draftail", LANGUAGE_OF_PART, LanguagesFeature())
    codes = languages_of_parts()
    features.register_converter_rule(
        "contentstate",
        LANGUAGE_OF_PART,
        {
            "from_database_format": {
                f'{MARKED}[lang="{code}"]': InlineStyleElementHandler(STYLE + code)
                for code in codes
            },
            "to_database_format": {
                "style_map": {
                    STYLE + code: {"element": MARKED, "props": {"lang": code}} for code in codes
                }
            },
        },
    )


def keep_languages_of_parts_in_translations() -> None:
    """Let translators have a marked part inside its sentence, and keep its language.

    wagtail-localize knows no ``span``: it would cut the sentence into three. As with links, the
    translator sees the mark with an id, and its language is put back in place of that.
    """
    if MARKED in strings.INLINE_TAGS:
        return
    strings.INLINE_TAGS.append(MARKED)
    validate, ids = strings.validate_element, strings.extract_ids

    def validate_element(element: Any) -> None:
        """As before, but a mark may have its id, as a link may."""
        if getattr(element, "name", None) != MARKED or set(element.attrs) != {"id"}:
            validate(element)
            return
        for child in element.children:
            strings.validate_element(child)

    def extract_ids(template: str) -> set[str]:
        """As before, with those of marks."""
        marks = strings.BeautifulSoup(template, "html.parser").find_all(MARKED, id=True)
        return ids(template) | {mark["id"] for mark in marks}

    strings.validate_element = validate_element
    strings.extract_ids = extract_ids
