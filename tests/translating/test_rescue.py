"""A text that stands elsewhere now keeps its translation, and the texts follow their original."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation import sources
from courtyard.localisation.texts import texts_of
from courtyard.models import Topic
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest

Body = list[Any]

CALL = "<p>Nabór trwa do maja.</p>"
VISIT = "<p>Zapraszamy do nas.</p>"


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home,
        title="O nas",
        slug="o-nas",
        body=[("text", RichText(CALL)), ("text", RichText(VISIT))],
    )


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    return translation


def write(page: Any, body: Body, *, follow: bool = True) -> None:
    """Publish another body of an original; the translators get it at once unless told otherwise."""
    row = ContentPage.objects.get(pk=page.pk)
    row.body = body
    row.save_revision().publish()
    if follow:
        outbox.work()


def written(page: Any) -> Body:
    """The body as it is stored, with the identities of its blocks."""
    return [*ContentPage.objects.get(pk=page.pk).body.raw_data]


def moved_into_another_block() -> Iterator[Body]:
    yield [("text", RichText(VISIT)), ("quote", {"text": "Nabór trwa do maja."})]


def deleted_and_written_again() -> Iterator[Body]:
    yield [("text", RichText(VISIT))]
    yield [("text", RichText(VISIT)), ("text", RichText(CALL))]


def two_blocks_made_one() -> Iterator[Body]:
    yield [("text", RichText(VISIT + CALL))]


def one_block_cut_in_two_and_written_twice() -> Iterator[Body]:
    yield [("text", RichText(text)) for text in (VISIT, CALL, VISIT, CALL)]


@pytest.mark.parametrize(
    "way",
    [
        moved_into_another_block,
        deleted_and_written_again,
        two_blocks_made_one,
        one_block_cut_in_two_and_written_twice,
    ],
)
def test_words_that_stand_elsewhere_are_still_translated(
    about: Any, translation: Any, way: Any
) -> None:
    known = StringTranslation.objects.get(translation_of__data="Nabór trwa do maja.")
    for body in way():
        write(about, body)
    texts = texts_of([translation])[translation.pk]
    assert len(texts) >= 4
    assert [one.translation for one in texts] == [f"English {one.words}" for one in texts]
    moments = StringTranslation.objects.filter(translation_of=known.translation_of_id)
    assert {*moments.values_list("created_at", "updated_at")} == {
        (known.created_at, known.updated_at)
    }


def test_what_is_wrong_with_a_translation_goes_along(about: Any, translation: Any) -> None:
    """What somebody has typed is not out of sight because a link was lost in it."""
    StringTranslation.objects.filter(translation_of__data="Nabór trwa do maja.").update(
        has_error=True, field_error="A link is lost."
    )
    for body in moved_into_another_block():
        write(about, body)
    [text] = [
        one for one in texts_of([translation])[translation.pk] if one.words == "Nabór trwa do maja."
    ]
    told = (text.field_path, text.translation, text.error)
    assert told == ("body.quote.text", "English Nabór trwa do maja.", "A link is lost.")


def test_a_list_in_another_order_is_still_translated(about: Any, translation: Any) -> None:
    write(about, [*reversed(written(about))])
    assert translation.get_progress() == (4, 4)


def test_a_translation_stays_whose_it_was(about: Any, translation: Any, admin_user: Any) -> None:
    machine = StringTranslation.TRANSLATION_TYPE_MACHINE
    StringTranslation.objects.filter(translation_of__data="Nabór trwa do maja.").update(
        translation_type=machine, tool_name="Maszyna", last_translated_by=admin_user
    )
    write(about, [("quote", {"text": "Nabór trwa do maja."})])
    [text] = [one for one in texts_of([translation])[translation.pk] if "Nabór" in one.words]
    one = StringTranslation.objects.get(context=text.context, translation_of=text.string)
    assert (one.translation_type, one.tool_name, one.last_translated_by) == (
        machine,
        "Maszyna",
        admin_user,
    )


def test_what_was_corrected_elsewhere_does_not_come_back_wrong(
    about: Any, translation: Any
) -> None:
    first = written(about)
    write(about, [("quote", {"text": "Nabór trwa do maja."})])
    [text] = [one for one in texts_of([translation])[translation.pk] if "Nabór" in one.words]
    corrected = StringTranslation.objects.get(context=text.context, translation_of=text.string)
    corrected.data = "The call is open until May."
    corrected.save()
    write(about, first)
    [text] = [one for one in texts_of([translation])[translation.pk] if "Nabór" in one.words]
    assert text.translation == "The call is open until May."


def test_the_same_words_that_still_stand_there_are_translated_by_a_translator(
    about: Any, translation: Any
) -> None:
    quote = {"type": "quote", "value": {"text": "Nabór trwa do maja."}}
    write(about, [*written(about), quote])
    assert translation.get_progress() == (5, 4)


def test_translators_get_new_words_of_an_original_without_asking(
    about: Any, translation: Any
) -> None:
    write(about, [("text", RichText("<p>Nowe słowa</p>"))], follow=False)
    assert OutboxRow.objects.filter(kind=sources.OUTBOX_KIND).count() == 1
    call_command("run_worker", once=True)
    assert "Nowe słowa" in {one.words for one in texts_of([translation])[translation.pk]}


def test_a_draft_of_an_original_is_given_to_nobody(about: Any, translation: Any) -> None:
    about.summary = "Szkic"
    about.save_revision()
    assert not OutboxRow.objects.filter(kind=sources.OUTBOX_KIND)
    assert sources.follow([translation.source]) == 0


def test_translators_get_the_new_word_of_a_term(tree: Tree) -> None:
    term = Topic.objects.create(name="Sieci", slug="networks", locale=tree.pl)
    source, _ = TranslationSource.update_or_create_from_instance(term)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    term.name = "Sieciowanie"
    term.save()
    outbox.work()
    assert "Sieciowanie" in {one.words for one in texts_of([translation])[translation.pk]}


def test_without_a_worker_whoever_opens_them_brings_texts_up_to_date(
    tree: Tree, about: Any, translation: Any, django_assert_num_queries: Any
) -> None:
    write(about, [("text", RichText("<p>Nowe słowa</p>"))], follow=False)
    assert sources.follow([translation.source]) == 1
    assert "Nowe słowa" in {one.words for one in texts_of([translation])[translation.pk]}
    with django_assert_num_queries(2):
        assert sources.follow([translation.source]) == 0


def test_the_translation_editor_opens_with_the_words_of_the_moment(
    tree: Tree, about: Any, translation: Any, admin_client: Any
) -> None:
    translation.save_target(publish=False)
    write(about, [("text", RichText("<p>Nowe słowa</p>"))], follow=False)
    twin = translation.get_target_instance()
    address = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    page = admin_client.get(address, headers={"host": "localhost"}).content.decode()
    assert "Nowe s" in page
    assert translation.get_progress() == (3, 2)


def test_a_term_is_brought_up_to_date_in_the_same_way(tree: Tree) -> None:
    term = Topic.objects.create(name="Sieci", slug="networks", locale=tree.pl)
    source, _ = TranslationSource.update_or_create_from_instance(term)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target()
    Topic.objects.filter(pk=term.pk).update(name="Sieciowanie")
    assert sources.follow([translation.source]) == 1
    assert translation.get_progress() == (1, 0)


# The same words in two places


@pytest.fixture
def twice(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home,
        title="Dwa razy",
        slug="dwa-razy",
        body=[("text", RichText(CALL)), ("text", RichText(VISIT)), ("text", RichText(CALL))],
    )


@pytest.fixture
def translated_twice(tree: Tree, twice: Any) -> Any:
    """The same words are translated in two ways, the second one of which is newer."""
    source, _ = TranslationSource.update_or_create_from_instance(twice)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    first, second = ranks(translation)
    for text, words in ((first, "The first."), (second, "The second.")):
        one = StringTranslation.objects.get(context=text.context, translation_of=text.string)
        one.data = words
        one.save()
    return translation


def ranks(translation: Any) -> list[Any]:
    """The texts of the call, in the order of the page."""
    return [one for one in texts_of([translation])[translation.pk] if "Nabór" in one.words]


def in_order(translation: Any) -> list[str]:
    return [one.translation for one in ranks(translation)]


def test_two_blocks_written_anew_keep_each_its_translation(
    twice: Any, translated_twice: Any
) -> None:
    write(twice, [("text", RichText(text)) for text in (CALL, VISIT, CALL)])
    assert in_order(translated_twice) == ["The first.", "The second."]


def test_so_they_do_where_one_comes_after_the_other(twice: Any, translated_twice: Any) -> None:
    write(twice, [("text", RichText(VISIT))])
    write(twice, [("text", RichText(CALL)), ("text", RichText(VISIT))])
    write(twice, [*written(twice), {"type": "text", "value": CALL}])
    assert {*in_order(translated_twice)} == {"The first.", "The second."}


def test_of_two_that_are_gone_the_one_that_stands_nowhere_takes_the_new_place(
    twice: Any, translated_twice: Any
) -> None:
    first, visit, _second = written(twice)
    write(twice, [first, visit, {"type": "quote", "value": {"text": "Nabór trwa do maja."}}])
    assert in_order(translated_twice) == ["The first.", "The second."]


def test_three_places_leave_neither_out(twice: Any, translated_twice: Any) -> None:
    write(twice, [("text", RichText(text)) for text in (CALL, CALL, CALL)])
    assert in_order(translated_twice) == ["The first.", "The second.", "The second."]


def test_what_was_brought_for_a_place_that_is_gone_is_not_lost(
    twice: Any, translated_twice: Any
) -> None:
    """The newest is in use wherever the words stand, though it has lost its place earlier."""
    write(twice, [("text", RichText(VISIT)), ("quote", {"text": "Nabór trwa do maja."})])
    gone = StringTranslation.objects.filter(data="The first.")
    newest = gone.exclude(context__in=[one.context for one in ranks(translated_twice)]).get()
    newest.data = "The newest."
    newest.save()
    write(twice, [("text", RichText(VISIT + CALL))])
    assert in_order(translated_twice) == ["The newest."]
