"""What is said of pictures beside their files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Locale
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from courtyard.editing import roles
from courtyard.images import ImageDetails, ImageText, describe
from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import Picture, as_json
from courtyard.publications.types import picture
from tests.trees import ContentFactory, Tree, add_language, in_language, make_image, settle


@pytest.fixture
def image(tree: Tree) -> Any:
    return make_image("DSC_0001")


def read(tree: Tree, image: Any, code: str, alt: str | None = None) -> dict[str, Any]:
    built = {"image": as_json(picture(image.pk, alt))}
    read: dict[str, Any] = resolve([built], Reader.at(tree.site, code))[0]["image"]
    Picture.model_validate(read)
    return read


@pytest.fixture
def editor(tree: Tree) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.create_superuser("editor"))
    return client


def test_a_picture_is_described_in_the_language_of_the_reader(tree: Tree, image: Any) -> None:
    describe(image, {"pl": "Brama na podwórze", "en": "A gate to a courtyard"})
    polish, english = read(tree, image, "pl"), read(tree, image, "en")
    assert (polish["alt"], polish["content_language"]) == ("Brama na podwórze", "pl")
    assert (english["alt"], english["content_language"]) == ("A gate to a courtyard", "en")


def test_words_of_another_language_say_in_which_language_they_are(
    tree: Tree, image: Any, client: Client
) -> None:
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", listing_image=image)
    tree.in_english(about, title="About us", slug="about")
    describe(image, {"pl": "Brama"})
    settle()
    assert read(tree, image, "en")["content_language"] == "pl"
    english = client.get("/en/about/", HTTP_HOST="localhost").content.decode()
    assert 'alt="Brama"\n' in english
    assert ' lang="pl"\n' in english.split('alt="Brama"')[1].split(">")[0]
    polish = client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    assert "lang=" not in polish.split('alt="Brama"')[1].split(">")[0]


def test_what_stands_in_for_a_language_comes_first(tree: Tree, image: Any) -> None:
    add_language(tree, "uk", fallback=tree.en)
    describe(image, {"pl": "Brama", "en": "A gate"})
    assert read(tree, image, "uk")["alt"] == "A gate"


def test_words_of_a_page_go_before_those_of_the_image(tree: Tree, image: Any) -> None:
    describe(image, {"pl": "Brama"})
    told = read(tree, image, "pl", alt="Tędy się wchodzi")
    assert (told["alt"], told["content_language"]) == ("Tędy się wchodzi", "")
    assert read(tree, image, "pl", alt="")["alt"] == ""


def test_a_picture_without_words_has_those_of_wagtails_field_and_never_its_title(
    tree: Tree, image: Any
) -> None:
    image.description = "Z czasów sprzed podziału na języki"
    image.save()
    assert read(tree, image, "en")["alt"] == image.description
    image.description = ""
    image.save()
    assert read(tree, image, "pl")["alt"] == ""
    assert image.default_alt_text == ""


def test_whose_it_is_is_said_with_each_picture(tree: Tree, image: Any) -> None:
    assert read(tree, image, "pl")["credit"] == ""
    describe(image, credit="Anna Kowalska", licence="CC BY-SA 4.0")
    describe(image, source_url="https://example.org/brama")
    told = read(tree, image, "pl", alt="Brama")
    assert told["credit"] == "Anna Kowalska"
    assert told["licence"] == "CC BY-SA 4.0"
    assert told["source_url"] == "https://example.org/brama"
    assert told["licence_url"] == ""


def test_new_words_are_read_at_once(tree: Tree, image: Any, client: Client) -> None:
    ContentFactory(parent=tree.home, title="O nas", slug="o-nas", listing_image=image)
    describe(image, {"pl": "Brama"})
    settle()
    assert 'alt="Brama"' in client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    describe(image, {"pl": ""})
    settle()
    assert 'alt="Brama"' not in client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()


def test_an_editor_describes_a_picture_in_each_language(
    editor: Client, tree: Tree, image: Any
) -> None:
    describe(image, {"en": "A door"}, credit="Anna")
    url = reverse("wagtailimages:edit", args=[image.pk])
    form = querydict_from_html(editor.get(url).content.decode(), form_index=0)
    assert form["alt_en"] == "A door"
    assert "description" not in form
    form["alt_pl"], form["alt_en"], form["licence"] = "Brama", "", "CC0"
    assert editor.post(url, form).status_code == 302
    texts = ImageText.objects.values_list("locale__language_code", "alt")
    assert list(texts) == [("pl", "Brama")]
    details = ImageDetails.objects.get()
    assert (details.credit, details.licence) == ("Anna", "CC0")


def test_what_is_not_sent_stays(editor: Client, image: Any) -> None:
    describe(image, {"pl": "Brama"}, credit="Anna")
    url = reverse("wagtailimages:edit", args=[image.pk])
    form = querydict_from_html(editor.get(url).content.decode(), form_index=0)
    for name in ("alt_pl", "credit"):
        del form[name]
    assert editor.post(url, form).status_code == 302
    assert ImageText.objects.get().alt == "Brama"
    assert ImageDetails.objects.get().credit == "Anna"


def test_what_is_said_of_an_image_is_no_use_of_it(image: Any) -> None:
    describe(image, {"pl": "Brama"}, credit="Anna")
    assert not image.get_usage()


def test_it_goes_with_the_image(image: Any) -> None:
    describe(image, {"pl": "Brama"}, credit="Anna")
    get_image_model().objects.all().delete()
    assert not ImageText.objects.exists()
    assert not ImageDetails.objects.exists()


def test_each_language_of_the_admin_has_its_field(editor: Client, image: Any) -> None:
    for code in ("de", "uk"):
        Locale.objects.create(language_code=code)
    page = editor.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    in_the_order_of_the_site = ["pl", "en", "uk", "de"]
    assert re.findall(r'name="alt_(\w+)"', page) == in_the_order_of_the_site


def test_each_language_is_described_by_those_who_may_write_it(tree: Tree, image: Any) -> None:
    ukrainian = add_language(tree, "uk")
    in_language(tree.home, ukrainian, title="Головна", slug="uk")
    describe(image, {"pl": "Brama"})
    section = ContentFactory(parent=tree.home_en, title="Film", slug="film", locale=tree.en)
    roles.set_up([roles.editors_of(section)])
    user = User.objects.create_user("ewa")
    UserProfile.objects.create(user=user, preferred_language="en")
    user.groups.add(Group.objects.get(name="Editors – Film (en)"))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    url = reverse("wagtailimages:edit", args=[image.pk])
    form = querydict_from_html(client.get(url).content.decode(), form_index=0)
    form["alt_en"] = "A gate"
    assert client.post(url, form).status_code == 302
    for code, words in (("pl", "Furtka"), ("pl", ""), ("uk", "Брама")):
        refused = client.post(url, {**form.dict(), f"alt_{code}": words})
        assert "You may not write this in this language." in refused.content.decode()
    texts = ImageText.objects.values_list("locale__language_code", "alt")
    assert sorted(texts) == [("en", "A gate"), ("pl", "Brama")]
    page = client.get(url).content.decode()
    assert [code for code in ("pl", "en", "uk") if is_disabled(page, code)] == ["pl", "uk"]


def is_disabled(page: str, code: str) -> bool:
    [field] = re.findall(rf'<input[^>]*name="alt_{code}"[^>]*>', page)
    return " disabled" in field


# Where links are shared


def test_a_page_is_shared_with_its_own_image_or_another(tree: Tree, client: Client) -> None:
    shown, shared = make_image("pokazany"), make_image("do-dzielenia")
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", listing_image=shown)
    settle()
    page = client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    assert "pokazany" in meta(page)
    about.social_image = shared
    about.save_revision().publish()
    settle()
    page = client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    assert "do-dzielenia" in meta(page)


def meta(page: str) -> str:
    """What a page says of its image to those who share it."""
    return page.split('property="og:image"')[1].split(">")[0]


def test_the_credit_of_its_image_stands_at_the_end_of_a_page(
    tree: Tree, image: Any, client: Client
) -> None:
    ContentFactory(parent=tree.home, title="O nas", slug="o-nas", listing_image=image)
    describe(image, credit="Anna Kowalska", source_url="https://example.org/brama")
    settle()
    page = client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    assert '<a href="https://example.org/brama">Anna Kowalska</a>' in page
