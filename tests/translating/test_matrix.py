"""The matrix: each page in each language, who is at it, and what is done with many."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from courtyard.assignments import Assignment
from courtyard.editing import matrix, roles
from courtyard.editing.languages import NAMES
from courtyard.editing.matrix import ASSIGNED
from courtyard.publications.stored import Original, Publication
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    analyze,
    in_language,
    translate_the_rest,
)

MATRIX, DO = "/cms/courtyard/translations/", "/cms/courtyard/translations/do/"
CELL = re.compile(r'<td class="courtyard-cell courtyard-cell--(\w+)"[^>]*>(.*?)</td>', re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
TITLE = re.compile(r'<span class="courtyard-matrix-title"[^>]*>(.*?)</span>', re.S)


def words(markup: str) -> str:
    """What one reads, on one line."""
    return " ".join(
        html.unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", markup, flags=re.S)).split()
    )


@dataclass
class Seen:
    """The matrix as somebody sees it: by title, the states and words of its cells."""

    states: dict[str, list[str]]
    told: dict[str, list[str]]

    @property
    def titles(self) -> list[str]:
        """In their order."""
        return list(self.states)


def look(client: Client, query: str = "") -> Seen:
    answer = client.get(f"{MATRIX}{query}")
    assert answer.status_code == 200
    rows = [row for row in ROW.findall(answer.content.decode()) if TITLE.search(row)]
    cells = {words(TITLE.search(row)[1]): CELL.findall(row) for row in rows}  # type: ignore[index]
    return Seen(
        {title: [state for state, _ in found] for title, found in cells.items()},
        {title: [words(told) for _, told in found] for title, found in cells.items()},
    )


def somebody(name: str, *groups: str) -> User:
    user = User.objects.create_user(name)
    user.groups.set(Group.objects.filter(name__in=groups))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def browser(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.fixture
def uk(tree: Tree) -> Locale:
    locale = add_language(tree, "uk")
    in_language(tree.home, locale, title="Головна", slug="uk")
    roles.set_up(roles.shipped())
    return locale


@pytest.fixture
def editor(uk: Locale) -> User:
    return somebody("ewa", "Editors")


@pytest.fixture
def translator(uk: Locale) -> User:
    return somebody("olena", "Translators – uk")


def page(tree: Tree, title: str, **more: Any) -> Any:
    slug = title.casefold().replace(" ", "-")
    return ContentFactory(parent=more.pop("parent", tree.home), title=title, slug=slug, **more)


def change(one: Any, title: str) -> None:
    one.title = title
    one.save_revision().publish()


# What it says


def test_each_cell_says_how_a_page_stands_in_a_language(
    tree: Tree, uk: Locale, editor: User
) -> None:
    current, outdated, draft, partial = (
        page(tree, name) for name in ("Obecna", "Zmieniona", "Szkic", "Częściowa")
    )
    partial.summary = "Z Wrocławia."
    for one in (current, outdated):
        tree.in_english(one, title=f"{one.title} in English")
    change(outdated, "Zmieniona dziś")
    change(partial, "Częściowa")
    translate_object(draft, [tree.en])
    translate_object(partial, [tree.en])
    translation = Translation.objects.get(source__object_id=partial.translation_key)
    translate_the_rest(translation, "title")
    seen = look(browser(editor))
    assert seen.states["Obecna"] == ["original", "current", "missing"]
    assert seen.states["Zmieniona dziś"] == ["original", "outdated", "missing"]
    assert seen.states["Szkic"] == ["original", "draft", "missing"]
    assert seen.told["Obecna"][0].startswith("original")
    assert "older since" in seen.told["Zmieniona dziś"][1]
    assert "0 of 1 text" in seen.told["Szkic"][1]
    assert "1 of 2 texts" in seen.told["Częściowa"][1]


def test_a_draft_says_since_when_its_original_says_other_words(
    tree: Tree, uk: Locale, editor: User
) -> None:
    polish = page(tree, "Stara")
    twin = tree.in_english(polish, title="Old")
    twin.unpublish()
    twin.save_revision()
    assert "older since" not in look(browser(editor)).told["Stara"][1]
    change(polish, "Nowa")
    seen = look(browser(editor), "?state=outdated")
    assert seen.states["Nowa"] == ["original", "draft", "missing"]
    assert "older since" in seen.told["Nowa"][1]


def test_what_stands_in_place_of_a_translation_is_missing(
    tree: Tree, uk: Locale, editor: User
) -> None:
    section = page(tree, "Dział")
    section.copy_for_translation(tree.en, alias=True)
    assert look(browser(editor)).states["Dział"] == ["original", "missing", "missing"]


def test_cells_lead_to_the_editor_or_to_what_makes_a_translation_where_one_may(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    polish = page(tree, "Okno")
    english = tree.in_english(polish, title="Window")
    shown = browser(editor).get(f"{MATRIX}?q=Okno").content.decode()
    assert f'href="/cms/pages/{english.pk}/edit/"' in shown
    assert f"/cms/localize/submit/page/{polish.pk}/?select_locale=uk" in shown
    shown = browser(translator).get(f"{MATRIX}?q=Okno").content.decode()
    assert "Okno" in shown
    assert f"/cms/pages/{english.pk}/edit/" not in shown
    assert "/cms/localize/submit/" not in shown


def test_translators_of_a_section_see_that_section(tree: Tree, uk: Locale) -> None:
    section = page(tree, "Dział")
    page(tree, "W dziale", parent=section)
    page(tree, "Gdzie indziej")
    twin = in_language(section, uk, title="Розділ", slug="rozdil")
    user = somebody("iryna", "Translators elsewhere")
    group = Group.objects.create(name="Translators elsewhere")
    user.groups.add(group)
    group.permissions.add(*roles._permissions(["wagtailadmin.access_admin"]))
    change_page = roles._permissions(["wagtailcore.change_page"])[0]
    group.page_permissions.create(page=twin, permission=change_page)
    assert look(browser(user)).titles == ["Dział", "W dziale"]


def test_nobody_sees_it_who_edits_nothing(uk: Locale) -> None:
    client = browser(somebody("nina", "Newsletter managers"))
    assert client.get(MATRIX)["Location"] == "/cms/"
    assert MATRIX not in client.get("/cms/").content.decode()


# Looking for something


def test_it_is_narrowed_by_section_type_language_and_state(
    tree: Tree, uk: Locale, editor: User
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    other = page(tree, "O nas")
    for one in (forum, other):
        tree.in_english(one, title=f"{one.title} (en)")
    change(other, "O nas i o was")
    client = browser(editor)
    assert look(client, f"?section={section.pk}").titles == ["Działania", "Forum"]
    assert look(client, "?type=home.contentpage").titles == ["O nas i o was"]
    assert look(client, "?state=outdated").titles == ["O nas i o was"]
    assert look(client, "?state=outdated&locale=uk").titles == []
    assert look(client, "?state=current&locale=en").titles[-1] == "Forum"
    assert "Forum" not in look(client, "?state=missing&locale=en").titles
    assert look(client, "?q=was (en)").titles == []
    assert look(client, "?q=Forum (en)").titles == ["Forum"]
    assert look(client, "?locale=en&q=Forum").states == {"Forum": ["current"]}


def test_state_and_assignment_are_asked_of_the_same_cell(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    polish = page(tree, "Okno")
    tree.in_english(polish, title="Window")
    Assignment.objects.create(translation_key=polish.translation_key, locale=uk, user=translator)
    client = browser(translator)
    assert look(client, "?assigned=me").titles == ["Okno"]
    assert look(client, "?assigned=me&state=current").titles == []
    assert look(client, "?assigned=me&state=missing").titles == ["Okno"]
    assert look(client, "?assigned=nobody&locale=uk&state=missing").titles == []
    assert look(browser(editor), "?assigned=me").titles == []
    assert look(browser(editor), "?assigned=somebody").titles == ["Okno"]
    assert look(client, "?q=Okno").told["Okno"][2] == "missing assigned to olena"


def test_it_is_ordered_by_age_and_by_deadline(tree: Tree, uk: Locale, editor: User) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    now = timezone.now()
    for days, name in ((20, "Pierwszy"), (3, "Drugi")):
        programme = ProgrammeFactory(parent=section, title=name, slug=name.lower())
        tree.in_english(programme, title=f"{name} (en)")
        closes = now + dt.timedelta(days=days)
        OpenCallFactory(parent=programme, title=f"Nabór {days}", slug="nabor", closes=closes)
        change(programme, f"{name} i ostatni")
    client = browser(editor)
    by_deadline = look(client, "?ordering=deadline").titles
    assert by_deadline[:4] == ["Drugi i ostatni", "Nabór 3", "Pierwszy i ostatni", "Nabór 20"]
    assert look(client, "?ordering=age").titles[:2] == ["Pierwszy i ostatni", "Drugi i ostatni"]
    assert look(client, "?ordering=-age").titles[:2] == ["Drugi i ostatni", "Pierwszy i ostatni"]


def test_drafts_that_are_out_of_date_are_ordered_with_what_is_published(
    tree: Tree, uk: Locale, editor: User
) -> None:
    """The one that has been so first stands first, whatever it is."""
    drafted, published, other = (page(tree, name) for name in ("Szkic", "Obecna", "Inny szkic"))
    tree.in_english(published, title="Current")
    for one in (drafted, other):
        translate_object(one, [uk])
    for one in (drafted, published, other):
        change(one, f"{one.title} po zmianie")
    client, order = (
        browser(editor),
        ["Szkic po zmianie", "Obecna po zmianie", "Inny szkic po zmianie"],
    )
    assert look(client, "?ordering=age").titles[:3] == order
    assert look(client, "?ordering=-age").titles[:3] == order[::-1]
    assert look(client, "?ordering=age&locale=uk").titles[:2] == order[::2]
    rows = matrix.rows_of([drafted], [tree.en, uk], editor, [])
    assert rows[0].age == rows[0].cells[uk.pk].age != ""


def test_the_report_of_wagtail_localize_leads_to_the_matrix(uk: Locale, editor: User) -> None:
    client = browser(editor)
    for name in ("translations_report", "translations_report_results"):
        assert client.get(reverse(f"wagtail_localize:{name}")).headers["Location"] == MATRIX


# Doing something with many


def do(client: Client, action: str, pages: list[Any], code: str = "uk", **more: Any) -> str:
    form = {"action": action, "language": code, "page": [one.pk for one in pages], **more}
    answer = client.post(DO, {**form, "next": MATRIX}, follow=True)
    return words(answer.content.decode())


def assigned(locale: Locale) -> dict[str, str]:
    keys = {one.translation_key: one.title for one in ContentPage.objects.filter(alias_of=None)}
    rows = Assignment.objects.filter(locale=locale).select_related("user")
    return {keys[one.translation_key]: one.user.username for one in rows}


def test_translations_are_assigned_and_taken_away(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    one, other = page(tree, "Jedna"), page(tree, "Druga")
    client = browser(editor)
    told = do(client, "assign", [one, other], user=translator.pk, note="Do piątku")
    assert "2 translations (Українська) are assigned to olena." in told
    assert assigned(uk) == {"Jedna": "olena", "Druga": "olena"}
    do(client, "assign", [other], user=editor.pk)
    assert assigned(uk) == {"Jedna": "olena", "Druga": "ewa"}
    told = do(browser(translator), "take_away", [one, other, page(tree, "Trzecia")])
    assert "because it is assigned to nobody: “Trzecia”" in told
    assert assigned(uk) == {}


def test_what_is_refused_is_told_with_its_reason(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    polish = page(tree, "Okno")
    told = do(browser(translator), "assign", [polish], "en", user=translator.pk)
    assert "because you may not write it in this language: “Okno”" in told
    told = do(browser(editor), "assign", [polish], "en", user=translator.pk)
    assert "because olena may not write it in this language: “Okno”" in told
    told = do(browser(editor), "assign", [polish], "pl", user=editor.pk)
    assert "because it is the original: “Okno”" in told
    assert "Choose to whom" in do(browser(editor), "assign", [polish])
    assert "Choose the pages first" in do(browser(editor), "assign", [], user=editor.pk)
    assert "Choose the language" in do(browser(editor), "assign", [polish], "", user=editor.pk)
    assert not Assignment.objects.exists()


def test_an_assignment_goes_with_the_person_and_with_the_page(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    one, other = page(tree, "Jedna"), page(tree, "Druga")
    english = tree.in_english(other, title="Other")
    do(browser(editor), "assign", [one], user=translator.pk)
    do(browser(editor), "assign", [other], user=editor.pk)
    translator.delete()
    assert Assignment.objects.get().user == editor
    other.delete()
    assert Assignment.objects.count() == 1
    english.delete()
    assert Assignment.objects.count() == 0


def test_many_pages_are_submitted_for_translation(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    one, other = page(tree, "Jedna"), page(tree, "Druga")
    tree.in_english(other, title="Other")
    told = do(browser(editor), "submit", [one, other], "en")
    assert "1 page is submitted for translation (English)." in told
    assert "because there is one already: “Druga”" in told
    assert look(browser(editor)).states["Jedna"] == ["original", "draft", "missing"]
    do(browser(translator), "submit", [one])
    assert look(browser(editor)).states["Jedna"] == ["original", "draft", "missing"]
    translator.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    translator = User.objects.get(pk=translator.pk)
    assert "you may not write" in do(browser(translator), "submit", [page(tree, "Inna")], "en")
    assert "1 page is submitted" in do(browser(translator), "submit", [one])


def test_what_is_chosen_is_opened_in_the_editor(tree: Tree, uk: Locale, editor: User) -> None:
    one, other = page(tree, "Jedna"), page(tree, "Druga")
    twins = [tree.in_english(each, title=f"{each.title} (en)") for each in (one, other)]
    form = {"action": "open", "language": "en", "page": [one.pk, other.pk]}
    client = browser(editor)
    answer = client.post(DO, form)
    assert answer["Location"] == f"/cms/pages/{twins[0].pk}/edit/"
    assert f"/cms/pages/{twins[1].pk}/edit/" in client.get(answer["Location"]).content.decode()


# How much it asks


def many(tree: Tree, number: int, locales: list[Locale], user: User) -> None:
    """So many pages in all languages, set by set: the matrix reads nothing else of them."""
    kind = ContentType.objects.get_for_model(ContentPage)
    home, now = tree.home, timezone.now()
    known = Page.objects.count()
    keys = [uuid4() for _number in range(number)]
    codes = {locale.pk: n for n, locale in enumerate(locales)}
    fronts = {one.locale_id: one for one in home.get_translations(inclusive=True)}
    rows = []
    for locale in locales:
        for n, key in enumerate(keys):
            if locale != tree.pl and n % 5 == codes[locale.pk]:
                continue
            front = fronts[locale.pk]
            rows.append(
                Page(
                    title=f"Page {n}",
                    draft_title=f"Page {n}",
                    slug=f"p{known}-{n}",
                    path=f"{front.path}{known + n:0>4X}"[: len(front.path)] + f"{known + n:0>4}",
                    depth=3,
                    url_path=f"{front.url_path}p{n}/",
                    content_type=kind,
                    locale=locale,
                    translation_key=key,
                    live=n % 3 != 0 or locale == tree.pl,
                )
            )
    Page.objects.bulk_create(rows)
    pages = Page.objects.filter(translation_key__in=keys)
    originals = {one.translation_key: one for one in pages if one.locale_id == tree.pl.pk}
    Original.objects.bulk_create(
        Original(translation_key=key, page=one, wordings=[["a", now.isoformat()]])
        for key, one in originals.items()
    )
    Publication.stored.bulk_create(
        Publication(
            page=one,
            original_id=one.translation_key,
            locale_id=one.locale_id,
            type="home.ContentPage",
            outdated_since=now if one.pk % 4 == 0 else None,
        )
        for one in pages
        if one.live
    )
    TranslatableObject.objects.bulk_create(
        TranslatableObject(translation_key=key, content_type=kind) for key in keys
    )
    sources = TranslationSource.objects.bulk_create(
        TranslationSource(
            object_id=key,
            specific_content_type=kind,
            locale=tree.pl,
            object_repr="",
            content_json="{}",
            created_at=now,
            last_updated_at=now,
        )
        for key in keys
    )
    string = String.objects.create(locale=tree.pl, data_hash=uuid4(), data="Słowa")
    contexts = TranslationContext.objects.bulk_create(
        TranslationContext(object_id=key, path_id=uuid4(), path="title") for key in keys
    )
    StringSegment.objects.bulk_create(
        StringSegment(source=source, context=context, string=string, order=1, attrs="{}")
        for source, context in zip(sources, contexts, strict=True)
    )
    Translation.objects.bulk_create(
        Translation(source=source, target_locale=locale)
        for source in sources
        for locale in locales
        if locale != tree.pl
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(translation_of=string, context=context, locale=locales[1], data="Words")
        for context in contexts[::2]
    )
    Assignment.objects.bulk_create(
        Assignment(translation_key=key, locale=locales[2], user=user) for key in keys[::3]
    )
    analyze()


@pytest.mark.one_database
def test_two_thousand_pages_ask_as_much_as_twenty(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    """Whichever way they are looked through, by whomever, and on whichever page."""
    de = add_language(tree, "de")
    in_language(tree.home, de, title="Start", slug="de")
    locales = [tree.pl, tree.en, uk, de]
    clients = [browser(editor), browser(translator)]
    asks: list[dict[str, int]] = []
    everything = ways(tree)
    for number, queries in ((40, everything), (1960, everything[:: len(everything) // 12])):
        many(tree, number, locales, translator)
        if not asks:
            for client in clients:  # what is remembered from then on
                look(client)
        asks.append(
            {
                f"{name} {query}": asked(client, query)
                for name, client in zip(("editor", "translator"), clients, strict=True)
                for query in queries
            }
        )
    few, lots = asks
    # Ten and no more for the whole page: filters, choices and rows, and whatever is ours in the
    # menu. What Wagtail's own frame asks for is not counted; it is what the next test holds.
    assert {query: number for query, number in few.items() if number > 10} == {}
    assert {query: (few[query], lots[query]) for query in lots if few[query] < lots[query]} == {}


def ways(tree: Tree) -> list[str]:
    """Each filter by itself, all of them together, and the orders; first pages and second ones."""
    states = [state for state in NAMES if state != "original"]
    one_by_one = {
        "": [""],
        "section": [tree.home.pk],
        "type": ["home.contentpage"],
        "locale": ["uk"],
        "state": states,
        "assigned": [*ASSIGNED],
        "q": ["Page"],
        "ordering": ["path", "-path", "age", "-age", "deadline", "-deadline"],
    }
    alone = [{name: value} if name else {} for name, some in one_by_one.items() for value in some]
    together = [
        {
            "section": tree.home.pk,
            "type": "home.contentpage",
            "locale": locale,
            "state": state,
            "assigned": "somebody",
            "q": "Page",
            "ordering": ordering,
        }
        for state in states
        for locale in ("uk", "")
        for ordering in ("age", "-deadline")
    ]
    found = [urlencode(one) for one in (*alone, *together)]
    return [f"?{query}" for query in found] + [f"?{query}&p=2" for query in found]


def asked(client: Client, query: str) -> int:
    """How many queries the whole page of the matrix takes, beside what Wagtail asks itself.

    A page that there is not is told as such.
    """
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{MATRIX}{query}").status_code in (200, 404)
    return len(queries) - len(WAGTAILS_OWN)


WAGTAILS_OWN = (
    "django_session",
    "auth_user",
    "auth_permission",  # the user's own
    "auth_permission",  # those of the user's groups
    "wagtailusers_userprofile",
    "wagtailcore_grouppagepermission",
    "wagtailcore_locale",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_page",  # from where on the user may look through the tree
)
"""What every page of the admin asks for, were there nothing on it: who is there, and the menu."""


@pytest.mark.urls("tests.translating.bare")
def test_an_admin_page_with_nothing_on_it_asks_for_ten_things(
    tree: Tree, uk: Locale, editor: User, translator: User
) -> None:
    """By Wagtail itself. The eleventh is of the menu, too, and not Wagtail's: who may write what.

    On the matrix it counts among those of the matrix.
    """
    for client in (browser(editor), browser(translator)):
        client.get("/cms/bare/")
        with CaptureQueriesContext(connection) as queries:
            assert "wagtail-sidebar" in client.get("/cms/bare/").content.decode()
        asks = [query["sql"] for query in queries]
        [ours] = [sql for sql in asks if "wagtailcore_site" in sql]
        tables = [FIRST_TABLE.findall(sql)[0] for sql in asks if sql != ours]
        assert sorted(tables) == sorted(WAGTAILS_OWN)


FIRST_TABLE = re.compile(r'FROM "(\w+)"')
