"""What is moved or deleted in an original gives nobody anything to translate.

It stands in translations where it stands now, and what is deleted is left out of them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowState, WorkflowTask
from wagtail.rich_text import RichText
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)

from courtyard.localisation import sources
from courtyard.localisation.texts import texts_of
from courtyard.models import Publication
from courtyard.outbox import services as outbox
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest

LINK = '</p><p><a href="https://example.org/">Regulamin naboru</a>'
CALL, VISIT = "Nabór trwa do maja.", "Zapraszamy do nas."


@pytest.fixture
def link() -> str:
    """What stands behind the first words."""
    return ""


@pytest.fixture
def about(tree: Tree, link: str) -> Any:
    body = [("text", RichText(f"<p>{words}</p>")) for words in (f"{CALL}{link}", VISIT)]
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", body=body)


@pytest.fixture
def translation(tree: Tree, about: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A live translation of all texts."""
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    return translation


@pytest.fixture
def write(about: Any, django_capture_on_commit_callbacks: Any) -> Any:
    def write(body: list[Any], **fields: Any) -> None:
        """Publish another body of the original; the worker comes by."""
        row = ContentPage.objects.get(pk=about.pk)
        row.body = body
        for name, value in fields.items():
            setattr(row, name, value)
        row.save_revision().publish()
        with django_capture_on_commit_callbacks(execute=True):
            outbox.work()

    return write


def written(about: Any) -> list[Any]:
    return [*ContentPage.objects.get(pk=about.pk).body.raw_data]


def live(translation: Translation) -> Publication:
    found: Publication = Publication.objects.get(pk=translation.get_target_instance().pk)
    return found


def said(translation: Translation) -> list[tuple[str, str]]:
    """The kinds of blocks with the words in each."""
    blocks = live(translation).whole["body"]
    words = [re.search(r"English [^<\"]*", json.dumps(one, ensure_ascii=False)) for one in blocks]
    return [(one["type"], found[0]) for one, found in zip(blocks, words, strict=True) if found]


def of_body(translation: Translation) -> list[str]:
    paths = translation.source.stringsegment_set.filter(context__path__startswith="body")
    return [*paths.values_list("context__path", flat=True)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            lambda now: [*reversed(now)],
            [("text", f"English {VISIT}"), ("text", f"English {CALL}")],
        ),
        (
            lambda now: [{"type": "quote", "value": {"text": CALL}}, now[1]],
            [("quote", f"English {CALL}"), ("text", f"English {VISIT}")],
        ),
    ],
    ids=["in another order", "in another block"],
)
def test_a_translation_follows_words_that_are_moved(
    about: Any, translation: Any, write: Any, body: Any, expected: Any
) -> None:
    write(body(written(about)))
    assert live(translation).outdated_since is None
    assert said(translation) == expected


