"""A machine translates what its user may write; nothing broken is kept, and somebody approves."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from config.env import read_env
from courtyard.editing import matrix
from courtyard.localisation import approving, importing, machines, po, sources
from courtyard.publications import upkeep
from courtyard.terms import Topic
from home.models import ContentPage
from tests.trees import ContentFactory, Tree

from .machines import FAILURES, KEY, Service, serving

pytestmark = pytest.mark.one_database

TEXT = '<p>Zapraszamy.</p><p>Napisz <a href="https://example.org/">do nas</a>, {name}.</p>'
WITH_LINK = 'Napisz <a id="a1">do nas</a>, {name}.'
SERVICES = {
    "LibreTranslate": "libretranslate+http://{key}@127.0.0.1:{port}",
    "DeepL": "deepl+http://{key}@127.0.0.1:{port}/deepl",
    "Google Translate": "google+http://{key}@127.0.0.1:{port}/google",
}


def configured(port: int, *urls: str) -> Any:
    """The setting that the environment makes of some services; they are waited for briefly."""
    told = " ".join(url.format(key=KEY, port=port) for url in urls)
    setting: Any = read_env({"COURTYARD_MACHINE_TRANSLATORS": told}).machine_translator
    for service in setting["OPTIONS"]["SERVICES"]:
        service["OPTIONS"]["TIMEOUT"] = 0.3
    return setting


@pytest.fixture
def service(settings: Any, monkeypatch: Any) -> Iterator[Service]:
    """All services behind one port; DeepL is asked."""
    monkeypatch.setenv("NO_PROXY", "*")
    service = Service()
    with serving(service) as port:
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(port, SERVICES["DeepL"])
        service.port = port  # type: ignore[attr-defined]
        yield service


def give(page: Any, locale: Locale) -> Translation:
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation: Translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=not isinstance(page, Page))
    return translation


@pytest.fixture
def translation(tree: Tree) -> Translation:
    about = ContentFactory(
        parent=tree.home, title="o-nas", slug="o-nas", body=[("text", RichText(TEXT))]
    )
    return give(about, tree.en)


def press(client: Client, translation: Translation) -> list[str]:
    """Press the button for the machine; gives what is told."""
    address = reverse("wagtail_localize:machine_translate", args=[translation.pk])
    answer = client.post(address, headers={"accept-language": "en"})
    return [str(message) for message in get_messages(answer.wsgi_request)]


def written(translation: Translation) -> dict[str, str]:
    """What is translated, by place and words."""
    found = StringTranslation.objects.filter(locale=translation.target_locale)
    return {
        f"{one.context.path.split('.')[0]}: {one.translation_of.data}": one.data
        for one in found.select_related("translation_of", "context")
        if one.context
    }


# Services


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_translates_what_is_not_an_address(
    name: str, admin_client: Client, translation: Translation, service: Service, settings: Any
) -> None:
    """The words of the page's address are those of its title here: it is told by its place."""
    port: int = service.port  # type: ignore[attr-defined]
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(port, SERVICES[name])
    told = press(admin_client, translation)
    assert "has translated 3 texts" in told[0]
    assert written(translation) == {
        "title: o-nas": "O-NAS",
        "body: Zapraszamy.": "ZAPRASZAMY.",
        f"body: {WITH_LINK}": 'NAPISZ <a id="a1">DO NAS</a>, {name}.',
    }
    kept = StringTranslation.objects.values_list("translation_type", "tool_name")
    assert {*kept} == {("machine", name)}
    texts = ["o-nas", "Zapraszamy.", WITH_LINK]
    assert service.asked == [{"key": KEY, "pair": "pl-en", "texts": texts}]


def test_the_first_service_for_a_pair_of_languages_translates_it(
    tree: Tree, translation: Translation, service: Service, settings: Any
) -> None:
    uk, de = (Locale.objects.get_or_create(language_code=code)[0] for code in ("uk", "de"))
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(
        service.port,  # type: ignore[attr-defined]
        SERVICES["DeepL"] + "?pairs=pl-en,en-uk",
        SERVICES["LibreTranslate"] + "?pairs=*-uk",
        SERVICES["Google Translate"] + "?pairs=pl-en",
    )
    names = {}
    for locale in (tree.en, uk, de):
        translation.target_locale = locale
        machine = machines.machine_for(translation)
        names[locale.language_code] = machine and machine.display_name
    assert names == {"en": "DeepL", "uk": "LibreTranslate", "de": None}
    named = get_machine_translator()
    assert named.can_translate(tree.pl, uk)
    assert not named.can_translate(tree.pl, de)
    assert named.display_name == "LibreTranslate"


