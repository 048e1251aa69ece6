"""The generation: when it is raised, and that nothing kept outlives it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction
from wagtail.rich_text import RichText

from courtyard.delivery import keeping
from courtyard.images import describe
from courtyard.localisation import site_map
from courtyard.models import Generation, SiteSettings, SiteTexts, Topic, TopicLink
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from courtyard.publications import generation, renditions, upkeep
from courtyard.publications.prepared import Prepared
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    add_language,
    make_image,
    settle,
    topic,
)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def about(tree: Tree) -> Any:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    settle()
    return page


def number() -> int:
    return Generation.objects.values_list("number", flat=True).get()


def status(client: Client, path: str, host: str = "localhost") -> str:
    return client.get(path, HTTP_HOST=host).headers.get("Cache-Status", "")


CHANGES: dict[str, Callable[[Tree, Any], object]] = {
    "publish": lambda tree, page: page.save_revision().publish(),
    "unpublish": lambda tree, page: page.unpublish(),
    "delete": lambda tree, page: page.delete(),
    "move": lambda tree, page: page.move(tree.home_en, pos="last-child"),
    "rename": lambda tree, page: rename(page),
    "restrict": lambda tree, page: PageViewRestriction.objects.create(page=page),
    "topic": lambda tree, page: topic(tree),
    "image": lambda tree, page: make_image("x"),
    "collection": lambda tree, page: CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node()
    ),
    "language": lambda tree, page: Locale.objects.create(language_code="uk"),
    "texts": lambda tree, page: SiteTexts.objects.create(
        settings=SiteSettings.objects.create(site=tree.site), locale=tree.pl, name="x"
    ),
    "site": lambda tree, page: tree.site.save(),
}


def rename(page: Any) -> None:
    page.slug = "inaczej"
    page.save_revision().publish()


@pytest.mark.parametrize("change", CHANGES)
def test_every_public_change_raises_it(tree: Tree, about: Any, change: str) -> None:
    with transaction.atomic():
        CHANGES[change](tree, about)
        assert generation.current() is None
    assert OutboxRow.objects.filter(kind=generation.OUTBOX_KIND).count() == 1
    before = number()
    settle()
    assert number() == before + 1


def test_the_draft_of_an_editor_does_not(about: Any) -> None:
    about.title = "Szkic"
    about.save_revision()
    assert generation.current() is not None
    assert not OutboxRow.objects.filter(kind=generation.OUTBOX_KIND).exists()


def test_a_change_that_is_rolled_back_does_not(about: Any) -> None:
    try:
        with transaction.atomic():
            about.save_revision().publish()
            raise LookupError
    except LookupError:
        pass
    assert generation.current() is not None
    assert not OutboxRow.objects.exists()


def test_the_outbox_raises_it_once_more(tree: Tree, about: Any) -> None:
    about.save_revision().publish()
    before = number()
    outbox.work()
    assert number() == before + 1


@pytest.mark.django_db(transaction=True)
def test_it_is_raised_after_the_commit_and_once() -> None:
    from tests.trees import grow

    tree = grow()
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    before = number()
    with transaction.atomic():
        page.title = "Inaczej"
        page.save_revision().publish()
        assert number() == before
    assert number() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_kept_answer_is_not_reached_after_a_change() -> None:
    from tests.trees import grow

    client = Client(HTTP_HOST="localhost")
    tree = grow()
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    for path in ("/pl/o-nas/", "/api/content/v1/pages"):
        assert status(client, path) == "Courtyard; fwd=miss"
        assert status(client, path) == "Courtyard; hit"
    page.title = "Inaczej"
    page.save_revision().publish()
    for path in ("/pl/o-nas/", "/api/content/v1/pages"):
        response = client.get(path)
        assert response["Cache-Status"] == "Courtyard; fwd=miss"
        assert "Inaczej" in response.content.decode()


def test_within_its_own_transaction_nothing_is_kept(client: Client, about: Any) -> None:
    about.save_revision().publish()
    assert status(client, "/pl/o-nas/") == "Courtyard; fwd=miss"
    assert status(client, "/pl/o-nas/") == "Courtyard; fwd=miss"


# Keeping


def test_a_reader_who_has_the_answer_gets_it_confirmed(client: Client, about: Any) -> None:
    for path in ("/pl/o-nas/", "/api/content/v1/pages"):
        first = client.get(path)
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
        again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(path, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_a_visitor_with_a_session_gets_nothing_kept(
    client: Client, about: Any, admin_user: Any
) -> None:
    client.get("/pl/o-nas/")
    client.force_login(admin_user)
    settle()
    response = client.get("/pl/o-nas/")
    assert "Cache-Status" not in response.headers
    assert response["Cache-Control"] == "private, no-store"
    assert "wagtail-userbar" in response.content.decode()
    stranger = Client(HTTP_HOST="localhost").get("/pl/o-nas/")
    assert "wagtail-userbar" not in stranger.content.decode()


def test_the_api_ignores_sessions(client: Client, about: Any, admin_user: Any) -> None:
    path = "/api/content/v1/pages"
    client.get(path)
    client.force_login(admin_user)
    settle()
    client.get(path)
    assert status(client, path) == "Courtyard; hit"


def test_parameters_that_change_nothing_make_no_difference(client: Client, tree: Tree) -> None:
    NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    settle()
    client.get("/pl/aktualnosci/")
    assert status(client, "/pl/aktualnosci/?utm_source=x") == "Courtyard; hit"
    assert status(client, "/pl/aktualnosci/?page=2") == "Courtyard; fwd=miss"
    assert status(client, "/pl/aktualnosci/", host="testserver") == "Courtyard; fwd=miss"


def test_errors_are_not_kept(client: Client, about: Any) -> None:
    for path in ("/pl/nic/", "/api/content/v1/pages/by-path?path=/pl/nic/"):
        client.get(path)
        assert "hit" not in status(client, path)


def test_an_answer_is_kept_until_the_clock_changes_it(
    client: Client, about: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    Page.objects.filter(pk=about.pk).update(expire_at=now + dt.timedelta(seconds=30))
    settle()

    def at(seconds: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(seconds=seconds))

    at(1)
    client.get("/pl/o-nas/")
    at(29)
    assert status(client, "/pl/o-nas/") == "Courtyard; hit"
    assert status(client, "/pl/") == "Courtyard; fwd=miss"
    at(30)
    assert client.get("/pl/o-nas/").status_code == 404
    assert status(client, "/pl/") == "Courtyard; fwd=miss"
    at(31)
    assert status(client, "/pl/") == "Courtyard; hit"


def test_an_answer_is_kept_a_minute_at_the_most(
    client: Client, about: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/pl/o-nas/")
    Page.objects.filter(pk=about.pk).update(live=False)
    later = timezone.now() + site_map.LONGEST
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/pl/o-nas/").status_code == 404


def test_a_clock_that_is_set_back_makes_nothing_old_true_again(
    client: Client,
    about: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.get("/pl/o-nas/")
    earlier = timezone.now() - dt.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    assert status(client, "/pl/o-nas/") == "Courtyard; fwd=miss"
    assert "The clock was set back" in caplog.text
    assert status(client, "/pl/o-nas/") == "Courtyard; hit"


class Broken:
    """A cache that is down."""

    def __getattr__(self, name: str) -> Any:
        def fail(*args: Any, **kwargs: Any) -> Any:
            raise ConnectionError("no route to redis.internal:6379")

        return fail


def test_while_the_cache_is_down_every_page_is_served(
    client: Client,
    about: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(keeping, "cache", Broken())
    monkeypatch.setattr(keeping, "_complained_at", -100.0)
    for _time in range(3):
        assert status(client, "/pl/o-nas/") == "Courtyard; fwd=miss"
        assert status(client, "/api/content/v1/pages") == "Courtyard; fwd=miss"
    assert caplog.text.count("The cache does not answer: ConnectionError.") == 1
    assert "redis.internal" not in caplog.text


# In a cache that all processes share


@pytest.fixture
def shared(settings: Any) -> None:
    settings.COURTYARD_GENERATION_IN_CACHE = True
    cache.clear()


@pytest.mark.usefixtures("shared")
def test_in_a_shared_cache_a_kept_answer_costs_no_query(
    client: Client, about: Any, django_assert_num_queries: Any
) -> None:
    client.get("/pl/o-nas/")
    with django_assert_num_queries(0):
        assert status(client, "/pl/o-nas/") == "Courtyard; hit"
    generation.raise_now()
    assert status(client, "/pl/o-nas/") == "Courtyard; fwd=miss"


@pytest.mark.usefixtures("shared")
def test_a_shared_cache_that_is_down_is_told_later(
    about: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generation.current()
    about.save_revision().publish()
    monkeypatch.setattr(generation, "cache", Silent())
    with pytest.raises(generation.CacheUnreachable):
        generation.raise_now()
    outbox.work()
    row = OutboxRow.objects.get(kind=generation.OUTBOX_KIND)
    assert row.last_error == "CacheUnreachable"
    monkeypatch.undo()
    OutboxRow.objects.update(due_at=timezone.now())
    settle()
    outbox.work()
    assert generation.current() != before


class Silent:
    """A cache that swallows its errors, as django-redis does when it is told to."""

    def get(self, key: str) -> None:
        return None

    def set(self, key: str, value: Any, timeout: Any = None) -> None:
        return None

    def add(self, key: str, value: Any, timeout: Any = None) -> None:
        return None


# What each process remembers of its sites


def test_a_site_is_read_anew_after_each_generation(
    client: Client, tree: Tree, about: Any, django_assert_num_queries: Any
) -> None:
    client.get("/pl/o-nas/")
    cache.clear()
    known = len(site_map._remembered)
    client.get("/pl/o-nas/")
    assert len(site_map._remembered) == known
    Locale.objects.create(language_code="uk")
    settle()
    client.get("/pl/o-nas/")
    assert len(site_map._remembered) == known + 1


def test_questions_are_not_compiled_anew_for_a_site_of_the_same_shape(
    client: Client, tree: Tree, about: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Prepared] = []
    prepare = site_map.SiteMap.prepare

    def counted(self: site_map.SiteMap, question: Any, prepared: Prepared) -> None:
        compiled.append(prepared)
        prepare(self, question, prepared)

    monkeypatch.setattr(site_map.SiteMap, "prepare", counted)
    client.get("/pl/o-nas/")
    assert compiled
    compiled.clear()
    about.title = "O wszystkich"
    about.save_revision().publish()
    settle()
    assert "O wszystkich" in client.get("/pl/o-nas/").content.decode()
    assert not compiled
    add_language(tree, "uk")
    settle()
    client.get("/pl/o-nas/")
    assert compiled


def test_images_are_made_by_the_worker_and_never_by_a_reader(client: Client, about: Any) -> None:
    image = make_image("nowe", made=False)
    about.listing_image = image
    about.save_revision().publish()
    client.get("/pl/o-nas/")
    assert not image.renditions.exists()
    settle()
    client.get("/pl/o-nas/")
    renditions.make(image)
    assert "nowe" in client.get("/pl/o-nas/").content.decode()
    assert get_image_model().objects.get(pk=image.pk).renditions.count() == 3


# A cache whose errors nobody swallows


class Raising(LocMemCache):
    """A cache that is down, for whoever asks it."""

    def _fail(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    get = set = add = delete = get_many = set_many = delete_many = clear = _fail


@pytest.mark.parametrize("in_cache", [False, True])
def test_while_the_cache_raises_the_site_is_served(
    client: Client, about: Any, settings: Any, in_cache: bool
) -> None:
    down = {"BACKEND": f"{__name__}.Raising"}
    before, settings.CACHES = settings.CACHES, {"default": down, "renditions": down}
    settings.COURTYARD_GENERATION_IN_CACHE = in_cache
    site_map._remembered.clear()
    for address in ("/pl/o-nas/", "/api/content/v1/pages", "/robots.txt", "/sitemap.xml"):
        assert client.get(address).status_code == 200, address
    assert client.get("/api/content/v1/pages/by-path?path=/pl/nic/").status_code == 404
    settings.CACHES = before


def test_a_picture_is_made_again_whatever_this_process_remembers(tree: Tree) -> None:
    image = make_image("plakat")
    made = image.get_rendition_model().objects.filter(image=image)
    image.get_renditions(*renditions.RENDITIONS)
    # Another process has deleted them since, and this one has not heard of it.
    made._raw_delete("default")
    renditions.make(image)
    assert {one.filter_spec for one in made.all()} == set(renditions.RENDITIONS)


# Each watched type


def test_every_type_that_is_watched_is_known_to_the_proofs() -> None:
    """Those of tests/freshness/test_mutations.py and of this module; a new one needs its own."""
    assert {model.__name__ for model in generation._watched} == {
        *("Page", "Original", "Term", "Site", "SiteSettings", "SiteTexts", "Locale", "Redirect"),
        *("SocialLink", "MenuItem", "MenuItemText"),
        *("Collection", "CollectionViewRestriction", "PageViewRestriction"),
        *("Document", "Image", "Rendition", "ImageDetails", "ImageText"),
    }


def test_what_is_said_of_an_image_is_read_at_once(client: Client, about: Any) -> None:
    image = make_image("mural")
    about.listing_image = image
    about.save_revision().publish()
    for number, say in enumerate(
        (
            lambda: describe(image, {"pl": "Ściana z nazwami ulic"}),
            lambda: describe(image, {"pl": "Ściana z nazwami ulic"}, credit="Biuro"),
        )
    ):
        settle()
        client.get("/pl/o-nas/")
        assert status(client, "/pl/o-nas/") == "Courtyard; hit"
        say()
        html = client.get("/pl/o-nas/").content.decode()
        assert "Ściana z nazwami ulic" in html
        assert ("Biuro" in html) == bool(number)


def test_a_document_that_becomes_private_is_linked_no_longer(client: Client, about: Any) -> None:
    root = Collection.get_first_root_node()
    document = get_document_model().objects.create(
        title="Plik", file=ContentFile(b"%PDF", name="plik.pdf"), collection=root
    )
    private = root.add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    about.body = [("text", RichText(f'<a linktype="document" id="{document.pk}">Plik</a>'))]
    about.save_revision().publish()
    settle()
    assert document.url in client.get("/pl/o-nas/").content.decode()
    assert status(client, "/pl/o-nas/") == "Courtyard; hit"
    document.collection = private
    document.save()
    assert document.url not in client.get("/pl/o-nas/").content.decode()
    document.collection = root
    document.save()
    settle()
    assert document.url in client.get("/pl/o-nas/").content.decode()
    url = document.url
    document.delete()
    assert url not in client.get("/pl/o-nas/").content.decode()


# Terms that are gone


def test_a_topic_deleted_in_one_language_is_on_no_page_any_more(
    client: Client, tree: Tree, about: Any
) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    subject = topic(tree)
    NewsFactory(parent=index, title="Nowina", slug="nowina", topic_links=[TopicLink(topic=subject)])
    listed = {"heading": "Teatr", "kind": "news", "topic": subject, "count": 3, "link_text": "x"}
    about.body = [("listing", listed)]
    about.save_revision().publish()
    NewsFactory(parent=index, title="Co innego", slug="co-innego")
    settle()
    assert Topic.objects.filter(translation_key=subject.translation_key).count() == 2
    subject.delete()
    settle()
    address = "/api/content/v1/pages/by-path?path=/pl/"
    assert client.get(f"{address}aktualnosci/nowina/").json()["topics"] == []
    assert client.get(f"{address}o-nas/").json()["body"] == []
    assert [str(one) for one in upkeep.check()] == []
