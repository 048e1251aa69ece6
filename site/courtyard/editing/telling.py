"""What editors are told of machines that translate for them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from courtyard.localisation.machines import Outcome

TROUBLES = {
    "key": gettext_lazy("%(service)s does not take the key of this site. Tell its administrator."),
    "quota": gettext_lazy("%(service)s has translated as much as it may for now. Try again later."),
    "down": gettext_lazy("%(service)s does not answer, or cannot be understood. Try again later."),
}
"""What is said of a service that has not translated."""


def of_machine(request: HttpRequest, outcome: Outcome) -> None:
    """Tell whoever has asked a machine how many texts it has translated, and why not more."""
    names = {"service": outcome.service}
    if outcome.written:
        told = ngettext(
            "%(service)s has translated %(number)d text. Read it before you publish.",
            "%(service)s has translated %(number)d texts. Read them before you publish.",
            outcome.written,
        )
        messages.success(request, told % {**names, "number": outcome.written})
    if outcome.refused:
        told = ngettext(
            "%(number)d text came back empty, too long, or without its links or markup, and was "
            "not kept.",
            "%(number)d texts came back empty, too long, or without their links or markup, and "
            "were not kept.",
            outcome.refused,
        )
        messages.warning(request, told % {"number": outcome.refused})
    if outcome.trouble:
        messages.error(request, TROUBLES[outcome.trouble] % names)
    elif outcome.left:
        told = ngettext(
            "There was no time for %(number)d text: ask again.",
            "There was no time for %(number)d texts: ask again.",
            outcome.left,
        )
        messages.warning(request, told % {"number": outcome.left})
    elif not outcome.written and not outcome.refused:
        messages.warning(request, _("There is nothing left to translate."))
