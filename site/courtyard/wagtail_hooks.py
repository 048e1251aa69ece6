"""What the admin says of publications: troubles on the dashboard, originals and their twins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from courtyard.editing import (
    conflicts,
    desk,
    ending,
    handing_in,
    languages,
    matrix_views,
    parts,
    picture_texts,
    po_files,
    rights,
    table_views,
    to_translate,
    translating,
    translation_editor,
    twins,
    unsaved,
    workbench,
)
from courtyard.editing.actions import (
    DeleteMany,
    MoveMany,
    PublishAction,
    PublishMany,
    UnpublishMany,
)
from courtyard.editing.glossary import GlossaryViewSet
from courtyard.editing.keys import key_of
from courtyard.editing.tags import offer_tags
from courtyard.localisation.originals import (
    OriginalHasChanged,
    PublishedInPart,
    make_original,
    twins_of,
)
from courtyard.pages import BasePage
from courtyard.publications import upkeep
from courtyard.publications.stored import Original, Publication

TO_TRANSLATE = "wagtail_localize.submit_translation"


class Troubles(Component):
    """What keeps pages from visitors, on the dashboard of those who publish."""

    name = "courtyard_troubles"
    template_name = "courtyard/admin/troubles.html"
    order = 50

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"troubles": list(upkeep.troubles())}


@hooks.register("construct_homepage_panels")
def show_troubles(request: HttpRequest, panels: list[Any]) -> None:
    """Put what is wrong on the dashboard of those who may publish pages."""
    if PagePermissionPolicy().user_has_permission(request.user, "publish"):
        panels.append(Troubles())


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Put on everybody's dashboard what waits for them."""
    if desk.may_edit_any(request.user):
        panels += [
            desk.MyDrafts(request.user),
            to_translate.ToTranslate(request.user),
            picture_texts.PicturesToDescribe(request.user),
        ]


hooks.register("construct_reports_menu", table_views.offer_tables)
hooks.register("construct_page_action_menu", handing_in.say_what_it_is)


@hooks.register("insert_global_admin_css")
def style_the_admin() -> SafeString:
    """What the admin shows otherwise than Wagtail and wagtail-localize do."""
    sheets = ("admin", "translations")
    link = '<link rel="stylesheet" href="{}">'
    return format_html_join(
        "", link, ((versioned_static(f"courtyard/css/{name}.css"),) for name in sheets)
    )


@hooks.register("register_reports_menu_item")
def offer_report_of_past_dates() -> MenuItem:
    """Among the reports: what is past its date."""
    return ForEditors(
        _lazy("Past their date"),
        reverse_lazy("courtyard_past_their_date"),
        name="courtyard-past-their-date",
        icon_name="date",
        order=650,
    )


@hooks.register("register_admin_menu_item")
def offer_matrix() -> MenuItem:
    """In the menu: every page in every language."""
    return ForEditors(
        _lazy("Translations"),
        reverse_lazy("courtyard_translations"),
        name="courtyard-translations",
        icon_name="wagtail-localize-language",
        order=350,
    )


@hooks.register("register_admin_viewset")
def offer_glossary() -> GlossaryViewSet:
    """After it: which words an institution has decided on."""
    return GlossaryViewSet("glossary")


@hooks.register("register_admin_menu_item")
def offer_picture_texts() -> MenuItem:
    """After that: what is said of pictures to those who cannot see them."""
    return picture_texts.PictureTextsItem()


@hooks.register("construct_reports_menu")
def leave_out_stock_report(request: HttpRequest, menu_items: list[Any]) -> None:
    """One thing is called Translations: wagtail-localize's report says less, and to everybody."""
    stock = reverse("wagtail_localize:translations_report")
    menu_items[:] = [item for item in menu_items if item.url != stock]


@hooks.register("register_reports_menu_item")
def offer_po_files() -> MenuItem:
    """Among the reports: texts for translators, and what comes back."""
    return ForEditors(
        _lazy("PO files"),
        reverse_lazy("courtyard_po"),
        name="courtyard-po",
        icon_name="wagtail-localize-language",
        order=660,
    )


