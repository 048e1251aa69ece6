"""Services that translate by machine: which one is for which languages, and what of it is kept.

They are wagtail-localize's machine translators. What they write is a draft for somebody to read
(``approving``); what is broken is not written at all.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import requests
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from . import facts, freshness
from .faults import faults_in
from .places import place_of
from .texts import Text, texts_of

logger = logging.getLogger(__name__)

ANY = "*"
"""Every language, in a pair of languages that a service is for."""

BATCH, BATCH_LETTERS = 40, 5_000
"""How many texts, and letters of them, are sent at once; what is longer goes by itself."""

PATIENCE = dt.timedelta(seconds=25)
"""How long texts are sent, by which time a page is shown that says how many are left."""

Trouble = Literal["", "key", "quota", "down"]
"""Why a service has not translated: it refuses the key, has done as much as it may, or else."""

_TROUBLES: dict[int | None, Trouble] = {401: "key", 403: "key", 429: "quota", 456: "quota"}


class Machines(BaseMachineTranslator):
    """Several services: of those that are for a pair of languages the first one translates.

    ``SERVICES`` among the options are settings of wagtail-localize, each with its ``PAIRS`` of
    language codes; without these it is for all that it can translate.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self.services: list[tuple[Any, Sequence[Sequence[str]]]] = [
            (import_string(one["CLASS"])(one.get("OPTIONS", {})), one.get("PAIRS") or [(ANY, ANY)])
            for one in options["SERVICES"]
        ]
        names = (str(service.display_name) for service, _pairs in self.services)
        self.display_name = " / ".join(dict.fromkeys(names))

    def service_for(self, source: Any, target: Any) -> Any:
        """The service that translates from one language into another; None where none does."""
        pair = (source.language_code, target.language_code)
        for service, pairs in self.services:
            is_for = any(
                all(wanted in (ANY, code) for wanted, code in zip(one, pair, strict=True))
                for one in pairs
            )
            if is_for and service.can_translate(source, target):
                return service
        return None

    def can_translate(self, source: Any, target: Any) -> bool:
        """Whether one of them can, which is then called by its name: the editor names it so."""
        if (service := self.service_for(source, target)) is None:
            return False
        self.display_name = str(service.display_name)
        return True

    def translate(self, source: Any, target: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """What the service for the languages says."""
        answers: dict[Any, Any] = self.service_for(source, target).translate(
            source, target, strings
        )
        return answers


class Libre(LibreTranslator):
    """LibreTranslate; wagtail-localize's class sends the key on to wherever it is told to go."""

    def translate(self, source: Any, target: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """The translations; raises RequestException, and others where it is not understood."""
        wanted = [*strings]
        answer = _posted(
            f"{self.get_api_endpoint()}/translate",
            self.options,
            json={
                "q": [one.data for one in wanted],
                "source": self.language_code(source.language_code),
                "target": self.language_code(target.language_code),
                "api_key": self.options["API_KEY"],
                "format": "html",
            },
        )
        told = [StringValue(one) for one in answer["translatedText"]]
        return dict(zip(wanted, told, strict=True))


class DeepL(DeepLTranslator):
    """DeepL, also at another address (``ENDPOINT``); a refusal is told as what it is."""

    def get_api_endpoint(self) -> str:
        """Where it is asked."""
        return str(self.options.get("ENDPOINT") or super().get_api_endpoint())

    def translate(self, source: Any, target: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """The translations; raises RequestException, and others where it is not understood."""
        wanted = [*strings]
        answer = _posted(
            self.get_api_endpoint(),
            self.options,
            data=self.get_parameters(source, target, wanted),
            headers=self.get_headers(),
        )
        told = [StringValue(one["text"]) for one in answer["translations"]]
        return dict(zip(wanted, told, strict=True))


class Google(BaseMachineTranslator):
    """Google’s Cloud Translation, its basic edition, by a key.

    wagtail-localize’s own class is for the advanced one, and needs Google’s client.
    """

    display_name = "Google Translate"
    ENDPOINT = "https://translation.googleapis.com/language/translate/v2"

    def can_translate(self, source: Any, target: Any) -> bool:
        """Whether the languages are two."""
        return bool(source.language_code != target.language_code)

    def translate(self, source: Any, target: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """The translations; raises RequestException, and others where it is not understood."""
        wanted = [*strings]
        answer = _posted(
            self.options.get("ENDPOINT") or self.ENDPOINT,
            self.options,
            json={
                "q": [one.data for one in wanted],
                "source": source.language_code,
                "target": target.language_code,
                "format": "html",
            },
            headers={"X-Goog-Api-Key": self.options["API_KEY"]},
        )
        told = [StringValue(one["translatedText"]) for one in answer["data"]["translations"]]
        return dict(zip(wanted, told, strict=True))


def _posted(endpoint: str, options: dict[str, Any], **what: Any) -> Any:
    """What a service answers. It is not followed elsewhere, where the key would go along."""
    answer = requests.post(
        endpoint, timeout=options.get("TIMEOUT", 20), allow_redirects=False, **what
    )
    answer.raise_for_status()
    if answer.is_redirect:
        raise requests.HTTPError(response=answer)
    return answer.json()


def machine_for(translation: Translation) -> Any:
    """The service that translates a page, or a term, into a language; None where none does."""
    stock = get_machine_translator()
    source, target = translation.source.locale, translation.target_locale
    if isinstance(stock, Machines):
        return stock.service_for(source, target)
    return stock if stock and stock.can_translate(source, target) else None


# Translating


@dataclass(frozen=True)
class Outcome:
    """What has come of it: how many texts a ``service`` has translated.

    ``refused`` came back broken, ``left`` are those for which there was no time, or that it has
    not translated for a ``trouble``.
    """

    service: str
    written: int = 0
    refused: int = 0
    left: int = 0
    trouble: Trouble = ""


@dataclass
class _Answers:
    told: dict[str, str]
    refused: set[str]
    trouble: Trouble = ""


def translate(
    translation: Translation, service: Any, *, user: Any, until: dt.datetime | None = None
) -> Outcome:
    """Have a service translate the texts that nobody has translated, and keep what is sound.

    ``until`` is when no more of them is sent, as an aware moment. Facts and the page's own address
    are not sent. Whatever somebody translates meanwhile stays. Beside what is sent, the number of
    queries does not depend on how many texts there are.
    """
    model: Any = translation.source.specific_content_type.model_class()
    texts = [
        text
        for text in texts_of([translation])[translation.pk]
        if not text.translation
        and text.path != freshness.ADDRESS
        and not facts.is_fact(model, text.path)
    ]
    answers = _asked(translation, service, _room_of(texts, model), until)
    sound = [text for text in texts if text.words in answers.told]
    name = str(service.display_name)
    written = _write(translation, sound, answers.told, service=name, user=user)
    refused = sum(text.words in answers.refused for text in texts)
    left = len(texts) - len(sound) - refused
    return Outcome(name, written, refused, left, answers.trouble)


def _room_of(texts: Iterable[Text], model: Any) -> dict[str, int | None]:
    """The texts, each once, and how long its translation may be wherever it stands."""
    room: dict[str, int | None] = {}
    for text in texts:
        longest = [place_of(model, text.field_path).longest, room.get(text.words)]
        room[text.words] = min((one for one in longest if one is not None), default=None)
    return room


def _asked(
    translation: Translation,
    service: Any,
    room: dict[str, int | None],
    until: dt.datetime | None,
) -> _Answers:
    """Ask a service, as long as there is time and it answers."""
    answers = _Answers({}, set())
    until = until or timezone.now() + PATIENCE
    source, target = translation.source.locale, translation.target_locale
    for batch in _batches(room):
        if timezone.now() >= until:
            break
        wanted = [StringValue(words) for words in batch]
        try:
            told = {
                one.data: data.data
                for one, data in service.translate(source, target, wanted).items()
            }
            sound = {
                words: whole
                for words in batch
                if (whole := _sound(words, told.get(words), room[words]))
            }
        except Exception as error:  # noqa: BLE001 - services fail in ways of their own
            # Its own words may hold a key, so they are not kept.
            status = getattr(getattr(error, "response", None), "status_code", None)
            logger.warning("%s: %s %s", service.display_name, type(error).__name__, status or "")
            answers.trouble = _TROUBLES.get(status, "down")
            break
        answers.told |= sound
        answers.refused |= {*batch} - {*sound}
    return answers


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    letters = 0
    for text in texts:
        if batch and (len(batch) == BATCH or letters + len(text) > BATCH_LETTERS):
            yield batch
            batch, letters = [], 0
        batch.append(text)
        letters += len(text)
    if batch:
        yield batch


def _sound(words: str, answer: Any, longest: int | None) -> str:
    """An answer as it is kept; "" where there is none, or something is wrong with it."""
    if not isinstance(answer, str) or not answer.strip():
        return ""
    if faults_in(words, answer, longest=longest):
        return ""
    return str(StringValue.from_translated_html(answer).data)


@transaction.atomic
def _write(
    translation: Translation,
    texts: Sequence[Text],
    told: dict[str, str],
    *,
    service: str,
    user: Any,
) -> int:
    """Write what nobody has translated in between; gives how many these are."""
    its = StringTranslation.objects.filter(
        locale=translation.target_locale_id, context__object=translation.source.object_id
    )
    its.filter(data="", translation_of__in={text.string for text in texts}).delete()
    before = its.count()
    StringTranslation.objects.bulk_create(
        (
            StringTranslation(
                translation_of_id=text.string,
                context_id=text.context,
                locale_id=translation.target_locale_id,
                data=told[text.words],
                translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
                tool_name=service,
                last_translated_by=user,
            )
            for text in texts
        ),
        ignore_conflicts=True,
    )
    return its.count() - before
