"""Loading the demonstration: Polish originals by the page models, the rest by wagtail-localize.

Each record is one transaction and is known by its translation key, so that a loader that was
killed goes on where it stopped, and one that runs twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import TranslatableObject, Translation

from courtyard.images import describe
from courtyard.models import (
    MenuItem,
    MenuItemText,
    Publisher,
    SiteSettings,
    SiteTexts,
    SocialLink,
)
from courtyard.publications import generation
from courtyard.terms import KINDS
from network.models import City

from . import content
from .content import BEGUN, SOURCE, TARGET, ContentError, key_of, source_of
from .entries import Entry, entries
from .posters import MOTIFS, draw_poster
from .translating import publish, translate
from .values import Values

COLLECTION = "Demonstration"

TERMS: dict[Any, tuple[str, str]] = {
    Publisher: ("publisher", "publishers"),
    **{kind.model: (kind.name, kind.plural) for kind in KINDS},
    City: ("city", "cities"),
}
"""Small nouns: what one of them is called, and many."""

STEPS = {"en": "English", "uk": "Ukrainian", "de": "German"}

Data = dict[str, Any]
Progress = Callable[[str], None]


def count_rows() -> None:
    """Have PostgreSQL count what has come: until then it asks in ways that fit empty tables."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class Loader:
    """Loads what is missing of the demonstration; ``progress`` is told what is being done."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.entries = entries()
        self.records = {entry.name: entry for entry in self.entries}
        self.values = Values(self, timezone.localdate())

    def load(self) -> bool:
        """Bring the demonstration to completeness; gives whether anything was missing.

        Once it has been complete it is the editors': what they delete stays away.
        """
        if self._was_complete():
            return False
        served = [code for code in BEGUN if code in dict(django_settings.LANGUAGES)]
        self.source, *self.targets = (
            Locale.objects.get_or_create(language_code=code)[0]
            for code in (SOURCE, TARGET, *served)
        )
        steps: list[tuple[str, list[Callable[[], bool]]]] = [
            ("Terms", [*self._terms()]),
            ("Pages", [partial(self._create, entry) for entry in self.entries]),
            ("Site", [self._serve_site, self._settings]),
            ("Texts", [partial(self._fill, entry) for entry in self.entries]),
            *((STEPS[code], [*self._translations(code)]) for code in served),
            (STEPS[TARGET], [*self._translations(TARGET)]),
        ]
        # The last translation says that all is done, the indexes included.
        last = steps[-1][1].pop()
        changed = False
        with indexing_later():
            for name, todo in steps:
                changed |= self._run(name, todo)
        return self._run("Index", [build_indexes, last]) or changed

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
        if changed:
            count_rows()
        return changed

    # Terms

    def _terms(self) -> Iterator[Callable[[], bool]]:
        for model, (_kind, plural) in TERMS.items():
            for data in content.records(plural):
                yield partial(self._term, model, data)

    def _term(self, model: Any, data: Data) -> bool:
        key = key_of(TERMS[model][0], data["id"])
        found = model.objects.filter(translation_key=key)
        if found.filter(locale=self.targets[-1]).exists():
            return False
        with transaction.atomic():
            term = found.filter(locale=self.source).first() or model.objects.create(
                translation_key=key,
                locale=self.source,
                slug=data["id"],
                **self.values.plain(model, data),
            )
            for locale in self.targets:
                publish(translate(term, data, locale), data, locale.language_code)
        return True

    # What records refer to

    def page(self, name: str) -> Any:
        """The original of a page, as its specific model."""
        if name not in self.records:
            raise ContentError(f"There is no page called {name!r}.")
        return self.records[name].model.objects.get(
            translation_key=key_of("page", name), locale=self.source
        )

    def term(self, model: Any, name: str) -> Any:
        """The original of a term."""
        kind, _plural = TERMS[model]
        try:
            return model.objects.get(translation_key=key_of(kind, name), locale=self.source)
        except model.DoesNotExist:
            raise ContentError(f"There is no {kind} called {name!r}.") from None

    def picture(self, motif: str, palette: int = 0) -> Any:
        """The poster with a motif in a palette, drawn when it is first needed."""
        if motif not in MOTIFS:
            raise ContentError(f"There is no poster called {motif!r}.")
        images = get_image_model().objects
        title = f"{motif} {palette}"
        collection = self._collection()
        if found := images.filter(collection=collection, title=title).first():
            return found
        drawing = draw_poster(motif, palette)
        image = images.create(
            title=title,
            collection=collection,
            file=ImageFile(BytesIO(drawing), name=f"{motif}-{palette}.webp"),
        )
        known = {locale.language_code for locale in (self.source, *self.targets)}
        describe(
            image,
            {code: alt for code, alt in MOTIFS[motif].alts.items() if code in known},
            credit=CREDIT,
            licence=LICENCE,
            licence_url=LICENCE_URL,
        )
        return image

    def document(self, name: str) -> Any:
        """A document of the library, written when it is first needed."""
        found = (one for one in content.records("documents") if one["id"] == name)
        if (data := next(found, None)) is None:
            raise ContentError(f"There is no document called {name!r}.")
        collection = self._collection()
        documents = get_document_model().objects
        if known := documents.filter(collection=collection, title=data["title"]).first():
            return known
        lines = [line[code] for code in (SOURCE, TARGET) for line in data["lines"]]
        file = ContentFile("\n".join(lines).encode(), name=f"{name}.txt")
        return documents.create(title=data["title"], collection=collection, file=file)

    def _collection(self) -> Any:
        root = Collection.get_first_root_node()
        found = root.get_children().filter(name=COLLECTION).first()
        return found or root.add_child(name=COLLECTION)

    # Pages: first where they stand, then what they say, as texts refer to other pages

    def _create(self, entry: Entry) -> bool:
        key = key_of("page", entry.name)
        if Page.objects.filter(translation_key=key, locale=self.source).exists():
            return False
        page = entry.model(
            translation_key=key,
            locale=self.source,
            title=source_of(entry.data["title"]),
            slug=source_of(entry.data.get("slug")),
            show_in_menus=entry.in_menu,
            live=False,
            **self.values.plain(entry.model, entry.data),
        )
        with transaction.atomic():
            parent = self.page(entry.parent) if entry.parent else Page.get_first_root_node()
            parent.add_child(instance=page)
        return True

    def _fill(self, entry: Entry) -> bool:
        page = self.page(entry.name)
        if page.first_published_at is not None:
            return False
        with transaction.atomic():
            for name, value in self.values.all(page, entry.data).items():
                setattr(page, name, value)
            page.save_revision().publish()
        return True

    # Site

    def _serve_site(self) -> bool:
        """Let the default site show the demonstration, unless it shows something of its own."""
        home = self.page("home").page_ptr
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
            for order, locale in enumerate((self.source, *self.targets)):
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
        settings.publisher = self.term(Publisher, data["publisher"])
        settings.email, settings.phone = data["email"], data["phone"]
        settings.save()
        for order, link in enumerate(data["links"]):
            SocialLink.objects.create(settings=settings, sort_order=order, **link)
        for order, one in enumerate(data["foot_menu"]):
            page = self.page(one["page"]).page_ptr
            item = MenuItem.objects.create(foot_of=settings, sort_order=order, page=page)
            for locale in (self.source, *self.targets) if "label" in one else ():
                text = one["label"][locale.language_code]
                MenuItemText.objects.create(item=item, locale=locale, text=text)

    # Translations

    def _translations(self, language: str) -> Iterator[Callable[[], bool]]:
        locale = next(one for one in self.targets if one.language_code == language)
        for entry in self.entries:
            if language in entry.languages:
                yield partial(self._translate, entry, locale)

    def _translate(self, entry: Entry, locale: Locale) -> bool:
        page = self.page(entry.name)
        language = locale.language_code
        twin = Page.objects.filter(
            translation_key=page.translation_key, locale=locale, alias_of=None
        ).first()
        is_draft = language in entry.data.get("begun", ())
        if twin is not None and (twin.first_published_at is not None or is_draft):
            return False
        with transaction.atomic():
            translation = translate(page, entry.data, locale, is_begun=entry.is_begun(language))
            publish(translation, entry.data, language)
            if not is_draft:
                # Left to wagtail-localize it would be published after the transaction, from an
                # object that may be out of date by then.
                page.get_translation(locale).latest_revision.publish()
        return True


@contextmanager
def indexing_later() -> Iterator[None]:
    """Leave Wagtail's search and its index of references as they are, until they are built anew.

    Kept up to date with each of the pages' many saves, they take a quarter of the time.
    """
    models = [
        model
        for model in get_indexed_models()
        if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def build_indexes() -> bool:
    """Build Wagtail's search and its index of references from what is there."""
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    return True


CREDIT = "Courtyard"
LICENCE = "CC0 1.0"
LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"


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
        for model, (kind, plural) in TERMS.items():
            named = [key_of(kind, data["id"]) for data in content.records(plural)]
            model._default_manager.filter(translation_key__in=named).delete()
            keys += named
        TranslatableObject.objects.filter(translation_key__in=keys).delete()
        SiteSettings.objects.filter(site__is_default_site=True).delete()
        for image in get_image_model().objects.filter(collection__name=COLLECTION):
            image.delete()
        for document in get_document_model().objects.filter(collection__name=COLLECTION):
            document.delete()
        Collection.objects.filter(name=COLLECTION).delete()
    Site.clear_site_root_paths_cache()
