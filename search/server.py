"""Search on a server of its own, Elasticsearch or OpenSearch, through django-modelsearch.

A site names one in ``COURTYARD_SEARCH_INDEX``. It holds the terms of entries and nothing else, and
says which entries answer a question and how well; what is public, how much of it there is and in
which parts it is shown says the database. Each document bears the stamp of the entry as it was
sent, and an entry that was written since has another one: no answer is older than the database.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.conf import settings
from modelsearch.backends import get_search_backend
from modelsearch.backends.elasticsearchbase import ElasticsearchBaseSearchBackend

from courtyard.outbox import services as outbox
from courtyard.text.analysis import Analyser

from .asking import Question
from .terms import COLUMNS

logger = logging.getLogger(__name__)

SETTING = "COURTYARD_SEARCH_INDEX"
SEND = "search.send"
SERVICE = "search"
NAME = "courtyard_search"

MOST = 10_000
"""Entries that are taken over from an answer: as many as a server gives at once by default."""

PATIENCE = 2
"""Seconds that somebody who searches waits for the server."""

SILENCE = 30.0
"""Seconds for which a process leaves a server alone that did not answer."""

_TEXT = {"type": "text", "analyzer": "whitespace"}
FORM = {"courtyard": 1}
"""By which an index is known for one of these, and written as they are."""

MAPPINGS: dict[str, Any] = {
    "_meta": FORM,
    "dynamic": "strict",
    "properties": {
        **dict.fromkeys(COLUMNS, _TEXT),
        "scope": {"type": "keyword"},
        "stamp": {"type": "long", "store": True},
    },
}

_backends: dict[int | None, tuple[Mapping[str, Any], Any]] = {}
_silent_until = 0.0


class WrongSetting(ValueError):
    """The setting names no server that can be used; the text says what is wrong."""


def is_used() -> bool:
    """Whether the site has a server of search."""
    return bool(getattr(settings, SETTING, None))


def order(**payload: Any) -> None:
    """Have the server brought up to date, in the transaction of the caller."""
    if is_used():
        outbox.write(SEND, payload=payload)


def backend(patience: int | None = None) -> Any:
    """The backend of django-modelsearch that the setting names.

    With ``patience`` its answers are waited for so many seconds. Raises WrongSetting.
    """
    setting = getattr(settings, SETTING)
    known = _backends.get(patience)
    if known is None or known[0] != setting:
        known = _backends[patience] = (deepcopy(setting), _made(setting, patience))
    return known[1]


def _made(setting: Any, patience: int | None) -> Any:
    if not isinstance(setting, Mapping) or not isinstance(setting.get("BACKEND"), str):
        raise WrongSetting('it is no dictionary with a "BACKEND"')
    options = deepcopy(dict(setting))
    if patience is not None:
        options["TIMEOUT"] = patience
    name = options.pop("BACKEND")
    try:
        made = get_search_backend(name, **options)
    except ImportError as error:
        raise WrongSetting(str(error)) from error
    except Exception as error:
        # What a client says of an address may have a password in it.
        told = str(error) if name in str(error) else type(error).__name__
        raise WrongSetting(told) from error
    if not isinstance(made, ElasticsearchBaseSearchBackend):
        raise WrongSetting(f"“{name}” is neither Elasticsearch nor OpenSearch")
    made.settings = {**made.settings, "mappings": MAPPINGS}
    return made


def ask(question: Question, analysers: Sequence[Analyser]) -> str | None:
    """What the server finds: JSON of stamps with their ranks, the lower the better.

    None where the database has to be asked: the site has no server, it does not answer, says that
    it has not looked everywhere, or has found more than can be taken over.
    """
    global _silent_until
    if not is_used() or time.monotonic() < _silent_until:
        return None
    try:
        return _ranks(_asked(question, analysers))
    except Exception as error:  # noqa: BLE001 - whatever a client raises, the database answers
        _silent_until = time.monotonic() + SILENCE
        logger.warning("The server of search did not answer: %s.", type(error).__name__)
        return None


def _ranks(answer: Any) -> str | None:
    hits = answer["hits"]
    if answer["timed_out"] or answer["_shards"]["failed"] or hits["total"]["value"] > MOST:
        return None
    return json.dumps({str(one["fields"]["stamp"][0]): -one["_score"] for one in hits["hits"]})


def _asked(question: Question, analysers: Sequence[Analyser]) -> Any:
    made = backend(PATIENCE)
    return made.results_class(made, None)._backend_do_search(
        {"query": question.for_server(analysers)},
        index=_index(made).name,
        size=MOST,
        track_total_hits=MOST + 1,
        stored_fields="stamp",
        _source=False,
    )


def _index(made: Any) -> Any:
    return made.index_class(made, f"{made.index_prefix}{NAME}")


def make_if_missing(*, anew: bool = False) -> bool:
    """Make the index where the server has none of this form, or ``anew``; gives whether it did.

    A server that is sent something for an index that is not there makes one of another form.
    """
    made = backend()
    index = _index(made)
    try:
        known = made.es.indices.get_mapping(index=index.name)[index.name]["mappings"]
    except made.NotFoundError:
        known = {}
    if not anew and known.get("_meta") == FORM:
        return False
    index.reset()
    return True


def put(documents: Mapping[int, Mapping[str, Any]]) -> Collection[int]:
    """Send documents by primary keys of entries; gives those that were refused.

    All others are found when it is back.
    """
    made = backend()
    index = _index(made)
    actions = [{"_id": str(key), **document} for key, document in documents.items()]
    _done, errors = made.bulk(made.es, actions, index=index.name, raise_on_error=False)
    index.refresh()
    return {int(result["_id"]) for error in errors for result in error.values()}


def remove(key: int) -> None:
    """Have the server forget an entry."""
    made = backend()
    try:
        made.es.delete(index=_index(made).name, id=str(key))
    except made.NotFoundError:
        return
