"""PO files: the texts of pages and terms in one language, written and read.

A file names each text by its page's translation key and its path in it, so that one file can hold
a whole site. Beside each it says with which translation it was exported, as a fingerprint: an
import knows by it what somebody has translated meanwhile. It tells of no moment: two exports of
the same texts are the same bytes.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2s
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import polib
from babel.core import UnknownLocaleError
from babel.messages.plurals import get_plural
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, to_locale
from wagtail.models import Page
from wagtail_localize.models import Translation

from . import facts, freshness, sources
from .places import place_of
from .texts import Text, texts_of

PROJECT, TEXTS = "X-Courtyard-Project", "X-Courtyard-Texts"
"""Headers: the translation key of the site's front page, and how many texts the file holds."""

STOCK = "X-WagtailLocalize-TranslationID"
"""The header of files that wagtail-localize exported; their contexts name no page."""

_FINGERPRINT = re.compile(r"courtyard:([0-9a-f]{16})")
_CONTEXT = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(.+)", re.DOTALL)
_WHOLE_LINE = re.compile(
    r'(?:#~\s*)?(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s*)?"(?:[^"\\]|\\.)*"\s*$'
)
_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CUT_OFF = "unexpected end of data"
"""Why Python does not read a letter of which the end of a file has cut a part off."""

NO_PO_FILE = gettext_lazy("This is no PO file.")

_CHARSET = re.compile(rb"charset=([\w-]+)")
_LINE = re.compile(r"\(line (\d+)\)")


class Unreadable(ValueError):
    """A file of which nothing can be taken; says why, to whoever uploaded it."""


@dataclass(frozen=True)
class Fault:
    """A place of a file that cannot be read; the rest is taken."""

    line: int
    why: str


@dataclass(frozen=True)
class Entry:
    """A text as a file says it; ``page`` is a translation key, None where it names none.

    ``base`` is the fingerprint of the translation with which it was exported; "" where the file
    does not say.
    """

    line: int
    page: UUID | None
    path: str
    words: str
    translation: str
    is_fuzzy: bool
    is_obsolete: bool
    base: str


@dataclass(frozen=True)
class File:
    """What a file says."""

    language: str
    project: str
    stock: str
    entries: list[Entry]
    faults: list[Fault] = field(default_factory=list)


def fingerprint(translation: str) -> str:
    """A translation in sixteen digits."""
    return blake2s(translation.encode(), digest_size=8).hexdigest()


# Writing


def written(translations: Sequence[Translation], *, language: str, project: str, name: str) -> str:
    """The file of translations into one language, in the order in which they are given.

    ``project`` is the translation key of the site's front page, ``name`` what the site is called.
    The texts are those of the originals at the moment. Comments are in the active language.
    """
    sources.follow([one.source for one in translations])
    texts = texts_of(translations)
    entries = [entry for one in translations for entry in _entries(one, texts[one.pk])]
    file = polib.POFile(wrapwidth=0)
    file.header = _(
        'Translate what stands in msgid into msgstr. Keep tags such as <b> and <a id="a1">, and '
        "take the mark fuzzy away where you have checked a text: what bears it is not imported."
    )
    file.metadata = {
        "Project-Id-Version": name,
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
        PROJECT: project,
        TEXTS: str(len(entries)),
    }
    file.extend(entries)
    return str(file)


def _plural_forms(language: str) -> str:
    try:
        return str(get_plural(language.replace("-", "_")).plural_forms).removesuffix(";") + ";"
    except (UnknownLocaleError, ValueError):
        return "nplurals=2; plural=(n != 1);"


def _entries(translation: Translation, texts: Iterable[Text]) -> Iterator[polib.POEntry]:
    """The entries of one page, or term; a text that stands in a place twice is one."""
    source = translation.source
    model: Any = source.specific_content_type.model_class()
    known = set()
    for text in texts:
        is_said = text.path == freshness.ADDRESS or facts.is_fact(model, text.path)
        if is_said or (text.path, text.words) in known:
            continue
        known.add((text.path, text.words))
        yield _entry(text, model, f"{source.object_id}:{text.path}", source.object_repr)


def _kind(model: Any) -> str:
    """What a thing of a model is called, in the active language."""
    return str(capfirst(model._meta.verbose_name))


