"""Tags are typed by editors: in the language of the page, once for all languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from courtyard import terms
from courtyard.checks import check_page_types
from courtyard.editing import panels
from courtyard.editing.tags import TagsField
from courtyard.localisation.originals import make_original
from courtyard.models import Tag, TagLink
from courtyard.publications import upkeep
from news.models import NewsPage
from tests.trees import NewsFactory, NewsIndexFactory, Tree, add_language, term_in_two_languages

PATH = "/api/content/v1/pages/by-path"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def editor(tree: Tree, admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def index(tree: Tree) -> Any:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    tree.in_english(index, title="News", slug="news")
    return index


@pytest.fixture
def news(index: Any) -> Any:
    return NewsFactory(parent=index, title="Nowina", slug="nowina")


def form_of(page: Any, tags: str, action: str = "action-publish", **others: Any) -> Any:
    """What an editor's browser sends."""
    rows = {relation.get_accessor_name() for relation in get_all_child_relations(page)}
    rows -= {"tag_links"}
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "date": "2026-05-01",
            "typed_tags": tags,
            "body": streamfield([]),
            **{name: inline_formset([]) for name in rows},
            **({action: "1"} if action else {}),
            **others,
        }
    )


def typed(editor: Client, page: Any, tags: str, **others: Any) -> Any:
    """The page once an editor has typed these tags."""
    url = f"/cms/pages/{page.pk}/edit/"
    response = editor.post(url, form_of(page, tags, **others))
    assert response.status_code == 302, response.context["form"].errors
    return Page.objects.get(pk=page.pk).specific


def names(page: Any) -> list[tuple[str, str]]:
    links = page.tag_links.select_related("tag__locale")
    return [(link.tag.locale.language_code, link.tag.name) for link in links]


def said(client: Client, path: str) -> list[tuple[str, str]]:
    tags = client.get(PATH, {"path": path}).json()["tags"]
    return [(tag["content_language"], tag["name"]) for tag in tags]


# What is typed


def test_what_is_typed_on_a_polish_page_is_a_polish_tag(
    client: Client, editor: Client, news: Any
) -> None:
    page = typed(editor, news, '"wspólny stół", chleb')
    assert names(page) == [("pl", "wspólny stół"), ("pl", "chleb")]
    assert said(client, "/pl/aktualnosci/nowina/") == names(page)
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["chleb", "wspolny-stol"]
    assert [str(one) for one in upkeep.check()] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("public space", ["public space"]),
        ("a, b  c ,", ["a", "b c"]),
        ('"one, two" three', ["one, two", "three"]),
        ("Jazz, jazz, JAZZ", ["Jazz"]),
        ('"never closed, x', ["never closed", "x"]),
        ("", []),
        (" , ", []),
    ],
)
def test_commas_and_quotes_part_tags(db: None, text: str, expected: list[str]) -> None:
    assert TagsField(required=False).clean(text) == expected


def test_a_known_tag_of_the_language_is_taken_whatever_its_capitals(
    editor: Client, tree: Tree, news: Any
) -> None:
    term_in_two_languages(Tag, tree, "lodz", "Łódź", "Lodz")
    page = typed(editor, news, "łódź")
    assert names(page) == [("pl", "Łódź")]
    assert Tag.objects.count() == 2


def test_the_same_word_of_another_language_is_another_tag_with_a_slug_of_its_own(
    editor: Client, tree: Tree, news: Any
) -> None:
    english = Tag.objects.create(name="film", slug="film", locale=tree.en)
    page = typed(editor, news, "film")
    [link] = page.tag_links.all()
    assert link.tag != english
    assert (link.tag.slug, link.tag.locale) == ("film-2", tree.pl)
    link.tag.full_clean()


def test_words_of_any_script_get_a_slug(editor: Client, news: Any) -> None:
    typed(editor, news, f"Łódź, дім, {'x' * 100}")
    slugs = {tag.name: tag.slug for tag in Tag.objects.all()}
    assert slugs["Łódź"] == "lodz"
    assert slugs["дім"] == "dim"
    assert slugs["x" * 100] == "x" * 52  # with room for a number


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("x" * 101, "100"),
        ("!!!", "!!!"),
        ('" "', "„”"),
    ],
)
def test_a_tag_that_is_too_long_or_says_nothing_is_refused_at_its_field(
    editor: Client, news: Any, wrong: str, told: str
) -> None:
    response = editor.post(f"/cms/pages/{news.pk}/edit/", form_of(news, f"chleb, {wrong}"))
    form = response.context["form"]
    assert list(form.errors) == ["typed_tags"]
    assert told in str(form.errors["typed_tags"].as_data()[0].message)
    # Nothing that was typed is lost, and nothing was written.
    assert form["typed_tags"].value() == f"chleb, {wrong}"
    assert not Tag.objects.exists()