class ForEditors(MenuItem):
    """An entry of the menu that those see who edit pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this visitor of the admin does."""
        return desk.may_edit_any(request.user)


def past_their_date_view(request: HttpRequest) -> HttpResponse:
    """What is past its date, of what one may edit."""
    if not desk.may_edit_any(request.user):
        raise PermissionDenied
    found = desk.past_their_date(request.user)
    return render(request, "courtyard/admin/past_their_date.html", {"found": found})


@hooks.register("after_publish_page")
def tell_of_fault(request: HttpRequest, page: Page) -> None:
    """Tell who has published a page that its builder failed."""
    if Publication.stored.filter(pk=page.pk).exclude(fault="").exists():
        messages.error(
            request,
            _(
                "The page “%(title)s” is published, but it cannot be shown: something in it "
                "cannot be put together. Visitors do not see it until that is mended."
            )
            % {"title": page.title},
        )


@hooks.register("after_edit_page")
def tell_of_lost_original(request: HttpRequest, page: Page) -> None:
    """Tell who has saved a translation that its original went meanwhile."""
    twins.tell_of_lost_original(request, page)


@hooks.register("before_delete_page")
def tell_of_twins(request: HttpRequest, page: Page) -> None:
    """Say before an original is deleted what becomes of its translations."""
    if request.method == "GET":
        twins.tell_of_left(request, [page])


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_languages(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Button]:
    """In the editor of a page and in the explorer: how it stands in each language."""
    is_ours = issubclass(page.specific_class or Page, BasePage)
    if is_ours and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Languages"),
            reverse("courtyard_languages", args=[page.pk]),
            icon_name="site",
            priority=80,
        )


