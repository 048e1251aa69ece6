"""The sign-up form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignUpForm(forms.Form):
    """An address and a consent. ``website`` is for machines: people do not see it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("This is not an e-mail address. It should look like name@example.org."),
        },
    )
    consent = forms.BooleanField(
        label=_("I would like to receive the newsletter by e-mail."),
        error_messages={"required": _("Please tick this box if you want the newsletter.")},
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    @property
    def is_filled_by_a_machine(self) -> bool:
        """Whether the field that people cannot see has been filled in."""
        return bool(self.cleaned_data.get("website"))
