"""Wagtail's own APIs show the public what is public, and nothing besides."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils import timezone
from wagtail.api import APIField
from wagtail.api.v3.schemas import read_generator
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)
from wagtail.rich_text import RichText

from config.demo.posters import draw_poster
from courtyard.delivery.wagtail_v3 import VisiblePage
from courtyard.editing import roles
from courtyard.models import SectionEntry
from home.models import ContentPage
from tests.trees import ContentFactory, ProgrammeFactory, ProgrammeIndexFactory, Tree

V2 = "/api/v2"
V3 = "/api/v3-preview"
PICTURE = draw_poster("news", 0, width=64, height=40)
ADDRESS = re.compile(r'(?:\bid|href|src)="([^"]+)|\]\(([^)]+)')
both = pytest.mark.parametrize("api", [V2, V3])


@dataclass
class World:
    """A site with something of every kind that the public must not see."""

    tree: Tree
    about: Any
    section: Any
    forum: Any
    image: Any
    document: Any
    private_image: Any
    private_document: Any
    hidden: dict[str, Any] = field(default_factory=dict)

    def name_of(self, key: int) -> str | None:
        """What kind of hidden page has this key."""
        return next((name for name, page in self.hidden.items() if page.pk == key), None)


@pytest.fixture
def world(tree: Tree) -> World:
    section = ProgrammeIndexFactory(parent=tree.home, title="Okno działań", slug="dzialania")
    private = Collection.get_first_root_node().add_child(name="Tylko dla nas")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    world = World(
        tree=tree,
        about=ContentFactory(parent=tree.home, title="Okno o nas", slug="o-nas"),
        section=section,
        forum=ProgrammeFactory(parent=section, title="Okno Forum", slug="forum"),
        image=an_image("jawny"),
        document=a_document("jawny"),
        private_image=an_image("tajny", private),
        private_document=a_document("tajny", private),
    )
    hide_one_of_each_kind(world)
    return world


def hide_one_of_each_kind(world: World) -> None:
    home, hidden = world.tree.home, world.hidden
    hidden["draft"] = ContentFactory(parent=home, title="Okno szkic", slug="szkic", live=False)
    closed = ProgrammeIndexFactory(parent=home, title="Okno zamknięte", slug="zamkniete")
    hidden["restricted"] = closed
    hidden["below a restricted one"] = ProgrammeFactory(
        parent=closed, title="Okno pod kluczem", slug="pod-kluczem"
    )
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    hidden["expired"] = ContentFactory(parent=home, title="Okno dawne", slug="dawne")
    expire(hidden["expired"])
    hidden["scaffolding"] = scaffolding_of(world.forum, world.tree)


def expire(page: Page) -> None:
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    Page.objects.filter(pk=page.pk).update(expire_at=an_hour_ago)


def scaffolding_of(page: Any, tree: Tree) -> Any:
    """The alias that wagtail-localize makes below the English front page."""
    alias = page.copy_for_translation(tree.en, copy_parents=True, alias=True)
    Page.objects.filter(pk=alias.pk).update(live=True)
    alias.refresh_from_db()
    return alias


def an_image(name: str, collection: Collection | None = None) -> Any:
    where = {"collection": collection} if collection else {}
    file = ImageFile(io.BytesIO(PICTURE), name=f"{name}.webp")
    return get_image_model().objects.create(title=f"Okno {name}", file=file, **where)


def a_document(name: str, collection: Collection | None = None) -> Any:
    where = {"collection": collection} if collection else {}
    file = ContentFile(b"%PDF", name=f"{name}.pdf")
    return get_document_model().objects.create(title=f"Okno {name}", file=file, **where)


def anonymous() -> Client:
    return Client(HTTP_HOST="localhost")


def with_session(user: User) -> Client:
    client = anonymous()
    client.force_login(user)
    return client


def with_token(user: User) -> Client:
    token, plaintext = APIToken.create_token(user=user, name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {plaintext}"})


@pytest.fixture
def outsiders(db: None) -> dict[str, Client]:
    """Those who have no rights, whatever they show."""
    nobody = User.objects.create_user("nobody")
    return {
        "anonymous": anonymous(),
        "logged in": with_session(nobody),
        "with a token": with_token(nobody),
    }


@pytest.fixture
def editor(tree: Tree) -> Client:
    editor = User.objects.create_user("editor")
    roles.set_up([roles.EDITORS])
    editor.groups.add(Group.objects.get(name=roles.EDITORS.name))
    return with_token(editor)


def keys(client: Client, address: str) -> set[int]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return {item["id"] for item in response.json()["items"]}


def names(world: World, found: set[int]) -> list[str]:
    return sorted(name for key in found if (name := world.name_of(key)))


# Pages


@both
@pytest.mark.parametrize("more", ["", "&type=home.ContentPage", "&search=Okno", "&order=title"])
def test_lists_and_searches_hold_public_pages_only(
    world: World, outsiders: dict[str, Client], api: str, more: str
) -> None:
    found = {who: keys(client, f"{api}/pages/?limit=20{more}") for who, client in outsiders.items()}
    assert {who: names(world, some) for who, some in found.items()} == dict.fromkeys(found, [])
    assert world.about.pk in found["anonymous"]


@both
def test_a_hidden_page_has_no_address(world: World, outsiders: dict[str, Client], api: str) -> None:
    statuses = {
        (who, name, address): client.get(address.format(api=api, id=page.pk)).status_code
        for who, client in outsiders.items()
        for name, page in world.hidden.items()
        for address in ("{api}/pages/{id}/", "{api}/pages/find/?id={id}")
    }
    assert statuses == dict.fromkeys(statuses, 404)
    assert outsiders["anonymous"].get(f"{api}/pages/{world.about.pk}/").status_code == 200


@both
def test_a_hidden_page_is_not_found_by_its_path(
    world: World, outsiders: dict[str, Client], api: str
) -> None:
    paths = ["szkic", "zamkniete", "zamkniete/pod-kluczem", "dawne"]
    statuses = {
        (who, path): client.get(f"{api}/pages/find/?html_path={path}").status_code
        for who, client in outsiders.items()
        for path in paths
    }
    assert statuses == dict.fromkeys(statuses, 404)
    assert outsiders["anonymous"].get(f"{api}/pages/find/?html_path=o-nas").status_code == 200


@both
def test_a_hidden_page_and_none_are_answered_alike(
    world: World, outsiders: dict[str, Client], api: str
) -> None:
    about = PageViewRestriction.objects.create(
        page=world.about.page_ptr, restriction_type="password", password="sezam"
    ).page
    for path in ("dawne", about.slug, "zamkniete/pod-kluczem", "nic"):
        answer = outsiders["anonymous"].get(f"{api}/pages/find/?html_path={path}")
        assert (answer.status_code, answer["Vary"]) == (404, "Cookie")


@both
@pytest.mark.parametrize("relation", ["child_of", "descendant_of", "ancestor_of", "translation_of"])
def test_a_hidden_page_leads_to_no_other(
    world: World, outsiders: dict[str, Client], api: str, relation: str
) -> None:
    """As if it did not exist: the answer is the same as for a key that nothing has."""
    client = outsiders["anonymous"]
    nothing = client.get(f"{api}/pages/?{relation}=999999").status_code
    statuses = {
        name: client.get(f"{api}/pages/?{relation}={page.pk}").status_code
        for name, page in world.hidden.items()
    }
    assert nothing in (400, 422)
    assert statuses == dict.fromkeys(statuses, nothing)


@both
@pytest.mark.parametrize("relation", ["translation_of", "descendant_of", "child_of"])
def test_a_hidden_page_is_not_reached_from_a_public_one(
    world: World, outsiders: dict[str, Client], api: str, relation: str
) -> None:
    twin = world.tree.in_english(world.about, title="Okno about", slug="about")
    expire(twin)
    public = world.about if relation == "translation_of" else world.tree.home_en
    found = keys(outsiders["anonymous"], f"{api}/pages/?{relation}={public.pk}&limit=20")
    assert twin.pk not in found
    assert names(world, found) == []


@both
@pytest.mark.parametrize("kind", ["draft", "expired"])
def test_a_hidden_parent_is_not_named(
    world: World, outsiders: dict[str, Client], api: str, kind: str
) -> None:
    parent = world.hidden[kind]
    child = ProgrammeFactory(parent=parent, title="Okno dziecko", slug="dziecko")
    answer = outsiders["anonymous"].get(f"{api}/pages/{child.pk}/")
    assert answer.json()["meta"]["parent"] is None


@both
def test_a_public_parent_is_named(world: World, outsiders: dict[str, Client], api: str) -> None:
    answer = outsiders["anonymous"].get(f"{api}/pages/{world.forum.pk}/")
    assert answer.json()["meta"]["parent"]["id"] == world.section.pk


@both
@pytest.mark.parametrize("kind", ["draft", "restricted", "expired"])
def test_a_hidden_original_of_an_alias_is_not_named(
    world: World, outsiders: dict[str, Client], api: str, kind: str
) -> None:
    original = world.hidden[kind]
    alias = original.create_alias(parent=world.tree.home, update_slug="skrot")
    PageViewRestriction.objects.filter(page=alias).delete()
    Page.objects.filter(pk=alias.pk).update(live=True, expire_at=None)
    answer = outsiders["anonymous"].get(f"{api}/pages/{alias.pk}/").json()
    assert answer.get("meta", {}).get("alias_of") is None


@both
def test_an_alias_in_the_same_language_is_shown_with_its_original(
    world: World, outsiders: dict[str, Client], api: str
) -> None:
    alias = world.about.create_alias(parent=world.section)
    answer = outsiders["anonymous"].get(f"{api}/pages/{alias.pk}/").json()
    assert answer["meta"]["alias_of"]["id"] == world.about.pk


@both
def test_a_hidden_page_is_left_out_of_what_is_nested(
    world: World, outsiders: dict[str, Client], api: str
) -> None:
    """Its whole row is. Scaffolding is no page: what it stands for is named instead."""
    list_in_section(world)
    answer = outsiders["anonymous"].get(f"{api}/pages/{world.section.pk}/").json()
    named = [entry["page"]["id"] for entry in answer["section_entries"]]
    assert named == [world.about.pk, world.forum.pk]


def list_in_section(world: World) -> None:
    pages = [world.about, *world.hidden.values()]
    world.section.section_entries = [
        SectionEntry(page=page.page_ptr, locale=world.tree.pl, sort_order=position)
        for position, page in enumerate(pages)
    ]
    world.section.save()


def as_v3_would_answer(model: Any, key: int, client: Client) -> Any:
    """v3 makes the forms of its answers at the start; here with the fields of this test."""
    request = client.get(f"{V3}/pages/").wsgi_request
    form = read_generator.generate_schema(model, base_class=VisiblePage)
    page = model.objects.get(pk=key)
    return form.model_validate(page, context={"request": request}).model_dump(mode="json")


@both
@pytest.mark.parametrize("form", ["db_html", "html", "db_markdown", "markdown"])
def test_texts_do_not_say_where_hidden_things_are(
    world: World, outsiders: dict[str, Client], api: str, form: str
) -> None:
    text = text_about_everything(world)
    world.about.body = [("text", RichText(text))]
    world.about.save()
    world.section.introduction = text
    world.section.save()
    page, document = world.about.pk, world.document
    expected = {
        "db_html": [str(page), str(document.pk)],
        "html": ["/pl/o-nas/", document.url],
        "db_markdown": [f"wagtail://page?id={page}", f"wagtail://document?id={document.pk}"],
        "markdown": ["/pl/o-nas/", document.url],
    }[form]
    for place, name in ((world.about, "body"), (world.section, "introduction")):
        address = f"{api}/pages/{place.pk}/?rich_text_format={form}"
        answer = outsiders["anonymous"].get(address).json()[name]
        text = answer if isinstance(answer, str) else answer[0]["value"]
        assert ["".join(found) for found in ADDRESS.findall(text)] == expected
        assert text.count("Okno") == len(world.hidden) + 3


def text_about_everything(world: World) -> str:
    """Links to a public page and to all that is hidden, as editors' texts are stored."""
    pages = [world.about, *world.hidden.values()]
    links = [f'<a linktype="page" id="{page.pk}">Okno</a>' for page in pages]
    files = [
        f'<a id="{document.pk}" linktype="document">Okno</a>'
        for document in (world.document, world.private_document)
    ]
    image = f'<embed embedtype="image" format="left" id="{world.private_image.pk}" alt="obraz"/>'
    return f"<p>{' '.join(links + files)}</p>{image}"