def test_a_mistake_elsewhere_makes_no_tag_and_loses_none(editor: Client, news: Any) -> None:
    response = editor.post(f"/cms/pages/{news.pk}/edit/", form_of(news, "chleb", title=""))
    assert response.context["form"]["typed_tags"].value() == "chleb"
    assert not Tag.objects.exists()


def test_a_preview_shows_known_tags_and_makes_no_new_ones(
    editor: Client, tree: Tree, news: Any
) -> None:
    Tag.objects.create(name="chleb", slug="chleb", locale=tree.pl)
    url = f"/cms/pages/{news.pk}/edit/preview/"
    posted = editor.post(url, form_of(news, "chleb, sól", action=""))
    assert posted.json()["is_valid"]
    with CaptureQueriesContext(connection) as captured:
        text = editor.get(url).content.decode()
    written = [query["sql"] for query in captured if "INTO" in query["sql"]]
    assert not [sql for sql in written if Tag._meta.db_table in sql]
    assert "chleb" in text
    assert list(Tag.objects.values_list("name", flat=True)) == ["chleb"]


def test_tags_of_a_draft_are_kept_with_it_and_public_with_it(
    client: Client, editor: Client, news: Any
) -> None:
    page = typed(editor, news, "chleb", action="")
    assert not page.tag_links.exists()
    assert said(client, "/pl/aktualnosci/nowina/") == []
    form = editor.get(f"/cms/pages/{news.pk}/edit/").context["form"]
    assert form["typed_tags"].value() == ["chleb"]
    page.get_latest_revision().publish()
    assert said(client, "/pl/aktualnosci/nowina/") == [("pl", "chleb")]


def test_a_page_is_made_with_its_tags(editor: Client, index: Any) -> None:
    page = NewsPage(title="Nowa", slug="nowa", summary="")
    url = f"/cms/pages/add/news/newspage/{index.pk}/"
    assert editor.get(f"{url}preview/").status_code == 200
    assert editor.post(f"{url}preview/", form_of(page, "chleb", action="")).json()["is_valid"]
    assert not Tag.objects.exists()
    response = editor.post(url, form_of(page, "chleb, sól"))
    assert response.status_code == 302, response.context["form"].errors
    made = NewsPage.objects.get(slug="nowa")
    assert names(made) == [("pl", "chleb"), ("pl", "sól")]


def test_rows_of_tags_that_stay_are_kept(editor: Client, news: Any) -> None:
    page = typed(editor, news, "chleb, sól")
    chleb, _salt = page.tag_links.all()
    page = typed(editor, news, "woda, chleb")
    water, kept = page.tag_links.all()
    assert (water.tag.name, kept.pk) == ("woda", chleb.pk)
    assert typed(editor, news, "").tag_links.count() == 0
    assert Tag.objects.count() == 3


