"""The matrix of translations in the admin: how it is looked through, and what is done with many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic import BaseListingView
from wagtail.models import Locale, Page, get_page_models
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.operations import translate_object

from courtyard.assignments import Assignment
from courtyard.pages import BasePage
from courtyard.withdrawals import ask_again

from . import desk, dues, matrix
from .keys import key_of, keys_of
from .languages import NAMES
from .matrix import ASSIGNED, TO_TRANSLATE
from .rights import Reach

AT_ONCE = 30
"""How many pages the matrix shows at once; so many can be chosen."""

DEPTH_OF_SECTIONS = 4
"""How deep in the tree a page may stand that is offered as a section: two below the front page."""

BLANKS = "\u00a0\u00a0"
"""What a section is set in by for each level of the tree."""

MOST_TOLD = 5
"""How many of the pages that were refused are named."""


# How it is looked through


class SectionChoices(django_filters.fields.ModelChoiceIterator):
    """All sections, as the field has read them."""

    def __iter__(self) -> Iterator[Any]:
        """The empty choice, then each of them."""
        yield "", self.field.empty_label
        for section in self.queryset:
            yield self.choice(section)


class SectionField(django_filters.fields.ModelChoiceField):
    """A page with others below it, as deep in the list as it stands in the tree.

    The one that is chosen is looked for among those that are offered: one query for both.
    """

    iterator = SectionChoices

    def to_python(self, value: Any) -> Page | None:
        """Raises ValidationError where it is none of them."""
        if value in self.empty_values:
            return None
        offered: Any = self.queryset
        found: Page | None = next((one for one in offered if str(one.pk) == value), None)
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found

    def label_from_instance(self, obj: Page) -> str:
        """Its title behind two blanks for each level."""
        return f"{BLANKS * max(obj.depth - 2, 0)}{obj.get_admin_display_title()}"


class SectionFilter(django_filters.ModelChoiceFilter):
    """The pages of a section."""

    field_class = SectionField


def sections(request: HttpRequest) -> QuerySet[Page]:
    """What stands high in the tree and has something below it."""
    pages = matrix.visible(request.user)
    return pages.filter(numchild__gt=0, depth__lte=DEPTH_OF_SECTIONS).order_by("path")


def _kinds() -> list[tuple[str, str]]:
    """The types of pages by their names in the editor's language."""
    models = [one for one in get_page_models() if issubclass(one, BasePage)]
    named = [(model._meta.label_lower, capfirst(model._meta.verbose_name)) for model in models]
    return sorted(named, key=lambda one: one[1])


def languages_of(request: Any) -> list[Locale]:
    """All languages of the site: one query for a request."""
    known: list[Locale] | None = getattr(request, "_courtyard_locales", None)
    if known is None:
        known = request._courtyard_locales = list(Locale.objects.order_by("pk"))
    return known


