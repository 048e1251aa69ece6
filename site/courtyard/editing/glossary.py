"""The glossary in the admin: written by those who write the language of the translations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from courtyard.models import GlossaryTerm

from . import glossary_files
from .exports import AsSpreadsheet
from .rights import languages_of


class GlossaryPolicy(ModelPermissionPolicy):
    """Who may write the glossary: of a language those who may write it; all of it by Django's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether somebody may do it in some language."""
        return super().user_has_permission(user, action) or bool(languages_of(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether somebody may do it with a term."""
        by_django = super().user_has_permission(user, action)
        return by_django or instance.target_id in languages_of(user)

    def locales(self, user: Any, action: str) -> QuerySet[Locale]:
        """The languages into which somebody may write terms."""
        locales: QuerySet[Locale] = Locale.objects.all()
        if super().user_has_permission(user, action):
            return locales
        return locales.filter(pk__in=languages_of(user))


POLICY = GlossaryPolicy(GlossaryTerm)
register_permission_policy(GlossaryTerm, POLICY)


class GlossaryForm(WagtailAdminModelForm):
    """A term; its languages are offered as far as one may write them."""

    class Meta:
        model = GlossaryTerm
        fields = ("source", "target", "term", "approved", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = "change" if self.instance.pk else "add"
        target: Any = self.fields["target"]
        target.queryset = POLICY.locales(self.for_user, action)
        if len(target.queryset) == 1:
            target.initial = target.queryset[0]


class _OfItsLanguage:
    """A view of one term, for who may write its language."""

    def get_object(self, *args: Any, **kwargs: Any) -> GlossaryTerm:
        """Raises PermissionDenied."""
        one: GlossaryTerm = super().get_object(*args, **kwargs)  # type: ignore[misc]
        user = self.request.user  # type: ignore[attr-defined]
        action = self.permission_required  # type: ignore[attr-defined]
        if not POLICY.user_has_permission_for_instance(user, action, one):
            raise PermissionDenied
        return one


class EditTerm(_OfItsLanguage, generic.EditView):
    """Changing a term."""


class DeleteTerm(_OfItsLanguage, generic.DeleteView):
    """Deleting a term."""


class Terms(AsSpreadsheet, generic.IndexView):
    """All terms, for everybody who writes a language; each is changed by who writes its own."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        """With what brings terms of a file."""
        bring = Button(
            gettext("Import"), url=reverse("glossary:import"), icon_name="upload", priority=90
        )
        allowed = glossary_files.may_bring(self.request.user)
        return [*super().header_more_buttons, *([bring] if allowed else [])]

    def get_edit_url(self, instance: GlossaryTerm) -> str | None:
        """Where it is changed, if one may."""
        return self._if_allowed("change", instance, super().get_edit_url(instance))

    def get_delete_url(self, instance: GlossaryTerm) -> str | None:
        """Where it is deleted, if one may."""
        return self._if_allowed("delete", instance, super().get_delete_url(instance))

    def _if_allowed(self, action: str, one: GlossaryTerm, url: str | None) -> str | None:
        allowed = POLICY.user_has_permission_for_instance(self.request.user, action, one)
        return url if allowed else None

    def get_base_queryset(self) -> QuerySet[GlossaryTerm]:
        """With their languages."""
        terms: QuerySet[GlossaryTerm] = super().get_base_queryset()
        return terms.select_related("source", "target")


class GlossaryViewSet(ModelViewSet):
    """The glossary in the menu."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order: Any = 351
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = Terms
    edit_view_class = EditTerm
    delete_view_class = DeleteTerm
    list_display: list[Any] = [
        "term",
        Column("approved", label=_("Approved translation"), sort_key="approved"),
        Column("source", label=_("From"), sort_key="source"),
        Column("target", label=_("Into"), sort_key="target"),
        Column("note", label=_("Note")),
    ]
    list_filter = ["source", "target"]
    list_export = [
        "source.language_code",
        "target.language_code",
        "term",
        "approved",
        "note",
    ]
    export_headings: dict[str, Any] = {
        f"{name}.language_code": heading for name, heading in glossary_files.HEADINGS.items()
    }
    list_per_page = 50
    search_fields = ["term", "approved", "note"]
    ordering = ["term", "pk"]

    def get_urlpatterns(self) -> list[Any]:
        """With those where terms are brought by a file."""
        return [*super().get_urlpatterns(), *glossary_files.admin_urls()]

    def get_form_class(self, for_update: bool = False) -> type[GlossaryForm]:
        """The form of a term."""
        return GlossaryForm
