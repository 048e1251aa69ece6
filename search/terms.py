"""What a publication is found by, as the databases keep it.

PostgreSQL has it as a ``tsvector`` with an index of its own kind. SQLite has it as JSON, of which
triggers keep a full-text index (FTS5). No parser of theirs has a say: the terms come as
``courtyard.text.analysis`` made them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from courtyard.text.analysis import Analyser, words_of

PARTS = ("title", "lead", "body")
"""What a page says first, what says what it is about, all else."""

WEIGHTS = {"title": ("A", "B"), "lead": ("B", "C"), "body": ("C", "D")}
"""PostgreSQL's classes of the words themselves and of their base forms, by parts."""

LAST_POSITION = 16_000
"""PostgreSQL counts no further; what comes later in a text is found by none of the databases."""

BETWEEN_PARTS = 100
"""Positions left free, so that no phrase begins in one part and ends in another."""

SCOPE = "§"
"""With what the language of a text begins, where it is searched for."""

COLUMNS = (*(f"{part}{kind}" for part in PARTS for kind in ("", "_forms")), "scope")
"""The columns of SQLite's index, and the fields of that of a server."""

BREAK = "¶"
"""Stands between two lines in these."""


@dataclass(frozen=True)
class Terms:
    """Words and base forms by parts, in order: of each word all its forms, however many."""

    words: dict[str, list[str]]
    forms: dict[str, list[tuple[str, ...]]]
    language: str

    @classmethod
    def of(cls, texts: Mapping[str, Sequence[str]], analyser: Analyser) -> Terms:
        """Those of the lines of each part; between two lines no phrase goes on."""
        words: dict[str, list[str]] = {}
        forms: dict[str, list[tuple[str, ...]]] = {}
        left = LAST_POSITION - BETWEEN_PARTS * len(PARTS)
        for part in PARTS:
            said: list[str] = []
            for line in texts.get(part, ()):
                said += [word.folded for word in words_of(line)]
                said.append("")
            words[part] = said[: max(left, 0)]
            forms[part] = [analyser.said_by(word) if word else () for word in words[part]]
            left -= len(words[part])
        return cls(words, forms, analyser.language)

    def as_json(self) -> str:
        """For SQLite: a line of each part. An empty word is a sign that is no term."""
        lines = {**self.as_document(), "scope": SCOPE + self.language}
        return json.dumps(lines, ensure_ascii=False)

    def as_document(self) -> dict[str, str]:
        """For a server of search: a line of each part."""
        lines = {"scope": self.language}
        for part in PARTS:
            lines[part] = " ".join(word or BREAK for word in self.words[part])
            lines[f"{part}_forms"] = " ".join(form for forms in self.forms[part] for form in forms)
        return lines

    def as_vector(self) -> str:
        """For PostgreSQL: each term with where it stands."""
        places: dict[str, list[str]] = {}
        position = 0
        for part in PARTS:
            of_words, of_forms = WEIGHTS[part]
            for word, forms in zip(self.words[part], self.forms[part], strict=True):
                position += 1
                if not word:
                    continue
                places.setdefault(word, []).append(f"{position}{of_words}")
                for form in forms:
                    places.setdefault(form, []).append(f"{position}{of_forms}")
            position += BETWEEN_PARTS
        terms = [f"'{term}':{','.join(at)}" for term, at in places.items()]
        return " ".join([f"'{SCOPE}{self.language}'", *terms])


class TermsField(models.Field[Terms, Any]):
    """A column of ``Terms``; it is written and asked, and never read."""

    description = "What something is found by"

    def db_type(self, connection: Any) -> str:
        """``tsvector``, or text."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The terms as the database takes them."""
        # What is asked comes as text.
        if not isinstance(value, Terms):
            return value
        return value.as_vector() if connection.vendor == "postgresql" else value.as_json()


class FtsField(models.TextField[str, str]):
    """The hidden column of SQLite's index that stands for all of it."""

    description = "All columns of FTS5"


@TermsField.register_lookup
@FtsField.register_lookup
class Answers(models.Lookup[Any]):
    """Whether something is found by a question, given as the text that the database reads."""

    lookup_name = "answers"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By FTS5."""
        return self._asked(compiler, connection, "{index} MATCH {question}")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the index of the column."""
        return self._asked(compiler, connection, "{index} @@ {question}::tsquery")

    def _asked(self, compiler: Any, connection: Any, template: str) -> tuple[str, list[Any]]:
        index, of_index = self.process_lhs(compiler, connection)
        question, of_question = self.process_rhs(compiler, connection)
        sql = template.format(index=index, question=question)
        return sql, [*of_index, *of_question]


class Rank(models.Func):
    """How well a ``tsvector`` answers a question: the lower, the better."""

    function = "TS_RANK"
    arity = 2
    template = "(-1.0 * TS_RANK('{0.1, 0.25, 0.5, 1.0}', %(expressions)s::tsquery, 1))"
    output_field = models.FloatField()


@models.BigIntegerField.register_lookup
class Among(models.Lookup[Any]):
    """Whether a server of search has found a stamp, given as a JSON object of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the keys."""
        keys = "SELECT CAST(key AS INTEGER) FROM json_each({found})"
        return self._asked(compiler, connection, keys)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the keys."""
        keys = "SELECT jsonb_object_keys({found}::jsonb)::bigint"
        return self._asked(compiler, connection, keys)

    def _asked(self, compiler: Any, connection: Any, template: str) -> tuple[str, list[Any]]:
        stamp, of_stamp = self.process_lhs(compiler, connection)
        found, of_found = self.process_rhs(compiler, connection)
        return f"{stamp} IN ({template.format(found=found)})", [*of_stamp, *of_found]


class RankElsewhere(models.Func):
    """How well a stamp answers by the server that has found it; the lower, the better.

    What it has not found comes last.
    """

    arity = 2
    output_field = models.FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the value of the key."""
        template = "COALESCE(json_extract(%(found)s, '$.\"' || %(stamp)s || '\"'), 1.0)"
        return self._asked(compiler, template)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """By the value of the key."""
        template = "COALESCE((%(found)s::jsonb ->> %(stamp)s::text)::float8, 1.0)"
        return self._asked(compiler, template)

    def _asked(self, compiler: Any, template: str) -> tuple[str, list[Any]]:
        stamp, found = self.source_expressions
        of_stamp, of_found = compiler.compile(stamp), compiler.compile(found)
        sql = template % {"stamp": of_stamp[0], "found": of_found[0]}
        return sql, [*of_found[1], *of_stamp[1]]
