"""Alternative texts of the picture library, written by those who translate one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Locale

from courtyard.editing import roles
from courtyard.editing.picture_texts import PicturesToDescribe
from courtyard.images import ImageText, describe
from tests.trees import ContentFactory, Tree, make_image, settle

from .test_matrix import browser, somebody, translator, uk, words

__all__ = ["translator", "uk"]

LIST = "/cms/courtyard/alternative-texts/"
TITLE = re.compile(r"<h2>\s*(?:<a[^>]*>)?\s*(.*?)\s*(?:</a>)?\s*</h2>", re.S)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def gate(tree: Tree) -> Any:
    image = make_image("brama")
    describe(image, {"pl": "Brama na podwórze", "en": "A gate"})
    return image


@pytest.fixture
def olena(translator: User) -> Client:
    return browser(translator)


def look(client: Client, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    listed = page.partition('<ul class="courtyard-pictures">')[2]
    return [words(one) for one in TITLE.findall(listed)]


def typed(image: Any, alt: str, was: str = "") -> dict[str, Any]:
    return {
        "picture": [image.pk],
        f"picture-{image.pk}-alt": alt,
        f"picture-{image.pk}-was": was,
    }


def together(*forms: dict[str, Any]) -> dict[str, Any]:
    pictures = [key for form in forms for key in form["picture"]]
    return {name: value for form in forms for name, value in form.items()} | {"picture": pictures}


def said(code: str = "uk") -> list[str]:
    texts = ImageText.objects.filter(locale__language_code=code).order_by("image")
    return [*texts.values_list("alt", flat=True)]


# What is listed


def test_a_picture_that_other_languages_describe_is_missing(
    gate: Any, olena: Client, client: Client
) -> None:
    page = look(olena)
    assert titles(page) == ["brama"]
    assert '<dd lang="pl">' in page
    assert "Brama na podwórze" in page
    assert "A gate" in page
    assert f'name="picture-{gate.pk}-alt"' in page
    assert 'lang="uk"' in page


def test_what_a_language_says_that_the_site_has_given_up_is_passed_over(
    gate: Any, admin_client: Client
) -> None:
    former = Locale.objects.create(language_code="fr")
    ImageText.objects.create(image=make_image("porte"), locale=former, alt="Une porte")
    assert titles(look(admin_client, "?language=en&state=nowhere")) == ["porte"]
    assert "Une porte" not in look(admin_client, "?state=all")
    assert admin_client.get(f"/cms/images/{gate.pk}/").status_code == 200


def test_pictures_are_narrowed_by_state_and_by_title_or_text(gate: Any, olena: Client) -> None:
    done = make_image("okno")
    make_image("tlo")
    describe(done, {"pl": "Okno od strony rzeki", "uk": "Вікно"})
    assert {
        state: sorted(titles(look(olena, f"?state={state}")))
        for state in ("missing", "written", "nowhere", "all")
    } == {
        "missing": ["brama"],
        "written": ["okno"],
        "nowhere": ["tlo"],
        "all": ["brama", "okno", "tlo"],
    }
    assert titles(look(olena, "?state=all&q=tlo")) == ["tlo"]
    assert titles(look(olena, "?state=all&q=rzeki")) == ["okno"]
    assert titles(look(olena, "?state=all&q=nic")) == []
    told = look(olena, "?state=written&q=nic")
    assert "No picture of this state has these words" in told


def test_words_from_before_there_were_languages_are_shown(gate: Any, olena: Client) -> None:
    """Readers get them where no language describes a picture."""
    old = make_image("okno")
    old.description = "Okno od strony rzeki"
    old.save()
    assert "Okno od strony rzeki" in look(olena, "?state=nowhere")


def test_what_is_asked_wrongly_is_said_by_field(gate: Any, olena: Client) -> None:
    page = look(olena, "?state=lost&q=" + 201 * "a")
    assert "Select a valid choice. lost is not one of the available choices." in page
    assert "Ensure this value has at most 200 characters (it has 201)." in page
    assert titles(page) == ["brama"]


def test_what_no_reader_may_see_is_not_listed(gate: Any, olena: Client) -> None:
    private = Collection.get_first_root_node().add_child(name="Prywatne")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    secret = make_image("tajne")
    secret.collection = private
    secret.save()
    describe(secret, {"pl": "Tajne"})
    assert titles(look(olena, "?state=all")) == ["brama"]
    olena.post(LIST, typed(secret, "Таємне"))
    assert said() == []


def test_the_newest_come_first_page_by_page(tree: Tree, uk: Locale, olena: Client) -> None:
    many(45)
    first, last = look(olena, "?state=all"), look(olena, "?state=all&p=3")
    assert titles(first) == [f"obraz {number:03}" for number in range(44, 24, -1)]
    assert titles(last) == [f"obraz {number:03}" for number in range(4, -1, -1)]
    assert "Page 3 of 3" in last


def many(number: int) -> None:
    """So many more pictures, described in Polish, every second one in Ukrainian too."""
    images, start = get_image_model().objects, get_image_model().objects.count()
    template = make_image("wzor")
    values = {
        field.attname: getattr(template, field.attname)
        for field in template._meta.concrete_fields
        if not field.primary_key
    }
    template.delete()
    now = timezone.now()
    made = images.bulk_create(
        images.model(**values | {"title": f"obraz {one:03}", "created_at": now})
        for one in range(start, start + number)
    )
    polish, ukrainian = (Locale.objects.get(language_code=code) for code in ("pl", "uk"))
    texts = [ImageText(image=one, locale=polish, alt=f"Obraz {one.pk}") for one in made]
    texts += [ImageText(image=one, locale=ukrainian, alt="Картина") for one in made[::2]]
    ImageText.objects.bulk_create(texts)


# What is written


def test_what_is_typed_is_saved_and_read_at_once(
    tree: Tree, gate: Any, olena: Client, client: Client
) -> None:
    home = tree.home.get_translation(Locale.objects.get(language_code="uk"))
    ContentFactory(parent=home, title="Про нас", slug="pro", locale=home.locale, listing_image=gate)
    settle()
    read = client.get("/uk/pro/", headers={"host": "localhost"}).content.decode()
    assert "Брама" not in read
    other = make_image("okno")
    describe(other, {"pl": "Okno"})
    form = together(typed(gate, " Брама \r\n на подвір’я "), typed(other, ""))
    answer = olena.post(f"{LIST}?state=missing&p=1", form)
    assert answer.headers["Location"] == f"{LIST}?state=missing&p=1"
    assert "1 text is saved." in look(olena, "?state=missing&p=1")
    assert said() == ["Брама на подвір’я"]
    settle()
    read = client.get("/uk/pro/", headers={"host": "localhost"}).content.decode()
    assert 'alt="Брама на подвір’я"' in read


def test_a_text_that_is_emptied_is_taken_back(gate: Any, olena: Client) -> None:
    describe(gate, {"uk": "Брама"})
    olena.post(LIST, typed(gate, "", was="Брама"))
    assert said() == []
    assert said("pl") == ["Brama na podwórze"]


def test_what_is_wrong_saves_nothing_and_keeps_all_that_was_typed(gate: Any, olena: Client) -> None:
    other = make_image("okno")
    describe(other, {"pl": "Okno"})
    form = together(typed(gate, "Б" * 251), typed(other, "Вікно"))
    page = olena.post(f"{LIST}?state=missing", form).content.decode()
    assert said() == []
    assert "Nothing is saved yet." in page
    assert "Ensure this value has at most 250 characters (it has 251)." in page
    assert "Б" * 251 in page
    assert "Вікно" in page
    assert titles(page) == ["brama", "okno"]
    mended = together(typed(gate, "Брама"), typed(other, "Вікно"))
    olena.post(LIST, mended)
    assert said() == ["Брама", "Вікно"]


def test_nobody_writes_unseen_over_what_somebody_else_has_written(gate: Any, olena: Client) -> None:
    describe(gate, {"uk": "Ворота"})
    page = olena.post(LIST, typed(gate, "Брама")).content.decode()
    assert said() == ["Ворота"]
    assert "Somebody has written “Ворота” here meanwhile." in page
    assert ">\nБрама</textarea>" in page
    assert re.search(rf'name="picture-{gate.pk}-was"[^>]*value="Ворота"', page)
    olena.post(LIST, typed(gate, "Брама", was="Ворота"))
    assert said() == ["Брама"]
    describe(gate, {"uk": ""})
    page = olena.post(LIST, typed(gate, "Двері", was="Брама")).content.decode()
    assert "Somebody has emptied this text meanwhile." in page


def test_what_somebody_did_not_touch_is_left_as_others_wrote_it(gate: Any, olena: Client) -> None:
    describe(gate, {"uk": "Ворота"})
    olena.post(LIST, typed(gate, ""))
    assert said() == ["Ворота"]


def test_of_a_picture_that_is_gone_it_is_told_and_the_others_are_saved(
    gate: Any, olena: Client
) -> None:
    gone = make_image("okno")
    form = together(typed(gate, "Брама"), typed(gone, "Вікно"))
    gone.delete()
    page = olena.post(LIST, form, follow=True).content.decode()
    assert "A picture was deleted meanwhile" in page
    assert said() == ["Брама"]


# Who may


def test_each_writes_the_languages_that_they_may(gate: Any, olena: Client) -> None:
    for code in ("pl", "en", "de"):
        for answer in (
            olena.get(f"{LIST}?language={code}"),
            olena.post(f"{LIST}?language={code}", typed(gate, "Чуже")),
        ):
            assert answer.headers["Location"] == "/cms/"
    assert said("pl") == ["Brama na podwórze"]
    assert said("en") == ["A gate"]


def test_who_writes_several_languages_chooses_one(gate: Any, admin_client: Client) -> None:
    page = look(admin_client)
    assert re.findall(r'<option value="(\w\w)"', page) == ["pl", "en"]
    assert titles(page) == []
    assert titles(look(admin_client, "?state=written")) == ["brama"]
    admin_client.post(f"{LIST}?language=en", typed(gate, "An old gate", was="A gate"))
    assert said("en") == ["An old gate"]
    assert f'href="/cms/images/{gate.pk}/"' in look(admin_client, "?state=written")


def test_who_writes_a_section_describes_the_pictures_that_they_may_change(
    tree: Tree, gate: Any, uk: Locale
) -> None:
    section = ContentFactory(parent=tree.home_en, title="Film", slug="film", locale=tree.en)
    roles.set_up([roles.editors_of(section)])
    ewa = somebody("ewa", "Editors – Film (en)")
    page = look(browser(ewa), "?state=written")
    assert re.findall(r'type="hidden" name="language" value="(\w\w)"', page) == ["en"]
    assert titles(page) == ["brama"]
    group = Group.objects.get(name="Editors – Film (en)")
    group.collection_permissions.all().delete()
    ewa = User.objects.get(pk=ewa.pk)
    assert browser(ewa).get(LIST).headers["Location"] == "/cms/"


# Where one finds them


def test_a_translator_finds_what_is_missing_on_the_first_page_and_in_the_menu(
    gate: Any, olena: Client, translator: User
) -> None:
    [waiting] = PicturesToDescribe(translator).waiting()
    assert waiting.told == "Українська: 1 picture has no alternative text"
    home = olena.get("/cms/").content.decode()
    assert waiting.address.replace("&", "&amp;") in home
    assert titles(olena.get(waiting.address).content.decode()) == ["brama"]
    assert f'"{LIST}"' in home
    describe(gate, {"uk": "Брама"})
    assert "no alternative text" not in olena.get("/cms/").content.decode()


def test_who_writes_the_whole_site_has_it_in_the_menu(gate: Any, admin_client: Client) -> None:
    home = admin_client.get("/cms/").content.decode()
    assert f'"{LIST}"' in home
    assert "no alternative text" not in home


def test_who_writes_no_language_does_not(gate: Any, uk: Locale) -> None:
    nobody = somebody("nikt", "Translators – uk")
    Group.objects.get(name="Translators – uk").page_permissions.all().delete()
    home = browser(nobody).get("/cms/").content.decode()
    assert LIST not in home


# What it costs


def test_it_costs_the_same_however_many_pictures_there_are(
    tree: Tree, uk: Locale, translator: User
) -> None:
    many(20)
    few = [cost(translator, query) for query in ("", "?state=all", "?state=all&q=obraz")]
    of_panel = cost_of_panel(translator)
    many(180)
    assert get_image_model().objects.count() == 200
    assert few == [cost(translator, query) for query in ("", "?state=all", "?state=all&q=obraz")]
    assert of_panel == cost_of_panel(translator) <= 4  # two of them about what one may write
    assert max(few) <= 20


def cost(user: User, query: str) -> int:
    client = browser(User.objects.get(pk=user.pk))
    look(client, query)  # makes the pictures smaller, once
    with CaptureQueriesContext(connection) as queries:
        look(client, query)
    return len(queries)


def cost_of_panel(user: User) -> int:
    fresh = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as queries:
        PicturesToDescribe(fresh).waiting()
    return len(queries)
