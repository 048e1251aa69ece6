"""What was measured on wagtail-localize before there was ours: each with what holds now."""

from __future__ import annotations

from typing import Any

import polib
import pytest
from django.utils.translation import override
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation import po
from courtyard.localisation.importing import apply, translations_into
from courtyard.localisation.texts import texts_of
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest

pytestmark = pytest.mark.one_database

CALL = "Nabór trwa do maja."


@pytest.fixture
def about(tree: Tree) -> Any:
    body = [("text", RichText(f"<p>{CALL}</p>"))]
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", body=body)


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    return translation


def publish(page: Any, *paragraphs: str) -> None:
    row = ContentPage.objects.get(pk=page.pk)
    row.body = [("text", RichText(f"<p>{words}</p>")) for words in paragraphs]
    row.save_revision().publish()


def stock_refresh(source: TranslationSource) -> None:
    """What wagtail-localize itself does when somebody presses "Sync"."""
    page: Any = source.get_source_instance()
    source.content_json = page.to_json()
    source.save()
    stock: Any = TranslationSource.refresh_segments
    stock.__wrapped__(source)


def test_a_block_that_is_written_again_is_translated(about: Any, translation: Any) -> None:
    publish(about, CALL)
    stock_refresh(translation.source)
    assert translation.get_progress() == (3, 2)
    publish(about, CALL, CALL)
    translation.source.update_from_db()
    assert translation.get_progress() == (4, 4)


def test_a_file_that_comes_back_late_says_what_it_would_lose(
    tree: Tree, about: Any, translation: Any
) -> None:
    """M18"""
    stock_file = translation.export_po()
    with override("en"):
        ours = po.written(
            [*translations_into(tree.en, [about.translation_key]).values()],
            language="en",
            project=str(tree.home.translation_key),
            name="Courtyard",
        )
    publish(about, "Nabór trwa do maja, do południa.")
    translation.source.update_from_db()
    stock_file.find(CALL).msgstr = "The call is open until May."
    assert translation.import_po(polib.pofile(str(stock_file))) == []
    kept = StringTranslation.objects.get(translation_of__data=CALL)
    assert kept.data == "The call is open until May."
    texts = texts_of([translation])[translation.pk]
    assert not any(one.translation == kept.data for one in texts)

    changed = po.read(ours.replace(f"English {CALL}", "The call is open until May.").encode())
    with override("en"):
        report = apply(changed, tree.en, may_write=lambda one: "", user=None)
    [row] = report.of("obsolete")
    assert row.why == ("Kept, and suggested for: Nabór trwa do maja, do południa.",)
    [opened] = [one for one in texts if one.is_open]
    assert opened.former
    assert opened.former.translation == "The call is open until May."
