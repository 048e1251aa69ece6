"""System checks that keep every page type whole."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist
from django.template.loader import get_template


def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every page type has tree rules, a publication type, and a template that exists."""
    from courtyard.pages import BasePage

    page_types = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return [message for model in page_types for message in _faults_of(model)]


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
    return faults
