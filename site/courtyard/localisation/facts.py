"""Facts: what is entered once, in the original, and is the same in every language.

A page type names them as ``Fact`` among its ``override_translatable_fields``. What the public
reads comes from the original's live row. The columns of its twins are mirrors of it, for those who
read rows: Wagtail's own APIs, the admin, drafts. Rows of facts, such as the partners of a
programme, stand on the original alone; of rows that hold words as well, such as the entries of a
section, each twin has its own for the words.
"""

from __future__ import annotations

import copy
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from modelcluster.models import get_all_child_relations
from modelsearch.index import class_is_indexed
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField, get_translatable_fields

P = TypeVar("P", bound=Page)


class Fact(SynchronizedField):
    """A field, or rows, that the original says for all its languages; no twin overrides it."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name, overridable=False)

    def is_synchronized(self, obj: Any) -> bool:
        """Whether wagtail-localize copies it to translations; rows stay with the original."""
        stays = self.get_field(type(obj)).one_to_many
        return bool(super().is_synchronized(obj)) and not stays

    def __repr__(self) -> str:
        return f"<Fact {self.field_name}>"


@dataclass(frozen=True)
class Facts:
    """The facts of a model: columns, by attribute, and child relations, by accessor.

    ``rows`` hold facts alone; ``entries`` hold words beside them.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.columns or self.rows or self.entries)


def facts_of(model: Any) -> Facts:
    """What of a model are facts."""
    return _facts_of(model)


@functools.cache
def _facts_of(model: Any) -> Facts:
    named = [
        one.get_field(model) for one in get_translatable_fields(model) if isinstance(one, Fact)
    ]
    relations = get_all_child_relations(model)
    return Facts(
        columns=tuple(field.attname for field in named if not field.one_to_many),
        rows=tuple(field.get_accessor_name() for field in named if field.one_to_many),
        entries=tuple(
            relation.get_accessor_name()
            for relation in relations
            if relation not in named and facts_of(relation.related_model)
        ),
    )


def is_fact(model: Any, path: str) -> bool:
    """Whether a path of a text or value, as wagtail-localize writes it, leads to a fact."""
    name, *rest = path.split(".")
    own = facts_of(model)
    if name in own.rows or any(
        name == model._meta.get_field(column).name for column in own.columns
    ):
        return True
    if name not in own.entries or len(rest) < 2:
        return False
    return is_fact(model._meta.get_field(name).related_model, rest[1])


def governing(page: P, *, lock: bool = False) -> P | None:
    """The live row of the original from which a page has its facts; None where it is one itself.

    An alias has those of the page that it copies. With ``lock`` the original stays as it is
    until the end of the transaction.
    """
    original = original_of(page, lock=lock)
    return None if original is None or original.pk == page.pk else original


def original_of(page: P, *, lock: bool = False) -> P | None:
    """The same, or the page's own row where it is the original; None where there is none."""
    return originals_of([page], lock=lock).get(key_of(page))


def originals_of(pages: Sequence[P], *, lock: bool = False) -> dict[UUID, P]:
    """The live rows of the originals of pages of one type, by translation key: one query.

    Each row says in ``original_reign`` and ``original_wordings`` what ``Original`` says of it.
    """
    if not pages:
        return {}
    keys = {key_of(page) for page in pages}
    if lock:
        lock_originals(keys)
    originals: Any = (
        type(pages[0])
        ._base_manager.filter(original_of_key__in=keys)
        .annotate(
            original_reign=F("original_of_key__reign"),
            original_wordings=F("original_of_key__wordings"),
        )
    )
    return {page.translation_key: page for page in originals}


def lock_originals(keys: Iterable[UUID]) -> None:
    """Let nobody else write pages of some translation keys until the end of the transaction.

    Whoever writes an original or a twin comes here first, before any of their rows is written,
    and with all keys at once: they are taken in order, so that none waits for another in a circle.
    """
    if connection.features.has_select_for_update:
        # Written here, as the models stand on this module.
        relation: Any = Page._meta.get_field("original_of_key")
        rows = relation.related_model._base_manager.filter(pk__in=list(keys)).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))


