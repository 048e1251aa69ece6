"""Pages of the newsletter. None of them sets a cookie, and none is kept by a cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Protocol

from django.core.exceptions import BadRequest
from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courtyard.delivery.asking import asked
from courtyard.delivery.chrome import own_name
from courtyard.delivery.html import plain_response
from courtyard.delivery.origins import is_of_this_site
from courtyard.publications.reading import Reader

from . import held, limits, services
from .consent import kept_of_who_has_left, topics_offered
from .forms import FirstStep, PauseForm, SignUpForm, WishesForm
from .models import Purpose, Source, SubscriberStatus

page_of_link = partial(plain_response, strict=False)
"""The page that a link leads to: links of mails outlive a language of the site."""


class View(Protocol):
    """A view with whatever its address captures."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def from_this_site(view: View, *, or_nowhere: bool = False) -> View:
    """Refuse a POST that a page of another site sends.

    The forms carry no CSRF token, which would need a cookie. Browsers say where a form was
    sent from, in ``Sec-Fetch-Site``, ``Origin`` or at least ``Referer``; who says none of these
    is no browser with somebody else's session, and there is no session here to abuse. Of a page
    that does not say where it is (`private`), some say that its POST comes from nowhere.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request, or_nowhere=or_nowhere):
            return page_of_link(request, "newsletter/elsewhere.html", {}, status=403)
        return view(request, *args, **kwargs)

    return checked


from_a_link = partial(from_this_site, or_nowhere=True)


def _is_ours(request: HttpRequest, *, or_nowhere: bool) -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is None or (or_nowhere and source == "null"):
        return True
    return is_of_this_site(source, request)


def private(view: View) -> View:
    """Keep the secret in an address from caches, search engines and other sites.

    A link that is not good for this gets one and the same page, whatever is the matter with it.
    Pages of errors are as private as the others.
    """

    @never_cache
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except services.TokenGone:
            response = page_of_link(request, "newsletter/gone.html", {}, status=410)
        except Exception as error:  # noqa: BLE001 - Django logs it and answers
            response = response_for_exception(request, error)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept


def _reader(request: HttpRequest) -> Reader:
    """The reader in the language of the address. Raises Http404 for one that the site lacks."""
    state = asked(request)
    located = state.sites.locate(request.path_info)
    if located is None:
        raise Http404
    return state.reader(located[0].code)


# Signing up


@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The second step; a good one leads to "check your inbox", whatever the address.

    The form at the foot of pages is the first step: it brings an address and nothing else.
    """
    reader = _reader(request)
    if request.method != "POST" or "opened" not in request.POST:
        return _second_step(request, reader)
    form = SignUpForm(request.POST, reader=reader)
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        services.ask(
            email=form.cleaned_data["email"],
            wishes=form.wishes,
            wording=form.wording,
            source=Source.FORM,
            network=limits.network_of(request),
        )
    except limits.TooMany as error:
        response = _shown(request, form, status=429, too_many=error)
        response["Retry-After"] = str(error.seconds)
        return response
    return HttpResponseRedirect(reverse("newsletter:check_inbox"))


def _second_step(request: HttpRequest, reader: Reader) -> HttpResponse:
    first = FirstStep(request.POST) if request.method == "POST" else None
    typed = {"email": request.POST.get("email", ""), "languages": [reader.code]}
    form = SignUpForm(initial=typed, reader=reader)
    if first is None or first.is_valid():
        return _shown(request, form, status=200)
    form.mistakes = first.errors  # type: ignore[attr-defined]
    return _shown(request, form, status=422)


def _shown(
    request: HttpRequest,
    form: SignUpForm,
    *,
    status: int,
    too_many: limits.TooMany | None = None,
) -> HttpResponse:
    errors = getattr(form, "mistakes", None) or form.errors
    context = {
        "form": form,
        "errors": {name: [str(one) for one in found] for name, found in errors.items()},
        "too_many": too_many,
    }
    return plain_response(request, "newsletter/sign_up.html", context, status=status)


@never_cache
@require_safe
def check_inbox(request: HttpRequest) -> HttpResponse:
    """What to do after signing up."""
    return plain_response(request, "newsletter/check_inbox.html", {})


@private
@from_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button to confirm by: opening the link changes nothing, as mail scanners open links."""
    if request.method != "POST":
        return _to_confirm(request, token)
    subscriber = services.confirm(token=token)
    secret = services.link(subscriber, Purpose.MANAGE)
    context = {"manage": reverse("newsletter:manage", args=[secret])}
    return page_of_link(request, "newsletter/confirmed.html", context)


def _to_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button, and what comes of it: somebody else may have asked."""
    wishes = services.asked_for(services.owner(token, Purpose.CONFIRM))
    topics = {one["key"]: one["name"] for one in topics_offered(reader_of_link(request))}
    context = {
        "action": request.path,
        "asked_languages": [own_name(code) for code in wishes.languages],
        "asked_topics": [topics[key] for key in wishes.topics if key in topics],
        "is_about_all": not wishes.topics,
    }
    return page_of_link(request, "newsletter/confirm.html", context)


