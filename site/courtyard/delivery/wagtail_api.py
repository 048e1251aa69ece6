"""Wagtail's own APIs, v2 and v3, behind the same predicate as everything else.

v2 says the same to everybody. v3 shows more only to holders of a token, and only what they have a
permission for. What neither shows in lists it shows nowhere: not by address, in searches, as a
parent or an original, nor in the texts of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, wraps
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.http.multipartparser import MultiPartParserError
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from modelcluster.models import get_all_child_relations
from wagtail.api.v2.serializers import (
    BaseSerializer,
    RichTextFieldSerializer,
    get_serializer_class,
)
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.api.v3.api import api as stock_v3
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.permissions import require_any_permission
from wagtail.api.v3.routers import pages as v3_pages
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.documents.api.v3 import router as v3_documents
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.images.api.v3 import router as v3_images
from wagtail.models import Page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from courtyard.models import Term

from . import refusing
from .asked_of_v3 import refusing_what_it_cannot_use
from .finding import wanted_key
from .readable import ANYBODY, readable, seen, seen_text
from .shown import said_of, shown, speaking_of

# v2


class PublicSerializer(BaseSerializer):
    """Gives of each field what anybody may see."""

    def get_fields(self) -> Any:
        """The fields of a model's serializer, each under guard."""
        fields = super().get_fields()
        for field in fields.values():
            _guard(field)
        return fields

    def to_representation(self, instance: Any) -> Any:
        """What is said of a thing, and of all that it names: links are in its language."""
        if _SPEAKING in self.context:
            return super().to_representation(instance)
        self.context[_SPEAKING] = True
        try:
            with speaking_of(instance):
                return super().to_representation(instance)
        finally:
            del self.context[_SPEAKING]


_SPEAKING = "_courtyard_speaking"


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
    """What the endpoints of v2 have in common.

    No login, no serializer without a guard, no language but that of what is shown, and no
    parameter that Wagtail's views would choke on.
    """

    authentication_classes: tuple[Any, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The answer, whatever languages its reader prefers."""
        with translation.override(settings.LANGUAGE_CODE):
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Before any view. Raises BadRequestError for parameters that cannot be used."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        with _refusing():
            request._request.GET = refusing.usable(request.GET)
            if self.action != "listing_view":  # a list has filters, and asks itself
                known = (*self.known_query_parameters, *self.find_query_parameters, "locale")  # type: ignore[attr-defined]
                refusing.refuse_unknown(request.GET, known)

    def check_query_parameters(self, queryset: QuerySet[Any]) -> None:
        """Raises BadRequestError for what is no parameter of a list, or no value of a field."""
        super().check_query_parameters(queryset)  # type: ignore[misc]
        with _refusing():
            others = self.known_query_parameters  # type: ignore[attr-defined]
            refusing.refuse_filters(self.request.GET, queryset.model, others)  # type: ignore[attr-defined]

    def handle_exception(self, error: Exception) -> Any:
        """The answer to what went wrong; what Django itself calls a bad request is one here."""
        if isinstance(error, SuspiciousOperation):
            error = BadRequestError(str(error))
        return super().handle_exception(error)  # type: ignore[misc]

    def get_serializer_class(self) -> Any:
        """The serializer that Wagtail makes for the fields asked for, under guard."""
        return _guarded(super().get_serializer_class())  # type: ignore[misc]

    def find_object(self, queryset: QuerySet[Any], request: HttpRequest) -> Any:
        """What the parameters of ``find/`` name, or None."""
        if "id" not in request.GET:
            return None
        with _refusing():
            refusing.refuse_value("id", request.GET["id"], queryset.model._meta.pk)
        return queryset.filter(pk=request.GET["id"]).first()

    def find_view(self, request: HttpRequest) -> Any:
        """What the parameters of ``find/`` name, at once. Raises Http404.

        Wagtail's redirects to its address; here no address of an API redirects.
        """
        found = self.find_object(self.get_queryset(), request)  # type: ignore[attr-defined]
        if found is None:
            raise Http404("not found")
        remaining = request.GET.copy()
        for name in (*self.find_query_parameters, "locale"):  # type: ignore[attr-defined]
            remaining.pop(name, None)
        self.request._request.GET = remaining  # type: ignore[attr-defined]
        self.action = "detail_view"
        self.kwargs = {"pk": found.pk}
        return self.detail_view(request, found.pk)  # type: ignore[attr-defined]


@contextmanager
def _refusing() -> Iterator[None]:
    """What is refused, in the form of v2."""
    try:
        yield
    except refusing.Refused as refused:
        raise BadRequestError(str(refused)) from refused


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

    def find_object(self, queryset: QuerySet[Page], request: HttpRequest) -> Page | None:
        """The page that the parameters of ``find/`` name, in the language asked for, or None."""
        with _refusing():
            if "id" in request.GET:
                refusing.refuse_value("id", request.GET["id"], Page._meta.pk)
        return queryset.filter(pk=wanted_key(request, request.GET)).first()

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


def public_v3() -> tuple[list[Any], str, str]:
    """The addresses of Wagtail's v3 behind the predicate; to be asked for once, in the URL map.

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
    stock_v3.add_decorator(refusing_what_it_cannot_use, mode="view")
    stock_v3.add_exception_handler(SuspiciousOperation, _bad_request)
    stock_v3.add_exception_handler(MultiPartParserError, _bad_request)
    patterns, app_name, namespace = stock_v3.urls
    return decorate_urlpatterns(patterns, _as_data), app_name, namespace


def _bad_request(request: HttpRequest, error: Any) -> HttpResponse:
    """What Django itself calls a bad request, in the form of v3."""
    status = 413 if isinstance(error, RequestDataTooBig) else 400
    return problem_response(status=status, detail=str(error))


def _as_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer whatever languages the reader prefers, and with data to a method that is unknown."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            # Ninja keeps the methods in a set, whose order differs from process to process.
            allowed = ", ".join(sorted(response["Allow"].replace(",", " ").split()))
            response = problem_response(status=405, detail=f"This address takes {allowed} only.")
            response["Allow"] = allowed
        return response

    return answered


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
            address = urlsplit(response["Location"])
            request.GET = QueryDict(address.query)
            found = resolve(address.path)
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