@both
def test_streams_do_not_say_what_hidden_things_they_choose(
    world: World, outsiders: dict[str, Client], api: str
) -> None:
    pages = [world.forum, *world.hidden.values()]
    images = [world.image, world.private_image]
    for image in images:
        image.decorative = True
    world.about.body = [
        ("pages", {"heading": "Okno", "pages": pages}),
        *(("image", {"image": image, "caption": "Okno"}) for image in images),
    ]
    world.about.save()
    body = outsiders["anonymous"].get(f"{api}/pages/{world.about.pk}/").json()["body"]
    assert body[0]["value"]["pages"] == [world.forum.pk, *(None for _ in world.hidden)]
    shown = [block["value"]["image"]["image"] for block in body[1:]]
    assert shown == [world.image.pk, None]


# Images and documents


@both
@pytest.mark.parametrize("more", ["", "&search=Okno", "&order=title"])
@pytest.mark.parametrize("kind", ["image", "document"])
def test_lists_and_searches_hold_public_files_only(
    world: World, outsiders: dict[str, Client], api: str, kind: str, more: str
) -> None:
    found = {
        who: keys(client, f"{api}/{kind}s/?limit=20{more}") for who, client in outsiders.items()
    }
    assert found == dict.fromkeys(found, {getattr(world, kind).pk})


