"""Roles: who may do what in the admin, as groups that ``manage.py set_up_roles`` makes.

Editors and moderators are the groups that Wagtail's own migrations make; what is missing in them is
added. An app that has something of its own to look after registers a role for it. Nothing is ever
taken away: an institute may give a group more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from courtyard.terms import Term

ADMIN = "wagtailadmin.access_admin"
WRITE = ("wagtailcore.add_page", "wagtailcore.change_page")
PUBLISH = tuple(f"wagtailcore.{name}_page" for name in ("publish", "lock", "unlock", "bulk_delete"))
CHOOSE = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
FILES = (
    *CHOOSE,
    *(f"wagtailimages.{name}_image" for name in ("add", "change")),
    *(f"wagtaildocs.{name}_document" for name in ("add", "change")),
)


@dataclass(frozen=True)
class Role:
    """A group and what it may do.

    Permissions are written as Django does, with the app's label. ``everywhere`` holds of models;
    ``pages`` of some pages and all below them; ``files`` of pictures
    and documents in all collections. ``terms`` says whether new topics, cities and the like may be
    made, and those that there are be changed.
    """

    name: str
    everywhere: tuple[str, ...] = (ADMIN,)
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    terms: bool = False
    roots: tuple[int, ...] | None = None
    """Primary keys of the pages that ``pages`` is about; None for all pages."""


EDITORS = Role("Editors", (ADMIN, "wagtail_localize.submit_translation"), WRITE, FILES, terms=True)
MODERATORS = Role("Moderators", EDITORS.everywhere, (*WRITE, *PUBLISH), FILES, terms=True)

REVIEW = f"{MODERATORS.name} approval"
"""The name of the review by moderators: Wagtail's migrations make it."""

_of_apps: dict[str, Role] = {}
_more: dict[str, tuple[str, ...]] = {}


def register(role: Role) -> None:
    """Add the role of an app; one that is registered twice replaces the former."""
    _of_apps[role.name] = role


def allow(name: str, *permissions: str) -> None:
    """Have a role that is shipped look after something of an app too."""
    _more[name] = tuple(dict.fromkeys((*_more.get(name, ()), *permissions)))


def shipped() -> Iterator[Role]:
    """All roles that there should be: one for translators into each language of the site."""
    for role in (EDITORS, MODERATORS):
        yield replace(role, everywhere=(*role.everywhere, *_more.get(role.name, ())))
    fronts = {
        page.locale_id: page.pk
        for root in Page.objects.filter(pk__in=Site.objects.values("root_page"))
        for page in root.get_translations(inclusive=True)
    }
    for locale in Locale.objects.order_by("pk"):
        if front := fronts.get(locale.pk):
            yield translators(locale, front)
    yield from _of_apps.values()


def translators(locale: Locale, front: int) -> Role:
    """Those who write one language, and nothing else: what they have done a moderator publishes."""
    code = locale.language_code
    return Role(f"Translators – {code}", pages=("wagtailcore.change_page",), roots=(front,))


def editors_of(page: Page) -> Role:
    """Those who write one section: they add, change and hand in what stands there."""
    name = f"Editors – {page.title} ({page.locale.language_code})"
    return replace(EDITORS, name=name[:150], roots=(page.pk,))


@transaction.atomic
def set_up(roles: Iterable[Role]) -> list[str]:
    """Make what is missing; gives the names of the groups that were made or got more."""
    return [role.name for role in roles if _set_up(role)]


def _set_up(role: Role) -> bool:
    group, changed = Group.objects.get_or_create(name=role.name)
    known = set(group.permissions.values_list("pk", flat=True))
    everywhere = (*role.everywhere, *(_of_terms() if role.terms else ()))
    if missing := [one for one in _permissions(everywhere) if one.pk not in known]:
        group.permissions.add(*missing)
        changed = True
    roots = role.roots or (Page.get_first_root_node().pk,)
    for permission in _permissions(role.pages):
        for root in roots:
            _row, is_new = GroupPagePermission.objects.get_or_create(
                group=group, page_id=root, permission=permission
            )
            changed = changed or is_new
    collection = Collection.get_first_root_node()
    for permission in _permissions(role.files):
        _file, is_new = GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
        changed = changed or is_new
    return changed


def _of_terms() -> Iterator[str]:
    """To make and to change terms of each kind that editors are to look after."""
    for model in apps.get_models():
        if issubclass(model, Term) and model.for_editors:
            for way in ("add", "change"):
                yield f"{model._meta.app_label}.{way}_{model._meta.model_name}"


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Raises Permission.DoesNotExist, with the name, where there is none."""
    found = []
    for name in names:
        app, codename = name.split(".")
        rows: Any = Permission.objects.filter(content_type__app_label=app, codename=codename)
        # Page and every type of page have one of the same name.
        row = rows.order_by("content_type__model").first()
        if app == "wagtailcore":
            row = rows.filter(content_type__model="page").first()
        if row is None:
            raise Permission.DoesNotExist(f"There is no permission called {name}.")
        found.append(row)
    return found


@transaction.atomic
def set_up_review() -> bool:
    """Have pages reviewed by moderators before they are public; gives whether that is new.

    Where the tree has a workflow at its root already, it stays.
    """
    root = Page.get_first_root_node()
    if WorkflowPage.objects.filter(page=root).exists():
        return False
    task = GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.add(Group.objects.get(name=MODERATORS.name))
    workflow = Workflow.objects.create(name=REVIEW)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=root)
    return True
