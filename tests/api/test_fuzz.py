"""No question breaks the content API: every answer is one that its document foretells."""

from __future__ import annotations

from unittest import mock

import pytest
from django.core.management import call_command
from django.test import TestCase
from wagtail.models import Locale, Page, Site

from config.demo import loader
from config.demo.posters import draw_poster
from courtyard.outbox import services as outbox
from tests.trees import grow

from .fuzz import ask_everything, what_leads_to_something

HOST = "localhost:8123"


@pytest.mark.long
class Fuzz(TestCase):
    """The demonstration is asked."""

    @classmethod
    def setUpClass(cls) -> None:
        small = draw_poster("news", 0, width=64, height=40)
        cls.enterClassContext(mock.patch.object(loader, "draw_poster", return_value=small))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        grow()
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        Locale.objects.exclude(language_code="pl").delete()
        call_command("load_demo", base_url=f"http://{HOST}", verbosity=0)

    def test_thousands_of_questions(self) -> None:
        outbox.work()
        found = ask_everything(HOST, what_leads_to_something(HOST), examples=160)
        statuses = sorted({status for _operation, status in found})
        print(f"\n{'operation':20}", *(f"{status:>6}" for status in statuses))  # noqa: T201
        for operation in sorted({name for name, _status in found}):
            counts = (found[operation, status] for status in statuses)
            print(f"{operation:20}", *(f"{count:6}" for count in counts))  # noqa: T201
        print(f"{sum(found.values())} questions")  # noqa: T201
        assert sum(found.values()) >= 5_000