def test_two_who_type_the_same_new_tag_at_once_share_it(
    tree: Tree, news: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Tag.objects.create(name="Chleb", slug="chleb", locale=tree.pl)
    monkeypatch.setattr(terms, "slug_of_term", lambda term: "chleb")
    assert Tag(name="chleb", locale=tree.pl).keep() == first


def test_a_name_that_could_not_be_typed_is_refused(tree: Tree) -> None:
    tag = Tag(name='Teatr "Zar"', slug="zar", locale=tree.pl)
    with pytest.raises(Exception, match="name"):
        tag.full_clean()


def test_pages_without_the_panel_keep_their_tags(editor: Client, tree: Tree, index: Any) -> None:
    tag = Tag.objects.create(name="chleb", slug="chleb", locale=tree.pl)
    index.tag_links = [TagLink(tag=tag)]
    index.save_revision().publish()
    form = nested_form_data(
        {
            "title": "Nowiny",
            "slug": index.slug,
            "summary": "",
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    response = editor.post(f"/cms/pages/{index.pk}/edit/", form)
    assert response.status_code == 302, response.context["form"].errors
    index = Page.objects.get(pk=index.pk)
    assert (index.title, names(index)) == ("Nowiny", [("pl", "chleb")])


# In other languages


def test_readers_see_each_tag_in_their_language_or_else_in_its_own(
    client: Client, tree: Tree, news: Any
) -> None:
    table = term_in_two_languages(Tag, tree, "stol", "stół", "table")
    bread = Tag.objects.create(name="chleb", slug="chleb", locale=tree.pl)
    news.tag_links = [TagLink(tag=table), TagLink(tag=bread)]
    news.save_revision().publish()
    tree.in_english(news, title="The news", slug="the-news")
    assert said(client, "/en/news/the-news/") == [("en", "table"), ("pl", "chleb")]
    html = client.get("/en/news/the-news/").content.decode()
    assert '<span lang="pl">chleb</span>' in html
    assert 'href="/en/news/?tag=stol"' in html
    assert not [str(one) for one in upkeep.check()]


def test_translations_neither_get_nor_change_tags(
    client: Client, editor: Client, tree: Tree, news: Any
) -> None:
    news = typed(editor, news, "chleb")
    translate_object(news, [tree.en])
    source = TranslationSource.objects.get_for_instance(news)
    paths = source.stringsegment_set.values_list("context__path", flat=True)
    assert not [path for path in paths if "tag" in path]
    assert not source.overridablesegment_set.filter(context__path__contains="tag").exists()
    translation = Translation.objects.get(source=source)
    translation.save_target(publish=True)
    twin = translation.get_target_instance()
    assert not twin.tag_links.exists()
    translation.enabled = False
    translation.save()
    url = f"/cms/pages/{twin.pk}/edit/"
    page = editor.get(url)
    assert "typed_tags" not in page.context["form"].fields
    assert "chleb" in page.content.decode()
    editor.post(url, form_of(twin, "bread"))
    assert [link.page_id for link in TagLink.objects.all()] == [news.pk]
    assert list(Tag.objects.values_list("name", flat=True)) == ["chleb"]


def test_a_translation_that_becomes_the_original_takes_the_tags_over(
    client: Client, editor: Client, tree: Tree, news: Any
) -> None:
    term_in_two_languages(Tag, tree, "stol", "stół", "table")
    news = typed(editor, news, "chleb, stół")
    twin = tree.in_english(news, title="The news", slug="the-news")
    make_original(page=twin)
    assert said(client, "/pl/aktualnosci/nowina/") == [("pl", "chleb"), ("pl", "stół")]
    # The form shows them in its page's language; what is not translated stays the tag it is.
    form = editor.get(f"/cms/pages/{twin.pk}/edit/").context["form"]
    assert form["typed_tags"].value() == ["chleb", "table"]
    typed(editor, twin, "chleb, table, salt")
    assert said(client, "/en/news/the-news/") == [("pl", "chleb"), ("en", "table"), ("en", "salt")]
    assert said(client, "/pl/aktualnosci/nowina/")[1] == ("pl", "stół")
    assert Tag.objects.filter(name="chleb").count() == 1


def test_a_deleted_original_leaves_its_tags_and_a_copy_has_them(
    editor: Client, tree: Tree, news: Any
) -> None:
    news = typed(editor, news, "chleb")
    twin = tree.in_english(news, title="The news", slug="the-news")
    copied = Page.objects.get(pk=twin.pk).copy(update_attrs={"slug": "copy", "title": "Copy"})
    copied.get_latest_revision().publish()
    assert names(NewsPage.objects.get(pk=copied.pk)) == [("pl", "chleb")]
    news.delete()
    assert names(NewsPage.objects.get(pk=twin.pk)) == [("pl", "chleb")]


# In the editor


def test_tags_of_the_pages_language_are_offered(editor: Client, tree: Tree, news: Any) -> None:
    for name, locale in (("Łódka", tree.pl), ("łąka", tree.pl), ("łódź", tree.en)):
        Tag.objects.create(name=name, locale=locale)
    page = editor.get(f"/cms/pages/{news.pk}/edit/").content.decode()
    assert 'data-w-tag-url-value="/cms/courtyard/tags/pl/"' in page
    offered = editor.get("/cms/courtyard/tags/pl/", {"term": "ŁÓ"})
    assert offered.json() == ["Łódka"]
    assert editor.get("/cms/courtyard/tags/pl/").json() == []
    assert editor.get("/cms/courtyard/tags/en/", {"term": "ł"}).json() == ["łódź"]


def test_tags_are_offered_to_those_who_edit_pages_alone(tree: Tree) -> None:
    Tag.objects.create(name="chleb", slug="chleb", locale=tree.pl)
    user = User.objects.create_user("librarian")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    response = client.get("/cms/courtyard/tags/pl/", {"term": "c"})
    assert "chleb" not in response.content.decode()
    assert response.status_code == 302


def test_a_comparison_of_revisions_tells_of_tags(editor: Client, news: Any) -> None:
    news.save_revision().publish()
    page = typed(editor, news, "chleb")
    first, second = page.revisions.order_by("pk").values_list("pk", flat=True)
    text = editor.get(f"/cms/pages/{news.pk}/revisions/compare/{first}...{second}/")
    assert "chleb" in text.content.decode()


def test_a_field_of_tags_outside_of_a_facts_panel_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NewsPage, "content_panels", [*NewsPage.content_panels, panels.TagsPanel()])
    page_type: Any = NewsPage
    page_type.get_edit_handler.cache_clear()
    try:
        found = [one.msg for one in check_page_types(None) if one.id == "courtyard.E008"]
    finally:
        monkeypatch.undo()
        page_type.get_edit_handler.cache_clear()
    assert found == ["The panel of news.NewsPage.tag_links stands outside of a FactsPanel."]


def test_tags_of_more_languages_do_not_mix(editor: Client, tree: Tree, news: Any) -> None:
    uk = add_language(tree, "uk")
    Tag.objects.create(name="хліб", slug="khlib", locale=uk)
    page = typed(editor, news, "хліб")
    assert names(page) == [("pl", "хліб")]