@both
@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_private_file_has_no_address(
    world: World, outsiders: dict[str, Client], api: str, kind: str
) -> None:
    key = getattr(world, f"private_{kind}").pk
    addresses = [f"{api}/{kind}s/{key}/"]
    if api == V2:
        addresses.append(f"{api}/{kind}s/find/?id={key}")
    statuses = {
        (who, address): client.get(address).status_code
        for who, client in outsiders.items()
        for address in addresses
    }
    assert statuses == dict.fromkeys(statuses, 404)
    assert (
        outsiders["anonymous"].get(f"{api}/{kind}s/{getattr(world, kind).pk}/").status_code == 200
    )


@pytest.mark.parametrize("shown", [True, False])
def test_v2_nests_public_images_only(
    world: World, outsiders: dict[str, Client], monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    fields = [*ContentPage.api_fields, APIField("listing_image")]
    monkeypatch.setattr(ContentPage, "api_fields", fields)
    world.about.listing_image = world.image if shown else world.private_image
    world.about.save()
    answer = outsiders["logged in"].get(f"{V2}/pages/{world.about.pk}/").json()
    assert bool(answer["listing_image"]) is shown


@pytest.mark.parametrize("shown", [True, False])
def test_v3_nests_public_images_only(
    world: World, outsiders: dict[str, Client], monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    monkeypatch.setattr(ContentPage, "api_fields", [APIField("listing_image")])
    world.about.listing_image = world.image if shown else world.private_image
    world.about.save()
    answer = as_v3_would_answer(ContentPage, world.about.pk, outsiders["anonymous"])
    assert bool(answer["listing_image"]) is shown


# Redirects: their old paths and targets tell of hidden pages


@pytest.mark.parametrize("address", ["", "find/?html_path=/tajne", "{key}/"])
def test_redirects_are_listed_to_those_who_manage_them(
    world: World, outsiders: dict[str, Client], admin_user: User, address: str
) -> None:
    hidden = world.hidden["draft"]
    redirect = Redirect.objects.create(old_path="/tajne", redirect_page=hidden)
    address = f"{V3}/redirects/{address.format(key=redirect.pk)}"
    statuses = {who: client.get(address).status_code for who, client in outsiders.items()}
    assert statuses == {"anonymous": 401, "logged in": 401, "with a token": 403}
    assert with_token(admin_user).get(address).status_code in (200, 302)


# Those with rights, and what stays


def test_an_editor_with_a_token_still_sees_drafts(world: World, editor: Client) -> None:
    draft = world.hidden["draft"]
    assert draft.pk in keys(editor, f"{V3}/pages/?limit=20")
    draft.title = "Okno zmienione"
    draft.save_revision()
    answer = editor.get(f"{V3}/pages/{draft.pk}/?version=draft").json()
    assert answer["title"] == "Okno zmienione"
    child = ProgrammeFactory(parent=draft, title="Dziecko", slug="dziecko")
    answer = editor.get(f"{V3}/pages/{child.pk}/").json()
    assert answer["meta"]["parent"]["id"] == draft.pk


@pytest.mark.parametrize("kind", ["image", "document"])
def test_an_editor_with_a_token_still_sees_private_files(
    world: World, editor: Client, kind: str
) -> None:
    key = getattr(world, f"private_{kind}").pk
    assert key in keys(editor, f"{V3}/{kind}s/")
    assert editor.get(f"{V3}/{kind}s/{key}/").status_code == 200


@pytest.mark.usefixtures("world")
def test_v2_says_the_same_to_everybody(editor: Client, outsiders: dict[str, Client]) -> None:
    for address in ("pages/?limit=20&fields=*", "images/", "documents/"):
        answers = {
            client.get(f"{V2}/{address}").content for client in (editor, *outsiders.values())
        }
        assert len(answers) == 1


def test_v2_takes_no_passwords(world: World) -> None:
    """Else it would be a door to guess them at."""
    headers = {"authorization": "Basic bm9ib2R5Ondyb25n"}
    assert anonymous().get(f"{V2}/pages/", headers=headers).status_code == 200


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_v2_answers_a_key_that_is_no_number(kind: str) -> None:
    assert anonymous().get(f"{V2}/{kind}/find/?id=abc").status_code == 400


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("address", ["docs/", "openapi.json"])
def test_the_documentation_of_v3_is_there(address: str) -> None:
    assert anonymous().get(f"{V3}/{address}").status_code == 200


# In the admin


def test_scaffolding_says_so_in_the_page_explorer(world: World, admin_client: Client) -> None:
    listing = admin_client.get(f"/cms/pages/{world.tree.home_en.pk}/").content.decode()
    section = Page.objects.get(depth=3, locale=world.tree.en, alias_of__isnull=False)
    label = section.specific.get_admin_display_title()
    assert label != section.title
    assert label in listing


def test_other_aliases_are_not_called_scaffolding(world: World) -> None:
    alias = world.about.create_alias(parent=world.section)
    assert alias.get_admin_display_title() == alias.title
    assert world.about.get_admin_display_title() == world.about.title
