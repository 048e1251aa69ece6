"""A stock Wagtail project, which has its own ``home`` and ``search``, takes courtyard's apps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

SETTINGS = """

INSTALLED_APPS = [
    "news",
    "news.newsletter",
    "programmes",
    "network",
    "courtyard",
    "courtyard.outbox",
    "wagtail_localize",
    "wagtail.locales",
    "wagtail.contrib.settings",
    "ninja",
    *INSTALLED_APPS,
]
"""

URLS = """
from courtyard.delivery.api import make_api

urlpatterns = [
    path("api/content/v1/", make_api().urls),
    path("", include("news.newsletter.urls")),
    *urlpatterns,
]
"""

PUBLISH = """
import json
from django.core.management import call_command
from django.test import Client
from home.models import HomePage
from network.models import NetworkIndexPage, NetworkPage, PartnerIndexPage, PartnerPage
from news.models import NewsIndexPage, NewsPage
from programmes.models import ProgrammeIndexPage, ProgrammePage

home = HomePage.objects.get()
trees = [
    (ProgrammeIndexPage, {}, ProgrammePage, {"kind": "forum"}),
    (NetworkIndexPage, {}, NetworkPage, {"kind": "place"}),
    (PartnerIndexPage, {}, PartnerPage, {"kind": "ngo"}),
    (NewsIndexPage, {}, NewsPage, {}),
]
pages = []
for index_type, index_facts, page_type, facts in trees:
    assert index_type.can_create_at(home), index_type
    index = home.add_child(instance=index_type(title=index_type.__name__, **index_facts))
    page = index.add_child(instance=page_type(title=page_type.__name__, **facts))
    for one in (index, page):
        one.save_revision().publish()
        pages.append(one)

client = Client()
answers = {}
for page in pages:
    response = client.get(page.url)
    answers[page.title] = {
        "status": response.status_code,
        "shown": page.title in response.content.decode(),
    }
listed = client.get("/api/content/v1/pages", {"limit": 100}).json()["items"]
found = [
    client.get("/api/content/v1/pages/by-path", {"path": page.url}).status_code for page in pages
]
signed_up = client.post("/newsletter/", {"email": "reader@example.org", "consent": "on"})
call_command("run_worker", once=True)
print(json.dumps({
    "home": type(home).__module__,
    "answers": answers,
    "listed": sorted(item["title"] for item in listed),
    "found": found,
    "signed_up": signed_up.status_code,
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel holds, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (archive,) = folder.glob("*.whl")
    unpacked = folder / "unpacked"
    zipfile.ZipFile(archive).extractall(unpacked)
    return unpacked


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as ``wagtail start`` makes it, with courtyard's apps and addresses added."""
    folder = tmp_path_factory.mktemp("stock") / "museum"
    folder.mkdir()
    run([sys.executable, "-m", "wagtail.bin.wagtail", "start", "museum", str(folder)], ROOT, {})
    with (folder / "museum" / "settings" / "base.py").open("a") as settings:
        settings.write(SETTINGS)
    with (folder / "museum" / "urls.py").open("a") as urls:
        urls.write(URLS)
    return folder


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def clean_environment() -> dict[str, str]:
    """The environment without what belongs to our own project."""
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PYTHONPATH")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("COURTYARD_")
    }


def test_the_wheel_holds_what_is_pluggable_and_nothing_else(wheel: Path) -> None:
    packages = {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")}
    assert packages == {"courtyard", "network", "programmes", "news"}
    assert (wheel / "courtyard" / "templates" / "courtyard" / "base.html").exists()
    assert (wheel / "news" / "newsletter" / "migrations" / "0001_initial.py").exists()


def test_a_stock_project_takes_the_apps_and_publishes_a_page_of_each_type(
    wheel: Path, project: Path
) -> None:
    environment = {"PYTHONPATH": str(wheel), "PYTHONWARNINGS": "ignore"}
    manage = [sys.executable, "manage.py"]
    run([*manage, "check", "--fail-level", "WARNING"], project, environment)
    run([*manage, "makemigrations", "--check", "--dry-run"], project, environment)
    run([*manage, "migrate", "-v0"], project, environment)
    answer: dict[str, Any] = json.loads(
        run([*manage, "shell", "-v0", "-c", PUBLISH], project, environment).splitlines()[-1]
    )
    names = [
        "NetworkIndexPage",
        "NetworkPage",
        "NewsIndexPage",
        "NewsPage",
        "PartnerIndexPage",
        "PartnerPage",
        "ProgrammeIndexPage",
        "ProgrammePage",
    ]
    assert answer["home"] == "home.models"
    assert answer["answers"] == {name: {"status": 200, "shown": True} for name in names}
    assert answer["listed"] == names
    assert answer["found"] == [200] * len(names)
    assert answer["signed_up"] == 302
