"""The one gate: whether a page may go public, asked on every way there before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.utils.forms import FormValidationError

from .writing import is_said


class NotPublishable(FormValidationError):
    """A page may not go public; the errors stand by field, also in the answers of Wagtail's v3.

    ``page`` is the page as it would have gone public; ``reasons`` are all errors in one line, each
    with the name of its field; ``told`` is what an editor is told, in the language of the moment.
    """

    def __init__(self, page: Page, error: ValidationError) -> None:
        self.page = page
        super().__init__(
            {
                (name,): [
                    (str(message), one.code or "invalid")
                    for one in errors
                    for message in one.messages
                ]
                for name, errors in error.update_error_dict({}).items()
            }
        )
        self.reasons = " ".join(
            labelled(page, name, message)
            for name, messages in self.message_dict.items()
            for message in messages
        )
        self.told = gettext("“%(title)s” was not published. %(reasons)s") % {
            "title": page.title,
            "reasons": self.reasons,
        }


def labelled(page: Page, name: str, message: str) -> str:
    """A message with the name of the field, or of the rows, that it is about."""
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return message
    model: Any = field.related_model
    label = getattr(field, "verbose_name", None) or model._meta.verbose_name_plural
    return f"{capfirst(label)}: {message}"


def check(page: Page) -> None:
    """Ask the page. Raises NotPublishable where it may not go public as it stands."""
    try:
        getattr(page, "check_publishable", page.full_clean)()
    except ValidationError as error:
        raise refusal(page, error) from error


def refusal(page: Page, error: ValidationError) -> NotPublishable:
    """A refusal, of which those are told who want to know."""
    refused = NotPublishable(page, error)
    if (heard := _heard.get()) is not None:
        heard.append(refused)
    return refused


def hold(page: Page, update_fields: Iterable[str] | None) -> bool:
    """Ask a page that is about to be saved, if the public would see it; gives whether it did.

    Aliases mirror what has been asked already. Raises NotPublishable.
    """
    if not is_said(page, update_fields):
        return False
    row = page if update_fields is None else _as_saved(page, update_fields)
    if not row.live or row.alias_of_id:
        return False
    check(row)
    return True


def _as_saved(page: Page, update_fields: Iterable[str]) -> Page:
    """The page's row with some fields of the page in memory, which may hold a draft besides."""
    row: Page = type(page)._base_manager.get(pk=page.pk)
    for name in update_fields:
        field = page._meta.get_field(name)
        if field.concrete:
            setattr(row, field.attname, getattr(page, field.attname))
    return row


def check_rows(page: Page) -> None:
    """Raises ValidationError, by relation, where a row that belongs to the page is not valid.

    An unfinished draft may hold such rows. Whether what they refer to exists, the database knows.
    """
    errors: dict[str, list[str]] = {}
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        fields = relation.related_model._meta.fields
        references = {field.name for field in fields if isinstance(field, ForeignKey)}
        for row in getattr(page, name).all():
            try:
                row.clean_fields(exclude=references)
                row.clean()
            except ValidationError as error:
                errors.setdefault(name, []).extend(error.messages)
    if errors:
        raise ValidationError(errors)


# Those who want to know

_heard: ContextVar[list[NotPublishable] | None] = ContextVar("courtyard_refusals", default=None)
_publishing: ContextVar[bool] = ContextVar("courtyard_publishing", default=False)
_drafting: ContextVar[int | None] = ContextVar("courtyard_drafting", default=None)


@contextmanager
def listening() -> Iterator[list[NotPublishable]]:
    """Gives a list of all that is refused in here, also where a view keeps it to itself."""
    refusals: list[NotPublishable] = []
    token = _heard.set(refusals)
    try:
        yield refusals
    finally:
        _heard.reset(token)


@contextmanager
def about_to_publish(publish: bool) -> Iterator[None]:
    """Whether the revisions that are saved in here will be published afterwards."""
    token = _publishing.set(publish)
    try:
        yield
    finally:
        _publishing.reset(token)


@contextmanager
def only_drafting(page: int | None) -> Iterator[None]:
    """Leave the row of a page, given by its primary key, as it is: revisions alone are written."""
    token = _drafting.set(page)
    try:
        yield
    finally:
        _drafting.reset(token)


def is_only_draft(page: Page) -> bool:
    """Whether the row of a page is to be left as it is."""
    return page.pk is not None and page.pk == _drafting.get()


def is_about_to_publish() -> bool:
    """Whether a revision that is being saved will be published, as soon as it is committed."""
    return _publishing.get()
