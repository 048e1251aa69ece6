"""A form of a page, or a term, that cannot be saved: its translation has been begun again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Comment

from .translating import RESTART, translation_of

OF_ITS_EDITOR = ("action", "localize-convert-to-alias")
"""What is sent where no form of the page is: by wagtail-localize's editor, and by its menu."""

NO_WORDS = re.compile(
    r"-(id|type|order|deleted|count|ORDER|DELETE|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS"
    r"|contentpath|position|resolved)$"
)
"""How keys of a form end that hold no words of an editor."""


def refuse_form(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """Before wagtail-localize's editor, which would forget what the ordinary form has sent.

    That form was opened while the translation had ended. Gives an answer that says so and shows
    what was typed; None where there is nothing to be lost.
    """
    if request.method != "POST" or any(name in request.POST for name in OF_ITS_EDITOR):
        return None
    typed = typed_in(request, type(thing))
    if (RESTART in request.POST and not typed) or translation_of(thing) is None:
        return None
    told = _(
        "Not saved: somebody has begun its translation from the original again while you had this "
        "form open."
    )
    if not request.accepts("text/html"):
        # Automatic saving asks by itself, and shows this in the form.
        answer = {"success": False, "error_code": "invalid_revision", "error_message": told}
        return JsonResponse(answer, status=400)
    context = {"thing": thing, "told": told, "typed": typed, "address": request.path}
    return render(request, "courtyard/admin/unsaved.html", context, status=409)


def typed_in(request: HttpRequest, model: type[Any]) -> list[tuple[str, list[str]]]:
    """What a form has sent that may be words: the names of its fields, with the words of each."""
    typed: dict[str, list[str]] = {}
    for key, values in request.POST.lists():
        label = _label(model, key.partition("-")[0])
        if label and not NO_WORDS.search(key):
            words = [said for value in values if (said := "\n".join(_read(value)).strip())]
            if words:
                typed.setdefault(label, []).extend(words)
    return [*typed.items()]


def _label(model: type[Any], name: str) -> str:
    """What the form calls a field; "" where the model has none of the name."""
    if name == "comments":
        return capfirst(str(Comment._meta.verbose_name_plural))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    named = getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name_plural
    return capfirst(str(named))


def _read(value: str) -> Iterator[str]:
    """The lines of a value; the editor of rich text sends them in JSON."""
    try:
        blocks = json.loads(value)["blocks"]
        yield from [str(block["text"]) for block in blocks]
    except (ValueError, LookupError, TypeError, RecursionError):
        if value != "null":
            yield value
