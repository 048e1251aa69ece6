"""System checks that keep every page type whole, and every form explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.template import TemplateDoesNotExist
from django.template.loader import get_template


def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every page type is whole: tree rules, publication type, schemas, template, panels, fields."""
    from courtyard.pages import BasePage

    page_types = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return [message for model in page_types for message in _faults_of(model)]


def check_rows_and_terms(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What editors fill in beside pages is explained: rows, terms, the site's settings."""
    from courtyard.pages import BasePage
    from courtyard.site_settings import SiteSettings
    from courtyard.terms import Term

    models: list[type[Any]] = apps.get_models()
    others: list[type[Any]] = [
        SiteSettings,
        *(model for model in models if issubclass(model, Term)),
    ]
    pages = [model for model in models if issubclass(model, BasePage)]
    asked = dict.fromkeys([*others, *(row for model in [*pages, *others] for row in _rows(model))])
    return [message for model in asked for message in _faults_of_help_texts(model)]


def _rows(model: type[Any]) -> Iterator[type[Any]]:
    """The models of rows that belong to a model, and of those that belong to these."""
    from modelcluster.models import get_all_child_relations

    for relation in get_all_child_relations(model):
        row = relation.related_model
        # Wagtail's own, such as the comments on a page.
        if not row.__module__.startswith("wagtail."):
            yield row
            yield from _rows(row)


def _faults_of(model: type[Any]) -> list[CheckMessage]:
    from courtyard.pages import BelowFrontPage
    from courtyard.publications.types import UnknownPublicationType, type_of

    faults: list[CheckMessage] = []
    if "parent_page_types" not in vars(model) and not issubclass(model, BelowFrontPage):
        faults.append(
            Error(
                f"{model._meta.label} does not say below which pages it may stand.",
                hint="Set parent_page_types on the page type, or derive it from BelowFrontPage.",
                obj=model,
                id="courtyard.E001",
            )
        )
    try:
        publication_type = type_of(model)
    except UnknownPublicationType:
        faults.append(
            Error(
                f"{model._meta.label} has no publication type.",
                hint="Write a PublicationType for it and register it in the app's ready().",
                obj=model,
                id="courtyard.E002",
            )
        )
        return faults
    try:
        get_template(publication_type.template)
    except TemplateDoesNotExist:
        faults.append(
            Error(
                f"The template {publication_type.template} of {model._meta.label} is missing.",
                hint="Create it, or correct the template of the publication type.",
                obj=model,
                id="courtyard.E003",
            )
        )
    faults.extend(_faults_of_schemas(model, publication_type))
    faults.extend(_faults_of_fields(model))
    faults.extend(
        Error(
            f"The panel of {model._meta.label}.{name} stands outside of a FactsPanel.",
            hint="These rows are facts; put their panel into a FactsPanel.",
            obj=model,
            id="courtyard.E008",
        )
        for name in _rows_outside_facts_panels(model)
    )
    faults.extend(
        Error(
            f"{type(publication_type).__name__} names a relation that {model._meta.label} lacks: "
            f"{relation}.",
            hint="Correct relations of the publication type.",
            obj=model,
            id="courtyard.E007",
        )
        for relation in publication_type.relations
        if not _leads_somewhere(model, relation)
    )
    return faults


def _faults_of_fields(model: type[Any]) -> Iterator[CheckMessage]:
    """Each field and each kind of rows is explained, edited, answered by v2 and v3, declared."""
    panels = set(_names_of_panels(model.get_edit_handler()))
    answered = {field.name for field in model.api_fields} | {*model.untold_facts}
    declared = {field.field_name for field in model.override_translatable_fields}
    label = model._meta.label
    fields, rows = list(_own_fields(model)), list(_own_rows(model))
    yield from _faults_of_help_texts(model)
    for name in [*(field.name for field in fields), *rows]:
        if name not in panels:
            yield Error(
                f"{label}.{name} has no panel.",
                hint="Put a panel for it among the panels of the page type.",
                obj=model,
                id="courtyard.E010",
            )
    inherited = {field.name for field in _fields_of_the_foundation(model)}
    for name in [*(field.name for field in fields if not _is_file(field)), *rows]:
        if name not in answered and name not in inherited:
            yield Error(
                f"{label}.{name} is not among its api_fields.",
                hint=f'Add APIField("{name}").',
                obj=model,
                id="courtyard.E011",
            )
    for name in [*(field.name for field in fields if not _is_word(field)), *rows]:
        if name not in declared:
            yield Error(
                f"Nobody says whether {label}.{name} is a fact.",
                hint=f'Add Fact("{name}") to override_translatable_fields, or what else it is.',
                obj=model,
                id="courtyard.E012",
            )


def _faults_of_help_texts(model: type[Any]) -> Iterator[CheckMessage]:
    """Each field of a model, and each of the blocks in it, says what an editor enters there."""
    from wagtail.fields import StreamField

    for field in _own_fields(model):
        names = [] if field.help_text else [field.name]
        if isinstance(field, StreamField):
            paths = _unexplained_blocks(field.stream_block)
            names += [f"{field.name}.{path}" for path in paths]
        for name in names:
            yield Error(
                f"{model._meta.label}.{name} has no help text.",
                hint="Say in plain words what an editor writes there.",
                obj=model,
                id="courtyard.E009",
            )


def _unexplained_blocks(group: Any) -> Iterator[str]:
    """The paths of blocks in which something is entered and that do not say what.

    The items of a list are explained by the list, those of a stream by the description that
    editors read before they add one.
    """
    from wagtail.blocks import ListBlock, StaticBlock, StreamBlock, StructBlock
    from wagtail.images.blocks import ImageBlock

    for name, block in group.child_blocks.items():
        # Wagtail's ImageBlock is a field of several parts.
        is_struct = isinstance(block, StructBlock) and not isinstance(block, ImageBlock)
        told = getattr(getattr(block, "field", block.meta), "help_text", "")
        if isinstance(group, StreamBlock):
            told = told or getattr(block.meta, "description", "")
        if not told and not is_struct and not isinstance(block, StaticBlock):
            yield name
        part = block.child_block if isinstance(block, ListBlock) else block
        if isinstance(part, StructBlock | StreamBlock) and not isinstance(part, ImageBlock):
            yield from (f"{name}.{path}" for path in _unexplained_blocks(part))


def _own_fields(model: type[Any]) -> Iterator[Any]:
    """What editors fill in of a model; of pages beside Wagtail's own fields."""
    from modelcluster.fields import ParentalKey
    from wagtail.models import Page

    pages = {*Page._meta.get_fields()} if issubclass(model, Page) else set()
    known = {field.name for field in pages}
    for field in model._meta.concrete_fields:
        is_filled_in = field.editable and not field.primary_key
        if is_filled_in and field.name not in known and not isinstance(field, ParentalKey):
            yield field


def _own_rows(model: type[Any]) -> Iterator[str]:
    """The names of the rows that belong to pages of a type alone."""
    from modelcluster.models import get_all_child_relations

    for relation in get_all_child_relations(model):
        if relation.field.related_model is model:
            yield relation.get_accessor_name()


def _fields_of_the_foundation(model: type[Any]) -> Iterator[Any]:
    """Fields that a page type has from one of our bases, which answers for them."""
    for base in model.__mro__:
        meta = getattr(base, "_meta", None)
        if meta is not None and meta.abstract and meta.app_label == "courtyard":
            yield from meta.local_fields


def _is_word(field: Any) -> bool:
    """Whether wagtail-localize takes a field for words by itself."""
    from django.db import models
    from wagtail.fields import StreamField

    is_text = isinstance(field, models.CharField | models.TextField | StreamField)
    return (
        is_text and not field.choices and not isinstance(field, models.URLField | models.EmailField)
    )


def _is_file(field: Any) -> bool:
    """Whether a field is a picture or a document: these have lists of their own in v2 and v3."""
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    return field.related_model in (get_document_model(), get_image_model())


def _names_of_panels(panel: Any) -> Iterator[str]:
    for attribute in ("field_name", "relation_name"):
        if name := getattr(panel, attribute, None):
            yield name
    for child in getattr(panel, "children", ()):
        yield from _names_of_panels(child)


def _rows_outside_facts_panels(model: type[Any]) -> list[str]:
    """Rows of facts whose panel would ask for them on translations too."""
    from courtyard.editing.panels import FactsPanel
    from courtyard.localisation.facts import facts_of

    rows = set(facts_of(model).rows)

    def outside(panels: Any) -> Iterator[str]:
        for panel in panels:
            if getattr(panel, "relation_name", None) in rows:
                yield panel.relation_name
            if not isinstance(panel, FactsPanel):
                yield from outside(getattr(panel, "children", ()))

    return list(outside([model.get_edit_handler()]))


def _leads_somewhere(model: type[Any], relation: str) -> bool:
    """Whether names joined by ``__`` are relations, each of the model before."""
    for name in relation.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if not field.related_model:
            return False
        model = field.related_model
    return True


def _faults_of_schemas(model: type[Any], publication_type: Any) -> list[CheckMessage]:
    """Cards and wholes say of which type they are, and a whole has all that its card has."""
    from courtyard.publications.schema import Card, Whole

    label = model._meta.label
    card, whole = publication_type.card_schema, publication_type.whole_schema
    faults: list[CheckMessage] = [
        Error(
            f"{schema.__name__} of {label} does not derive from {base.__name__}.",
            hint=f"Derive it from courtyard.publications.schema.{base.__name__}.",
            obj=model,
            id="courtyard.E006",
        )
        for schema, base in ((card, Card), (whole, Whole))
        if not issubclass(schema, base)
    ]
    if faults:
        return faults
    faults += [
        Error(
            f"{schema.__name__} is the schema of {label} and does not say so.",
            hint=f'Give it the field: type: Literal["{label}"]',
            obj=model,
            id="courtyard.E004",
        )
        for schema in (card, whole)
        if get_args(schema.model_fields["type"].annotation) != (label,)
    ]
    missing = card.model_fields.keys() - whole.model_fields.keys()
    if missing:
        names = ", ".join(sorted(missing))
        faults.append(
            Error(
                f"{whole.__name__} lacks what {card.__name__} has: {names}.",
                hint="Derive the schema of the whole from that of the card and from Whole.",
                obj=model,
                id="courtyard.E005",
            )
        )
    return faults
