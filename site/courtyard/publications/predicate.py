"""The conditions of being public, asked of Wagtail's own rows.

A page is public when it is live, unexpired, under no view restriction and says something in its
own language, and when its original is live, unexpired and unrestricted too; an alias, when what it
copies is. Each condition is a function from a path of relations to the page (``""`` or
``"original__page__"``) and a moment to a ``Q``; ``OWN`` are those that a page itself must meet,
``GOVERNED`` those that its original must. Those of ``FOR_SOME`` do not keep out everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import StartsWith
from wagtail.models import Page, PageViewRestriction

Condition = Callable[[str, dt.datetime], Q]


class Begins(StartsWith):
    """Whether a text begins with another one that is known when the SQL is written.

    SQLite plans a question anew at each asking where a pattern is among its parameters, which costs
    it many times what the answer does.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The first letters compared."""
        text, parameters = self.process_lhs(compiler, connection)
        beginning = str(self.rhs)
        return f"SUBSTR({text}, 1, %s) = %s", (*parameters, len(beginning), beginning)


class Beside(Func):
    """A column by which SQLite is not to look for rows, as nearly all of them say the same.

    PostgreSQL knows that by itself.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's own sign for it."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class Again(Func):
    """What other conditions say too, said so that SQLite sees it in an index.

    No database is to conclude twice that fewer rows are left: it would put those in order that it
    takes for few, instead of going through them in order.
    """

    arity = 1
    template = "LIKELIHOOD(%(expressions)s, 1.0)"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Nothing."""
        return "TRUE", ()


class Surely(Func):
    """What holds of nearly all rows that meet the other conditions.

    PostgreSQL would take it for rare: it multiplies what two conditions leave, also where the one
    follows from the other. Whether something is null it takes for rare instead.
    """

    arity = 1
    template = "%(expressions)s"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Null where it does not hold."""
        template = "NULLIF(%(expressions)s, FALSE) IS NOT NULL"
        return self.as_sql(compiler, connection, template=template, **context)