def keys_of(pages: QuerySet[Page]) -> set[UUID]:
    """The translation keys under which the originals of pages stand (``key_of``): one query."""
    keys = pages.order_by().values_list("alias_of__translation_key", "translation_key")
    return {copied or own for copied, own in keys}


def behind(pages: Sequence[P]) -> list[tuple[P, P]]:
    """The pages of one type whose mirrors differ from their originals', with these."""
    originals = originals_of(pages)
    columns = facts_of(type(pages[0])).columns if pages else ()
    found = [(page, originals.get(key_of(page))) for page in pages]
    return [
        (page, original)
        for page, original in found
        if original is not None
        and any(getattr(page, name) != getattr(original, name) for name in columns)
    ]


def terms_behind(model: Any) -> list[tuple[Any, Any]]:
    """The terms of a model whose facts differ from their originals', with these: one query."""
    columns = facts_of(model).columns
    first: dict[UUID, Any] = {}
    found = [
        (term, first.setdefault(term.translation_key, term))
        for term in model._base_manager.order_by("pk")
    ]
    return [
        (term, original)
        for term, original in found
        if any(getattr(term, name) != getattr(original, name) for name in columns)
    ]


def lend_all(pages: Sequence[P], relations: Iterable[str]) -> dict[UUID, P]:
    """Have pages of one type say the facts of their originals, with what they are related to.

    For reading alone: none of them may be saved. The number of queries does not grow with them.
    Gives the originals by translation key.
    """
    relations = list(relations)
    aliases = [page for page in pages if page.alias_of_id]
    copied = _copied_by(aliases)
    for page in aliases:
        page.alias_of = copied.get(page.alias_of_id)
    entries = [name for name in relations if aliases and name in facts_of(type(pages[0])).entries]
    prefetch_related_objects(list(copied.values()), *entries)
    originals = originals_of(pages)
    found = [(page, originals.get(key_of(page))) for page in pages]
    governed = [(page, one) for page, one in found if one is not None and one.pk != page.pk]
    for page, original in governed:
        take_columns(page, original)
    prefetch_related_objects([*pages, *originals.values()], *relations)
    for page, original in governed:
        lend(page, original)
    return originals


def _copied_by(aliases: Sequence[Page]) -> dict[Any, Any]:
    """The pages that aliases of one type copy, by primary key."""
    if not aliases:
        return {}
    keys = {page.alias_of_id for page in aliases}
    found: dict[Any, Any] = type(aliases[0])._base_manager.in_bulk(keys)
    return found


def key_of(page: Page) -> UUID:
    """The translation key under which the original stands from which a page has its facts."""
    copied: Any = page.alias_of
    return cast("UUID", copied.translation_key if copied else page.translation_key)


# For reading


def with_facts(page: P) -> P:
    """A page in memory, such as a draft, with its original's facts: a copy, never to be saved."""
    return with_original(page)[0]


def with_original(page: P) -> tuple[P, P | None]:
    """The same, with the original from which its facts are; None where they are its own."""
    original = governing(page)
    if original is None:
        return page, None
    page = copy.copy(page)
    lend(page, original)
    return page, original


def lend(page: P, original: P) -> None:
    """Have a page say its original's facts; for reading alone, it must not be saved."""
    facts = facts_of(type(page))
    take_columns(page, original)
    rows = {name: list(getattr(original, name).all()) for name in facts.rows}
    # Rows of an alias have translation keys of their own.
    speaking: Any = page.alias_of.specific if facts.entries and page.alias_of else page
    for name in facts.entries:
        words = {row.translation_key: row for row in getattr(speaking, name).all()}
        rows[name] = [_in_words_of(row, words) for row in getattr(original, name).all()]
    cluster: Any = page
    cluster._cluster_related_objects = {**getattr(page, "_cluster_related_objects", {}), **rows}