@pytest.mark.parametrize("name", ["LibreTranslate", "DeepL"])
@pytest.mark.parametrize("what", FAILURES)
def test_a_service_that_fails_is_told_and_its_key_is_not(
    name: str,
    what: str,
    admin_client: Client,
    translation: Translation,
    service: Service,
    settings: Any,
    caplog: Any,
) -> None:
    service.fail, reason = FAILURES[what]
    port: int = service.port  # type: ignore[attr-defined]
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(port, SERVICES[name])
    told = press(admin_client, translation)
    assert len(told) == 1
    assert name in told[0]
    assert reason in told[0]
    assert not written(translation)
    assert KEY not in f"{told}{caplog.text}"
    assert name in caplog.text


@pytest.mark.parametrize("name", SERVICES)
def test_a_key_goes_along_to_no_other_place(
    name: str, admin_client: Client, translation: Translation, service: Service, settings: Any
) -> None:
    port: int = service.port  # type: ignore[attr-defined]
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(port, SERVICES[name])
    elsewhere = Service()
    with serving(elsewhere) as other:
        service.goes_to = f"http://127.0.0.1:{other}"
        assert "does not answer" in press(admin_client, translation)[0]
    assert len(service.asked) == 1
    assert not elsewhere.asked
    assert not written(translation)


def test_a_service_that_is_not_there_is_told(
    admin_client: Client, translation: Translation, settings: Any, caplog: Any
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = configured(port, SERVICES["DeepL"])
    assert "does not answer" in press(admin_client, translation)[0]
    assert not written(translation)
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "broken",
    [
        'WRITE <a id="a1">US, {name}.',
        "WRITE US, {name}.",
        'WRITE <a id="a1">US</a>.',
        'WRITE <a id="a2">US</a>, {name}.',
        '<script>alert(1)</script><a id="a1">US</a>, {name}.',
        "  ",
    ],
)
def test_what_comes_back_broken_is_not_kept(
    broken: str, admin_client: Client, translation: Translation, service: Service
) -> None:
    service.say = lambda words: broken if words == WITH_LINK else words.upper()
    told = press(admin_client, translation)
    assert "1 text came back" in told[1]
    assert {*written(translation)} == {"title: o-nas", "body: Zapraszamy."}


def test_what_is_too_long_for_its_place_is_not_kept(
    admin_client: Client, translation: Translation, service: Service
) -> None:
    service.say = lambda words: words + "!" * 255 if words != WITH_LINK else words
    press(admin_client, translation)
    assert {*written(translation)} == {"body: Zapraszamy.", f"body: {WITH_LINK}"}


def test_a_long_page_is_sent_in_parts_with_as_many_queries(
    tree: Tree,
    admin_user: Any,
    translation: Translation,
    service: Service,
    django_assert_max_num_queries: Any,
) -> None:
    long = ContentFactory(
        parent=tree.home,
        title="Długa",
        slug="dluga",
        body=[("text", RichText("".join(f"<p>Akapit {n}.</p>" for n in range(90))))],
    )
    for one, texts in ((translation, 3), (give(long, tree.en), 91)):
        machine = machines.machine_for(one)
        with django_assert_max_num_queries(QUERIES):
            outcome = machines.translate(one, machine, user=admin_user)
        assert (outcome.written, outcome.left) == (texts, 0)
    assert [len(one["texts"]) for one in service.asked] == [3, 40, 40, 11]


QUERIES = 10
"""Five for the texts; what was emptied, what there is before and after; a transaction's two."""


def test_there_is_an_end_to_waiting(
    admin_client: Client, translation: Translation, service: Service, monkeypatch: Any
) -> None:
    monkeypatch.setattr(machines, "PATIENCE", dt.timedelta(0))
    assert "no time for 3 texts" in press(admin_client, translation)[0]


class Colleague(BaseMachineTranslator):
    """While it works, somebody translates the same, and empties a text."""

    display_name = "Colleague"

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        return True

    def translate(self, source_locale: Any, target_locale: Any, strings: Any) -> Any:
        translation = Translation.objects.get()
        for segment in translation.source.stringsegment_set.filter(context__path="title"):
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=target_locale,
                data="By hand",
            )
        return {one: StringValue(f"M {one.data}") for one in strings}


