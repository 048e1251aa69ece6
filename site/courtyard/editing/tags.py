"""Tags in the page editor: keywords that editors type, in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.widgets import AdminTagWidget
from wagtail.permission_policies.pages import PagePermissionPolicy

from courtyard.localisation.localise import localise
from courtyard.terms import Tag, TagLink

NAMES = re.compile(r'"([^"]*)"|([^",]+)')
"""Tags as they are typed: with commas between them, in quotes where one holds a comma."""

OFFERED = 10
"""How many tags are offered while somebody types."""


class TagsWidget(AdminTagWidget):
    """A field for tags, which offers those of one language."""

    language = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """For Wagtail's script: where the tags of the language are found."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        url = reverse("courtyard_tags", args=[self.language])
        context["widget"]["attrs"]["data-w-tag-url-value"] = url
        return context

    def format_value(self, value: Any) -> str | None:
        """Names as somebody would type them; what has been typed as it is."""
        if value is None or isinstance(value, str):
            return value
        return ", ".join(f'"{name}"' if re.search("[, ]", name) else name for name in value)


class TagsField(forms.CharField):
    """Names of tags; several words without a comma are one of them."""

    widget = TagsWidget

    def clean(self, value: Any) -> list[str]:
        """The names. Raises ValidationError for those that are too long or say nothing."""
        names = list(_names_in(super().clean(value)))
        if faults := [fault for name in names for fault in _faults_of(name)]:
            raise ValidationError(faults)
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other names are typed than those that the page has."""
        return not self.disabled and list(_names_in(data or "")) != list(initial or ())


def _names_in(text: str) -> Iterator[str]:
    seen = set()
    for quoted, bare in NAMES.findall(text):
        name = " ".join((quoted or bare).split())
        if (name or not bare) and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name


def _faults_of(name: str) -> Iterator[ValidationError]:
    longest = Tag._meta.get_field("name").max_length or 0
    if len(name) > longest:
        message = gettext("“%(name)s” is too long: a tag has at most %(number)d characters.")
        yield ValidationError(message % {"name": name, "number": longest}, code="too_long")
    if not any(sign.isalnum() for sign in name):
        message = gettext("“%(name)s” is no tag: it needs a letter or a digit.")
        yield ValidationError(message % {"name": name}, code="empty")


def names_of(page: Any) -> list[str]:
    """The tags of a page as its form shows them: in its language where they are translated."""
    tags = [tag for _link, tag in _own(page).values()]
    return [tag.name for tag in localise(tags, page.locale)]


def typed(page: Any, names: Iterable[str]) -> list[TagLink]:
    """The rows of tags that a page has once these names stand in its form; nothing is written.

    A name is one of the page's tags, in whichever language; or else a tag of the page's language;
    or else a new one.
    """
    own = _own(page)
    in_its_language = Tag.objects.filter(locale=page.locale)
    known = {
        tag.name.casefold(): tag
        for tag in [*in_its_language, *Tag.objects.filter(translation_key__in=own)]
    }
    links: dict[UUID, TagLink] = {}
    for name in names:
        tag = known.get(name.casefold()) or Tag(name=name, locale=page.locale)
        link = own[tag.translation_key][0] if tag.translation_key in own else TagLink(tag=tag)
        links.setdefault(tag.translation_key, link)
    for place, link in enumerate(links.values()):
        link.sort_order = place
    return list(links.values())


def _own(page: Any) -> dict[UUID, tuple[TagLink, Tag]]:
    """The tags of a page by translation key, with the rows that hold them, in their order."""
    links = list(page.tag_links.all())
    tags = Tag.objects.in_bulk([link.tag_id for link in links])
    return {
        tags[link.tag_id].translation_key: (link, tags[link.tag_id])
        for link in links
        if link.tag_id in tags
    }


def keep_new_tags(page: Any) -> None:
    """Write the tags that are new on a page which is about to be written.

    Not before: a preview of the page, or a form with a mistake elsewhere, makes none.
    """
    for link in getattr(page, "_cluster_related_objects", {}).get("tag_links", ()):
        if link.tag_id is None and TagLink.tag.is_cached(link):
            link.tag = link.tag if link.tag.pk else link.tag.keep()


def offer_tags(request: HttpRequest, language: str) -> JsonResponse:
    """The names of a language's tags that begin with the parameter ``term``, to those who edit.

    Raises PermissionDenied for those who may edit no page.
    """
    if not PagePermissionPolicy().user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    term = request.GET.get("term", "").strip().casefold()
    tags = Tag.objects.filter(locale__language_code=language, translated=True).order_by("name")
    names = tags.values_list("name", flat=True) if term else ()
    fitting = [name for name in names if name.casefold().startswith(term)]
    return JsonResponse(fitting[:OFFERED], safe=False)