def _entry(text: Text, model: Any, context: str, title: str) -> polib.POEntry:
    """An entry; what a machine has translated, what is wrong and what is only alike is fuzzy."""
    place, title = place_of(model, text.field_path), " ".join(title.split())
    is_page = issubclass(model, Page)
    told = [
        _("Page: %(title)s") % {"title": title} if is_page else f"{_kind(model)}: {title}",
        _("Place: %(place)s") % {"place": " › ".join(place.names)},
    ]
    if place.longest:
        room = ngettext(
            "At most %(number)d character.", "At most %(number)d characters.", place.longest
        )
        told.append(room % {"number": place.longest})
    if text.error:
        told.append(_("Wrong: %(error)s") % {"error": " ".join(text.error.split())})
    elif text.is_machine:
        told.append(_("A machine has translated it, and nobody has read that yet."))
    former = text.former if not text.translation else None
    if former:
        told.append(_("The words have changed: it is the translation of the former ones."))
    told.append(f"courtyard:{fingerprint(text.translation)}")
    return polib.POEntry(
        msgctxt=context,
        msgid=text.words,
        msgstr=former.translation if former else text.translation,
        comment="\n".join(told),
        flags=["fuzzy"] if former or text.error or text.is_machine else [],
        previous_msgid=former.words if former else None,
    )


# Reading


def read(data: bytes) -> File:
    """What a file says, and what of it cannot be read.

    Raises Unreadable where that is nothing.
    """
    lines = _lines(_decoded(data))
    faults: list[Fault] = []
    blocks = [*_blocks(lines)]
    for block in blocks:
        if (place := _broken(lines, block)) is not None:
            faults.append(Fault(place + 1, _("It breaks off here, or a quotation mark lacks.")))
            _blank(lines, block)
    parsed = _parsed(lines, blocks, faults)
    left_out = len(faults)
    if not parsed and not parsed.metadata:
        raise Unreadable(NO_PO_FILE)
    metadata = parsed.metadata
    stock = metadata.get(STOCK, "")
    with_one_form = _without_plurals(parsed, faults)
    all_entries = (_read(one, is_stock=bool(stock)) for one in with_one_form)
    entries = [*_once(_that_can_be_kept(all_entries, faults), faults)]
    if _is_cut_off(metadata, parsed, left_out) and entries:
        last = entries.pop()
        told = _("The file holds fewer texts than were exported: it may break off in this one.")
        faults.append(Fault(last.line, told))
    return File(
        language=metadata.get("Language", "").strip().replace("_", "-").lower(),
        project=metadata.get(PROJECT, "").strip(),
        stock=stock.strip(),
        entries=entries,
        faults=sorted(faults, key=lambda fault: fault.line),
    )


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    charset = declared.group(1).decode() if declared else "utf-8"
    line = 1
    for encoding in ("utf-8-sig", charset):
        try:
            return data.decode(encoding).encode().decode()
        except LookupError:
            break
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.reason == _CUT_OFF:
                return data[: error.start].decode(encoding)
            line = data.count(b"\n", 0, error.start) + 1
        except UnicodeError:  # an encoding of something else than text
            break
    if b"\0" in data and not data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        # A picture or an archive, whatever it is called.
        raise Unreadable(NO_PO_FILE)
    told = _("The file is not in UTF-8: line %(line)d cannot be read. Save it as UTF-8.")
    raise Unreadable(told % {"line": line})


