"""Who may write which language: one permission for each, over whatever is written in it.

It is the permission to change the front page of the language, and with it all pages below. Whoever
has it may write the words of terms in that language too, which stand on no page. Permissions of a
part of the tree are about the pages there alone, those of Django on kinds of terms about the words
of every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Locale, Page, Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

WORDS = ("change", "view")
"""What somebody may do with terms who writes their language."""

_REMEMBERED = "_courtyard_languages"


class Reach:
    """What of the tree somebody may change, publish or add to: told of a path without a query.

    Permissions of one user are read once for a request, by Wagtail's own code.
    """

    def __init__(self, user: Any) -> None:
        self.user = user
        self.is_everything = user.is_active and user.is_superuser
        given = PagePermissionPolicy().get_cached_permissions_for_user(user)
        self.pages = [(one.permission.codename.rpartition("_")[0], one.page) for one in given]

    def holds(self, way: str, path: str) -> bool:
        """Whether they have a permission at a path, such as ``change``."""
        return self.is_everything or any(
            name == way and path.startswith(page.path) for name, page in self.pages
        )

    def may_edit(self, page: Page) -> bool:
        """Whether they may change a page; a reviewer may change more, as long as it is reviewed."""
        is_own = page.owner_id == self.user.pk and self.holds("add", page.path)
        return is_own or self.holds("change", page.path)

    def may_write_below(self, path: str) -> bool:
        """Whether a translation may be put below the page at a path."""
        return self.holds("add", path) or self.holds("change", path)

    def languages(self) -> frozenset[int] | None:
        """Primary keys of the languages in which they may write some page at least; None: in all.

        A part of the tree stands in one language.
        """
        writable = [page for way, page in self.pages if way in ("add", "change")]
        if self.is_everything or any(page.depth == 1 for page in writable):
            return None
        return frozenset(page.locale_id for page in writable)

    def keys(self) -> set[Any]:
        """The translation keys of the pages from which on they may change or add something."""
        return {page.translation_key for way, page in self.pages if way in ("add", "change")}


def languages_of(user: Any) -> frozenset[int]:
    """Primary keys of the languages that somebody may write; two queries for each request."""
    if getattr(user, _REMEMBERED, None) is None:
        fronts = Page.objects.filter(
            translation_key__in=Page.objects.filter(pk__in=Site.objects.values("root_page")).values(
                "translation_key"
            )
        )
        remember_languages(user, fronts.values_list("locale", "path"))
    known: frozenset[int] = getattr(user, _REMEMBERED)
    return known


def remember_languages(user: Any, fronts: Iterable[tuple[int, str]]) -> None:
    """Note of a user which languages they may write; lasts as long as a request.

    ``fronts`` are the front pages of all sites in all languages: each language with a path.
    """
    reach = Reach(user)
    known = {locale for locale, path in fronts if user.is_active and reach.holds("change", path)}
    setattr(user, _REMEMBERED, frozenset(known))


def some_of(locales: Iterable[Locale], user: Any) -> list[Locale]:
    """Those of some languages in which somebody may write a page at least."""
    reached = Reach(user).languages() if user.is_active else frozenset()
    return [one for one in locales if reached is None or one.pk in reached]


class TermPolicy(ModelPermissionPolicy):
    """Who may write terms of a kind: those who may change the kind, in every language.

    Others those in the languages that they may write, where editors look after the kind.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether somebody may do it with some terms at least."""
        return super().user_has_permission(user, action) or (
            action in WORDS and self.model.for_editors and bool(languages_of(user))
        )

    def may_write_in(self, user: Any, locale: Locale | int) -> bool:
        """Whether somebody may write words of this kind in a language."""
        key = locale.pk if isinstance(locale, Locale) else locale
        return super().user_has_permission(user, "change") or (
            self.model.for_editors and key in languages_of(user)
        )

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether somebody may do it with a term, which has a language."""
        if super().user_has_permission(user, action):
            return True
        return action in WORDS and self.may_write_in(user, instance.locale_id)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """All terms, or those in the languages that somebody may write."""
        terms: QuerySet[Any] = self.model._default_manager.all()
        if any(super(TermPolicy, self).user_has_permission(user, action) for action in actions):
            return terms
        if self.model.for_editors and set(actions) & set(WORDS):
            return terms.filter(locale__in=languages_of(user))
        return terms.none()


def may_write(user: Any, thing: Any) -> bool:
    """Whether somebody may change a page, a term, or what else is translated."""
    if isinstance(thing, Page):
        return bool(thing.permissions_for_user(user).can_edit())
    policy = policy_registry.get(thing)
    return bool(policy.user_has_permission_for_instance(user, "change", thing))


def is_locked(user: Any, thing: Any) -> bool:
    """Whether a page is locked for somebody: by another, in review, or until it is published."""
    return isinstance(thing, Page) and bool(thing.permissions_for_user(user).page_locked())


def may_write_now(user: Any, thing: Any) -> bool:
    """Whether somebody may change a thing, and it is not locked for them."""
    return may_write(user, thing) and not is_locked(user, thing)


def may_write_in(user: Any, model: type[Any], locale: Locale) -> bool:
    """Whether somebody may write things of a kind, which are no pages, in a language."""
    policy = policy_registry.get_by_type(model)
    if isinstance(policy, TermPolicy):
        return policy.may_write_in(user, locale)
    return bool(policy.user_has_permission(user, "change"))
