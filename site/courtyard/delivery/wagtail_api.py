"""Wagtail's own APIs, v2 and v3, behind the same predicate as everything else.

v2 says the same to everybody. v3 shows more only to holders of a token, and only what they have a
permission for. What neither shows in lists it shows nowhere: not by address, in searches, as a
parent or an original, nor in the texts of others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from modelcluster.models import get_all_child_relations
from ninja import NinjaAPI
from wagtail.api.v2.serializers import (
    BaseSerializer,
    RichTextFieldSerializer,
    get_serializer_class,
)
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.api.v3.api import api as stock_v3
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers import pages as v3_pages
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.documents.api.v3 import router as v3_documents
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.api.v3 import router as v3_images
from wagtail.models import Page

from courtyard.models import Term

from .readable import ANYBODY, readable, seen, seen_text
from .shown import said_of, shown

# v2


class PublicSerializer(BaseSerializer):
    """Gives of each field what anybody may see."""

    def get_fields(self) -> Any:
        """The fields of a model's serializer, each under guard."""
        fields = super().get_fields()
        for field in fields.values():
            _guard(field)
        return fields


def _guard(field: Any) -> None:
    """Whatever a field takes from its object passes through the predicate first."""
    stock = field.get_attribute

    def get_attribute(instance: Any) -> Any:
        value = stock(instance)
        if value is instance:  # a field that tells something of the object itself
            return value
        if value and isinstance(field, RichTextFieldSerializer):
            return seen_text(value, ANYBODY)
        return seen(value, ANYBODY)

    field.get_attribute = get_attribute


def _guarded(serializer: Any) -> Any:
    """A serializer, and those of what it nests, under guard."""
    nested = serializer.child_serializer_classes.items()
    children = {name: _guarded(_with_words(child)) for name, child in nested}
    bases = (PublicSerializer, serializer)
    return type(serializer.__name__, bases, {"child_serializer_classes": children})


def _with_words(serializer: Any) -> Any:
    """The serializer of a term with all that it says.

    Wagtail would give its primary key, under which nothing can be asked for.
    """
    model = serializer.Meta.model
    if not issubclass(model, Term):
        return serializer
    return get_serializer_class(
        model,
        ["id", *BaseAPIViewSet.meta_fields, *said_of(model)],
        meta_fields=BaseAPIViewSet.meta_fields,
    )


class SaysTheSameToEverybody:
    """What the endpoints of v2 have in common: no login, and no serializer without a guard."""

    authentication_classes: tuple[Any, ...] = ()

    def get_serializer_class(self) -> Any:
        """The serializer that Wagtail makes for the fields asked for, under guard."""
        return _guarded(super().get_serializer_class())  # type: ignore[misc]

    def find_object(self, queryset: QuerySet[Any], request: HttpRequest) -> Any:
        """What the parameters of ``find/`` name. Raises BadRequestError for what is no number."""
        try:
            return super().find_object(queryset, request)  # type: ignore[misc]
        except ValueError as error:
            raise BadRequestError("id must be a number") from error

    def find_view(self, request: HttpRequest) -> Any:
        """What the parameters of ``find/`` name, at once. Raises Http404.

        Wagtail's redirects to its address; here no address of an API redirects.
        """
        try:
            found = self.find_object(self.get_queryset(), request)  # type: ignore[attr-defined]
        except ObjectDoesNotExist:
            found = None
        if found is None:
            raise Http404("not found")
        self.action = "detail_view"
        self.kwargs = {"pk": found.pk}
        return self.detail_view(request, found.pk)  # type: ignore[attr-defined]


class PublicPages(SaysTheSameToEverybody, PagesAPIViewSet):
    """The pages that anybody may read."""

    def get_base_queryset(self) -> QuerySet[Page]:
        """The pages of the site that anybody may read."""
        return self._public_pages.all()

    @cached_property
    def _public_pages(self) -> QuerySet[Page]:
        """Wagtail asks several times in one request."""
        return readable(super().get_base_queryset(), ANYBODY)

    def get_queryset(self) -> QuerySet[Page]:
        """The pages asked for, with their languages."""
        pages: QuerySet[Page] = super().get_queryset()
        return pages.select_related("locale")

    def get_serializer(self, found: Any, *, many: bool = False, **kwargs: Any) -> Any:
        """What makes the answer of one page, or of many, with the facts of their originals.

        A list that names no fields shows no facts.
        """
        if many and "fields" in self.request.GET:
            found = shown(list(found), ANYBODY)
        elif not many:
            [found] = shown([found], ANYBODY)
        return super().get_serializer(found, many=many, **kwargs)

    @classmethod
    def get_available_fields(cls, model: Any, db_fields_only: bool = False) -> list[str]:
        """The fields of a model; filters and orders take none that are rows of their own."""
        names: list[str] = super().get_available_fields(model, db_fields_only=db_fields_only)
        rows = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
        return [name for name in names if not (db_fields_only and name in rows)]


class PublicImages(SaysTheSameToEverybody, ImagesAPIViewSet):
    """The images outside of private collections."""

    def get_queryset(self) -> QuerySet[Any]:
        """The images that anybody may see."""
        return readable(super().get_queryset(), ANYBODY)


class PublicDocuments(SaysTheSameToEverybody, DocumentsAPIViewSet):
    """The documents outside of private collections."""

    def get_queryset(self) -> QuerySet[Any]:
        """The documents that anybody may read."""
        return readable(super().get_queryset(), ANYBODY)


# v3


def public_v3() -> NinjaAPI:
    """Wagtail's v3 behind the predicate; to be asked for once, in the URL map.

    Its answers are narrowed by ``courtyard.delivery.wagtail_v3.narrow_answers``, which has to be
    called before.
    """
    _ask_also(v3_pages, "get_pages_queryset")
    _ask_also(v3_images, "get_images_queryset")
    _ask_also(v3_documents, "get_documents_queryset")
    v3_pages.router.add_decorator(_varying, mode="view")
    v3_pages.router.add_decorator(_answering_at_once, mode="view")
    if apps.is_installed("wagtail.contrib.redirects"):
        _keep_redirects_to_those_who_manage_them()
    return stock_v3


def _ask_also(module: ModuleType, name: str) -> None:
    """Let the views of a module ask the predicate too.

    They take what they show from one function each, and Wagtail offers no other place.
    """
    stock = getattr(module, name)

    def queryset(request: HttpRequest, *args: Any) -> QuerySet[Any]:
        return readable(stock(request, *args), request.user)

    if stock.__module__ != __name__:
        setattr(module, name, queryset)


def _varying(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say of every answer that it depends on who asks, found or not.

    Wagtail says so only where it has come to ask the restrictions of a page that exists.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answered


def _answering_at_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer ``find/`` with what it would redirect to: no address of an API redirects."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 302:
            found = resolve(urlsplit(response["Location"]).path)
            response = found.func(request, *found.args, **found.kwargs)
        return response

    return answered


def _keep_redirects_to_those_who_manage_them() -> None:
    """Wagtail lists them to everybody, among them those whose old path tells of a hidden page.

    Readers need no list: the site itself answers an old path.
    """
    redirects = import_module("wagtail.contrib.redirects.api.v3.router")
    ask_for_permission = require_any_permission(redirects.Redirect)
    redirects.router.add_decorator(ask_for_permission)
    redirects.router.add_decorator(_answering_at_once, mode="view")