def _lines(text: str) -> list[str]:
    """The lines of a text, by ends of lines alone: others are characters of a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_whole(line: str) -> bool:
    """Whether a line says something, a comment or nothing."""
    line = line.strip()
    is_comment = line.startswith("#") and not line.startswith("#~ ")
    return not line or is_comment or bool(_WHOLE_LINE.match(line))


def _broken(lines: Sequence[str], block: range) -> int | None:
    """Where an entry is not whole; None where it is.

    One that the end of the file has cut may end with a whole line: of its words, or of a
    translation in several lines, which files end with the end of a line.
    """
    for place in block:
        if not _is_whole(lines[place]):
            return place
    said = [place for place in block if lines[place].strip() and lines[place][0] != "#"]
    if said and not any(lines[place].startswith("msgstr") for place in said):
        return said[-1]
    is_at_end = said and said[-1] == len(lines) - 1
    is_open = is_at_end and lines[-1].startswith(('"', 'msgstr ""'))
    return said[-1] if is_open else None


def _blocks(lines: Sequence[str]) -> Iterator[range]:
    """The lines of each entry: it begins with a comment or its context after another has ended."""
    begin, has_said = 0, False
    for place, line in enumerate(lines):
        is_start = line.startswith(("#", "msgctxt")) and not line.startswith("#~")
        if not line.strip() or (is_start and has_said):
            if place > begin:
                yield range(begin, place)
            begin, has_said = place, False
        has_said = has_said or line.startswith("msgstr")
    yield range(begin, len(lines))


def _blank(lines: list[str], block: range) -> None:
    """Leave out an entry, and the lines of the others where they are."""
    for place in block:
        lines[place] = ""


def _parsed(lines: list[str], blocks: Sequence[range], faults: list[Fault]) -> polib.POFile:
    """The file without the entries that cannot be read; they are noted among the faults.

    Where polib refuses the file, each entry is read by itself to find those that it refuses.
    """
    with suppress(OSError):
        return _by_polib("\n".join(lines))
    for block in blocks:
        try:
            _by_polib("\n".join(lines[place] for place in block))
        except OSError as error:
            found = _LINE.search(str(error))
            line = block.start + (int(found.group(1)) if found else 1)
            faults.append(Fault(line, _("This entry cannot be read.")))
            _blank(lines, block)
    try:
        return _by_polib("\n".join(lines))
    except OSError:
        raise Unreadable(_("This is no PO file, or too much of it is broken.")) from None


def _by_polib(text: str) -> polib.POFile:
    """A text as polib reads it: from a file, as it takes a text that names one for that file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.po"
        path.write_text(text, encoding="utf-8", newline="\n")
        file: polib.POFile = polib.pofile(str(path), encoding="utf-8")
        return file


def _read(one: polib.POEntry, *, is_stock: bool) -> Entry:
    named = None if is_stock else _CONTEXT.fullmatch(one.msgctxt or "")
    base = _FINGERPRINT.search(one.comment or "")
    return Entry(
        line=one.linenum or 0,
        page=UUID(named.group(1)) if named else None,
        path=named.group(2) if named else one.msgctxt or "",
        words=one.msgid,
        translation=one.msgstr,
        is_fuzzy=one.fuzzy,
        is_obsolete=bool(one.obsolete),
        base=base.group(1) if base else "",
    )


def _without_plurals(
    entries: Iterable[polib.POEntry], faults: list[Fault]
) -> Iterator[polib.POEntry]:
    """Those with one translation each, as texts of pages have."""
    for entry in entries:
        if entry.msgid_plural or entry.msgstr_plural:
            told = _("It has plural forms. Texts of pages have none: write one translation.")
            faults.append(Fault(entry.linenum or 0, told))
        else:
            yield entry


def _that_can_be_kept(entries: Iterable[Entry], faults: list[Fault]) -> Iterator[Entry]:
    """Those without characters that are no text, such as NUL."""
    for entry in entries:
        if _UNKEPT.search(entry.path + entry.words + entry.translation):
            faults.append(Fault(entry.line, _("It holds a character that is no text.")))
        else:
            yield entry


def _once(entries: Iterable[Entry], faults: list[Fault]) -> Iterator[Entry]:
    """Each text once, as it stands first."""
    first: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        known = first.setdefault((entry.page, entry.path, entry.words), entry)
        if known is entry:
            yield entry
        elif not entry.is_obsolete and entry.translation != known.translation:
            told = _("The text stands in line %(line)d already: that one counts.")
            faults.append(Fault(entry.line, told % {"line": known.line}))


def _is_cut_off(metadata: dict[str, str], entries: Sequence[polib.POEntry], left_out: int) -> bool:
    """Whether texts lack at the end; where something was found that breaks off, it is said."""
    told = metadata.get(TEXTS, "")
    # More than ten digits are no number of texts.
    return told.isdecimal() and len(told) <= 10 and len(entries) + left_out < int(told)