def _in_words_of(row: Any, translated: Mapping[UUID, Any]) -> Any:
    """A row of the original with the words of its translation; with none where it has none."""
    own = translated.get(row.translation_key)
    row = copy.copy(row)
    for field in get_translatable_fields(type(row)):
        if isinstance(field, TranslatableField):
            name = field.get_field(type(row)).attname
            setattr(row, name, getattr(own, name) if own else "")
    return row


# For writing


def hold(page: P, original: P) -> None:
    """Give a page that is about to be saved its original's facts, and no rows of its own.

    An alias in the same language keeps its rows: it has a translation key of its own.
    """
    facts = facts_of(type(page))
    take_columns(page, original)
    if page.translation_key == original.translation_key:
        for name in facts.rows:
            getattr(page, name).set([])


def release(page: P, live: P) -> None:
    """Give a draft that was written while its page was a twin the facts of the live row."""
    take_columns(page, live)
    cluster: Any = page
    for name in facts_of(type(page)).rows:
        cluster._cluster_related_objects.pop(name, None)
    for name in facts_of(type(page)).entries:
        rows = list(getattr(live, name).all())
        words = {row.translation_key: row for row in [*rows, *getattr(page, name).all()]}
        cluster._cluster_related_objects[name] = [_in_words_of(row, words) for row in rows]


def mirror(original: Page) -> None:
    """Write the facts of an original's row to its twins' and their aliases': one statement."""
    key = original.translation_key
    mirror_columns(
        original,
        type(original)._base_manager.filter(
            Q(translation_key=key) | Q(alias_of__translation_key=key)
        ),
    )


def mirror_columns(original: Any, mirrors: QuerySet[Any]) -> None:
    """Write the facts of an original's row to other rows of its model."""
    model: Any = type(original)
    values = {name: getattr(original, name) for name in facts_of(model).columns}
    if not values:
        return
    mirrors = mirrors.exclude(pk=original.pk)
    searched = {name: values[name] for name in _searched(model)}
    told = mirrors.exclude(**searched).values_list("pk", flat=True) if searched else ()
    otherwise_found = list(told)
    mirrors.update(**values)
    names = model._meta.app_label, model._meta.model_name
    for key in otherwise_found:
        insert_or_update_object_task.enqueue(*names, str(key))


@functools.cache
def _searched(model: Any) -> tuple[str, ...]:
    """The columns of facts by which things of a model are found in searches."""
    if not class_is_indexed(model) or not getattr(model, "search_auto_update", True):
        return ()
    names = {field.field_name for field in model.get_search_fields()}
    columns = facts_of(model).columns
    return tuple(name for name in columns if model._meta.get_field(name).name in names)


def take_columns(copy: Any, original: Any) -> None:
    """Give an object in memory the facts of its original, but for rows."""
    for name in facts_of(type(copy)).columns:
        setattr(copy, name, getattr(original, name))


def hand_over(former: P, page: P) -> None:
    """Give a twin that takes an original's place its facts, and the rows that stand on it.

    Both are of one type. Their drafts need nothing: what they hold of a twin's facts is lent.
    """
    catch_up(page, former)
    for name in facts_of(type(page)).rows:
        rows, column = _rows_of(type(page), name)
        rows.filter(**{column: page.pk}).delete()
        rows.filter(**{column: former.pk}).update(**{column: page.pk})
    _take_entries(former, page)


def _take_entries(original: P, page: P) -> None:
    """Bring rows that hold words beside facts to the facts of the original's."""
    for name in facts_of(type(page)).entries:
        entries, left_over = entries_in_words_of(page, original, name)
        for entry in entries:
            entry.save()
        rows, _column = _rows_of(type(page), name)
        rows.filter(pk__in=[row.pk for row in left_over]).delete()


