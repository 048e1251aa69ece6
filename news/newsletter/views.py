"""Pages of the sign-up. None of them sets a cookie."""

from __future__ import annotations

from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from courtyard.delivery.html import plain_response

from . import services
from .forms import SignUpForm


class View(Protocol):
    """A view with whatever its address captures."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def from_this_site(view: View) -> View:
    """Refuse a POST that a page of another site sends.

    The forms carry no CSRF token, which would need a cookie. Browsers say where a form was
    sent from, in ``Sec-Fetch-Site``, ``Origin`` or at least ``Referer``; who says none of these
    is no browser with somebody else's session, and there is no session here to abuse.
    """

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request):
            return plain_response(request, "newsletter/elsewhere.html", {}, status=403)
        return view(request, *args, **kwargs)

    return checked


def _is_ours(request: HttpRequest) -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is None or urlsplit(source).netloc == request.get_host()


@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The sign-up form; a good one leads to "check your inbox", whatever the address."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return plain_response(request, "newsletter/sign_up.html", {"form": form}, status=status)
    if not form.is_filled_by_a_machine:
        services.sign_up(
            email=form.cleaned_data["email"],
            language=translation.get_language() or settings.LANGUAGE_CODE,
            consent_text=str(form.fields["consent"].label),
        )
    return HttpResponseRedirect(reverse("newsletter:check_inbox"))


@never_cache
@require_safe
def check_inbox(request: HttpRequest) -> HttpResponse:
    """What to do after signing up."""
    return plain_response(request, "newsletter/check_inbox.html", {})


@never_cache
@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button to confirm by: opening the link changes nothing, as mail scanners open links."""
    try:
        if request.method == "POST":
            services.confirm(token=token)
            return _private(plain_response(request, "newsletter/confirmed.html", {}))
        services.find_pending(token)
    except services.TokenGone:
        return _private(plain_response(request, "newsletter/gone.html", {}, status=410))
    return _private(plain_response(request, "newsletter/confirm.html", {"action": request.path}))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the secret in an address from search engines and from other sites."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