class Among(Func):
    """Whether a value is one of some few that a query gives, which are read first.

    Rows that have it are looked up in an index then, whatever a database believes of the query.
    """

    output_field = BooleanField()

    def __init__(self, value: Any, few: QuerySet[Any, Any]) -> None:
        super().__init__(value, Subquery(few.order_by()))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A list."""
        return self._asked(compiler, "{value} IN {few}")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """An array."""
        return self._asked(compiler, "{value} = ANY(ARRAY{few})")

    def _asked(self, compiler: Any, template: str) -> tuple[str, list[Any]]:
        value, few = self.source_expressions
        of_value, of_few = compiler.compile(value), compiler.compile(few)
        return template.format(value=of_value[0], few=of_few[0]), [*of_value[1], *of_few[1]]


class Above(Func):
    """The materialised path of what a page stands below, by the page's own.

    There is an index of it, which is why it is written without parameters: SQLite takes it for the
    same only so.
    """

    arity = 1
    template = f"CAST(SUBSTR(%(expressions)s, 1, LENGTH(%(expressions)s) - {Page.steplen}) AS TEXT)"
    output_field = CharField()


class _Paths(Subquery):
    """What some things, or the rows of a relation of theirs, hold in one column, as ``begin``."""

    template = "%(subquery)s"
    output_field = CharField()

    def __init__(self, things: QuerySet[Any], path: str, instead: str) -> None:
        # With what there is for sure where a relation has no row.
        super().__init__(things.order_by().values(begin=Coalesce(path, instead)))


class StandsBelow(Func):
    """Whether a row is one of some things, or stands below one, by their materialised paths.

    The first of ``paths_of_things`` is never null. The paths are read once, as a list, however
    many rows there are to be asked about.
    """

    output_field = BooleanField()

    def __init__(self, path_of_row: str, things: QuerySet[Any], *paths_of_things: str) -> None:
        first, *_others = paths_of_things
        known = (_Paths(things, path, first) for path in paths_of_things)
        together = Func(Func(*paths_of_things, function="JSON_ARRAY"), function="JSON_GROUP_ARRAY")
        as_json = Subquery(things.order_by().values(known=together), output_field=CharField())
        super().__init__(path_of_row, as_json, *known)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Each of the list is compared with the beginning of the row's path.

        Nothing is nested that need not be: SQLite reads a hundred levels.
        """
        (row, of_row), (known, of_known), *_others = map(compiler.compile, self.source_expressions)
        sql = "EXISTS(SELECT 1 FROM JSON_TREE({known}) WHERE SUBSTR({row}, 1, LENGTH(atom)) = atom)"
        return sql.format(known=known, row=row), [*of_known, *of_row]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same, by an operator for it."""
        (row, of_row), _as_json, *known = map(compiler.compile, self.source_expressions)
        paths = " UNION ".join(sql for sql, _parameters in known)
        of_known = [parameter for _sql, parameters in known for parameter in parameters]
        return f"({row} ^@ ANY(ARRAY({paths})))", [*of_row, *of_known]


def live(page: str, now: dt.datetime) -> Q:
    """Published."""
    return Q(**{f"{page}live": True})


def unexpired(page: str, now: dt.datetime) -> Q:
    """Not past its expiry, whether or not a worker has run since."""
    return Q(**{f"{page}expire_at__isnull": True}) | Q(**{f"{page}expire_at__gt": now})


def unrestricted(page: str, now: dt.datetime) -> Q:
    """Neither the page nor anything above it is under a view restriction.

    An alias is under those of what it stands for, as in Wagtail.
    """
    restrictions = PageViewRestriction.objects.all()
    places = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
    return ~Q(StandsBelow(f"{page}path", restrictions, *places))


def own_words(page: str, now: dt.datetime | None = None) -> Q:
    """No scaffolding: wagtail-localize makes live aliases of untranslated parents."""
    # Nearly no page is an alias: whether one has its source's language is asked of these alone.
    same_language = Page.objects.filter(
        pk=OuterRef(f"{page}alias_of"), locale=OuterRef(f"{page}locale")
    )
    return Q(**{f"{page}alias_of__isnull": True}) | Q(Exists(same_language.order_by()))


def copied_shown(page: str, now: dt.datetime) -> Q:
    """No alias, or one of a page that is live and unexpired, as is the original of that page.

    No alias copies another one (``writing.copy_no_alias``), so that this is asked once.
    """
    return _of_what_is_copied(page, now, (live, unexpired), (live, unexpired))


def copied_unrestricted(page: str, now: dt.datetime) -> Q:
    """No alias, or one of a page whose original is unrestricted; its own are asked above."""
    return _of_what_is_copied(page, now, (), (unrestricted,))


def _of_what_is_copied(
    page: str, now: dt.datetime, own: tuple[Condition, ...], governed: tuple[Condition, ...]
) -> Q:
    """No alias, or one of a page that meets conditions, as far as its original meets others."""
    # Written here, as the models stand on this module.
    relation: Any = Page._meta.get_field("original_of_key")
    originals = relation.related_model._base_manager.filter(
        translation_key=OuterRef("translation_key")
    )
    governing = originals.filter(*(condition("page__", now) for condition in governed))
    copied = Page.objects.filter(
        ~Exists(originals) | Exists(governing),
        *(condition("", now) for condition in own),
        pk=OuterRef(f"{page}alias_of"),
    )
    return Q(**{f"{page}alias_of__isnull": True}) | Q(Exists(copied.order_by()))


OWN: tuple[Condition, ...] = (
    live,
    unexpired,
    unrestricted,
    own_words,
    copied_shown,
    copied_unrestricted,
)
GOVERNED: tuple[Condition, ...] = (live, unexpired, unrestricted)
FOR_SOME: tuple[Condition, ...] = (unrestricted, copied_unrestricted)
