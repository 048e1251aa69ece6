"""Alternative texts of the picture library, written in one language by those who may write it.

They stand on no page: no translation holds them, and who translates a language may open no picture.
Here all pictures that readers may see are listed, with what other languages say of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.coreutils import get_content_languages
from wagtail.images import get_image_model
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from courtyard.images import ImageText, describe, languages_of_texts
from courtyard.publications.public import public_images

from . import rights
from .keys import keys_of

AT_ONCE = 20
"""How many pictures are shown at once."""

THUMBNAIL = "max-165x165"
"""Of Wagtail's own list of pictures, so that each is made once; the template names it too."""

MISSING, WRITTEN, NOWHERE, ALL = "missing", "written", "nowhere", "all"

STATES = {
    MISSING: gettext_lazy("Only in other languages"),
    WRITTEN: gettext_lazy("Written"),
    NOWHERE: gettext_lazy("In no language"),
    ALL: gettext_lazy("All"),
}


# Who writes what


def may_describe_any(user: Any) -> bool:
    """Whether somebody may describe some picture in some language; asked for each page's menu."""
    if rights.languages_of(user):
        return True
    return rights.Reach(user).languages() != frozenset() and _may_change_any(user)


def languages_for(user: Any) -> list[Locale]:
    """The languages in which somebody may describe some picture, in the order of the site."""
    locales = languages_of_texts()
    written = rights.languages_of(user)
    in_parts = rights.some_of(locales, user) if _may_change_any(user) else []
    return [one for one in locales if one.pk in written or one in in_parts]


def pictures_for(user: Any, locale: Locale) -> QuerySet[Any]:
    """The pictures that somebody may describe in a language, of those that readers may see.

    That is each one where they may write the whole language; else those that they may change.
    """
    images: QuerySet[Any] = get_image_model().objects.all()
    if locale.pk not in rights.languages_of(user):
        images = _policy().instances_user_has_permission_for(user, "change")
    return public_images(images)  # type: ignore[no-any-return]


def _may_change_any(user: Any) -> bool:
    return bool(_policy().user_has_permission(user, "change"))


def _policy() -> Any:
    return policy_registry.get_by_type(get_image_model())


def seen_texts() -> QuerySet[ImageText]:
    """The texts in languages of the settings."""
    return ImageText.objects.filter(locale__language_code__in=[*get_content_languages()])


def in_state(state: str, locale: Locale) -> Q:
    """Pictures by whether a language describes them, or another one does."""
    texts = seen_texts().filter(image=OuterRef("pk"))
    is_written, is_described = Exists(texts.filter(locale=locale)), Exists(texts)
    found = {
        MISSING: Q(is_described) & ~Q(is_written),
        WRITTEN: Q(is_written),
        NOWHERE: ~Q(is_described),
    }
    return found.get(state, Q())


def called(words: str) -> Q:
    """Pictures that have some words in their title, or in a text of any language."""
    texts = seen_texts().filter(image=OuterRef("pk"), alt__icontains=words)
    return Q(title__icontains=words) | Q(Exists(texts))


# How they are looked through, and written


