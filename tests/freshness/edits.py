"""What the editor's process does to the database: Wagtail's own ways, and behind its back."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.files.images import ImageFile
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.rich_text import RichText
from wagtail.signals import page_slug_changed, post_page_move

from config.demo.posters import draw_poster
from courtyard.localisation.originals import make_original
from courtyard.models import (
    Original,
    SectionEntry,
    SiteSettings,
    SiteTexts,
    Tag,
    TagLink,
    Topic,
    TopicLink,
)
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from courtyard.publications import generation, renditions, upkeep, wiring
from network.models import City, Membership
from programmes.models import ProgrammeCity, ProgrammePartner

from .model import LANGUAGES, TYPES, Command

KINDS = {"programme": "forum", "network": "coalition", "partner": "ngo"}
TERMS: dict[str, Any] = {"city": City, "topic": Topic, "tag": Tag}
PRIVATE = "Private"


def perform(command: Command) -> None:
    """Do what one command says; raises whatever Wagtail raises."""
    globals()[f"do_{command['do']}"](command)


# Pages


def find(name: Any) -> Any:
    """The page of a key and a language, as its own type."""
    key, language = name
    page = Page.objects.get(translation_key=UUID(key), locale__language_code=language)
    return page.specific


def original(key: str) -> Any:
    page: Any = Original.objects.get(translation_key=UUID(key)).page
    return page.specific


def locale_of(language: str) -> Any:
    return Locale.objects.get(language_code=language)


def do_begin(command: Command) -> None:
    """An empty site: the database of a test in real transactions holds nothing."""
    for language in LANGUAGES:
        Locale.objects.get_or_create(language_code=language)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    if not Page.objects.exists():
        Page.add_root(title="Root", locale=locale_of("pl"))


def do_create(command: Command) -> None:
    key, language = command["page"]
    content = command["content"]
    page = apps.get_model(TYPES[command["kind"]])(
        translation_key=UUID(key),
        locale=locale_of(language),
        title=content["title"],
        slug=content["slug"],
        live=False,
    )
    if command["kind"] in KINDS:
        page.kind = KINDS[command["kind"]]
    parent = find(command["parent"]) if command["parent"] else Page.get_first_root_node()
    parent.add_child(instance=page)
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    fill(page, content)
    if command["live"]:
        page.save_revision().publish()
    else:
        page.save()


def do_translate(command: Command) -> None:
    key, language = command["page"]
    locale = locale_of(language)
    # Scaffolding becomes the page itself, as wagtail-localize does it.
    twin = Page.objects.filter(translation_key=UUID(key), locale=locale).first()
    if twin is None:
        source = find([key, command["source"]])
        twin = source.copy_for_translation(locale, copy_parents=True)
    twin = twin.specific
    twin.alias_of = None
    twin.expire_at = twin.go_live_at = None
    fill(twin, command["content"])
    if command["live"]:
        twin.save_revision().publish()
    else:
        twin.save()


def do_publish(command: Command) -> None:
    page = find(command["page"])
    page.go_live_at = None
    fill(page, command["content"])
    page.save_revision().publish()


def do_draft(command: Command) -> None:
    page = find(command["page"])
    page.title = command["title"]
    page.save_revision()


def do_unpublish(command: Command) -> None:
    find(command["page"]).unpublish()


def do_move(command: Command) -> None:
    find(command["page"]).move(find(command["to"]), pos="last-child")


def do_delete(command: Command) -> None:
    find(command["page"]).delete()


def do_restrict(command: Command) -> None:
    PageViewRestriction.objects.create(page=find(command["page"]), restriction_type="login")


def do_free(command: Command) -> None:
    for restriction in PageViewRestriction.objects.filter(page=find(command["page"])):
        restriction.delete()


def do_original(command: Command) -> None:
    make_original(page=find(command["page"]))


def fill(page: Any, content: Command) -> None:
    """Put into a page what a command says of its content."""
    for name in ("title", "slug", "date"):
        if name in content:
            setattr(page, name, content[name])
    for name in ("expire_at", "go_live_at"):
        if name in content:
            moment = content[name]
            setattr(page, name, dt.datetime.fromisoformat(moment) if moment else None)
    if "in_menu" in content:
        page.show_in_menus = content["in_menu"]
    if "image" in content:
        page.listing_image = get_image_model().objects.filter(title=content["image"]).first()
    fill_relations(page, content)
    if "link" in content or "chosen" in content or "listing" in content:
        page.body = [*blocks(content)]


def fill_relations(page: Any, content: Command) -> None:
    """The same of its relations; the rows that hold them."""
    if "topics" in content:
        page.topic_links = [
            TopicLink(topic=first(Topic, key), sort_order=place)
            for place, key in enumerate(content["topics"])
        ]
    if "tags" in content:
        page.tag_links = [
            TagLink(tag=first(Tag, key), sort_order=place)
            for place, key in enumerate(content["tags"])
        ]
    if "city" in content:
        page.city = first(City, content["city"]) if content["city"] else None
    if "cities" in content:
        page.cities = [
            ProgrammeCity(city=first(City, key), sort_order=place)
            for place, key in enumerate(content["cities"])
        ]
    if "partners" in content:
        name, model = (
            ("partners", ProgrammePartner)
            if hasattr(page, "partners")
            else ("memberships", Membership)
        )
        rows = [
            model(partner=original(key), sort_order=place)
            for place, key in enumerate(content["partners"])
        ]
        setattr(page, name, rows)
    if "entries" in content:
        page.section_entries = [
            SectionEntry(page=original(key), sort_order=place, locale=page.locale)
            for place, key in enumerate(content["entries"])
        ]


def blocks(content: Command) -> Any:
    """The text of a page: a link to one, chosen ones, the newest news."""
    if content.get("link"):
        target, words = original(content["link"]), content["link_words"]
        yield "text", RichText(f'<p><a linktype="page" id="{target.pk}">{words}</a></p>')
    if content.get("chosen"):
        yield "pages", {"heading": "", "pages": [original(key) for key in content["chosen"]]}
    if content.get("listing") is not None:
        topic = first(Topic, content["listing"]) if content["listing"] else None
        yield (
            "listing",
            {"heading": "", "kind": "news", "topic": topic, "count": 3, "link_text": ""},
        )


# Terms, images, settings


def first(model: Any, key: str) -> Any:
    """A term in the language in which it was added."""
    return model.objects.filter(translation_key=UUID(key)).order_by("pk").first()


def do_term(command: Command) -> None:
    model, key = TERMS[command["model"]], UUID(command["key"])
    for language, name in command["names"].items():
        term = model.objects.filter(translation_key=key, locale=locale_of(language)).first()
        if term is None:
            term = model(translation_key=key, locale=locale_of(language), slug=f"t-{key.hex[:8]}")
            if model is City:
                term.country = "PL"
        term.name = name
        term.save()


def do_no_term(command: Command) -> None:
    for term in TERMS[command["model"]].objects.filter(translation_key=UUID(command["key"])):
        term.delete()


def do_image(command: Command) -> None:
    image = get_image_model().objects.filter(title=command["image"]).first()
    is_new = image is None
    if is_new:
        picture = BytesIO(draw_poster("news", 0, width=64, height=40))
        file = ImageFile(picture, name=f"{command['image']}.webp")
        image = get_image_model()(title=command["image"], file=file)
    image.description = command["alt"]
    image.collection = collection(private=command["private"])
    image.save()
    if is_new and command.get("made", True):
        outbox.work()


def collection(*, private: bool) -> Any:
    if not private:
        return Collection.get_first_root_node()
    found = Collection.objects.filter(name=PRIVATE).first()
    if found is None:
        found = Collection.get_first_root_node().add_child(name=PRIVATE)
        CollectionViewRestriction.objects.create(collection=found, restriction_type="login")
    return found


def do_texts(command: Command) -> None:
    settings, _created = SiteSettings.objects.get_or_create(
        site=Site.objects.get(is_default_site=True)
    )
    locale = locale_of(command["language"])
    texts = SiteTexts.objects.filter(settings=settings, locale=locale).first()
    texts = texts or SiteTexts(settings=settings, locale=locale)
    for name, value in texts_of(command).items():
        setattr(texts, name, value)
    texts.save()


def texts_of(command: Command) -> dict[str, Any]:
    fallback = command["fallback"]
    return {
        "name": command["name"],
        "footer": f"<p>{command['footer']}</p>",
        "fallback": locale_of(fallback) if fallback else None,
    }


def do_no_texts(command: Command) -> None:
    SiteTexts.objects.get(locale=locale_of(command["language"])).delete()


def do_site(command: Command) -> None:
    site = Site.objects.get(is_default_site=True)
    site.site_name = command["name"]
    site.save()


def do_collections(command: Command) -> None:
    """Restrict the collection of all images that are not private, or free it again."""
    root = Collection.get_first_root_node()
    if command["private"]:
        CollectionViewRestriction.objects.create(collection=root, restriction_type="login")
    else:
        CollectionViewRestriction.objects.get(collection=root).delete()


def do_moved_collection(command: Command) -> None:
    """Move the collection of all images below the private one or away, as the admin does it."""
    moved = Collection.objects.filter(name="Moved").first()
    if moved is None:
        moved = Collection.get_first_root_node().add_child(name="Moved")
        for image in get_image_model().objects.all():
            image.collection = moved
            image.save()
    target = collection(private=command["private"])
    moved = Collection.objects.get(name="Moved")
    moved.save()
    moved.move(target, "sorted-child")


def do_redirect_by_hand(command: Command) -> None:
    old_path = Redirect.normalise_path(command["from"])
    redirect = Redirect.objects.filter(old_path=old_path).first() or Redirect(old_path=old_path)
    redirect.redirect_link = command["to"]
    redirect.save()


def do_hand_over(command: Command) -> None:
    settings = SiteSettings.objects.get()
    other, _created = Site.objects.get_or_create(
        hostname="other.example", defaults={"root_page": Page.objects.filter(depth=2).first()}
    )
    ours = Site.objects.get(is_default_site=True)
    settings.site = other if settings.site_id == ours.pk else ours
    settings.save()


def do_recode(command: Command) -> None:
    Locale.objects.filter(language_code=command["to"]).delete()
    locale = locale_of(command["language"])
    locale.language_code = command["to"]
    locale.save()
    Locale.objects.create(language_code=command["language"])


# The worker, and what nobody hears of


def do_scheduled(command: Command) -> None:
    call_command("publish_scheduled")


def do_round(command: Command) -> None:
    upkeep.repair_a_part()


def do_worker(command: Command) -> None:
    if "only" in command:
        # The others repeat a raise that has been made.
        OutboxRow.objects.exclude(kind=command["only"]).delete()
    outbox.work()


def do_raise(command: Command) -> None:
    generation.raise_now()


def do_bulk(command: Command) -> None:
    """Updates and bulk inserts, of which Django sends no signal."""
    match command["what"]:
        case "page":
            update_page(command)
        case "restriction":
            page = find(command["page"])
            PageViewRestriction.objects.bulk_create(
                [PageViewRestriction(page=page, restriction_type="login")]
            )
        case "scaffolding":
            page, (key, _language) = find(command["page"]), command["page"]
            Page.objects.filter(pk=page.pk).update(alias_of=find([key, command["source"]]))
        case "term":
            for language, name in command["names"].items():
                TERMS[command["model"]].objects.filter(
                    translation_key=UUID(command["key"]), locale=locale_of(language)
                ).update(name=name)
        case "image":
            get_image_model().objects.filter(title=command["image"]).update(
                description=command["alt"]
            )
        case "texts":
            SiteTexts.objects.filter(locale=locale_of(command["language"])).update(
                **texts_of(command)
            )


def update_page(command: Command) -> None:
    content = dict(command["content"])
    page = find(command["page"])
    if "cities" in content:
        ProgrammeCity.objects.filter(page=page).delete()
        ProgrammeCity.objects.bulk_create(
            ProgrammeCity(page=page, city=first(City, key), sort_order=place)
            for place, key in enumerate(content.pop("cities"))
        )
    if content.get("expire_at"):
        content["expire_at"] = dt.datetime.fromisoformat(content["expire_at"])
    if "live" in command:
        content["live"] = command["live"]
    if content:
        Page.objects.filter(pk=page.pk).update(**content)


# Mutations: the editor's process without one of the things that raise the generation

_left_out: dict[Any, Any] = {}


def do_without(command: Command) -> None:
    """Leave out raises until ``with_all``: of types by name, of "moves", of "renditions"."""
    for name in command["raises"]:
        if name == "moves":
            for signal in (post_page_move, page_slug_changed):
                assert signal.disconnect(dispatch_uid="courtyard.generation")
            continue
        if name == "renditions":
            outbox.register(renditions.OUTBOX_KIND, make_renditions_and_say_nothing)
            continue
        [model] = [model for model in generation._watched if model.__name__ == name]
        _left_out[model] = generation._watched.pop(model)


def make_renditions_and_say_nothing(payload: Any) -> None:
    get_image_model().objects.get(pk=payload["image"]).get_renditions(*renditions.RENDITIONS)


def do_with_all(command: Command) -> None:
    outbox.register(renditions.OUTBOX_KIND, renditions.make_ordered)
    generation._watched.update(_left_out)
    _left_out.clear()
    for signal in (post_page_move, page_slug_changed):
        signal.connect(wiring._moved, dispatch_uid="courtyard.generation")
