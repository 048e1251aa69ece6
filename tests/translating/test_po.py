"""PO files: what is exported comes back row by row, and nothing is lost or stored out of sight."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from translate.storage import factory
from wagtail.models import GroupPagePermission, Page
from wagtail.rich_text import RichText
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from courtyard.localisation import po
from courtyard.localisation.importing import Report, apply, locale_of, plan, translations_into
from courtyard.localisation.originals import make_original
from courtyard.localisation.texts import texts_of
from courtyard.models import Publisher, TableUpload, Topic
from courtyard.outbox import services as outbox
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    EventFactory,
    EventIndexFactory,
    Tree,
    add_language,
    in_language,
    translate_the_rest,
)

CALL = "<p>Nabór trwa do maja.</p>"
LINK = '<p>Napisz <a href="https://example.org/">do nas</a>, {name}.</p>'


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home,
        title="O nas",
        slug="o-nas",
        summary="Jesteśmy z Wrocławia.",
        body=[("text", RichText(CALL + LINK))],
    )


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    """A page in English, all of which is translated."""
    return translated(tree, about)


def translated(tree: Tree, page: Any, *but: str) -> Translation:
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation, "slug", *but)
    translation.save_target(publish=False)
    return translation


def exported(tree: Tree, *translations: Translation) -> str:
    keys = [one.source.object_id for one in translations]
    return po.written(
        [*translations_into(tree.en, keys).values()],
        language="en",
        project=str(tree.home.translation_key),
        name="Courtyard",
    )


def planned(file: str | bytes, **how: Any) -> Report:
    said = po.read(file.encode() if isinstance(file, str) else file)
    return plan(said, locale_of(said), may_write=lambda one: "", **how)


def imported(file: str, **how: Any) -> Report:
    said = po.read(file.encode())
    return apply(said, locale_of(said), may_write=lambda one: "", user=None, **how)


def said(translation: Translation) -> dict[str, str]:
    return {one.words: one.translation for one in texts_of([translation])[translation.pk]}


def outcomes(report: Report) -> dict[str, str]:
    return {row.words: row.outcome for row in report.rows}


def write(page: Any, **fields: Any) -> None:
    """Publish other words of an original; translators get them at once."""
    row = ContentPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision().publish()
    outbox.work()


def say(translation: Translation, words: str, new: str) -> None:
    one = StringTranslation.objects.get(
        translation_of__data=words, context__object=translation.source.object_id
    )
    one.data = new
    one.save()


def test_of_words_from_two_places_that_stand_at_one_now_the_first_is_taken(tree: Tree) -> None:
    """The other is told, and kept for the day on which they stand twice again."""
    twice = ContentFactory(
        parent=tree.home,
        title="Dwa razy",
        slug="dwa-razy",
        body=[("text", RichText(CALL)), ("text", RichText(CALL))],
    )
    translation = translated(tree, twice)
    first, second = [one for one in texts_of([translation])[translation.pk] if one.words in CALL]
    file = exported(tree, translation)
    for number in ("first", "second"):
        file = file.replace('"English Nabór trwa do maja."', f'"The {number} call."', 1)
    write(twice, body=[("quote", {"text": "Nabór trwa do maja."})])
    report = imported(file)
    rows = [row for row in report.rows if row.words in CALL]
    assert [row.outcome for row in rows] == ["moved", "obsolete"]
    assert said(translation)["Nabór trwa do maja."] == "The first call."
    kept = StringTranslation.objects.get(context=second.context, translation_of=second.string)
    assert kept.data == "The second call."


# The file


def test_a_file_says_whose_words_they_are_and_nothing_that_changes_by_itself(
    tree: Tree, translation: Any
) -> None:
    text = exported(tree, translation)
    assert text == exported(tree, translation)
    file = polib.pofile(text)
    assert file.metadata["Language"] == "en"
    assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert file.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert file.metadata["Project-Id-Version"] == "Courtyard"
    assert not any("Date" in header for header in file.metadata)
    summary = file.find("Jesteśmy z Wrocławia.")
    assert summary
    assert summary.msgctxt == f"{translation.source.object_id}:summary"
    assert summary.comment.splitlines()[:3] == [
        "Page: O nas",
        "Place: Summary",
        "At most 300 characters.",
    ]
    assert "slug" not in text


def test_facts_are_in_no_file(tree: Tree) -> None:
    section = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    event = EventFactory(parent=section, title="Śniadanie", slug="sniadanie")
    translated(tree, section)
    file = polib.pofile(exported(tree, translated(tree, event)))
    assert {entry.msgctxt.partition(":")[2] for entry in file} == {"title"}
    assert "2026" not in str(file)


def test_two_pages_that_say_the_same_are_told_apart(tree: Tree, translation: Any) -> None:
    other = translated(tree, ContentFactory(parent=tree.home, title="O nas", slug="tez"))
    file = polib.pofile(exported(tree, translation, other))
    told = [(entry.msgctxt, entry.msgid) for entry in file]
    assert len(told) == len({*told}) == 5
    assert [entry.msgid for entry in file].count("O nas") == 2


def test_what_somebody_has_to_look_at_is_fuzzy_with_the_former_words(
    tree: Tree, about: Any, translation: Any
) -> None:
    machine = StringTranslation.objects.get(translation_of__data="O nas")
    StringTranslation.objects.filter(pk=machine.pk).update(translation_type="machine")
    write(about, summary="Jesteśmy z Wrocławia i okolic.")
    file = polib.pofile(exported(tree, translation))
    changed = file.find("Jesteśmy z Wrocławia i okolic.")
    assert changed
    assert changed.fuzzy
    assert changed.previous_msgid == "Jesteśmy z Wrocławia."
    assert changed.msgstr == "English Jesteśmy z Wrocławia."
    assert [entry.msgid for entry in file.fuzzy_entries()] == ["O nas", changed.msgid]


def test_tools_of_translators_open_a_file_without_a_warning(
    tree: Tree, about: Any, translation: Any, tmp_path: Path
) -> None:
    write(about, summary="Jesteśmy z Wrocławia i okolic.")
    path = tmp_path / "en.po"
    path.write_text(exported(tree, translation), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store = factory.getobject(str(path))
        file = polib.pofile(str(path), check_for_duplicates=True)
    units = [unit for unit in store.units if not unit.isheader()]
    assert [unit.source for unit in units] == [entry.msgid for entry in file]
    assert [unit.target for unit in units] == [entry.msgstr for entry in file]
    assert [unit.isfuzzy() for unit in units] == [entry.fuzzy for entry in file]
    assert store.gettargetlanguage() == "en"
    assert bytes(store).decode() == path.read_text(encoding="utf-8")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=4))
def test_every_text_comes_back_as_it_was(texts: list[str]) -> None:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {po.PROJECT: "x"}
    said = [f"{number} {text}" for number, text in enumerate(texts)]
    file.extend(polib.POEntry(msgid=text, msgctxt="c", msgstr=text) for text in said)
    read = po.read(str(file).encode())
    assert [entry.translation for entry in read.entries] == said
    assert not read.faults


# What comes of it


def test_a_file_that_comes_back_as_it_was_changes_nothing(tree: Tree, translation: Any) -> None:
    before = [*StringTranslation.objects.order_by("pk").values()]
    assert imported(exported(tree, translation)).counts == {"unchanged": 4}
    assert [*StringTranslation.objects.order_by("pk").values()] == before


def test_new_words_of_a_translator_are_applied(tree: Tree, translation: Any) -> None:
    file = exported(tree, translation).replace("English O nas", "About us")
    assert planned(file).counts == {"applied": 1, "unchanged": 3}
    assert said(translation)["O nas"] == "English O nas"
    report = imported(file)
    assert report.of("applied")[0].why == ()
    assert said(translation)["O nas"] == "About us"
    twin = translation.get_target_instance()
    assert twin.draft_title == "About us"


def test_words_at_another_place_go_there(tree: Tree, about: Any, translation: Any) -> None:
    file = exported(tree, translation)
    write(about, body=[("quote", {"text": "Nabór trwa do maja."}), ("text", RichText(LINK))])
    assert outcomes(planned(file))["Nabór trwa do maja."] == "unchanged"
    file = file.replace("English Nabór trwa do maja.", "The call is open until May.")
    report = imported(file)
    assert outcomes(report)["Nabór trwa do maja."] == "moved"
    assert said(translation)["Nabór trwa do maja."] == "The call is open until May."


def test_what_somebody_has_translated_meanwhile_stays_unless_ticked(
    tree: Tree, translation: Any
) -> None:
    file = exported(tree, translation).replace("English O nas", "About us")
    say(translation, "O nas", "Who we are")
    report = imported(file)
    [row] = report.of("conflict")
    assert (row.theirs, row.ours) == ("Who we are", "About us")
    assert said(translation)["O nas"] == "Who we are"
    say(translation, "O nas", "About")
    assert imported(file, taken={row.tick}).counts["conflict"] == 1
    [row] = planned(file).of("conflict")
    assert imported(file, taken={row.tick}).counts["applied"] == 1
    assert said(translation)["O nas"] == "About us"


def test_what_nobody_touched_in_the_file_does_not_undo_what_was_translated_here(
    tree: Tree, translation: Any
) -> None:
    file = exported(tree, translation)
    say(translation, "O nas", "Who we are")
    assert imported(file).counts == {"unchanged": 4}
    assert said(translation)["O nas"] == "Who we are"


def test_a_file_without_fingerprints_is_taken_with_care(tree: Tree, translation: Any) -> None:
    file = re.sub(r"#\. courtyard:.*\n", "", exported(tree, translation))
    assert imported(file).counts == {"unchanged": 4}
    assert imported(file.replace("English O nas", "About us")).counts["conflict"] == 1


def test_words_that_are_gone_are_kept_and_it_is_said_where_they_are_suggested(
    tree: Tree, about: Any, translation: Any
) -> None:
    file = exported(tree, translation).replace("English Jesteśmy", "We are")
    write(about, summary="Jesteśmy z Wrocławia i okolic.")
    [row] = imported(file).of("obsolete")
    assert row.why == ("Kept, and suggested for: Jesteśmy z Wrocławia i okolic.",)
    former = {one.words: one.former for one in texts_of([translation])[translation.pk]}
    found = former["Jesteśmy z Wrocławia i okolic."]
    assert found
    assert found.translation == "We are z Wrocławia."
    write(about, summary="")
    assert "where the words come back" in planned(file).of("obsolete")[0].why[0]


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ('Write <a id="a1">to us, {name}.', "not closed"),
        ("Write to us, {name}.", "is lost"),
        ('Write <a id="a1">to us</a>.', "{name} is lost"),
        ('Write <a id="a1">to</a> <a id="a1">us</a>, {name}.', "more than once"),
        ('Write <a id="a2">to us</a>, {name}.', "a2"),
        ('Write <a id="a1"></a> to us, {name}.', "is lost"),
        ('Write <a id="a1">to us</a>, {name}, <script>now</script>.', "<script>"),
        ('Write <a id="a1" href="https://evil.example">to us</a>, {name}.', "attributes"),
        ('Write <b>to <a id="a1">us</b></a>, {name}.', "ends nothing"),
    ],
)
def test_what_is_broken_is_told_and_the_rest_applied(
    tree: Tree, translation: Any, new: str, told: str
) -> None:
    file = polib.pofile(exported(tree, translation))
    [entry] = [entry for entry in file if "<a" in entry.msgid]
    before, entry.msgstr = entry.msgstr, new
    file.find("O nas").msgstr = "About us"
    report = imported(str(file))
    [row] = report.of("broken")
    assert told in row.why[0]
    assert report.counts["applied"] == 1
    assert said(translation)[entry.msgid] == before


def test_what_is_too_long_empty_or_unfinished_is_told(tree: Tree, translation: Any) -> None:
    file = polib.pofile(exported(tree, translation))
    for entry, msgstr in zip(file, ("x" * 256, "", "Later", "The same"), strict=True):
        entry.msgstr = msgstr
    file[2].flags = ["fuzzy"]
    file[3].msgstr = f"English {file[3].msgid}"
    report = imported(str(file))
    assert [*report.counts] == ["broken", "fuzzy", "empty", "unchanged"]
    assert "256" in report.of("broken")[0].why[0]
    assert said(translation) == {words: f"English {words}" for words in said(translation)} | {
        "o-nas": said(translation)["o-nas"]
    }


def test_a_machines_words_are_approved_by_taking_the_mark_away(
    tree: Tree, translation: Any
) -> None:
    StringTranslation.objects.filter(translation_of__data="O nas").update(
        translation_type="machine"
    )
    file = exported(tree, translation)
    assert imported(file).counts == {"unchanged": 4}
    assert imported(file.replace("#, fuzzy\n", "")).counts["applied"] == 1
    assert not any(one.is_machine for one in texts_of([translation])[translation.pk])


# Bad input


def test_a_file_of_another_project_or_language_is_refused(tree: Tree, translation: Any) -> None:
    file = exported(tree, translation)
    other = file.replace(str(tree.home.translation_key), str(translation.uuid))
    for wrong, told in (
        (other, "not exported from this site"),
        (file.replace("Language: en", "Language: fi"), "none of this site: fi"),
    ):
        with pytest.raises(po.Unreadable, match=told):
            planned(wrong)


def test_texts_of_another_page_or_of_none_are_told_row_by_row(
    tree: Tree, about: Any, translation: Any
) -> None:
    other = translated(tree, ContentFactory(parent=tree.home, title="Inna", slug="inna"))
    both = exported(tree, translation, other).replace("English", "In English")
    report = planned(both, page=about.translation_key)
    assert report.counts == {"refused": 1, "applied": 4}
    other.delete()
    assert planned(both).counts == {"unknown": 1, "applied": 4}
    strange = exported(tree, translation).replace('msgid "O nas"', 'msgid "Nigdy"')
    [row] = planned(strange).of("unknown")
    assert "never said this" in row.why[0]


@pytest.mark.parametrize("cut", [15, 60, 120, 300])
def test_a_file_that_breaks_off_says_where_and_the_rest_is_applied(
    tree: Tree, translation: Any, cut: int
) -> None:
    file = exported(tree, translation).replace("English O nas", "About us")
    said = po.read(file[:-cut].encode())
    assert said.faults
    assert said.faults[0].line > 20
    report = apply(said, tree.en, may_write=lambda one: "", user=None)
    assert report.counts["applied"] == 1
    assert "broken" not in report.counts


@pytest.mark.parametrize("begin", range(7))
def test_wherever_a_file_breaks_off_what_is_read_is_whole(begin: int) -> None:
    data = str(three_texts("Джерело")).encode()
    entries = po.read(data).entries
    for cut in range(data.index(b'msgid "', 20) + begin, len(data) - 1, 7):
        found = po.read(data[:cut])
        assert found.entries == entries[: len(found.entries)]
        assert len(found.entries) == 3 or found.faults


def test_a_text_of_several_lines_that_the_end_cuts_is_not_taken() -> None:
    lines = str(three_texts("Джерело\nріки")).rstrip().split("\n")
    for left_out in (1, 2):
        found = po.read("\n".join(lines[:-left_out]).encode())
        assert [entry.words for entry in found.entries] == ["Źródło 0", "Źródło 1"]
        assert [fault.line for fault in found.faults] == [len(lines) - left_out]


def three_texts(translation: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=0)
    file.metadata = {po.PROJECT: "x", po.TEXTS: "3", "Content-Type": "charset=UTF-8"}
    for number in range(3):
        words = f"Źródło {number}"
        file.append(polib.POEntry(msgctxt="c", msgid=words, msgstr=f"{translation} {number}"))
    return file


def test_characters_that_are_no_text_are_told_and_the_rest_applied(
    tree: Tree, translation: Any
) -> None:
    """PostgreSQL keeps no NUL, spreadsheets none of the others."""
    file = exported(tree, translation).replace("English O nas", "About\x00us")
    file = file.replace("English Jesteśmy", "We are")
    report = imported(file.replace("English Nab", "\\bNab"))
    assert [fault.why for fault in report.faults] == ["It holds a character that is no text."] * 2
    assert report.counts == {"applied": 1, "unchanged": 1}


def test_nothing_of_a_bad_file_is_stored_out_of_sight(tree: Tree, translation: Any) -> None:
    other = translated(tree, ContentFactory(parent=tree.home, title="Inna", slug="inna"))
    file = polib.pofile(exported(tree, translation, other))
    for entry in file:
        entry.msgstr = f"New {entry.msgid}"
    strange, elsewhere = file[0], file.find("Inna")
    assert elsewhere
    strange.msgid = "Nigdy"
    elsewhere.msgctxt = f"{translation.source.object_id}:body.nowhere"
    file[1].msgctxt = f"{other.uuid}:summary"
    file[2].msgstr = "New <b>"
    before = {one.pk: one.data for one in StringTranslation.objects.all()}
    report = imported(str(file))
    assert report.counts == {"broken": 1, "unknown": 3, "applied": 1}
    after = {one.pk: one.data for one in StringTranslation.objects.all()}
    assert after.keys() == before.keys()
    assert [data for pk, data in after.items() if data != before[pk]] == [file[3].msgstr]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no PO file"),
        ('msgid "a"\nmsgstr "ż"\n'.encode("cp1250"), "UTF-8: line 2"),
        (b"PK and then some words\nthat say nothing\n", "no PO file"),
        (b"", "no PO file"),
        (b'msgid ""\nmsgstr "charset=undefined"\n\nmsgid "a"\nmsgstr "\xff"\n', "UTF-8: line 5"),
        (b'msgid ""\nmsgstr "charset=unicode_escape \\ud800\xff"\n', "UTF-8: line 2"),
    ],
)
def test_what_is_no_po_file_is_refused_in_plain_words(data: bytes, told: str) -> None:
    with pytest.raises(po.Unreadable, match=told):
        po.read(data)


def test_an_encoding_that_the_file_names_is_read(tree: Tree, translation: Any) -> None:
    file = exported(tree, translation).replace("UTF-8", "CP1250")
    assert planned(file.encode("cp1250")).counts == {"unchanged": 4}
    assert planned("\ufeff" + file).counts == {"unchanged": 4}
    assert planned(file.replace("\n", "\r\n")).counts == {"unchanged": 4}


def test_one_broken_entry_is_told_with_its_line(tree: Tree, translation: Any) -> None:
    file = exported(tree, translation).replace('msgstr "English O nas"', 'msgstr "English "O" nas"')
    report = planned(file)
    line = file.splitlines().index('msgstr "English "O" nas"') + 1
    assert [fault.line for fault in report.faults] == [line]
    assert report.counts == {"unchanged": 3}


# In the admin


@pytest.fixture
def ukrainian(tree: Tree) -> Any:
    return add_language(tree, "uk")


@pytest.fixture
def translator(tree: Tree, django_user_model: Any) -> Client:
    """Somebody who may write the English pages, and no others."""
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="English")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=tree.home_en, permission=Permission.objects.get(codename="change_page")
    )
    user = django_user_model.objects.create_user("tr", "tr@example.org", "secret")
    user.groups.add(group)
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def upload(client: Client, text: str | bytes, address: str = "") -> Any:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("en.po", data)
    return client.post(address or reverse("courtyard_po"), {"file": file}, follow=True)


def test_a_translator_sees_what_a_file_would_do_and_then_does_it(
    tree: Tree, translation: Any, translator: Client
) -> None:
    exported_file = translator.get(reverse("courtyard_po_export", args=["en"]))
    text = exported_file.content.decode().replace("English O nas", "About <us>")
    text = text.replace("About <us>", "About us")
    say(translation, "Jesteśmy z Wrocławia.", "We live in Wrocław.")
    text = text.replace("English Jesteśmy", "We are")
    seen = upload(translator, text)
    page = seen.content.decode()
    assert "About us" in page
    assert "We live in Wrocław." in page
    assert said(translation)["O nas"] == "English O nas"
    [(address, _status)] = seen.redirect_chain
    done = translator.post(
        address, {"taken": re.findall(r'name="taken"\s+value="([^"]+)"', page)}, follow=True
    )
    assert done.status_code == 200
    assert said(translation)["O nas"] == "About us"
    assert said(translation)["Jesteśmy z Wrocławia."] == "We are z Wrocławia."
    kept = TableUpload.objects.get()
    assert bytes(kept.data) == b""
    assert kept.report["counts"] == {"applied": 2, "unchanged": 2}
    assert b"About us" in translator.get(f"{address}?format=csv").content


@pytest.fixture
def into_ukrainian(tree: Tree, about: Any, ukrainian: Any) -> Translation:
    """A draft in a language that the translator may not write."""
    in_language(tree.home, ukrainian, title="Головна", slug="uk")
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=ukrainian)
    translation.save_target(publish=False)
    return translation


@pytest.mark.usefixtures("into_ukrainian")
def test_a_translator_writes_no_other_language_by_a_file(
    translator: Client, admin_client: Client
) -> None:
    address = reverse("courtyard_po_export", args=["uk"])
    assert translator.get(address).status_code == 302
    text = admin_client.get(address, headers={"host": "localhost"}).content.decode()
    text = text.replace('msgid "O nas"\nmsgstr ""', 'msgid "O nas"\nmsgstr "Про нас"')
    seen = upload(translator, text)
    assert "You may not write this page." in seen.content.decode()
    translator.post(seen.redirect_chain[0][0])
    assert not StringTranslation.objects.filter(data="Про нас")
    assert upload(admin_client, text).status_code == 200


@pytest.mark.parametrize("way", ["translated", "written by hand"])
def test_nobody_reads_by_a_file_what_they_may_not_write(
    into_ukrainian: Translation, translator: Client, admin_client: Client, way: str
) -> None:
    """The keys of public pages are public, and a file may name each."""
    address = reverse("courtyard_po_export", args=["uk"])
    text = admin_client.get(address, headers={"host": "localhost"}).content.decode()
    if way == "translated":
        segment = into_ukrainian.source.stringsegment_set.get(context__path="title")
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=into_ukrainian.target_locale,
            data="Таємниця",
        )
    else:
        into_ukrainian.enabled = False
        into_ukrainian.save()
        twin = into_ukrainian.get_target_instance()
        Page.objects.filter(pk=twin.pk).update(title="Таємниця")

    def told(client: Client) -> str:
        """All that somebody is told of the file, on the screen and as a table."""
        [(page, _status)] = upload(client, text).redirect_chain
        asked = (
            client.get(one, headers={"host": "localhost"}) for one in (page, f"{page}?format=csv")
        )
        return "".join(answer.content.decode() for answer in asked)

    assert "Таємниця" in told(admin_client)
    assert "Таємниця" not in told(translator)


def test_terms_are_in_the_file_of_the_site_and_come_back_with_it(
    tree: Tree, translation: Any, translator: Client
) -> None:
    topic = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    publisher = Publisher.objects.create(name="Instytut", slug="instytut", locale=tree.pl)
    for thing in (topic, publisher):
        translate_object(thing, [tree.en])
    address = reverse("courtyard_po_export", args=["en"])
    assert topic.name not in translator.get(f"{address}?page={tree.home.pk}").content.decode()
    text = translator.get(address).content.decode()
    entry = polib.pofile(text).find("Woda")
    assert entry
    assert entry.msgctxt == f"{topic.translation_key}:name"
    assert entry.comment.splitlines()[:3] == [
        "Topic: Woda",
        "Place: Name",
        "At most 100 characters.",
    ]
    assert "Instytut" not in text  # those are set up with the site
    text = text.replace('msgid "Woda"\nmsgstr ""', 'msgid "Woda"\nmsgstr "Water"')
    seen = upload(translator, text)
    assert "Water" in seen.content.decode()
    assert not Topic.objects.filter(name="Water")
    translator.post(seen.redirect_chain[0][0])
    twin = topic.get_translation(tree.en)
    assert (twin.name, twin.translated) == ("Water", True)
    again = translator.get(address).content.decode()
    assert planned(again).counts == {"unchanged": 5}


def test_who_may_not_write_a_kind_of_term_writes_none_by_a_file(
    tree: Tree, translation: Any, translator: Client, admin_client: Client
) -> None:
    publisher = Publisher.objects.create(name="Instytut", slug="instytut", locale=tree.pl)
    translate_object(publisher, [tree.en])
    address = reverse("courtyard_po_export", args=["en"])
    text = admin_client.get(address, headers={"host": "localhost"}).content.decode()
    text = text.replace('msgid "Instytut"\nmsgstr ""', 'msgid "Instytut"\nmsgstr "Institute"')
    seen = upload(translator, text)
    assert "You may not write this in this language." in seen.content.decode()
    translator.post(seen.redirect_chain[0][0])
    assert not StringTranslation.objects.filter(data="Institute")


def test_one_is_offered_the_languages_that_one_may_write(
    tree: Tree,
    about: Any,
    translation: Any,
    translator: Client,
    ukrainian: Any,
    admin_client: Client,
) -> None:
    in_language(tree.home, ukrainian, title="Головна", slug="uk")
    Translation.objects.create(source=translation.source, target_locale=ukrainian)

    def offered(client: Client) -> list[str]:
        page = client.get(reverse("courtyard_po"), headers={"host": "localhost"}).content.decode()
        return re.findall(r"courtyard/po/export/(\w+)/", page)

    assert offered(translator) == ["en"]
    assert sorted(offered(admin_client)) == ["en", "uk"]
    Translation.objects.filter(target_locale=tree.en).delete()
    seen = translator.get(reverse("courtyard_po")).content.decode()
    assert "You may write none of the languages" in seen


def test_wagtail_localizes_own_addresses_lead_to_the_same(
    tree: Tree, translation: Any, translator: Client
) -> None:
    download = reverse("wagtail_localize:download_pofile", args=[translation.pk])
    text = translator.get(download).content.decode()
    assert po.PROJECT in text
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    seen = upload(translator, text.replace("English O nas", "About us"), address)
    assert "About us" in seen.content.decode()
    assert said(translation)["O nas"] == "English O nas"
    for client in (Client(HTTP_HOST="localhost"),):
        assert client.get(download).status_code == 302


def test_a_section_is_the_page_with_all_below_it(
    tree: Tree, about: Any, translation: Any, translator: Client
) -> None:
    below = translated(tree, ContentFactory(parent=about, title="Zespół", slug="zespol"))
    translated(tree, ContentFactory(parent=tree.home, title="Inna", slug="inna"))
    address = reverse("courtyard_po_export", args=["en"])

    def pages(query: str) -> set[str]:
        text = translator.get(f"{address}{query}").content.decode()
        return {*re.findall(r"#\. Page: (.*)", text)}

    assert pages(f"?page={about.pk}") == {"O nas"}
    assert pages(f"?page={about.pk}&below") == {"O nas", "Zespół"}
    assert pages(f"?page={below.get_target_instance().pk}&below") == {"Zespół"}
    assert pages("") == {"O nas", "Zespół", "Inna"}


def test_a_file_that_is_too_large_or_broken_is_refused_at_the_form(
    translator: Client, translation: Any, tree: Tree
) -> None:
    assert "UTF-8" in upload(translator, b"\xff\xfe\x00").content.decode()
    large = exported(tree, translation).encode() + b"# \n" * 7_000_000
    assert "larger than 10 MB" in upload(translator, large).content.decode()
    assert not TableUpload.objects.exists()


def test_at_a_page_the_file_of_another_page_or_language_changes_nothing(
    tree: Tree, translation: Any, translator: Client, ukrainian: Any
) -> None:
    other = translated(tree, ContentFactory(parent=tree.home, title="Inna", slug="inna"))
    address = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    file = exported(tree, other).replace("English Inna", "Another")
    seen = upload(translator, file, address)
    assert "The text is another page’s." in seen.content.decode()
    translator.post(seen.redirect_chain[0][0])
    assert said(other)["Inna"] == "English Inna"
    seen = upload(translator, file.replace("Language: en", "Language: uk"), address)
    assert "The file is in another language" in seen.content.decode()
    assert TableUpload.objects.count() == 1


def test_a_file_of_many_pages_is_looked_at_with_as_many_queries_as_one_of_two(
    tree: Tree, translation: Any, django_assert_max_num_queries: Any
) -> None:
    more = [
        translated(tree, ContentFactory(parent=tree.home, title=f"Strona {n}", slug=f"s{n}"))
        for n in range(4)
    ]
    for some in ([translation, more[0]], [translation, *more]):
        with django_assert_max_num_queries(6):
            text = exported(tree, *some)
        with django_assert_max_num_queries(8):
            assert planned(text).counts == {"unchanged": 3 + len(some)}


def test_a_file_of_many_terms_is_written_with_as_many_queries_as_one_of_two(
    tree: Tree, translator: Client, django_assert_max_num_queries: Any
) -> None:
    address = reverse("courtyard_po_export", args=["en"])
    for number in range(8):
        topic = Topic.objects.create(name=f"Temat {number}", slug=f"t{number}", locale=tree.pl)
        translate_object(topic, [tree.en])
    translator.get(address)
    with django_assert_max_num_queries(26):
        text = translator.get(address).content.decode()
    assert text.count("#. Topic: ") == 8


# Another page has become the original since the export


@pytest.fixture
def of_another_original(tree: Tree, about: Any) -> tuple[str, Translation]:
    """A file of the Polish page into Ukrainian, and the translation of the English one."""
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, slug="uk")
    english = translated(tree, about)
    translate_the_rest_of_slug(english)
    english.save_target(publish=False)
    english.get_target_instance().get_latest_revision().publish()
    Translation.objects.create(source=english.source, target_locale=uk).save_target(publish=False)
    file = po.written(
        [*translations_into(uk, [about.translation_key]).values()],
        language="uk",
        project=str(tree.home.translation_key),
        name="Courtyard",
    )
    make_original(page=ContentPage.objects.get(pk=english.get_target_instance().pk))
    return file, Translation.objects.get(source__object_id=about.translation_key, target_locale=uk)


def translate_the_rest_of_slug(translation: Translation) -> None:
    segment = translation.source.stringsegment_set.get(context__path="slug")
    StringTranslation.objects.get_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": "about"},
    )


def test_a_file_of_a_former_original_is_taken_by_its_words(
    of_another_original: tuple[str, Translation],
) -> None:
    file, translation = of_another_original
    for words, new in (("O nas", "Про нас"), ("Jesteśmy z Wrocławia.", "Ми з Вроцлава.")):
        file = file.replace(f'msgid "{words}"\nmsgstr ""', f'msgid "{words}"\nmsgstr "{new}"')
    report = imported(file)
    assert {row.ours: row.outcome for row in report.rows if row.ours} == {
        "Про нас": "applied",
        "Ми з Вроцлава.": "applied",
    }
    assert said(translation)["English O nas"] == "Про нас"
    assert said(translation)["English Jesteśmy z Wrocławia."] == "Ми з Вроцлава."


def test_what_is_not_found_in_another_original_is_told_row_by_row_and_kept(
    of_another_original: tuple[str, Translation], tree: Tree
) -> None:
    file, translation = of_another_original
    english = ContentPage.objects.get(locale=tree.en, translation_key=translation.source.object_id)
    write(english, summary="We are from Wrocław.")
    file = file.replace('Wrocławia."\nmsgstr ""', 'Wrocławia."\nmsgstr "Ми з Вроцлава."')
    report = imported(file)
    [row] = [row for row in report.rows if row.ours]
    assert row.outcome == "obsolete"
    assert "in another language now (English)" in row.why[0]
    assert StringTranslation.objects.filter(data="Ми з Вроцлава.").exists()


def test_a_file_into_the_language_of_the_original_is_told_why_nothing_comes_of_it(
    tree: Tree, about: Any, translation: Translation
) -> None:
    file = exported(tree, translation)
    translate_the_rest_of_slug(translation)
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    make_original(page=ContentPage.objects.get(pk=translation.get_target_instance().pk))
    report = planned(file)
    assert {row.outcome for row in report.rows} == {"unknown"}
    assert all("is the original in this language now" in row.why[0] for row in report.rows)
