"""The results page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from courtyard.delivery import keeping
from courtyard.delivery.asking import asked
from courtyard.delivery.chrome import own_name
from courtyard.delivery.html import plain_response
from courtyard.publications.reading import Reader

from . import log, results
from .asking import LONGEST
from .finding import Query
from .traits import NAMES

PER_PAGE = 20
PARAMETERS = ("q", "everywhere", "page", *NAMES)

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is found, or how to find something, in the language of the address."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        # Somebody who is logged in sees the admin's bar.
        response = _answer(request)
        response["Cache-Control"] = keeping.NOT_KEPT
        return response
    kept = keeping.answer(request, lambda: _answer(request), parameters=PARAMETERS)
    if kept is None:
        raise Http404
    return kept


def _answer(request: HttpRequest) -> HttpResponse:
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if located is None:
        raise Http404
    reader = state.reader(located[0].code)
    # A database takes no text with this sign in it, and nobody types it.
    typed = request.GET.get("q", "").replace("\0", " ").strip()
    is_too_long = len(typed) > LONGEST
    found = None
    if typed and not is_too_long:
        found = _found(reader, typed, request.GET)
    context = {
        "typed": typed,
        "longest": LONGEST,
        "is_too_long": is_too_long,
        "everywhere": request.GET.get("everywhere") == "1",
        "found": found,
        "address": request.path,
        "suggest": _suggest_address(),
        **(_ways(request, found, typed) if found else {}),
        "names": {one.code: own_name(one.code) for one in state.sites.shown()},
    }
    addresses = {one.code: _address_in(one.code, typed) for one in state.sites.shown()}
    response = plain_response(request, "search/search.html", context, addresses=addresses)
    patch_vary_headers(response, ["Cookie"])
    return response


def _address_in(code: str, typed: str) -> str:
    """Where the same is searched for in a language."""
    with translation.override(code):
        address = reverse("search:search")
    return f"{address}?{urlencode({'q': typed})}" if typed else address


def _found(reader: Reader, typed: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    number = parameters.get("page", "")
    query = Query(
        words=typed,
        chosen={name: parameters.get(name, "").replace("\0", "")[:120] for name in NAMES},
        everywhere=parameters.get("everywhere") == "1",
        page=int(number) if _NUMBER.fullmatch(number) else 1,
        per_page=PER_PAGE,
    )
    found = results.answer(reader, query)
    kinds = dict(results.types(reader.code))
    for hit in found["items"]:
        hit["kind"] = kinds.get(hit["page"]["type"], "")
        hit["language"] = own_name(hit["page"]["content_language"])
    last = found["paging"]["pages"]
    if query.page > last:
        return _found(reader, typed, {**dict(parameters.items()), "page": str(last)})
    if "page" not in parameters and not any(query.chosen.values()):
        log.note(reader, typed, results.as_typed(found))
    return found


def _ways(request: HttpRequest, found: Mapping[str, Any], typed: str) -> dict[str, Any]:
    """Where links of the results lead: to other parts of them, with one choice less, elsewhere."""
    kept = {"q": typed}
    if request.GET.get("everywhere") == "1":
        kept["everywhere"] = "1"
    # Of what nothing public has there is no option, and it can be taken away all the same.
    chosen = {
        one["name"]: next((it for it in one["options"] if it["is_chosen"] and it["value"]), None)
        for one in found["filters"]
        if request.GET.get(one["name"])
    }
    values = {
        name: option["value"] if option else request.GET[name] for name, option in chosen.items()
    }

    def to(**query: str) -> str:
        return f"{request.path}?{urlencode(query)}"

    number, last = found["paging"]["page"], found["paging"]["pages"]
    labels = {one["name"]: one["label"] for one in found["filters"]}
    return {
        "previous": to(**kept, **values, page=str(number - 1)) if number > 1 else "",
        "next": to(**kept, **values, page=str(number + 1)) if number < last else "",
        "chosen": [
            {
                "label": labels[name],
                "option": option,
                "without": to(**kept, **{one: v for one, v in values.items() if one != name}),
            }
            for name, option in chosen.items()
        ],
        "in_all_languages": to(q=typed, everywhere="1"),
        "without_choices": to(**kept),
    }


def _suggest_address() -> str:
    """Where the box asks for suggestions while somebody types."""
    return reverse("courtyard-content-v1:suggestions")
