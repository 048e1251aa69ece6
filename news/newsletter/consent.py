"""What people agree to, in the words of the site, and what they may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courtyard.delivery.chrome import name_of, own_name, texts_of
from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.taxonomy import by_name, keys_carried
from courtyard.terms import KINDS

from . import retention
from .models import ConsentText

TOPICS = next(kind for kind in KINDS if kind.name == "topic")


@dataclass(frozen=True)
class Wording:
    """What stands beside the box that somebody ticks, in one language."""

    language: str
    label: str
    notice: str
    administrator: str

    @property
    def words(self) -> str:
        """All of it, as it is kept."""
        return "\n".join((self.label, self.notice, self.administrator))

    @property
    def version(self) -> str:
        """What names these very words."""
        return ConsentText.version_of(self.language, self.words)


def wording(reader: Reader) -> Wording:
    """What a reader agrees to now, in their language."""
    texts, institution = texts_of(reader), reader.sites.institution
    with translation.override(reader.code):
        use = _(
            "We use your address for the newsletter and for nothing else. You can "
            "unsubscribe whenever you like, and an address that is not confirmed is "
            "deleted after 7 days."
        )
        who = [name_of(reader), *texts.address.splitlines(), institution.email]
        return Wording(
            language=reader.code,
            label=_("I would like to receive the newsletter by e-mail."),
            notice=f"{use} {kept_of_who_has_left()}",
            administrator=_("Controller of your data: %(who)s.")
            % {"who": ", ".join(one.strip() for one in who if one.strip())},
        )


def kept_of_who_has_left() -> str:
    """What is kept of somebody who has unsubscribed, and for how long, in the active language."""
    days, years = retention.keep_days(), retention.evidence_years()
    of_address = ngettext(
        "Your address is deleted %(days)s day after you have unsubscribed.",
        "Your address is deleted %(days)s days after you have unsubscribed.",
        days,
    )
    of_consent = ngettext(
        "A record of your consent is kept without it for %(years)s year.",
        "A record of your consent is kept without it for %(years)s years.",
        years,
    )
    return f"{of_address % {'days': days}} {of_consent % {'years': years}}"


def languages_offered(reader: Reader) -> list[tuple[str, str]]:
    """The languages that a subscriber may read, the reader's first: codes and own names."""
    codes = [language.code for language in reader.sites.shown()]
    codes.sort(key=lambda code: code != reader.code)
    return [(code, own_name(code)) for code in codes]


def topics_offered(reader: Reader) -> list[Mapping[str, Any]]:
    """The topics that some public page carries, by name: records with key, slug and name."""
    rows = reader.ask(
        ("terms carried", TOPICS.name),
        lambda reader, slots: keys_carried(TOPICS, reader.published()),
    )
    wanted = [{"ref": TOPICS.name, "key": str(row["key"]), "size": "label"} for row in rows]
    return sorted((topic for topic in resolve(wanted, reader) if topic), key=by_name)