def test_words_that_are_moved_to_another_field_are_other_words(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    write(written(about)[:1], summary=VISIT)
    assert live(translation).outdated_since
    assert said(translation) == before


def test_what_is_deleted_is_left_out_of_a_translation(
    about: Any, translation: Any, write: Any
) -> None:
    write(written(about)[1:])
    assert live(translation).outdated_since is None
    assert said(translation) == [("text", f"English {VISIT}")]
    assert live(translation).texts == live(translation).translated


def test_a_field_that_is_emptied_is_empty_in_a_translation(
    about: Any, translation: Any, write: Any, django_capture_on_commit_callbacks: Any
) -> None:
    write(written(about), summary="W skrócie.")
    translate_the_rest(translation, "title", "slug", *of_body(translation))
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert row(translation).get().summary == "English W skrócie."
    write(written(about), summary="")
    assert row(translation).get().summary == ""
    assert live(translation).outdated_since is None


def test_a_field_of_its_own_stays_when_something_is_deleted(
    about: Any, translation: Any, write: Any
) -> None:
    page = translation.get_target_instance().specific
    page.search_description = "Written for English readers."
    page.save_revision().publish()
    write(written(about)[1:])
    assert row(translation).get().search_description == "Written for English readers."
    assert said(translation) == [("text", f"English {VISIT}")]


def test_what_is_written_again_is_said_again(about: Any, translation: Any, write: Any) -> None:
    both = said(translation)
    before = written(about)
    write(before[1:])
    write(before)
    assert live(translation).outdated_since is None
    assert said(translation) == both
    new = [{"type": "text", "value": f"<p>{words}</p>"} for words in (CALL, VISIT)]
    write(new[:1])
    write(new[1:])
    assert said(translation) == [("text", f"English {VISIT}")]
    write(new)
    assert live(translation).outdated_since is None
    assert said(translation) == both


def test_what_is_deleted_waits_for_words_that_are_to_be_translated(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    write(written(about)[1:], summary="W skrócie.")
    assert live(translation).outdated_since
    assert said(translation) == before
    translate_the_rest(translation, "title", "slug", *of_body(translation))
    write(written(about), title="O nas")  # the worker comes by once more
    assert live(translation).outdated_since
    assert said(translation) == before  # who publishes the new words decides


def test_a_newer_translation_is_not_published_by_what_is_deleted(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    StringTranslation.objects.filter(translation_of__data=VISIT).update(data="Come and see us.")
    write(written(about)[1:])
    assert live(translation).outdated_since
    assert said(translation) == before


def test_what_was_published_in_part_is_whole_once_the_rest_is_deleted(
    about: Any, translation: Any, write: Any
) -> None:
    StringTranslation.objects.filter(translation_of__data=CALL).delete()
    miss_a_text(translation)
    write(written(about)[1:])
    assert live(translation).outdated_since is None
    assert live(translation).texts == live(translation).translated
    assert said(translation) == [("text", f"English {VISIT}")]


def test_a_newer_draft_of_a_translation_is_left_alone(
    about: Any, translation: Any, write: Any
) -> None:
    before = said(translation)
    translation.get_target_instance().specific.save_revision()
    write([*reversed(written(about))])
    assert live(translation).outdated_since is None
    assert said(translation) == before


def type_address(translation: Any) -> None:
    StringTranslation.objects.filter(context__path="slug").update(data="new-address", tool_name="")


def override(translation: Any) -> None:
    """The link leads elsewhere in English; nobody has published that."""
    segment = translation.source.overridablesegment_set.get()
    SegmentOverride.objects.create(
        locale=translation.target_locale,
        context=segment.context,
        data_json=json.dumps("https://example.org/en/"),
    )


def lock(translation: Any) -> None:
    row(translation).update(locked=True)


def miss_a_text(translation: Any) -> None:
    """The page was published without one of its texts."""
    basis = translation.get_target_instance().specific.basis
    row(translation).update(basis={**basis, "translated": basis["translated"] - 1})


def be_outdated(translation: Any) -> None:
    basis = translation.get_target_instance().specific.basis
    row(translation).update(basis={**basis, "words": "other"})


def hand_in(translation: Any) -> None:
    """For review, without a newer draft."""
    page = translation.get_target_instance().specific
    page.has_unpublished_changes = False
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(page, User.objects.create(username="olena"))
    row(translation).update(has_unpublished_changes=False)


def be_sent_back(translation: Any) -> None:
    hand_in(translation)
    WorkflowState.objects.update(status=WorkflowState.STATUS_NEEDS_CHANGES)


def order_for_later(translation: Any) -> None:
    page = translation.get_target_instance().specific
    Revision.objects.filter(pk=page.latest_revision_id).update(
        approved_go_live_at=timezone.now() + dt.timedelta(days=1)
    )
    row(translation).update(has_unpublished_changes=False)


def be_taken_off(translation: Any) -> None:
    translation.get_target_instance().specific.unpublish()


def row(translation: Any) -> Any:
    return ContentPage.objects.filter(pk=translation.get_target_instance().pk)


def stored(translation: Any) -> Any:
    """What is live, and how many drafts there are."""
    [page] = row(translation).values("slug", "live", "body", "live_revision", "latest_revision")
    return page


@pytest.mark.parametrize("link", [LINK])
@pytest.mark.parametrize(
    "before",
    [
        type_address,
        override,
        lock,
        miss_a_text,
        be_outdated,
        hand_in,
        be_sent_back,
        order_for_later,
        be_taken_off,
    ],
    ids=lambda before: before.__name__,
)
def test_what_somebody_is_at_or_has_not_published_is_left_as_it_is(
    about: Any, translation: Any, write: Any, before: Any
) -> None:
    before(translation)
    known = stored(translation)
    write([*reversed(written(about))])
    assert stored(translation) == known


@pytest.mark.parametrize("link", [LINK])
def test_an_override_that_is_public_does_not_keep_words_where_they_were(
    about: Any, translation: Any, write: Any, django_capture_on_commit_callbacks: Any
) -> None:
    override(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    write([*reversed(written(about))])
    assert said(translation) == [("text", f"English {VISIT}"), ("text", f"English {CALL}")]
    assert "https://example.org/en/" in json.dumps(live(translation).whole["body"])


def test_it_is_published_in_the_transaction_that_holds_the_original(
    about: Any, translation: Any, write: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Who takes the page off the site meanwhile comes after it, and is not overruled."""
    row = ContentPage.objects.get(pk=about.pk)
    row.body = [*reversed(written(about))]
    row.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=False):
        outbox.work()
    assert said(translation) == [("text", f"English {VISIT}"), ("text", f"English {CALL}")]


def test_without_a_worker_moved_words_are_where_they_stand_for_translators(
    about: Any, translation: Any
) -> None:
    row = ContentPage.objects.get(pk=about.pk)
    row.body = [("quote", {"text": CALL})]
    row.save_revision().publish()
    outbox.work()
    row.body = [("text", RichText(f"<p>{CALL}</p>"))]
    row.save_revision().publish()
    assert sources.follow([translation.source]) == 1
    [text] = [one for one in texts_of([translation])[translation.pk] if one.words == CALL]
    assert text.field_path == "body.text"
    assert sources.follow([translation.source]) == 0


def test_nothing_stored_differs_afterwards(about: Any, translation: Any, write: Any) -> None:
    write([*reversed(written(about))])
    call_command("publications", "check")