@hooks.register("register_page_header_buttons")
def offer_to_make_original(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """On a translation: the way to make it the original."""
    governed = Original.objects.filter(translation_key=page.translation_key).exclude(page=page)
    is_twin = page.alias_of_id is None and governed.exists()
    if is_twin and may_make_original(page, user):
        yield Button(
            _("Make this the original"),
            reverse("courtyard_make_original", args=[page.pk]),
            icon_name="key",
            priority=90,
        )


def may_make_original(page: Page, user: Any) -> bool:
    """Whether a user may publish both the page and its present original.

    Only a page that is published itself can govern: the others would disappear with it.
    """
    if not page.live or page.alias_of_id:
        return False
    known = Original.objects.select_related("page").filter(pk=page.translation_key).first()
    pages = [page] if known is None or known.page is None else [page, known.page]
    return all(one.permissions_for_user(user).can_publish() for one in pages)


def make_original_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask, and then let the page govern its twins."""
    page = get_object_or_404(Page, pk=page_id)
    if not may_make_original(page, request.user):
        raise PermissionDenied
    known = Original.objects.select_related("page").filter(pk=page.translation_key).first()
    former = known.page if known else None
    if told := _told_of_locked([one for one in (page, former) if one], request.user):
        messages.error(request, told)
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST":
        asked_about = request.POST.get("former", "")
        try:
            make_original(page=page, former=key_of(asked_about) if asked_about else None)
        except OriginalHasChanged as error:
            told = _("In the meantime “%(title)s” has become the original. Please look again.")
            messages.error(request, told % {"title": error})
            return redirect("courtyard_make_original", page.pk)
        except PublishedInPart as error:
            messages.error(request, _told_of_missing(page, error.missing))
            return redirect("wagtailadmin_pages:edit", page.pk)
        messages.success(
            request,
            _("“%(title)s” is the original now.") % {"title": page.get_admin_display_title()},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "former": former, "twins": twins_of(page)}
    return render(request, "courtyard/admin/make_original.html", context)


def _told_of_locked(pages: list[Page], user: Any) -> str:
    """Which of some pages a user may not change now, because it is locked; "" where none is."""
    for page in pages:
        if page.permissions_for_user(user).page_locked():
            return _(
                "“%(title)s” is locked, so nothing can be changed about its original. Try again "
                "when it is unlocked."
            ) % {"title": page.get_admin_display_title()}
    return ""


def _told_of_missing(page: Page, missing: int) -> str:
    """Why a page that is published in part cannot be the original."""
    return ngettext(
        "“%(title)s” cannot be the original yet: %(number)d text in it is not translated, and the "
        "other languages are translated from the original. Translate and publish it first.",
        "“%(title)s” cannot be the original yet: %(number)d texts in it are not translated, and "
        "the other languages are translated from the original. Translate and publish them first.",
        missing,
    ) % {"title": page.get_admin_display_title(), "number": missing}


def languages_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """How a page stands in each language of the site, and where to go from there."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = languages.of_page(page, request.user)
    context = {
        "page": page,
        "languages": found,
        "translate_url": _where_to_translate(found, request.user),
    }
    return render(request, "courtyard/admin/languages.html", context)


def _where_to_translate(found: list[languages.InLanguage], user: Any) -> str:
    """Where a user gives a page to translators; "" where no language lacks it, or they may not."""
    original = found[0].page
    is_missing = any(one.page is None for one in found)
    if original is None or not is_missing or not user.has_perm(TO_TRANSLATE):
        return ""
    return reverse("wagtail_localize:submit_page_translation", args=[original.pk])


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The admin's addresses of ours."""
    return [
        path(
            "courtyard/original/<int:page_id>/",
            make_original_view,
            name="courtyard_make_original",
        ),
        path("courtyard/languages/<int:page_id>/", languages_view, name="courtyard_languages"),
        path("courtyard/past-their-date/", past_their_date_view, name="courtyard_past_their_date"),
        *table_views.admin_urls(),
        *matrix_views.admin_urls(),
        *picture_texts.admin_urls(),
        *po_files.admin_urls(),
        *translation_editor.admin_urls(),
        path("courtyard/tags/<str:language>/", offer_tags, name="courtyard_tags"),
    ]


@hooks.register("register_admin_urls", order=-1)
def guard_translating() -> list[Any]:
    """Before wagtail-localize's own addresses, which ask for no permission on the tree."""
    return [
        *workbench.guarded_urls(),
        *translating.guarded_urls(),
        *ending.guarded_urls(),
        *po_files.guarded_urls(),
        *matrix_views.guarded_urls(),
    ]


@hooks.register("before_edit_page", order=-1)
def keep_incomplete_translations(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before wagtail-localize's own editor, which would say that it has published."""
    translating.refuse_locked(request, page)
    translating.tell_of_lock(request, page)
    translating.bring_up_to_date(request, page)
    workbench.tell_of_machine(request, page)
    return (
        unsaved.refuse_form(request, page)
        or ending.take_what_was_written(request, page)
        or translating.publish_if_complete(request, page)
    )


@hooks.register("before_edit_page")
def ask_before_saving_over_others(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nobody's work is lost in silence."""
    return conflicts.look_for_conflict(request, page)


@hooks.register("before_edit_snippet", order=-2)
def ask_for_the_language(request: HttpRequest, instance: Any) -> None:
    """Wagtail has asked whether somebody may change things of the kind, in whichever language."""
    if not rights.may_write(request.user, instance):
        raise PermissionDenied


@hooks.register("before_edit_snippet", order=-1)
def keep_incomplete_terms(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Before wagtail-localize's own editor, as above."""
    translating.bring_up_to_date(request, instance)
    workbench.tell_of_machine(request, instance)
    return (
        unsaved.refuse_form(request, instance)
        or ending.take_what_was_written(request, instance)
        or translating.keep_term_if_incomplete(request, instance)
    )


@hooks.register("register_rich_text_features")
def offer_languages_of_parts(features: Any) -> None:
    """In the rich text editor: which language foreign words are in."""
    parts.register(features)


@hooks.register("register_actions")
def ask_when_publishing(registry: Any) -> None:
    """Let Wagtail's v3 ask at the gate before it publishes."""
    registry.register(Page, PublishAction)


# After Wagtail's own, which it replaces.
for _action in (MoveMany, PublishMany, UnpublishMany, DeleteMany):
    hooks.register("register_bulk_action", _action, order=1)
