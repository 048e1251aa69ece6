"""Titles become addresses by the rules of their language."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.models import Topic
from courtyard.text.slugs import LONGEST, slug_of
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, add_language, in_language, translate_the_rest


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("pl", "Łódź i Żółw — gęślą jaźń", "lodz-i-zolw-gesla-jazn"),
        ("pl", "ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc-gesla-jazn"),
        ("pl", "„Dom” (2026)", "dom-2026"),
        ("pl", "Łódz\u0301", "lodz"),
        ("en", "It's an O’Neill", "its-an-oneill"),
        ("en", "3.5 of 10 – and/or", "3-5-of-10-and-or"),
        ("en", "Crème brûlée, Ærø, Đorđe, Việt Nam", "creme-brulee-aero-dorde-viet-nam"),
        ("de", "Größe: Übung, Äpfel & Straße", "groesse-uebung-aepfel-strasse"),
        ("de", "U\u0308bung", "uebung"),
        ("de-at", "Öl", "oel"),
        ("pl", "Übung in Köln", "ubung-in-koln"),
        ("en", "snake_case – x", "snake_case-x"),
        ("pl", "Київ", "kyiv"),
    ],
)
def test_a_slug_is_made_by_the_rules_of_the_language(
    language: str, title: str, expected: str
) -> None:
    assert slug_of(title, language) == expected


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        # The examples of resolution 55 of the Cabinet of Ministers of Ukraine, 2010.
        ("Алушта Андрій", "alushta-andrii"),
        ("Борщагівка Борисенко", "borshchahivka-borysenko"),
        ("Вінниця Володимир", "vinnytsia-volodymyr"),
        ("Гадяч Богдан Згурський", "hadiach-bohdan-zghurskyi"),
        ("Ґалаґан Ґорґани", "galagan-gorgany"),
        ("Донецьк Дмитро", "donetsk-dmytro"),
        ("Рівне Олег Есмань", "rivne-oleh-esman"),
        ("Єнакієве Гаєвич Короп’є", "yenakiieve-haievych-koropie"),
        ("Житомир Жанна Жежелів", "zhytomyr-zhanna-zhezheliv"),
        ("Закарпаття Казимирчук", "zakarpattia-kazymyrchuk"),
        ("Медвин Михайленко", "medvyn-mykhailenko"),
        ("Іванків Іващенко", "ivankiv-ivashchenko"),
        ("Їжакевич Кадиївка Мар'їне", "yizhakevych-kadyivka-marine"),
        ("Йосипівка Стрий Олексій", "yosypivka-stryi-oleksii"),
        ("Харків Хмельницький", "kharkiv-khmelnytskyi"),
        ("Біла Церква Стеценко", "bila-tserkva-stetsenko"),
        ("Чернівці Шевченко", "chernivtsi-shevchenko"),
        ("Щербухи Гоща Гаращенко", "shcherbukhy-hoshcha-harashchenko"),
        ("Юрій Корюківка", "yurii-koriukivka"),
        ("Яготин Ярошенко Костянтин", "yahotyn-yaroshenko-kostiantyn"),
        ("Знам’янка Феодосія", "znamianka-feodosiia"),
        ("Згорани РОЗГОН", "zghorany-rozghon"),
        # Words begin after hyphens and quotation marks, and not after an apostrophe inside.
        ("Нью-Йорк", "niu-york"),
        ("«Яр» і ’Яр’", "yar-i-yar"),
        ("м\u02bcя\u0301ч", "miach"),
        ("Київ и\u0306 Ки\u0457в \u0456\u0308жак", "kyiv-y-kyiv-yizhak"),
    ],
)
def test_ukrainian_is_written_by_the_rules_of_2010(ukrainian: str, latin: str) -> None:
    assert slug_of(ukrainian, "uk") == latin


@pytest.mark.parametrize("title", ["", "???", "東京", "—"])
def test_nothing_is_made_of_what_cannot_be_written(title: str) -> None:
    assert slug_of(title, "pl") == ""


@given(st.text(max_size=300), st.sampled_from(["pl", "uk", "de", "en"]))
def test_a_slug_is_one(title: str, language: str) -> None:
    slug = slug_of(title, language)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert len(slug) <= LONGEST
    assert slug == slug_of(slug, language)


def test_a_page_made_in_code_has_the_slug_of_its_title(tree: Tree) -> None:
    uk = in_language(tree.home, add_language(tree, "uk"), title="Головна", slug="uk")
    assert made(tree.home, "Łódź i Żółw") == "lodz-i-zolw"
    assert made(uk, "Єнот і Яр") == "yenot-i-yar"
    assert made(tree.home, "Łódź i żółw!") == "lodz-i-zolw-2"
    assert made(tree.home, "Lodz i zolw") == "lodz-i-zolw-3"
    assert made(tree.home, "東京") == "page"
    assert made(tree.home, "???") == "page-2"
    assert made(tree.home, "ż" * 255) == "z" * 255
    assert made(tree.home, "ż" * 255) == "z" * 247 + "-2"


def made(parent: Any, title: str) -> str:
    return str(parent.add_child(instance=ContentPage(title=title)).slug)


def test_a_draft_made_in_code_has_one_too(tree: Tree) -> None:
    page = tree.home.add_child(instance=ContentPage(title="Świt", live=False))
    assert page.slug == "swit"


def test_a_slug_that_is_written_stays(tree: Tree) -> None:
    page = tree.home.add_child(instance=ContentPage(title="Świt", slug="zorza"))
    page.title = "Zmierzch"
    page.save()
    assert page.slug == "zorza"


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_the_form_makes_the_slug_that_is_left_empty(
    tree: Tree, admin_client: Any, action: dict[str, str]
) -> None:
    ContentFactory(parent=tree.home, title="Świt", slug="swit")
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", tree.home.pk])
    answer = admin_client.post(
        address, {**form("Świt"), "slug": "", **action}, HTTP_HOST="localhost"
    )
    assert answer.status_code == 302
    page = ContentPage.objects.get(slug="swit-2")
    assert (page.title, page.live) == ("Świt", bool(action))


def test_the_form_still_refuses_a_slug_that_is_taken(tree: Tree, admin_client: Any) -> None:
    ContentFactory(parent=tree.home, title="Świt", slug="swit")
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", tree.home.pk])
    answer = admin_client.post(address, {**form("Świt"), "slug": "swit"}, HTTP_HOST="localhost")
    assert answer.context["form"].errors["slug"]


def form(title: str) -> dict[str, str]:
    rows: dict[str, str] = {}
    for name in ("topic_links", "comments"):
        rows |= {
            f"{name}-TOTAL_FORMS": "0",
            f"{name}-INITIAL_FORMS": "0",
            f"{name}-MIN_NUM_FORMS": "0",
            f"{name}-MAX_NUM_FORMS": "1000",
        }
    return {"title": title, "body-count": "0", **rows}


def test_a_term_has_the_slug_of_its_name(tree: Tree) -> None:
    assert Topic.objects.create(name="Sąsiedzi", locale=tree.pl).slug == "sasiedzi"
    assert Topic.objects.create(name="Sasiedzi", locale=tree.en).slug == "sasiedzi-2"
    assert Topic.objects.create(name="東京", locale=tree.en).slug == "topic"
    assert len(Topic.objects.create(name="щ" * 100, locale=tree.pl).slug) <= 60


def test_a_term_keeps_its_slug(tree: Tree) -> None:
    topic = Topic.objects.create(name="Sąsiedzi", slug="neighbours", locale=tree.pl)
    topic.name = "Sąsiedztwo"
    topic.save()
    assert topic.slug == "neighbours"


def test_the_form_of_a_term_makes_the_slug_that_is_left_empty(
    tree: Tree, admin_client: Any
) -> None:
    address = f"{reverse('wagtailsnippets_courtyard_topic:add')}?locale=pl"
    answer = admin_client.post(address, {"name": "Łąka", "slug": ""}, HTTP_HOST="localhost")
    assert answer.status_code == 302
    assert Topic.objects.get(name="Łąka").slug == "laka"


def in_ukrainian(tree: Tree, page: Any) -> Translation:
    """A translation of a page of which nothing is translated."""
    locale = add_language(tree, "uk")
    if not tree.home.has_translation(locale):
        in_language(tree.home, locale, title="Головна", slug="uk")
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    return translation


def say(translation: Translation, path: str, words: str) -> None:
    segment = translation.source.stringsegment_set.get(context__path=path)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": words, "tool_name": ""},
    )


@pytest.fixture
def city(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="Kijów", slug="kijow")


def test_a_translated_title_gives_the_page_its_slug(
    tree: Tree, city: Any, django_capture_on_commit_callbacks: Any
) -> None:
    translation = in_ukrainian(tree, city)
    say(translation, "title", "Київ")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    twin = translation.get_target_instance()
    assert (twin.slug, twin.live) == ("kyiv", True)
    assert translation.get_progress() == (2, 2)


def test_the_slug_follows_the_title_until_the_page_is_live(
    tree: Tree, city: Any, django_capture_on_commit_callbacks: Any
) -> None:
    translation = in_ukrainian(tree, city)
    say(translation, "title", "Кіїв")
    translation.save_target(publish=False)
    assert translation.get_target_instance().get_latest_revision_as_object().slug == "kiiv"
    say(translation, "title", "Київ")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "kyiv"
    say(translation, "title", "Київ і область")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    twin = translation.get_target_instance()
    assert (twin.title, twin.slug) == ("Київ і область", "kyiv")


def test_a_live_translation_keeps_its_slug_when_that_of_the_source_changes(
    tree: Tree, city: Any, django_capture_on_commit_callbacks: Any
) -> None:
    translation = in_ukrainian(tree, city)
    say(translation, "title", "Київ")
    say(translation, "slug", "stolytsia")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    city.slug = "kijow-i-okolice"
    city.save_revision().publish()
    translation = in_ukrainian(tree, city)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "stolytsia"


def test_a_slug_that_a_translator_has_written_stays(
    tree: Tree, city: Any, django_capture_on_commit_callbacks: Any
) -> None:
    translation = in_ukrainian(tree, city)
    say(translation, "title", "Київ")
    say(translation, "slug", "Столиця України")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert translation.get_target_instance().slug == "stolytsia-ukrainy"


def test_a_translation_without_a_title_has_no_slug_yet(tree: Tree, city: Any) -> None:
    translation = in_ukrainian(tree, city)
    translation.save_target(publish=False)
    assert translation.get_progress() == (2, 0)
    assert translation.get_target_instance().slug == "kijow"


def test_the_button_for_publishing_needs_no_slug(
    tree: Tree, city: Any, admin_client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    translation = in_ukrainian(tree, city)
    translation.save_target(publish=False)
    say(translation, "title", "Київ")
    twin = translation.get_target_instance()
    address = reverse("wagtailadmin_pages:edit", args=[twin.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(address, {"action": "publish"}, HTTP_HOST="localhost")
    assert answer.status_code == 302
    twin.refresh_from_db()
    assert (twin.slug, twin.live) == ("kyiv", True)


def test_a_page_without_a_title_is_refused_as_ever(tree: Tree) -> None:
    with pytest.raises(ValidationError):
        tree.home.add_child(instance=ContentPage(title=""))


def test_all_texts_can_still_be_translated_at_once(tree: Tree, city: Any) -> None:
    translation = in_ukrainian(tree, city)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    assert translation.get_progress() == (2, 2)


def test_a_page_whose_parent_alone_is_known_has_a_slug(tree: Tree) -> None:
    """As Wagtail's v3 asks for it before the page has a place."""
    page: Any = ContentPage(title="Świt", locale=tree.pl)
    page._cached_parent_obj = tree.home
    page.minimal_clean()
    assert page.slug == "swit"