def test_what_somebody_translates_meanwhile_stays(
    admin_client: Client, translation: Translation, settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Colleague"}
    segment = translation.source.stringsegment_set.get(string__data="Zapraszamy.")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        data="",
    )
    assert "has translated 2 texts" in press(admin_client, translation)[0]
    assert written(translation)["title: o-nas"] == "By hand"
    assert written(translation)["body: Zapraszamy."] == "M Zapraszamy."


# Marked until somebody has read it


def public(client: Client) -> tuple[bool, str]:
    """Whether readers are told of a machine, and the state in the API."""
    page = client.get("/en/o-nas/")
    assert page.status_code == 200
    told = client.get("/api/content/v1/pages/by-path?path=/pl/o-nas/").json()
    [state] = [one["state"] for one in told["translations"] if one["locale"] == "en"]
    return "A machine has translated this page" in page.content.decode(), state


def publish(client: Client, translation: Translation) -> None:
    """By the button of the editor; wagtail-localize publishes when all is committed."""
    page = translation.get_target_instance()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})


@pytest.fixture
def by_machine(tree: Tree, admin_client: Client, service: Service) -> Translation:
    """A public page of which a machine has written all."""
    about: Any = ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", body=[("text", RichText(TEXT))]
    )
    translation = give(about, tree.en)
    press(admin_client, translation)
    publish(admin_client, translation)
    assert translation.get_target_instance().live
    return translation


def test_readers_are_told_until_somebody_has_approved_all(
    client: Client, admin_client: Client, admin_user: Any, by_machine: Translation
) -> None:
    assert public(client) == (True, "machine")
    first, *others = approving.by_machine(by_machine)
    address = reverse("courtyard_approve_machine", args=[by_machine.pk])
    page = admin_client.get(address).content.decode()
    assert all(one.data.partition("<")[0] in page for one in (first, *others))
    admin_client.post(address, {"text": [first.pk]})
    assert public(client) == (True, "machine")
    edit = reverse("wagtailadmin_pages:edit", args=[by_machine.get_target_instance().pk])
    assert address in admin_client.get(edit).content.decode()
    admin_client.post(address, {"text": [one.pk for one in others]})
    assert public(client) == (False, "current")
    assert address not in admin_client.get(edit).content.decode()
    approved = StringTranslation.objects.exclude(tool_name="Courtyard")
    by = approved.values_list("translation_type", "last_translated_by")
    assert {*by} == {("manual", admin_user.pk)}


def test_a_text_whose_links_a_machine_has_turned_round_can_be_approved(
    client: Client, admin_client: Client, tree: Tree, service: Service
) -> None:
    text = ", ".join(f'<a href="https://example.org/{at}/">{words}</a>' for at, words in LINKS)
    about = ContentFactory(
        parent=tree.home, title="O nas", slug="o-nas", body=[("text", RichText(text))]
    )
    turned = '<a id="a2">The rules</a> &amp; <a id="a1">the results</a>'
    service.say = lambda words: turned if "<a" in words else words.upper()
    translation = give(about, tree.en)
    press(admin_client, translation)
    publish(admin_client, translation)
    assert public(client) == (True, "machine")
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    admin_client.post(address, {"text": [one.pk for one in approving.by_machine(translation)]})
    assert public(client) == (False, "current")


LINKS = (("results", "Wyniki naboru"), ("rules", "Regulamin naboru"))


