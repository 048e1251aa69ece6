"""Questions that are compiled once: Django writes the SQL, each asker fills in the values.

Writing its SQL is by far the larger part of what a query costs the process. A question that is
put again and again, and differs in its values alone, need be written only once.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Expression,
    Field,
    QuerySet,
    TextField,
    UUIDField,
)

FIELDS: dict[type[Any], Field[Any, Any]] = {
    dt.datetime: DateTimeField(),
    int: BigIntegerField(),
    str: TextField(),
    UUID: UUIDField(),
}
"""What values may be: aware moments, numbers, texts, keys."""


class Slot(Expression):
    """The place of a value that is filled in at each asking.

    With a ``length`` it is the place of a list, for ``__in``.
    """

    def __init__(self, name: str, kind: type[Any], length: int | None = None) -> None:
        super().__init__(output_field=FIELDS[kind])
        self.name = name
        self.length = length

    @classmethod
    def of(cls, name: str, value: Any) -> Slot:
        """The place for a value, or for a list that is not empty: with room for some more."""
        if isinstance(value, Sequence) and not isinstance(value, str):
            return cls(name, type(value[0]), 1 << (len(value) - 1).bit_length())
        return cls(name, type(value))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Marks among the parameters in place of values."""
        if self.length is None:
            return "%s", [_Mark(self.name, None, self.output_field)]
        marks = [_Mark(self.name, number, self.output_field) for number in range(self.length)]
        return f"({', '.join(['%s'] * self.length)})", marks


class _Mark(NamedTuple):
    """The place of one parameter: that of a value, or of the item of a list."""

    name: str
    number: int | None
    field: Field[Any, Any]

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The parameter as the database takes it; the last item of a list fills spare places."""
        value = values[self.name]
        if self.number is not None:
            value = value[min(self.number, len(value) - 1)]
        return self.field.get_db_prep_value(value, connection)


class _Sql:
    """SQL with its parameters by name: one value, such as the moment, stands in many places.

    Long SQL with hundreds of parameters is dear to bind, whoever does it: Django's SQLite backend
    looks for the place of each, and psycopg reads anew whatever is longer than 4,096 signs. Here
    the places are found once.
    """

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self._pieces = [piece.replace("\0", "%") for piece in sql.replace("%%", "\0").split("%s")]
        self._marks: dict[str, _Mark] = {}
        self._constants: dict[str, Any] = {}
        self._names: list[str] = []
        known: dict[Hashable, str] = {}
        for place, one in enumerate(parameters):
            is_plain = isinstance(one, _Mark | str | int)
            name = known.setdefault((type(one), one) if is_plain else place, f"p{place}")
            (self._marks if isinstance(one, _Mark) else self._constants)[name] = one
            self._names.append(name)
        self._has_literals = connection.vendor == "postgresql"
        if self._has_literals:
            self._constants = {name: _literal(one) for name, one in self._constants.items()}
        else:
            first, *others = (piece.replace("%", "%%") for piece in self._pieces)
            named = zip((f"%({name})s" for name in self._names), others, strict=True)
            self._named = first + "".join(itertools.chain.from_iterable(named))

    def filled(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """What a cursor is to execute: the SQL and its parameters."""
        asked = {name: mark.filled(values) for name, mark in self._marks.items()}
        if not self._has_literals:
            return self._named, {**self._constants, **asked}
        literals = {**self._constants, **{name: _literal(one) for name, one in asked.items()}}
        first, *others = self._pieces
        placed = zip((literals[name] for name in self._names), others, strict=True)
        return first + "".join(itertools.chain.from_iterable(placed)), None


def _literal(value: Any) -> str:
    """A value as PostgreSQL reads it, quoted by psycopg."""
    return cast("str", connection.ops.compose_sql("%s", [value]))  # type: ignore[attr-defined]


class Prepared:
    """A question whose SQL is written; ``rows`` is a queryset of ``values()`` with slots in it.

    Any thread may ask it.
    """

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        compiler: Any = rows.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            self._sql = None
            return
        self._sql = _Sql(sql, parameters)
        selected: Any = rows.query.selected
        self._names = list(selected)
        columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(columns).items())

    def ask(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows of one asking, as ``values()`` gives them."""
        if self._sql is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*self._sql.filled(values))
            rows = cursor.fetchall()
        return [dict(zip(self._names, self._converted(row), strict=True)) for row in rows]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        converted = list(row)
        for place, (converters, expression) in self._converters:
            for converter in converters:
                converted[place] = converter(converted[place], expression, connection)
        return converted