class MatrixFilters(WagtailFilterSet):
    """What the matrix is narrowed by; state and assignment are of the same cell."""

    section = SectionFilter(
        label=gettext_lazy("Section"),
        queryset=sections,
        method="in_section",
        empty_label=gettext_lazy("All"),
    )
    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"),
        choices=_kinds,
        method="of_type",
        empty_label=gettext_lazy("All"),
    )
    locale = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=(),
        method="as_it_is",
        empty_label=gettext_lazy("All languages"),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(name, capfirst(told)) for name, told in NAMES.items() if name != "original"],
        method="as_it_is",
        empty_label=gettext_lazy("All"),
    )
    assigned = django_filters.ChoiceFilter(
        label=gettext_lazy("Assigned"),
        choices=[*ASSIGNED.items()],
        method="as_it_is",
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Page
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["locale"].extra["choices"] = [
            (one.language_code, one.get_display_name()) for one in languages_of(self.request)
        ]

    def in_section(self, pages: QuerySet[Page], name: str, section: Page) -> QuerySet[Page]:
        """The page and what stands below it."""
        return pages.filter(matrix.below(section))

    def of_type(self, pages: QuerySet[Page], name: str, label: str) -> QuerySet[Page]:
        """Pages of one type."""
        kind = next(one for one in get_page_models() if one._meta.label_lower == label)
        return pages.filter(content_type=ContentType.objects.get_for_model(kind))

    def as_it_is(self, pages: QuerySet[Page], name: str, value: str) -> QuerySet[Page]:
        """What the view asks of each cell."""
        return pages


# How it is shown


class ChosenColumn(BaseColumn):
    """A box for each row, and one for all of them."""

    header_template_name: Any = "courtyard/admin/matrix/choose_all.html"
    cell_template_name: Any = "courtyard/admin/matrix/choose.html"


class PageColumn(BaseColumn):
    """The original: title, type and language."""

    cell_template_name: Any = "courtyard/admin/matrix/page.html"


class LanguageColumn(BaseColumn):
    """The pages in one language."""

    cell_template_name: Any = "courtyard/admin/matrix/cell.html"

    def __init__(self, locale: Locale) -> None:
        name = f"in_{locale.language_code}"
        super().__init__(name, label=locale.get_display_name(), classname="courtyard-in-language")
        self.locale = locale

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the cell."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["cell"] = instance.cells[self.locale.pk]
        return context


class TextColumn(BaseColumn):
    """Something that a row says in words."""

    cell_template_name: Any = "courtyard/admin/matrix/text.html"

    def __init__(self, name: str, tell: Any, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.tell = tell

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the words."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["value"] = self.tell(instance)
        return context


class MatrixView(BaseListingView):
    """Pages and languages: what is missing, what is out of date, and who is at it."""

    model = Page
    page_title: Any = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"
    index_url_name: Any = "courtyard_translations"
    index_results_url_name: Any = "courtyard_translations_results"
    results_template_name = "courtyard/admin/matrix/results.html"
    filterset_class: Any = MatrixFilters
    paginate_by = AT_ONCE
    is_searchable: Any = True
    table_classname: Any = "listing courtyard-matrix"
    default_ordering: Any = "path"
    verbose_name_plural: Any = gettext_lazy("pages")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raises PermissionDenied for those who edit no pages."""
        if not desk.may_edit_any(request.user):
            raise PermissionDenied
        answer: Any = super().dispatch(request, *args, **kwargs)
        return cast("HttpResponse", answer)

    @cached_property
    def locales(self) -> list[Locale]:
        """All languages of the site."""
        return languages_of(self.request)

    @cached_property
    def shown(self) -> list[Locale]:
        """The languages that are looked at."""
        code = self.asked("locale")
        return [one for one in self.locales if code in ("", one.language_code)]

    @cached_property
    def ages(self) -> matrix.AgesOfDrafts:
        """Since when drafts in these are out of date."""
        return matrix.AgesOfDrafts(self.shown)

    @cached_property
    def coming(self) -> list[dues.Due]:
        """The deadlines to come."""
        return dues.coming(timezone.now())

    def asked(self, name: str) -> str:
        """The value of a filter; "" where none is chosen, or one that there is not."""
        filters = self.filters
        return str(filters.form.cleaned_data.get(name) or "") if filters.is_valid() else ""

    @cached_property
    def columns(self) -> list[BaseColumn]:  # type: ignore[override]
        """A column for each language between what the page is and until when it matters."""
        return [
            ChosenColumn("chosen", label=_("Choose")),
            PageColumn("page", label=_("Page"), classname="title", sort_key="path"),
            *(LanguageColumn(locale) for locale in self.shown),
            TextColumn("age", lambda row: row.age, label=_("Out of date since"), sort_key="age"),
            TextColumn(
                "deadline", lambda row: row.deadline, label=_("Deadline"), sort_key="deadline"
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Page]:
        """The originals, with what they are ordered by."""
        pages = matrix.visible(self.request.user).select_related("locale")
        if self.ordering.removeprefix("-") == "age":
            pages = matrix.with_age(pages, self.shown, self.ages)
        found: QuerySet[Page] = pages.annotate(deadline=dues.nearest(self.coming))
        return found

    def order_queryset(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """By the tree, or by what is nearest: what has neither age nor deadline comes last."""
        name = self.ordering.removeprefix("-")
        if name == "path":
            return queryset.order_by(self.ordering)
        column = F(name)
        is_down = self.ordering.startswith("-")
        order = column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
        return queryset.order_by(order, "path")

    def filter_queryset(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """By section and type, and by what holds of a cell in one of the languages."""
        pages: QuerySet[Page] = super().filter_queryset(queryset)
        state, assigned = self.asked("state"), self.asked("assigned")
        if state or assigned:
            user = self.request.user
            pages = pages.filter(
                matrix.stands(self.shown, state=state, assigned=assigned, user=user, ages=self.ages)
            )
        return pages

    def search_queryset(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """By titles, in whichever language."""
        if not self.is_searching:
            return queryset
        return queryset.filter(matrix.called(self.search_query))

    def get_table(self, object_list: Iterable[Page]) -> Any:
        """Of rows in the place of pages."""
        rows = matrix.rows_of(list(object_list), self.shown, self.request.user, self.coming)
        return super().get_table(rows)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what can be done with many."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        user = self.request.user
        context["actions"] = {
            name: action.label
            for name, action in ACTIONS.items()
            if name != "submit" or user.has_perm(TO_TRANSLATE)
        }
        context["languages"] = self.locales
        context["language"] = self.asked("locale")
        context["people"] = people()
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        context["here"] = f"{self.index_url}?{query.urlencode()}"
        return context


def people() -> list[tuple[int, str]]:
    """Those who may edit pages, by name."""
    users = PagePermissionPolicy().users_with_any_permission({"change"})
    named = [(one.pk, str(get_user_display_name(one))) for one in users]
    return sorted(named, key=lambda one: one[1].casefold())


# What is done with many


class Refused(Exception):
    """Why something is not done with a page, in words for many of them."""


class Doing:
    """One action on the translations of some pages into one language."""

    label: Any = ""

    def __init__(self, request: HttpRequest, locale: Locale, pages: Sequence[Page]) -> None:
        self.request, self.locale, self.pages = request, locale, pages
        self.user: Any = request.user
        self.reach = Reach(self.user)
        self.known = matrix.know(pages, self.user)
        self.done: list[Page] = []
        self.refused: dict[str, list[Page]] = {}

    @property
    def language(self) -> str:
        """The language by its name."""
        return str(self.locale.get_display_name())

    def twin(self, page: Page) -> Any:
        """The page in the language, if there is one."""
        return self.known.twins.get((page.translation_key, self.locale.pk))

    def assignment(self, page: Page) -> Assignment | None:
        """Who translates it."""
        return self.known.assignments.get((page.translation_key, self.locale.pk))

    def do(self) -> HttpResponse | None:
        """Do it where it may be done, and say of both; gives an answer that leads elsewhere."""
        self.prepare()
        for page in self.pages:
            try:
                if page.locale_id == self.locale.pk:
                    raise Refused(_("it is the original"))
                self.check(page)
                self.one(page)
            except Refused as why:
                self.refused.setdefault(str(why), []).append(page)
            else:
                self.done.append(page)
        answer = self.finish()
        self.tell()
        return answer

    def prepare(self) -> None:
        """What is needed for all of them; raises ValidationError where nothing can be done."""

    def check(self, page: Page) -> None:
        """Raises Refused where the user may not write the page in the language."""
        if not matrix.may_write(page, self.locale, self.known, self.reach):
            raise Refused(_("you may not write it in this language"))

    def one(self, page: Page) -> None:
        """Do it with one page; raises Refused."""

    def finish(self) -> HttpResponse | None:
        """Do it with those that were accepted."""
        return None

    def told(self, number: int) -> str:
        """What was done, of so many pages."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say what was done, and what was refused and why."""
        if self.done:
            messages.success(self.request, self.told(len(self.done)))
        for why, pages in self.refused.items():
            titles = [
                _("“%(title)s”") % {"title": page.get_admin_display_title()}
                for page in pages[:MOST_TOLD]
            ]
            left = len(pages) - len(titles)
            if left:
                titles.append(_("%(number)d more") % {"number": left})
            told = _("Left unchanged (%(language)s), because %(why)s: %(titles)s")
            names = {"language": self.language, "why": why, "titles": ", ".join(titles)}
            messages.warning(self.request, told % names)


class Assign(Doing):
    """Have somebody translate them; nobody is told of it by mail."""

    label = gettext_lazy("Assign to")

    def prepare(self) -> None:
        """Find out who it is."""
        key = self.request.POST.get("user", "")
        users = get_user_model()._default_manager.filter(is_active=True)
        self.to: Any = users.filter(pk=key_of(key)).first() if key else None
        if self.to is None:
            raise ValidationError(_("Choose to whom they are assigned."))
        self.their_reach = Reach(self.to)

    def check(self, page: Page) -> None:
        """Both may write it: who assigns it, and who gets it."""
        super().check(page)
        if not matrix.may_write(page, self.locale, self.known, self.their_reach):
            names = {"name": get_user_display_name(self.to)}
            raise Refused(_("%(name)s may not write it in this language") % names)

    def finish(self) -> None:
        """In one statement."""
        note = self.request.POST.get("note", "").strip()[:255]
        Assignment.objects.bulk_create(
            [
                Assignment(
                    translation_key=page.translation_key,
                    locale=self.locale,
                    user=self.to,
                    since=timezone.now(),
                    note=note,
                )
                for page in self.done
            ],
            update_conflicts=True,
            unique_fields=["translation_key", "locale"],
            update_fields=["user", "since", "note"],
        )

    def told(self, number: int) -> str:
        """To whom."""
        told = ngettext(
            "%(number)d translation (%(language)s) is assigned to %(name)s.",
            "%(number)d translations (%(language)s) are assigned to %(name)s.",
            number,
        )
        names = {"name": get_user_display_name(self.to), "language": self.language}
        return told % {"number": number, **names}


class TakeAway(Doing):
    """Have nobody translate them; whoever was to may give it back."""

    label = gettext_lazy("Take the assignment away")

    def check(self, page: Page) -> None:
        """Of one that is there; it may be one’s own."""
        assignment = self.assignment(page)
        if assignment is None:
            raise Refused(_("it is assigned to nobody"))
        if assignment.user_id != self.user.pk:
            super().check(page)

    def finish(self) -> None:
        """In one statement."""
        keys = [page.translation_key for page in self.done]
        Assignment.objects.filter(translation_key__in=keys, locale=self.locale).delete()

    def told(self, number: int) -> str:
        """Of how many."""
        told = ngettext(
            "%(number)d translation (%(language)s) is assigned to nobody any more.",
            "%(number)d translations (%(language)s) are assigned to nobody any more.",
            number,
        )
        return told % {"number": number, "language": self.language}


class Submit(Doing):
    """Give them to translators: each becomes a draft that waits to be translated."""

    label = gettext_lazy("Submit for translation")

    def prepare(self) -> None:
        """Ask for the permission to submit anything at all."""
        if not self.user.has_perm(TO_TRANSLATE):
            raise PermissionDenied

    def check(self, page: Page) -> None:
        """Of one that is not there yet."""
        if self.twin(page) is not None:
            raise Refused(_("there is one already"))
        super().check(page)

    def one(self, page: Page) -> None:
        """As the form for one page does it."""
        try:
            with transaction.atomic():
                ask_again([page.translation_key], [self.locale])
                translate_object(page.specific, [self.locale], user=self.user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error

    def told(self, number: int) -> str:
        """Of how many."""
        told = ngettext(
            "%(number)d page is submitted for translation (%(language)s).",
            "%(number)d pages are submitted for translation (%(language)s).",
            number,
        )
        return told % {"number": number, "language": self.language}


class Open(Doing):
    """Go to the editor of the first one; the others are named with their links."""

    label = gettext_lazy("Open in the editor")

    def check(self, page: Page) -> None:
        """Of one that is there."""
        if self.twin(page) is None:
            raise Refused(_("there is none yet"))
        super().check(page)

    def finish(self) -> HttpResponse | None:
        """The way there."""
        if not self.done:
            return None
        return redirect("wagtailadmin_pages:edit", self.twin(self.done[0]).pk)

    def tell(self) -> None:
        """With a button for each of the others."""
        rest, self.done = self.done[1 : MOST_TOLD + 1], []
        if rest:
            buttons = [
                messages.button(
                    reverse("wagtailadmin_pages:edit", args=[self.twin(page).pk]),
                    self.twin(page).get_admin_display_title(),
                )
                for page in rest
            ]
            messages.info(self.request, _("The next ones that you have chosen:"), buttons=buttons)
        super().tell()


ACTIONS: dict[str, type[Doing]] = {
    "assign": Assign,
    "take_away": TakeAway,
    "submit": Submit,
    "open": Open,
}


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one thing with the translations of the chosen pages into one language."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    back = redirect(get_valid_next_url_from_request(request) or "courtyard_translations")
    doing = ACTIONS.get(request.POST.get("action", ""))
    keys = keys_of(request.POST.getlist("page")[:AT_ONCE])
    pages = list(matrix.visible(request.user).filter(pk__in=keys).order_by("path"))
    code = request.POST.get("language", "")
    why = ""
    if not pages:
        why = _("Choose the pages first: each line has a box at its beginning.")
    elif not code:
        why = _("Choose the language into which they are translated.")
    elif doing is None:
        why = _("Choose what is to be done.")
    if why or doing is None:
        messages.error(request, why)
        return back
    locale = get_object_or_404(Locale, language_code=code)
    try:
        return doing(request, locale, pages).do() or back
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back


def admin_urls() -> list[Any]:
    """The addresses of the matrix."""
    return [
        path("courtyard/translations/", MatrixView.as_view(), name="courtyard_translations"),
        path(
            "courtyard/translations/results/",
            MatrixView.as_view(results_only=True),
            name="courtyard_translations_results",
        ),
        path("courtyard/translations/do/", act, name="courtyard_translations_do"),
    ]


def guarded_urls() -> list[Any]:
    """Addresses of wagtail-localize's report, which says less, and of all pages to everybody."""
    to_matrix = RedirectView.as_view(pattern_name="courtyard_translations")
    return [
        path("localize/reports/translations/", to_matrix, name="courtyard_report"),
        path("localize/reports/translations/results/", to_matrix, name="courtyard_report_results"),
    ]
