"""Whoever translates sees the facts of today, and has nowhere to enter them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client
from django.urls import reverse
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_factories import PageFactory
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from courtyard.editing.forms import OPENED_WITH
from courtyard.localisation.facts import facts_of
from courtyard.models import Term
from courtyard.pages import BasePage
from home.models import ContentPage
from network.models import City, PartnerPage
from programmes.models import ProgrammeCity, ProgrammePage
from tests import trees
from tests.trees import (
    PartnerFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    make_image,
    term_in_two_languages,
    translate_the_rest,
)

pytestmark = pytest.mark.one_database

PAGE_TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]
WITH_FACTS = [
    model for model in PAGE_TYPES if facts_of(model).columns or len(facts_of(model).rows) > 1
]
YEAR, DAY = 7171, dt.date(2171, 7, 17)
CODES = {
    "country": "PL",
    "currency": "EUR",
    "fee_currency": "EUR",
    "language": "pl",
    "time_zone": "Europe/Warsaw",
    "contact_phone": "+48 71 717 17 17",
}
LONGEST_CODE = 3
"""Values that are no longer stand in texts by chance."""
MOMENTS = ("opens", "starts", "extended_from", "ends", "closes")
"""In the order in which they come."""
VALUES: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (models.URLField, lambda field: f"https://example.org/fakt-{field.name}/"),
    (models.EmailField, lambda field: f"fakt-{field.name}@example.org"),
    (models.CharField, lambda field: f"fakt-{field.name}"[: field.max_length]),
    (models.TextField, lambda field: f"fakt-{field.name}"),
    (models.DateTimeField, lambda field: moment_of(field.name)),
    (models.DateField, lambda field: DAY),
    (models.BooleanField, lambda field: True),
    (models.DecimalField, lambda field: Decimal("71.17")),
    (models.IntegerField, lambda field: YEAR),
)
"""What a field of a kind may hold; the first kind that fits."""
FACTORIES: dict[Any, Any] = {
    made._meta.model: made
    for made in vars(trees).values()
    if isinstance(made, type) and issubclass(made, PageFactory) and made is not PageFactory
}


def moment_of(name: str) -> dt.datetime:
    """A moment for a field; those of one page in the order in which they come."""
    days = MOMENTS.index(name) if name in MOMENTS else 0
    return dt.datetime(2171, 7, 10 + days, 7, 17, tzinfo=dt.UTC)


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


# Files for translators, and the editor of translations


class Marked:
    """Makes pages whose facts are told from everything else, and remembers what they are."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.marks: set[str] = set()

    def page(self, model: type[BasePage]) -> Any:
        """A page of a type with all its facts, live; in its text an address and a number."""
        page: Any = FACTORIES[model].build(
            title="Tytuł strony", slug="strona", summary="Słowa strony.", live=False
        )
        for name in facts_of(model).columns:
            field = model._meta.get_field(name)
            setattr(page, field.name, self.value(field))
        for name in facts_of(model).rows:
            getattr(page, name).set([self.row(model._meta.get_field(name).related_model)])
        page.listing_image = make_image("zdjecie-7171")
        page.locale = self.tree.pl
        # Where it stands, and whether it may be public, matters to nobody here.
        self.tree.home.add_child(instance=page)
        model._base_manager.filter(pk=page.pk).update(live=True)
        page.live = True
        page.save_revision()
        return page

    def row(self, model: Any) -> Any:
        return model(
            **{
                field.name: self.value(field)
                for field in model._meta.concrete_fields
                if not field.primary_key
                and not isinstance(field, ParentalKey)
                and field.name not in ("sort_order", "locale", "translation_key")
            }
        )

    def value(self, field: Any) -> Any:
        """Something that the field can hold, and that stands nowhere else."""
        value = self._value(field)
        if len(str(value)) > LONGEST_CODE and not isinstance(value, bool):
            self.marks.add(str(value))
        return value

    def _value(self, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._thing(field.related_model)
        if field.choices:
            return field.choices[0][0]
        if field.name in CODES:
            return CODES[field.name]
        for kind, make in VALUES:
            if isinstance(field, kind):
                return make(field)
        raise NotImplementedError(f"Say here what {field} may hold.")

    def _thing(self, model: Any) -> Any:
        if issubclass(model, get_image_model()):
            return make_image("fakt-obraz")
        if issubclass(model, get_document_model()):
            file = ContentFile(b"%PDF-1.4", name="fakt.pdf")
            return model.objects.create(title="Fakt dokument", file=file)
        if issubclass(model, Page):
            known = PartnerPage.objects.filter(slug="fakt-partner").first()
            return known or PartnerFactory(
                parent=self.tree.home, title="Fakt Partner", slug="fakt-partner"
            )
        assert issubclass(model, Term)
        name = f"Fakt {model.__name__}"
        facts = {"country": "PL"} if model is City else {}
        term, _created = model._default_manager.get_or_create(
            slug=f"fakt-{model._meta.model_name}",
            locale=self.tree.pl,
            defaults={"name": name, **facts},
        )
        return term


@pytest.fixture
def marked(tree: Tree) -> Marked:
    return Marked(tree)


def translation_of(page: Any, tree: Tree) -> Translation:
    """An English translation of a page as wagtail-localize makes it, with all its texts."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    translation.save_target(publish=False)
    return translation


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_files_for_translators_hold_no_fact(
    editor: Client, tree: Tree, marked: Marked, model: Any
) -> None:
    translation = translation_of(marked.page(model), tree)
    file = editor.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    po = file.content.decode()
    assert "Tytuł strony" in po
    assert "Słowa strony." in po
    words = re.sub(r"(?m)^(msgctxt|\"X-|\"[A-Za-z-]+:).*$", "", po)
    for mark in marked.marks:
        assert mark not in words
    assert "zdjecie-7171" not in po
    own = facts_of(model)
    names = {field.name for field in _fields(model, (*own.columns, *own.rows))}
    entries = po.split("msgctxt ")[1:]
    assert not names & {entry.split('"')[1].split(".")[0] for entry in entries}


def _fields(model: Any, names: tuple[str, ...]) -> Iterator[Any]:
    for name in names:
        yield model._meta.get_field(name)


def test_files_for_translators_hold_no_address_of_a_text(
    editor: Client, tree: Tree, marked: Marked
) -> None:
    """What leads somewhere is chosen in the editor, by language where it has to be."""
    page, image = marked.page(ContentPage), make_image("fakt-obraz")
    page.body = [
        (
            "text",
            RichText(
                '<p><a href="mailto:biuro@fakt.example.org">Napisz</a> albo '
                '<a href="https://fakt.example.org/7171">przeczytaj</a>.</p>'
                f'<embed embedtype="image" id="{image.pk}" alt="" format="left"/>'
            ),
        ),
        ("image", {"image": decorative(make_image("fakt-w-tekscie")), "caption": "Podpis"}),
        ("listing", {"heading": "Nowości", "kind": "news", "count": 7, "link_text": ""}),
    ]
    page.save_revision().publish()
    translation = translation_of(page, tree)
    po = str(translation.export_po())
    for words in ("Napisz", "przeczytaj", "Podpis", "Nowości"):
        assert words in po
    for fact in ("fakt", "7171", ".webp", '"7"'):
        assert fact not in po


def decorative(image: Any) -> Any:
    """An image as a block holds it, that says nothing which its text does not."""
    image.decorative, image.contextual_alt_text = True, ""
    return image


@pytest.mark.parametrize("model", WITH_FACTS)
def test_the_editor_of_translations_offers_no_fact(
    editor: Client, tree: Tree, marked: Marked, model: Any
) -> None:
    translation = translation_of(marked.page(model), tree)
    page = translation.get_target_instance()
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    props = json.loads(_unescape(re.search(r'data-props="([^"]*)"', html)[1]))  # type: ignore[index]
    offered = {segment["location"]["field"] for segment in props["segments"]}
    own = facts_of(model)
    labels = {str(_label(field)).casefold() for field in _fields(model, (*own.columns, *own.rows))}
    assert offered
    assert not labels & {label.casefold() for label in offered}


def _unescape(text: str) -> str:
    return text.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def _label(field: Any) -> Any:
    return getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name


def test_an_address_for_overrides_takes_no_fact(editor: Client, tree: Tree, marked: Marked) -> None:
    """A value may be left over from a time when its field was no fact."""
    page = marked.page(PartnerPage)
    translation = translation_of(page, tree)
    source = translation.source
    own = facts_of(PartnerPage)
    paths = [field.name for field in _fields(PartnerPage, (*own.columns, *own.rows))]
    assert {"legal_name", "city", "topic_links"} <= set(paths)
    for path in [*paths, "section_entries.x.page"]:
        left_over = {"source": source, "order": 1}
        assert not OverridableSegment.objects.filter(source=source, context__path=path).exists()
        assert not StringSegment.objects.filter(source=source, context__path=path).exists()
        context = TranslationContext.objects.create(object=source.object, path=path)
        value = OverridableSegment.objects.create(context=context, data_json='"x"', **left_over)
        text = StringSegment.objects.create(
            context=context,
            string=source.stringsegment_set.get(context__path="summary").string,
            **left_over,
        )
        for name, segment in (("edit_override", value), ("edit_string_translation", text)):
            address = reverse(f"wagtail_localize:{name}", args=[translation.pk, segment.pk])
            assert put(editor, address, "other").status_code == 403
    assert not SegmentOverride.objects.exists()
    assert StringTranslation.objects.filter(data="other").count() == 0


def test_an_address_for_overrides_takes_what_is_no_fact(
    editor: Client, tree: Tree, marked: Marked
) -> None:
    translation = translation_of(marked.page(PartnerPage), tree)
    text = translation.source.stringsegment_set.get(context__path="summary")
    image = translation.source.overridablesegment_set.get(context__path="listing_image")
    heading = TranslationContext.objects.create(
        object=translation.source.object, path="section_entries.x.heading"
    )
    entry = StringSegment.objects.create(
        source=translation.source, context=heading, string=text.string, order=9
    )
    for name, segment in (
        ("edit_override", image),
        ("edit_string_translation", text),
        ("edit_string_translation", entry),
    ):
        address = reverse(f"wagtail_localize:{name}", args=[translation.pk, segment.pk])
        assert put(editor, address, "1").status_code in (200, 201)


def put(client: Client, address: str, value: str) -> Any:
    form = "application/x-www-form-urlencoded"
    return client.put(address, f"value={value}", content_type=form)


# The facts of today


@pytest.fixture
def forum(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")
    tree.in_english(section, title="Programmes", slug="programmes")
    return ProgrammeFactory(
        parent=section, title="Forum", slug="forum", since=2018, summary="Miasta rozmawiają."
    )


def edit_facts(forum: Any, tree: Tree) -> None:
    """Publish other facts, a city among them."""
    forum = ProgrammePage.objects.get(pk=forum.pk)
    city = term_in_two_languages(City, tree, "gdansk", "Gdańsk", "Danzig")
    forum.since, forum.cities = 1999, [ProgrammeCity(city=city)]
    forum.save_revision().publish()


def test_the_form_of_a_translation_shows_the_facts_of_today(
    editor: Client, tree: Tree, forum: Any
) -> None:
    twin = tree.in_english(forum, title="The forum", slug="forum")
    twin.summary = "A draft."
    twin.save_revision()
    edit_facts(forum, tree)
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[twin.pk])).content.decode()
    assert "A draft." in html
    assert "1999" in html
    assert "Gdańsk" in html
    # The table of slugs names a quotation mark by its number.
    assert "2018" not in html.replace("\\u2018", "")


def test_a_draft_of_the_original_is_no_fact_yet(editor: Client, tree: Tree, forum: Any) -> None:
    twin = tree.in_english(forum, title="The forum", slug="forum")
    draft = ProgrammePage.objects.get(pk=forum.pk)
    draft.since = 1999
    draft.save_revision()
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[twin.pk])).content.decode()
    assert "2018" in html
    assert "1999" not in html


def test_previews_of_a_translation_show_the_facts_of_today(
    editor: Client, tree: Tree, forum: Any
) -> None:
    twin = tree.in_english(forum, title="The forum", slug="forum")
    twin.summary = "A draft."
    revision = twin.save_revision()
    edit_facts(forum, tree)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[twin.pk])
    form = nested_form_data(
        {
            "title": "The forum",
            "slug": "forum",
            "summary": "A draft.",
            "audience": "",
            "body": streamfield([("text", rich_text("<p>A text.</p>"))]),
            "comments": inline_formset([]),
            "since": "1066",
            OPENED_WITH: str(forum.pk),
        }
    )
    assert editor.post(preview, form).json()["is_valid"]
    for address in (
        reverse("wagtailadmin_pages:view_draft", args=[twin.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[twin.pk, revision.pk]),
        preview,
    ):
        html = editor.get(address).content.decode()
        assert "A draft." in html
        assert "1999" in html
        assert "Danzig" in html
        assert "2018" not in html
        assert "1066" not in html


def test_the_preview_of_a_translator_shows_the_facts_of_today(
    editor: Client, tree: Tree, forum: Any
) -> None:
    """wagtail-localize makes it of a snapshot that may be old."""
    translation = translation_of(forum, tree)
    edit_facts(forum, tree)
    address = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    html = editor.get(address).content.decode()
    assert "English Miasta rozmawiają." in html
    assert "1999" in html
    assert "Danzig" in html
    assert "2018" not in html


def test_comparing_drafts_of_a_translation_tells_of_no_fact(
    editor: Client, tree: Tree, forum: Any
) -> None:
    twin = tree.in_english(forum, title="The forum", slug="forum", summary="Before.")
    earlier = twin.get_latest_revision()
    edit_facts(forum, tree)
    twin = ProgrammePage.objects.get(pk=twin.pk)
    twin.summary = "After."
    later = twin.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[twin.pk, earlier.pk, later.pk])
    html = editor.get(address).content.decode()
    assert "After" in html
    assert "1999" not in html
    assert "2018" not in html
