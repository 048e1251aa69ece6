"""The parts of a statement on accessibility, by which machines find them on its page.

The ids are those of the technical conditions for the statement that the Polish minister of digital
affairs publishes under the act of 4 April 2019 on the digital accessibility of public bodies
(version 2.0, July 2024).
"""

from __future__ import annotations

REQUIRED = {
    "introduction": "a11y-wstep",
    "entity": "a11y-podmiot",
    "site": "a11y-url",
    "published": "a11y-data-publikacja",
    "updated": "a11y-data-aktualizacja",
    "status": "a11y-status",
    "made": "a11y-data-sporzadzenie",
    "contact": "a11y-kontakt",
    "person": "a11y-osoba",
    "email": "a11y-email",
    "phone": "a11y-telefon",
    "procedure": "a11y-procedura",
    "architecture": "a11y-architektura",
    "applications": "a11y-aplikacje",
}
"""What every statement has, each exactly once."""

OPTIONAL = {
    "title": "a11y-deklaracja",
    "assessment": "a11y-ocena",
    "auditor": "a11y-audytor",
}
"""What a statement may have beside, at most once."""

IDS = {**REQUIRED, **OPTIONAL}
