"""Partners and networks in the admin: flat lists with what editors look for."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from courtyard.editing.listings import BEGIN, END, ChoiceColumn, InLanguage, Listing, ListView
from courtyard.models import Original

from .models import City, Membership, NetworkKind, NetworkPage, OurRole, PartnerKind, PartnerPage


class PartnerFilters(InLanguage):
    """Partners of one kind, or from one city."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=PartnerKind.choices, empty_label=_("All kinds")
    )
    city = django_filters.ModelChoiceFilter(
        label=_("City"),
        # The city that a page holds is that of its original, in whichever language.
        queryset=City.objects.filter(pk__in=PartnerPage.objects.order_by().values("city")).order_by(
            "name"
        ),
        empty_label=_("All cities"),
    )


class PartnersView(ListView):
    """Partners by name."""

    default_ordering = "title"

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With their cities, in the same query."""
        found: QuerySet[Any] = super().annotate_queryset(pages)
        annotated: QuerySet[Any] = found.annotate(city_name=F("city__name"))
        return annotated


class PartnerListing(Listing):
    """Partners with their kind and city."""

    model = PartnerPage
    name = "partners"
    menu_label = _("Partners")
    export = ("kind", "city_name", "website", "email")
    export_headings = {**Listing.export_headings, "city_name": _("City")}
    icon = "group"
    index_view_class = PartnersView
    filterset_class = PartnerFilters
    columns = [
        *BEGIN,
        ChoiceColumn("kind", label=_("Kind"), sort_key="kind"),
        Column("city_name", label=_("City"), sort_key="city_name"),
        *END,
    ]


class NetworkFilters(InLanguage):
    """Networks of one kind, or those in which the institution has a role."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=NetworkKind.choices, empty_label=_("All kinds")
    )
    our_role = django_filters.ChoiceFilter(
        label=_("Our role"), choices=OurRole.choices, empty_label=_("All roles")
    )


class NetworksView(ListView):
    """Networks by name, with how many belong to each of them today."""

    default_ordering = "title"

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """With the number of today's members, in the same query; the original has them."""
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        original = Original.objects.filter(pk=OuterRef(OuterRef("translation_key")))
        here = Membership.objects.on(today).filter(page__in=original.values("page")).order_by()
        number = here.values("page").annotate(n=Count("partner", distinct=True)).values("n")
        found: QuerySet[Any] = super().annotate_queryset(pages)
        annotated: QuerySet[Any] = found.annotate(members_today=Coalesce(Subquery(number), 0))
        return annotated


class NetworkListing(Listing):
    """Networks with their kind, our role in them and how many belong to them."""

    model = NetworkPage
    name = "networks"
    menu_label = _("Networks")
    export = ("kind", "our_role", "members_today")
    export_headings = {**Listing.export_headings, "members_today": _("Members today")}
    icon = "site"
    index_view_class = NetworksView
    filterset_class = NetworkFilters
    columns = [
        *BEGIN,
        ChoiceColumn("kind", label=_("Kind"), sort_key="kind"),
        ChoiceColumn("our_role", label=_("Our role"), sort_key="our_role"),
        Column("members_today", label=_("Members today"), sort_key="members_today"),
        *END,
    ]


class Networks(ViewSetGroup):
    """Whom the institution works with, in the menu of the admin."""

    menu_label = _("Partners and networks")
    menu_name = "networks"
    menu_icon = "group"
    menu_order = 160
    items = (PartnerListing, NetworkListing)