class LookForm(forms.Form):
    """Which language is written, and which pictures are listed."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[*STATES.items()], required=False
    )
    q = forms.CharField(label=gettext_lazy("Title or text"), max_length=200, required=False)

    def __init__(self, asked: Mapping[str, Any], locales: Sequence[Locale]) -> None:
        self.locales = {one.language_code: one for one in locales}
        usual = {"language": next(iter(self.locales)), "state": MISSING}
        super().__init__({**usual, **{name: value for name, value in asked.items() if value}})
        language: Any = self.fields["language"]
        language.choices = [(code, one.get_display_name()) for code, one in self.locales.items()]
        if len(self.locales) == 1:
            language.widget = forms.HiddenInput()
        self.is_valid()

    @property
    def locale(self) -> Locale:
        """The language that is written; raises PermissionDenied where it is none of theirs."""
        if "language" in self.errors:
            raise PermissionDenied
        return self.locales[self.cleaned_data["language"]]

    @property
    def which(self) -> str:
        """Which pictures are asked for: the usual ones where there is no such state."""
        return str(self.cleaned_data.get("state", MISSING))

    def narrowed(self, images: QuerySet[Any]) -> QuerySet[Any]:
        """The pictures that are asked for, the newest first."""
        found = images.filter(in_state(self.which, self.locale))
        if words := self.cleaned_data.get("q"):
            found = found.filter(called(words))
        return found.order_by("-created_at", "-pk")


class TextForm(forms.Form):
    """A picture in one language; ``was`` is what it said when it was shown."""

    alt = forms.CharField()
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, image: Any, locale: Locale, said: str, data: Mapping[str, Any] | None = None
    ) -> None:
        initial = {"alt": said, "was": said}
        super().__init__(data, prefix=f"picture-{image.pk}", initial=initial)
        field: Any = ImageText._meta.get_field("alt")
        label = _("Alternative text: %(language)s") % {"language": locale}
        widget = AdminAutoHeightTextInput(
            {"lang": locale.language_code, "aria-label": f"{label}, {image.title}"}
        )
        self.fields["alt"] = field.formfield(required=False, label=label, widget=widget)
        self.fields["alt"].help_text = ""

    def clean_alt(self) -> str:
        """On one line."""
        return on_one_line(self.cleaned_data["alt"])

    @property
    def typed(self) -> str | None:
        """What somebody has written; None where they left it as it was shown."""
        alt: str = self.cleaned_data["alt"]
        return None if alt == on_one_line(self.cleaned_data["was"]) else alt

    def compare(self, now: str) -> None:
        """Refuse to write over what somebody else has written since; asked anew, it is done."""
        if on_one_line(now) in (self.typed, on_one_line(self.cleaned_data["was"])):
            return
        told = _(
            "Somebody has written “%(text)s” here meanwhile. Save again to put yours in its place."
        )
        gone = _("Somebody has emptied this text meanwhile. Save again to write yours.")
        self.add_error("alt", told % {"text": now} if now else gone)
        self.data = {**self.data, self.add_prefix("was"): now}


def on_one_line(text: str) -> str:
    """A text without line breaks, and with one blank where there are several."""
    return " ".join(text.split())


@dataclass
class Row:
    """A picture with what other languages say of it, and the field of the one that is written."""

    image: Any
    others: list[ImageText]
    form: TextForm
    url: str


def rows_of(
    images: Iterable[Any], locale: Locale, user: Any, data: Mapping[str, Any] | None = None
) -> list[Row]:
    """Pictures as they are shown: a number of queries that does not depend on how many there are.

    ``data`` is what somebody has sent.
    """
    images = list(images)
    order = [one.pk for one in languages_of_texts()]
    by_image: dict[int, list[ImageText]] = defaultdict(list)
    for text in seen_texts().filter(image__in=images).select_related("locale"):
        by_image[text.image_id].append(text)
    policy = _policy()
    theirs = policy.instances_user_has_permission_for(user, "change")
    changed = {*theirs.filter(pk__in=[one.pk for one in images]).values_list("pk", flat=True)}
    rows = []
    for image in images:
        texts = sorted(by_image[image.pk], key=lambda one: order.index(one.locale_id))
        said = next((one.alt for one in texts if one.locale_id == locale.pk), "")
        others = [one for one in texts if one.locale_id != locale.pk]
        url = reverse("wagtailimages:edit", args=[image.pk]) if image.pk in changed else ""
        rows.append(Row(image, others, TextForm(image, locale, said, data), url))
    return rows


def write(rows: Sequence[Row], locale: Locale) -> int | None:
    """Write what is typed, all of it or nothing; gives how many texts, None where one is refused.

    To be called in a transaction that has locked the pictures.
    """
    changed = []
    for row in rows:
        if row.form.is_valid() and row.form.typed is not None:
            row.form.compare(row.form.initial["alt"])
            changed.append(row)
    if any(row.form.errors for row in rows):
        return None
    for row in changed:
        describe(row.image, {locale.language_code: row.form.typed or ""})
    return len(changed)


def picture_texts_view(request: HttpRequest) -> HttpResponse:
    """List pictures with their texts in one language, and save what is written.

    Where something is wrong with a text nothing is saved, and all that was typed is shown again.
    """
    user: Any = request.user
    locales = languages_for(user)
    if not locales:
        raise PermissionDenied
    look = LookForm(request.GET.dict(), locales)
    locale = look.locale
    pictures = pictures_for(user, locale).prefetch_renditions(THUMBNAIL)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"look": look, "locale": locale}
    if request.method == "POST":
        rows, written = _save(request, pictures, locale)
        if written is not None:
            _tell(request, written)
            return redirect(request.get_full_path())
        messages.error(request, _("Nothing is saved yet. Look at the texts that are marked."))
        context |= {"rows": rows, "is_refused": True}
    else:
        paginator = WagtailPaginator(look.narrowed(pictures), AT_ONCE)
        page = paginator.get_page(request.GET.get("p"))
        context |= {
            "rows": rows_of(page, locale, user),
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
        }
    return render(request, "courtyard/admin/picture_texts.html", context)


def _save(
    request: HttpRequest, pictures: QuerySet[Any], locale: Locale
) -> tuple[list[Row], int | None]:
    """The pictures that were sent, in their order, and how many texts were written."""
    keys = dict.fromkeys(keys_of(request.POST.getlist("picture")[:AT_ONCE]))
    with transaction.atomic():
        # In one order, so that two who save the same pictures wait for each other.
        locked = get_image_model().objects.filter(pk__in=keys).order_by("pk")
        there = {one.pk for one in locked.select_for_update()}
        found = {one.pk: one for one in pictures.filter(pk__in=there)}
        shown = [found[key] for key in keys if key in found]
        rows = rows_of(shown, locale, request.user, request.POST.dict())
        written = write(rows, locale)
    if len(shown) < len(keys):
        messages.warning(request, _("A picture was deleted meanwhile: its text was not saved."))
    return rows, written


def _tell(request: HttpRequest, written: int) -> None:
    if not written:
        messages.info(request, _("Nothing was changed."))
        return
    told = ngettext("%(number)d text is saved.", "%(number)d texts are saved.", written)
    messages.success(request, told % {"number": written})


# Where one finds them


class PictureTextsItem(MenuItem):
    """The entry of the menu, for those who may describe some picture in some language."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Alternative texts"),
            reverse("courtyard_picture_texts"),
            name="courtyard-picture-texts",
            icon_name="image",
            order=352,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor of the admin may."""
        return may_describe_any(request.user)


@dataclass(frozen=True)
class Waiting:
    """How many pictures a language does not describe that others do; where they are listed."""

    language: str
    number: int
    address: str

    @property
    def told(self) -> str:
        """In words."""
        told = ngettext(
            "%(language)s: %(number)d picture has no alternative text",
            "%(language)s: %(number)d pictures have no alternative text",
            self.number,
        )
        return told % {"language": self.language, "number": self.number}


class PicturesToDescribe(Component):
    """On a translator's first page: the pictures that their languages do not describe yet.

    Who writes the whole site has the list in the menu.
    """

    name = "courtyard_picture_texts"
    template_name = "courtyard/admin/pictures_to_describe.html"
    order = 131

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """With each language that lacks texts."""
        return {"panel": self, "waiting": self.waiting()}

    def waiting(self) -> list[Waiting]:
        """Two queries, beside those about what one may write."""
        if rights.Reach(self.user).languages() is None:
            return []
        locales = Locale.objects.filter(pk__in=rights.languages_of(self.user)).order_by("pk")
        if not locales:
            return []
        counted = public_images(get_image_model().objects.all()).aggregate(
            **{f"in_{one.pk}": Count("pk", filter=in_state(MISSING, one)) for one in locales}
        )
        address = reverse("courtyard_picture_texts")
        return [
            Waiting(
                one.get_display_name(),
                counted[f"in_{one.pk}"],
                f"{address}?{urlencode({'language': one.language_code, 'state': MISSING})}",
            )
            for one in locales
            if counted[f"in_{one.pk}"]
        ]


def admin_urls() -> list[Any]:
    """Where alternative texts are written."""
    return [
        path("courtyard/alternative-texts/", picture_texts_view, name="courtyard_picture_texts")
    ]
