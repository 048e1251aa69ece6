"""Loading the demonstration: Polish originals by the page models, English by wagtail-localize.

Each record is one transaction and is known by its translation key, so that a loader that was
killed goes on where it stopped, and one that runs twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site, TranslatableMixin
from wagtail.rich_text import RichText
from wagtail_localize.models import (
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationSource,
)
from wagtail_localize.strings import StringValue

from courtyard.models import (
    MenuItem,
    MenuItemText,
    Publisher,
    SectionEntry,
    SiteSettings,
    SiteTexts,
    SocialLink,
    Topic,
)
from courtyard.pages import BasePage
from courtyard.publications import generation
from courtyard.terms import KINDS, Kind, TermLink
from home.models import ContentPage, HomePage
from network.models import (
    City,
    Membership,
    NetworkIndexPage,
    NetworkPage,
    PartnerIndexPage,
    PartnerPage,
)
from news.models import NewsIndexPage, NewsPage
from programmes.models import ProgrammeCity, ProgrammeIndexPage, ProgrammePage, ProgrammePartner

from . import content
from .content import SOURCE, TARGET, ContentError, key_of, source_of
from .posters import draw_poster

COLLECTION = "Demonstration"

Data = dict[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Entry:
    """A page of the demonstration: its data and where it stands."""

    name: str
    model: type[BasePage]
    data: Data
    parent: str | None
    in_menu: bool = False


def entries() -> list[Entry]:
    """All pages, parents before children."""
    sections = content.read("sections")
    partners = content.read("partners")
    news = content.read("news")
    home = content.read("home")["home"]
    return [
        Entry("home", HomePage, {**home, "slug": {SOURCE: SOURCE, TARGET: TARGET}}, None),
        Entry("international", ProgrammeIndexPage, sections["international"], "home", in_menu=True),
        Entry("networking", NetworkIndexPage, sections["networking"], "home", in_menu=True),
        Entry("partners", PartnerIndexPage, partners["partner_index"], "home", in_menu=True),
        Entry("news", NewsIndexPage, news["news_index"], "home", in_menu=True),
        *(Entry(one["id"], PartnerPage, one, "partners") for one in partners["partners"]),
        *(
            Entry(one["id"], ProgrammePage, one, "international")
            for one in content.read("programmes")["programmes"]
        ),
        *(
            Entry(one["id"], NetworkPage, one, "networking")
            for one in content.read("networks")["networks"]
        ),
        *(
            Entry(one["id"], NewsPage, one, "news")
            for one in sorted(news["news"], key=lambda one: -one["days_ago"])
        ),
        *(
            Entry(one["id"], ContentPage, one, "home", in_menu=one["id"] == "about")
            for one in content.read("pages")["pages"]
        ),
    ]


class Loader:
    """Loads what is missing of the demonstration; ``progress`` is told what is being done."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.entries = entries()
        self.records = {entry.name: entry for entry in self.entries}
        self.today = timezone.localdate()

    def load(self) -> bool:
        """Bring the demonstration to completeness; gives whether anything was missing.

        Once it has been complete it is the editors': what they delete stays away.
        """
        if self._was_complete():
            return False
        self.source = Locale.objects.get_or_create(language_code=SOURCE)[0]
        self.target = Locale.objects.get_or_create(language_code=TARGET)[0]
        steps: list[tuple[str, list[Callable[[], bool]]]] = [
            ("Terms", [*self._terms()]),
            ("Pages", [partial(self._create, entry) for entry in self.entries]),
            ("Site", [self._serve_site, self._settings]),
            ("Texts", [partial(self._fill, entry) for entry in self.entries]),
            ("English", [partial(self._translate_page, entry) for entry in self.entries]),
        ]
        changed = False
        for name, todo in steps:
            changed |= self._run(name, todo)
        return changed

    def _was_complete(self) -> bool:
        """Whether the last translation has been made: its record outlives the page."""
        last = key_of("page", self.entries[-1].name)
        return Translation.objects.filter(
            source__object_id=last, target_locale__language_code=TARGET
        ).exists()

    def _run(self, name: str, todo: list[Callable[[], bool]]) -> bool:
        changed = False
        for number, step in enumerate(todo, start=1):
            changed |= step()
            if changed:
                self.progress(f"{name}: {number} of {len(todo)}")
        return changed

    # Terms

    def _terms(self) -> Iterator[Callable[[], bool]]:
        for data in content.read("publishers")["publishers"]:
            facts = {"website": data["website"]}
            yield partial(self._term, Publisher, "publisher", data, facts)
        for kind in KINDS:
            for data in content.read(kind.plural)[kind.plural]:
                yield partial(self._term, kind.model, kind.name, data, {})
        for data in content.read("cities")["cities"]:
            facts = {name: data[name] for name in ("country", "latitude", "longitude")}
            yield partial(self._term, City, "city", data, facts)

    def _term(self, model: Any, kind: str, data: Data, facts: Data) -> bool:
        key = key_of(kind, data["id"])
        found = model.objects.filter(translation_key=key)
        if found.filter(locale=self.target).exists():
            return False
        with transaction.atomic():
            term = found.filter(locale=self.source).first() or model.objects.create(
                translation_key=key,
                locale=self.source,
                slug=data["id"],
                name=source_of(data["name"]),
                **facts,
            )
            self._translate(term, data)
        return True

    def _term_named(self, model: Any, kind: str, name: str) -> Any:
        try:
            return model.objects.get(translation_key=key_of(kind, name), locale=self.source)
        except model.DoesNotExist:
            raise ContentError(f"There is no {kind} called {name!r}.") from None

    # Pages: first where they stand, then what they say, as texts refer to other pages

    def _page(self, name: str) -> Any:
        if name not in self.records:
            raise ContentError(f"There is no page called {name!r}.")
        return self.records[name].model.objects.get(
            translation_key=key_of("page", name), locale=self.source
        )

    def _create(self, entry: Entry) -> bool:
        key = key_of("page", entry.name)
        if Page.objects.filter(translation_key=key, locale=self.source).exists():
            return False
        facts: Data = {}
        if entry.model in (ProgrammePage, NetworkPage, PartnerPage):
            facts["kind"] = entry.data["kind"]
        page = entry.model(
            translation_key=key,
            locale=self.source,
            title=source_of(entry.data["title"]),
            slug=source_of(entry.data["slug"]),
            show_in_menus=entry.in_menu,
            live=False,
            **facts,
        )
        with transaction.atomic():
            parent = self._page(entry.parent) if entry.parent else Page.get_first_root_node()
            parent.add_child(instance=page)
        return True

    def _fill(self, entry: Entry) -> bool:
        page = self._page(entry.name)
        if page.first_published_at is not None:
            return False
        with transaction.atomic():
            for name, value in self._said(entry, page).items():
                setattr(page, name, value)
            page.save_revision().publish()
        return True

    def _said(self, entry: Entry, page: BasePage) -> Data:
        """What the page says, by field."""
        data = entry.data
        said: Data = {
            "summary": source_of(data.get("summary")),
            "listing_image": self._poster(entry),
            "publisher": self._publisher(data),
            **{kind.rows: [*self._links(kind, data.get(kind.plural, []))] for kind in KINDS},
        }
        if hasattr(page, "body"):
            said["body"] = [*self._blocks(data.get("body", []))]
        match page:
            case ProgrammeIndexPage() | NetworkIndexPage():
                said["introduction"] = content.paragraphs(data["introduction"])
                said["section_entries"] = [*self._section_entries(page, data["entries"])]
                said["closing"] = [*self._blocks(data["closing"])]
            case ProgrammePage():
                facts = ("status", "since", "until", "direction", "participants")
                said |= {name: data[name] for name in facts if name in data}
                said["audience"] = source_of(data.get("audience"))
                said["cities"] = [
                    ProgrammeCity(city=self._term_named(City, "city", name), sort_order=order)
                    for order, name in enumerate(data["cities"])
                ]
                said["partners"] = [*self._partners(ProgrammePartner, data)]
            case NetworkPage():
                said["reach"] = data.get("reach", "")
                said["founded"] = data.get("founded")
                said["our_role"] = data.get("role", "")
                said["memberships"] = [*self._partners(Membership, data)]
            case PartnerPage():
                said["legal_name"] = data.get("legal_name", "")
                said["website"] = data.get("website", "")
                city = data.get("city")
                said["city"] = self._term_named(City, "city", city) if city else None
            case NewsPage():
                said["date"] = self.today - dt.timedelta(days=data["days_ago"])
        return said

    def _publisher(self, data: Data) -> Any:
        """Who speaks, where the data name somebody."""
        name = data.get("publisher")
        return self._term_named(Publisher, "publisher", name) if name else None

    def _links(self, kind: Kind, names: list[str]) -> Iterator[TermLink]:
        for order, name in enumerate(names):
            term = self._term_named(kind.model, kind.name, name)
            yield kind.link(sort_order=order, **{kind.name: term})

    def _section_entries(self, page: BasePage, listed: list[Data]) -> Iterator[SectionEntry]:
        for order, one in enumerate(listed):
            yield SectionEntry(
                translation_key=key_of("entry", f"{page.translation_key}/{one['page']}"),
                locale=self.source,
                heading=source_of(one.get("heading")),
                page=self._page(one["page"]).page_ptr,
                sort_order=order,
            )

    def _partners(self, model: Any, data: Data) -> Iterator[Any]:
        for order, one in enumerate(data.get("partners", [])):
            yield model(partner=self._page(one["partner"]), role=one["role"], sort_order=order)

    def _blocks(self, blocks: list[Data]) -> Iterator[tuple[str, Any]]:
        for block in blocks:
            ((kind, value),) = block.items()
            yield self._block(kind, value)

    def _block(self, kind: str, value: Any) -> tuple[str, Any]:
        match kind:
            case "heading":
                return "heading", {"text": source_of(value), "level": "2"}
            case "paragraphs":
                return "text", RichText(content.paragraphs(value))
            case "bullets":
                return "text", RichText(content.bullets(value))
            case "quote":
                words = {"text": source_of(value["text"]), "source": source_of(value.get("source"))}
                return "quote", words
            case "pages":
                pages = [self._page(name).page_ptr for name in value["pages"]]
                return "pages", {"heading": source_of(value.get("heading")), "pages": pages}
            case "listing":
                topic = value.get("topic")
                return "listing", {
                    "heading": source_of(value.get("heading")),
                    "kind": value["kind"],
                    "topic": self._term_named(Topic, "topic", topic) if topic else None,
                    "count": value["count"],
                    "link_text": source_of(value.get("more")),
                }
            case "sign_up":
                return "sign_up", {name: source_of(text) for name, text in value.items()}
        raise ContentError(f"There is no kind of block called {kind!r}.")

    def _poster(self, entry: Entry) -> Model | None:
        motif = entry.data.get("poster")
        if motif is None:
            return None
        title = f"{entry.data['title'][SOURCE]} – plakat"
        images = get_image_model()
        collection = self._collection()
        found = images.objects.filter(collection=collection, title=title).first()
        if found:
            return cast("Model", found)
        drawing = draw_poster(motif, entry.data.get("palette", 0))
        return cast(
            "Model",
            images.objects.create(
                title=title,
                collection=collection,
                file=ImageFile(BytesIO(drawing), name=f"{entry.name}.webp"),
            ),
        )

    def _collection(self) -> Any:
        root = Collection.get_first_root_node()
        found = root.get_children().filter(name=COLLECTION).first()
        return found or root.add_child(name=COLLECTION)

    # Site

    def _serve_site(self) -> bool:
        """Let the default site show the demonstration, unless it shows something of its own."""
        home = self._page("home").page_ptr
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is not None and site.root_page_id == home.pk:
            return False
        with transaction.atomic():
            welcome = site.root_page if site else None
            Site.objects.update_or_create(
                is_default_site=True, defaults={"root_page": home, "site_name": "Courtyard"}
            )
            # Wagtail's own first page says only that there is nothing yet.
            if welcome and welcome.depth > 1 and welcome.cached_content_type.model == "page":
                welcome.delete()
        return True

    def _settings(self) -> bool:
        site = Site.objects.get(is_default_site=True)
        data = content.read("settings")
        changed = False
        with transaction.atomic():
            settings, _created = SiteSettings.objects.get_or_create(site=site)
            for order, locale in enumerate((self.source, self.target)):
                code = locale.language_code
                _row, created = SiteTexts.objects.get_or_create(
                    settings=settings,
                    locale=locale,
                    defaults={
                        "name": data["name"][code],
                        "footer": f"<p>{data['footer'][code]}</p>",
                        "address": data["address"][code],
                        "sort_order": order,
                    },
                )
                changed |= created
            if changed:
                self._contact(settings, data)
        return changed

    def _contact(self, settings: SiteSettings, data: Data) -> None:
        """Who speaks, where they are reached, and the menu at the foot."""
        settings.publisher = self._publisher(data)
        settings.email, settings.phone = data["email"], data["phone"]
        settings.save()
        for order, link in enumerate(data["links"]):
            SocialLink.objects.create(settings=settings, sort_order=order, **link)
        for order, one in enumerate(data["foot_menu"]):
            page = self._page(one["page"]).page_ptr
            item = MenuItem.objects.create(foot_of=settings, sort_order=order, page=page)
            for locale in (self.source, self.target) if "label" in one else ():
                text = one["label"][locale.language_code]
                MenuItemText.objects.create(item=item, locale=locale, text=text)

    # English

    def _translate_page(self, entry: Entry) -> bool:
        page = self._page(entry.name)
        twin = Page.objects.filter(
            translation_key=page.translation_key, locale=self.target, alias_of=None
        ).first()
        if twin is not None and twin.first_published_at is not None:
            return False
        with transaction.atomic():
            self._translate(page, entry.data)
            # Left to wagtail-localize it would be published after the transaction, from an
            # object that may be out of date by then.
            page.get_translation(self.target).latest_revision.publish()
        return True

    def _translate(self, original: TranslatableMixin, data: Data) -> None:
        """Translate by wagtail-localize's own objects, as a translator in its editor would.

        Raises ContentError for a text that the data holds no translation of.
        """
        words = _dictionary(data)
        source, _created = TranslationSource.update_or_create_from_instance(original)
        translation, _created = Translation.objects.get_or_create(
            source=source, target_locale=self.target
        )
        for segment in source.stringsegment_set.select_related("string", "context"):
            if segment.string.data not in words:
                raise ContentError(
                    f"{data.get('id', original)}: no English for {segment.string.data!r} "
                    f"({segment.context.path})."
                )
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=self.target,
                defaults={
                    "data": words[segment.string.data],
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
        # Terms have no drafts.
        translation.save_target(publish=not isinstance(original, Page))


def _dictionary(data: Data) -> dict[str, str]:
    """English by Polish, as plain fields and as pieces of rich text keep them."""
    words: dict[str, str] = {}
    for polish, english in content.pairs(data):
        words[StringValue.from_plaintext(polish).data] = StringValue.from_plaintext(english).data
        words[polish] = english
    return words


def set_address(base_url: str) -> None:
    """Tell the default site under which host and port it is reached."""
    address = urlsplit(base_url)
    Site.objects.filter(is_default_site=True).update(
        hostname=address.hostname or "localhost",
        port=address.port or (443 if address.scheme == "https" else 80),
    )
    Site.clear_site_root_paths_cache()
    generation.changed()


def remove() -> None:
    """Remove the demonstration: its pages and all below them, its terms and its pictures."""
    keys = [key_of("page", entry.name) for entry in entries()]
    with transaction.atomic():
        Site.objects.filter(is_default_site=True).update(root_page=Page.get_first_root_node())
        for home in Page.objects.filter(translation_key=key_of("page", "home")):
            home.delete()
        for kind in KINDS:
            for data in content.read(kind.plural)[kind.plural]:
                keys.append(key_of(kind.name, data["id"]))
        for data in content.read("publishers")["publishers"]:
            keys.append(key_of("publisher", data["id"]))
        for data in content.read("cities")["cities"]:
            keys.append(key_of("city", data["id"]))
        for kind in KINDS:
            kind.model._default_manager.filter(translation_key__in=keys).delete()
        City.objects.filter(translation_key__in=keys).delete()
        Publisher.objects.filter(translation_key__in=keys).delete()
        TranslatableObject.objects.filter(translation_key__in=keys).delete()
        SiteSettings.objects.filter(site__is_default_site=True).delete()
        for image in get_image_model().objects.filter(collection__name=COLLECTION):
            image.delete()
        Collection.objects.filter(name=COLLECTION).delete()
    Site.clear_site_root_paths_cache()