# Looking after a subscription


def reader_of_link(request: HttpRequest) -> Reader:
    """The reader in the language of a link, or else in the site's first. Raises Http404."""
    state = asked(request)
    located = state.sites.locate(request.path_info)
    language = located[0] if located else state.sites.first
    if language is None:
        raise Http404
    return state.reader(language.code)


@private
@from_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Languages, topics, a pause, all that is held, and the ways out."""
    subscriber = services.owner(token, Purpose.MANAGE)
    reader = reader_of_link(request)
    form = WishesForm(
        initial={
            "languages": subscriber.language_codes,
            "topics": [str(row.key) for row in subscriber.topics.all()],
        },
        reader=reader,
    )
    done = ""
    if request.method == "POST":
        done = request.POST.get("do", "")
        if done == "change":
            form = WishesForm(request.POST, reader=reader)
        done = _DO[done](request, token, form) if done in _DO else ""
        subscriber = services.owner(token, Purpose.MANAGE)
        if subscriber.status == SubscriberStatus.UNSUBSCRIBED and done != "unsubscribed":
            done = ""
    context = {
        "subscriber": subscriber,
        "form": form,
        "errors": {name: [str(one) for one in found] for name, found in form.errors.items()},
        "done": done,
        "action": request.path,
        "kept": kept_of_who_has_left(),
        "erase": reverse("newsletter:erase", args=[token]),
        "exports": {form: reverse("newsletter:export", args=[token, form]) for form in held.FORMS},
    }
    status = 422 if form.errors else 200
    return page_of_link(request, "newsletter/manage.html", context, status=status)


def _change(request: HttpRequest, token: str, form: WishesForm) -> str:
    if not form.is_valid():
        return ""
    held = services.wishes_of(services.owner(token, Purpose.MANAGE))
    services.change(token=token, wishes=form.wishes_beside(held))
    return "changed"


def _pause(request: HttpRequest, token: str, form: WishesForm) -> str:
    pause = PauseForm(request.POST)
    if not pause.is_valid():
        return ""
    services.pause(token=token, until=pause.until)
    return "paused"


def _resume(request: HttpRequest, token: str, form: WishesForm) -> str:
    services.resume(token=token)
    return "resumed"


def _unsubscribe(request: HttpRequest, token: str, form: WishesForm) -> str:
    services.unsubscribe(token=token, purpose=Purpose.MANAGE, source=Source.MAIL_LINK)
    return "unsubscribed"


_DO: dict[str, Callable[[HttpRequest, str, WishesForm], str]] = {
    "change": _change,
    "pause": _pause,
    "resume": _resume,
    "unsubscribe": _unsubscribe,
}


@private
@require_safe
def export(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """Everything that is held about somebody, as a file: JSON or CSV."""
    subscriber = services.owner(token, Purpose.MANAGE)
    if form not in held.FORMS:
        raise Http404
    everything = held.about(subscriber)
    if form == "json":
        body = json.dumps(everything, ensure_ascii=False, indent=2).encode()
    else:
        body = held.as_csv(everything)
    return HttpResponse(
        body,
        content_type=held.FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="newsletter.{form}"'},
    )


@private
@from_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """A button to be forgotten by."""
    if request.method == "POST":
        services.erase(token=token)
        return page_of_link(request, "newsletter/erased.html", {})
    services.owner(token, Purpose.MANAGE)
    back = reverse("newsletter:manage", args=[token])
    return page_of_link(request, "newsletter/erase.html", {"action": request.path, "back": back})


@private
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A button to unsubscribe by, and the one click of mail programs (RFC 8058).

    A POST from wherever it comes unsubscribes: the secret in the address is all that it needs.
    """
    if request.method != "POST":
        services.owner(token, Purpose.UNSUBSCRIBE)
        return page_of_link(request, "newsletter/unsubscribe.html", {"action": request.path})
    try:
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    except (BadRequest, MultiPartParserError):
        # What cannot be read was sent by a program all the same.
        one_click = True
    source = Source.ONE_CLICK if one_click else Source.MAIL_LINK
    services.unsubscribe(token=token, purpose=Purpose.UNSUBSCRIBE, source=source)
    return page_of_link(request, "newsletter/unsubscribed.html", {})