def test_saving_a_text_as_it_is_approves_it(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    for one in approving.by_machine(by_machine):
        segment = by_machine.source.stringsegment_set.get(
            string=one.translation_of_id, context=one.context_id
        )
        name = "wagtail_localize:edit_string_translation"
        admin_client.put(
            reverse(name, args=[by_machine.pk, segment.pk]),
            encode_multipart(BOUNDARY, {"value": one.data}),
            MULTIPART_CONTENT,
        )
    assert public(client) == (False, "current")


def test_a_po_file_approves_what_is_not_fuzzy_in_it_any_more(
    client: Client, tree: Tree, by_machine: Translation
) -> None:
    file = po.written(
        [*importing.translations_into(tree.en, [by_machine.source.object_id]).values()],
        language="en",
        project=str(tree.home.translation_key),
        name="Courtyard",
    )
    said = po.read(file.replace("#, fuzzy\n", "").encode())
    importing.apply(said, tree.en, may_write=lambda one: "", user=None)
    assert public(client) == (False, "current")


def test_words_that_are_corrected_are_a_machines_until_they_are_published(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    """What readers read is still what the machine has written."""
    first, *others = approving.by_machine(by_machine)
    StringTranslation.objects.filter(pk=first.pk).update(
        data="Corrected", translation_type="manual"
    )
    address = reverse("courtyard_approve_machine", args=[by_machine.pk])
    admin_client.post(address, {"text": [one.pk for one in others]})
    assert public(client) == (True, "machine")
    publish(admin_client, by_machine)
    assert public(client) == (False, "current")


def test_a_draft_that_was_approved_is_published_as_read(
    client: Client, admin_client: Client, tree: Tree, service: Service
) -> None:
    """As a moderator does it, or the clock, who take the draft as it is."""
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    translation = give(about, tree.en)
    press(admin_client, translation)
    translation.save_target(publish=False)
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    keys = [one.pk for one in approving.by_machine(translation)]
    admin_client.post(address, {"text": keys})
    translation.get_target_instance().latest_revision.publish()
    assert public(client) == (False, "current")


def save(client: Client, translation: Translation, one: StringTranslation, words: str) -> None:
    """In the editor."""
    segment = translation.source.stringsegment_set.get(
        string=one.translation_of_id, context=one.context_id
    )
    client.put(
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        encode_multipart(BOUNDARY, {"value": words}),
        MULTIPART_CONTENT,
    )


def test_another_text_with_the_words_of_a_machine_approves_nothing(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    """A person's text that is live is no machine's, though a machine has written the same since."""
    first, *others = approving.by_machine(by_machine)
    save(admin_client, by_machine, first, first.data)
    StringTranslation.objects.filter(pk=first.pk).update(translation_type="machine")
    address = reverse("courtyard_approve_machine", args=[by_machine.pk])
    admin_client.post(address, {"text": [first.pk]})
    assert by_machine.get_target_instance().specific.basis["machine"] == len(others)
    assert public(client) == (True, "machine")


def test_approving_the_same_text_again_approves_no_other(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    first, *others = approving.by_machine(by_machine)
    for _time in range(len(others) + 1):
        save(admin_client, by_machine, first, first.data)
    assert public(client) == (True, "machine")


def test_words_that_are_corrected_and_put_back_by_a_person_are_a_persons(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    for one in approving.by_machine(by_machine):
        save(admin_client, by_machine, one, f"{one.data} corrected")
        save(admin_client, by_machine, one, one.data)
    assert public(client) == (False, "current")


def test_a_text_whose_place_has_changed_can_be_approved(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    """The page itself is not arranged anew, for somebody has it in hand."""
    twin = by_machine.get_target_instance()
    Page.objects.filter(pk=twin.pk).update(has_unpublished_changes=True)
    about = ContentPage.objects.get(
        translation_key=by_machine.source.object_id, locale=by_machine.source.locale
    )
    about.body = [("text", RichText(TEXT))]
    about.save_revision().publish()
    sources.follow([by_machine.source])
    address = reverse("courtyard_approve_machine", args=[by_machine.pk])
    keys = [one.pk for one in approving.by_machine(by_machine)]
    admin_client.post(address, {"text": keys})
    assert public(client) == (False, "current")


def test_what_is_written_by_hand_is_no_machines(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    by_machine.enabled = False
    by_machine.save()
    twin = by_machine.get_target_instance().specific
    twin.title, twin.body = "By hand", [("text", RichText("<p>All of it.</p>"))]
    twin.slug = "o-nas"
    twin.save_revision().publish()
    assert public(client)[0] is False


def test_the_matrix_counts_what_the_editor_does(
    admin_client: Client, admin_user: Any, tree: Tree, service: Service
) -> None:
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Z Wrocławia.")
    translation = give(about, tree.en)
    press(admin_client, translation)
    [progress] = matrix.progress_of([about.translation_key]).values()
    told = admin_client.get(reverse("courtyard_translation_data", args=[translation.pk])).json()
    machine = sum(bool(one.get("machine")) for one in told["texts"].values())
    assert progress.machine == machine == approving.by_machine(translation).count() == 2
    assert progress.texts - progress.done == machine


# Pages of an earlier release, which say how many texts are a machine's and not which


def forget_marks(translation: Translation) -> Any:
    """Let a page and its drafts be as they were before marks were kept; gives the page."""
    page = translation.get_target_instance()
    rows = type(page)._base_manager.filter(pk=page.pk)
    rows.update(basis={key: value for key, value in page.basis.items() if key != "marks"})
    for revision in page.revisions.all():
        revision.content["basis"].pop("marks", None)
        revision.save()
    return rows.get()


def test_a_rebuild_finds_which_texts_of_earlier_pages_are_a_machines(
    client: Client, by_machine: Translation
) -> None:
    before = by_machine.get_target_instance().basis
    page = forget_marks(by_machine)
    with pytest.raises(CommandError):
        call_command("publications", "check", stdout=StringIO())
    call_command("publications", "rebuild", stdout=StringIO())
    page.refresh_from_db()
    assert page.basis == before
    assert page.latest_revision.content["basis"] == before
    call_command("publications", "check", stdout=StringIO())
    assert public(client) == (True, "machine")


def test_of_an_earlier_page_what_was_corrected_since_is_a_machines_to_readers(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    """Its words are known nowhere any more but on the page; what was approved gets no mark."""
    first, second, third = approving.by_machine(by_machine)
    save(admin_client, by_machine, first, first.data)
    page = by_machine.get_target_instance()
    basis = {**page.basis, "machine": 2}
    type(page)._base_manager.filter(pk=page.pk).update(basis=basis)
    save(admin_client, by_machine, second, "Corrected")
    page = forget_marks(by_machine)
    upkeep.rebuild()
    page.refresh_from_db()
    marked = {string for string, _path, _words in page.basis["marks"]}
    assert marked == {one.translation_of_id for one in (second, third)}
    save(admin_client, by_machine, third, third.data)
    assert public(client) == (True, "machine")
    publish(admin_client, by_machine)
    assert public(client) == (False, "current")


def test_an_earlier_page_is_told_of_by_the_first_text_that_is_approved(
    client: Client, admin_client: Client, by_machine: Translation
) -> None:
    """Also where nobody has rebuilt it."""
    forget_marks(by_machine)
    for one in approving.by_machine(by_machine):
        assert public(client) == (True, "machine")
        save(admin_client, by_machine, one, one.data)
    assert public(client) == (False, "current")


def test_what_waits_for_approval_is_asked_by_one_query(
    by_machine: Translation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert len(approving.by_machine(by_machine)) == 3


def test_a_machine_publishes_nothing(
    client: Client, admin_client: Client, tree: Tree, service: Service
) -> None:
    """Where all translations of a page are brought up to date, and published, at once."""
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    translation = give(about, tree.en)
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    form = {"publish_translations": "on", "use_machine_translation": "on"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        admin_client.post(address, form)
    assert written(translation)["title: O nas"] == "O NAS"
    assert not translation.get_target_instance().live


def test_a_term_gets_no_word_that_nobody_has_read(
    admin_client: Client, tree: Tree, service: Service
) -> None:
    """Readers of a page could not be told that one word on it is a machine's."""
    topic = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    translation = give(topic, tree.en)
    assert "has translated 1 text." in press(admin_client, translation)[0]
    twin = translation.get_target_instance()
    edit = reverse("wagtailsnippets_courtyard_topic:edit", args=[twin.pk])
    admin_client.post(edit, {"action": "publish"})
    translation.save_target(publish=True)
    twin.refresh_from_db()
    assert (twin.name, twin.translated) == ("Woda", False)
    address = reverse("courtyard_approve_machine", args=[translation.pk])
    assert address in admin_client.get(edit).content.decode()
    admin_client.post(address, {"text": [approving.by_machine(translation).get().pk]})
    admin_client.post(edit, {"action": "publish"})
    twin.refresh_from_db()
    assert (twin.name, twin.translated) == ("WODA", True)


# Who may


def test_nobody_asks_a_machine_for_a_page_that_is_locked(
    admin_client: Client, admin_user: Any, django_user_model: Any, by_machine: Translation
) -> None:
    StringTranslation.objects.all().delete()
    page = by_machine.get_target_instance()
    other = django_user_model.objects.create_user("olena")
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=other)
    press(admin_client, by_machine)
    assert not written(by_machine)


def test_bringing_up_to_date_asks_no_machine_for_a_page_that_is_locked(
    admin_client: Client, django_user_model: Any, by_machine: Translation
) -> None:
    StringTranslation.objects.all().delete()
    page = by_machine.get_target_instance()
    other = django_user_model.objects.create_user("olena")
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=other)
    address = reverse("wagtail_localize:update_translations", args=[by_machine.source_id])
    answer = admin_client.post(
        address, {"use_machine_translation": "on"}, headers={"accept-language": "en"}
    )
    assert not written(by_machine)
    told = [str(one).strip() for one in get_messages(answer.wsgi_request)]
    assert "Left unchanged, because the page is locked: English" in told