def entries_in_words_of(page: P, original: P, name: str) -> tuple[list[Any], list[Any]]:
    """The original's rows as rows of a page, in its words, unsaved; and those of no such row.

    A row that the page has no words for is new.
    """
    _rows, column = _rows_of(type(page), name)
    translated = {row.translation_key: row for row in getattr(page, name).all()}
    entries = []
    for row in getattr(original, name).all():
        entry = _in_words_of(row, translated)
        mine = translated.pop(row.translation_key, None)
        entry.pk, entry._state.adding = (mine.pk, False) if mine else (None, True)
        entry.locale_id = page.locale_id
        setattr(entry, column, page.pk)
        entries.append(entry)
    return entries, list(translated.values())


def catch_up(page: P, original: P) -> None:
    """Write the columns of an original's facts to those of one twin."""
    mirror_columns(original, type(page)._base_manager.filter(pk=page.pk))


def take_rows_from_twins(page: Page) -> None:
    """Leave rows of facts to a page that has become the original: twins have none of their own."""
    twins = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    for name in facts_of(type(page)).rows:
        rows, column = _rows_of(type(page), name)
        rows.filter(**{f"{column}__in": twins.order_by().values("pk")}).delete()


def _rows_of(model: type[Page], name: str) -> tuple[Any, str]:
    """All rows of a child relation, and the column that says to which page they belong."""
    relation: Any = model._meta.get_field(name)
    return relation.related_model._base_manager.all(), relation.field.attname


def leave_to_twins(going: Page) -> None:
    """Before a page and all below it are deleted: give its facts to each twin that is left.

    Until one of them is made the original, each says its own.
    """
    originals = going.get_descendants(inclusive=True).filter(original_of_key__isnull=False)
    keys = originals.order_by().values("translation_key")
    lock_originals(keys.values_list("translation_key", flat=True))
    twins = Page.objects.filter(translation_key__in=keys).exclude(path__startswith=going.path)
    left: dict[UUID, list[Page]] = defaultdict(list)
    for twin in twins.specific():
        left[twin.translation_key].append(twin)
    for page in originals.filter(translation_key__in=left).specific():
        for twin in left[page.translation_key]:
            if type(page) is type(twin):
                _leave(page, twin)
    copied = Q(alias_of__translation_key__in=keys) | Q(alias_of__path__startswith=going.path)
    aliases = Page.objects.filter(copied).exclude(path__startswith=going.path)
    for alias in aliases.exclude(translation_key=F("alias_of__translation_key")).specific():
        keep_what_is_shown(alias)


def keep_what_is_shown(alias: Page) -> None:
    """Before an alias becomes a page of its own: give it the facts that it shows.

    What stands in place of a translation becomes one, and has no rows of facts itself.
    """
    original = governing(alias)
    if original is None:
        return
    model, own = type(alias), facts_of(type(alias))
    is_twin = alias.translation_key == original.translation_key
    shown = with_facts(alias)
    catch_up(alias, original)
    take_columns(alias, original)
    for name in own.rows if is_twin else (*own.rows, *own.entries):
        rows, column = _rows_of(model, name)
        said = [] if is_twin else list(getattr(shown, name).all())
        rows.filter(**{column: alias.pk}).delete()
        for row in said:
            row = copy.copy(row)
            row.translation_key = uuid4()  # rows of pages without a common key have none either
            _copy_row(row, column, alias)


def _copy_row(row: Any, column: str, page: Page) -> None:
    """Save a copy of a row as one of a page."""
    row = copy.copy(row)
    row.pk, row._state.adding = None, True
    setattr(row, column, page.pk)
    if isinstance(row, TranslatableMixin):
        row.locale_id = page.locale_id
    row.save()


def _leave(page: P, twin: P) -> None:
    catch_up(twin, page)
    for name in facts_of(type(page)).rows:
        rows, column = _rows_of(type(page), name)
        rows.filter(**{column: twin.pk}).delete()
        for row in rows.filter(**{column: page.pk}):
            _copy_row(row, column, twin)
    _take_entries(page, twin)
