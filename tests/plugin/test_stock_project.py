"""A stock Wagtail project, which has its own ``home`` and ``search``, takes courtyard's apps."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

SETTINGS = """

import os

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
if "WITHOUT_REDIRECTS" in os.environ:
    INSTALLED_APPS.remove("wagtail.contrib.redirects")
    MIDDLEWARE.remove("wagtail.contrib.redirects.middleware.RedirectMiddleware")
WAGTAILIMAGES_IMAGE_FORM_BASE = "courtyard.editing.images.ImageForm"
if "WITH_LIBRARY" in os.environ:
    INSTALLED_APPS.append("library")
if "WITH_PICTURES" in os.environ:
    INSTALLED_APPS.append("pictures")
    WAGTAILIMAGES_IMAGE_MODEL = "pictures.Picture"
"""

URLS = """
from courtyard.delivery.api import make_api

urlpatterns = [
    path("api/content/v1/", make_api().urls),
    path("", include("courtyard.delivery.root_urls")),
    path("", include("news.newsletter.urls")),
    *urlpatterns[:-1],  # all but wagtail.urls
    path("", include("courtyard.delivery.urls")),
]
"""

PUBLISH = """
import datetime as dt
import json
import time
from django.core.management import call_command
from django.test import Client
from home.models import HomePage
from network.models import NetworkIndexPage, NetworkPage, PartnerIndexPage, PartnerPage
from news.models import NewsIndexPage, NewsPage
from news.newsletter.models import NewsletterIndexPage
from programmes.models import (
    EditionPage, EventIndexPage, EventPage, OpenCallIndexPage, OpenCallPage, ProgrammeIndexPage,
    ProgrammePage,
)

home = HomePage.objects.get()
soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
trees = [
    (ProgrammeIndexPage, home, {}),
    (ProgrammePage, ProgrammeIndexPage, {"kind": "forum"}),
    (EditionPage, ProgrammePage, {"starts": soon.date()}),
    (OpenCallIndexPage, home, {}),
    (OpenCallPage, OpenCallIndexPage, {"closes": soon}),
    (EventIndexPage, home, {}),
    (EventPage, EventIndexPage, {"starts": soon}),
    (NetworkIndexPage, home, {}),
    (NetworkPage, NetworkIndexPage, {"kind": "place"}),
    (PartnerIndexPage, home, {}),
    (PartnerPage, PartnerIndexPage, {"kind": "ngo"}),
    (NewsIndexPage, home, {}),
    (NewsPage, NewsIndexPage, {}),
    (NewsletterIndexPage, home, {}),
]
pages = []
made = {home: home}
for page_type, parent_type, facts in trees:
    parent = made[parent_type]
    assert page_type.can_create_at(parent), page_type
    page = parent.add_child(instance=page_type(title=page_type.__name__, **facts))
    page.save_revision().publish()
    pages.append(page)
    made[page_type] = page_type.objects.get()

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
form = client.get("/newsletter/sign-up/").content.decode()
opened = form.partition('name="opened" value="')[2].partition('"')[0]
time.sleep(2.1)
sent = {"email": "reader@example.org", "languages": "en", "consent": "on", "opened": opened}
signed_up = client.post("/newsletter/sign-up/", sent)
call_command("run_worker", once=True)
print(json.dumps({
    "home": type(home).__module__,
    "answers": answers,
    "listed": sorted(item["title"] for item in listed),
    "found": found,
    "signed_up": signed_up.status_code,
}))
"""


DELETE = """
from home.models import HomePage
from network.models import NetworkIndexPage

home = HomePage.objects.get()
index = home.add_child(instance=NetworkIndexPage(title="Networks"))
index.save_revision().publish()
index.slug = "coalitions"
index.save_revision().publish()
index.delete()
"""

PUBLISH_A_BOOK = """
import json
from django.test import Client
from home.models import HomePage
from library.models import BookPage
from network.models import PartnerIndexPage, PartnerPage

home = HomePage.objects.get()
partners = home.add_child(instance=PartnerIndexPage(title="Authors"))
author = partners.add_child(instance=PartnerPage(title="Olga", kind="ngo"))
book = home.add_child(instance=BookPage(title="A book", year=2018, author=author))
for page in (partners, author, book):
    page.save_revision().publish()
client = Client()
answer = client.get("/api/content/v1/pages/by-path", {"path": book.url}).json()
print(json.dumps({
    "html": client.get(book.url).content.decode(),
    "answer": {name: answer[name] for name in ("type", "title", "year")},
    "author": answer["author"]["title"],
    "listed": [one["type"] for one in client.get("/api/content/v1/pages").json()["items"]],
}))
"""


PICTURES = """
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    inventory_number = models.CharField(max_length=20, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "inventory_number")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
"""

DESCRIBE = """
import json
from django.contrib.auth import get_user_model
from django.test import Client
from home.models import HomePage
from courtyard.publications import renditions
from network.models import PartnerIndexPage
from pictures.models import Picture
from wagtail.images.tests.utils import get_test_image_file

client = Client()
client.force_login(get_user_model().objects.create_superuser("editor"))
image = Picture.objects.create(title="DSC_0001", file=get_test_image_file())
renditions.make(image)
form = {
    "title": image.title,
    "inventory_number": "7",
    "tags": "",
    "alt_en": "A gate",
    "credit": "Anna",
}
edited = client.post(f"/admin/images/{image.pk}/", form)
home = HomePage.objects.get()
page = home.add_child(instance=PartnerIndexPage(title="Partners", listing_image=image))
page.save_revision().publish()
answer = Client().get("/api/content/v1/pages/by-path", {"path": page.url}).json()
print(json.dumps({
    "edited": edited.status_code,
    "image": {name: answer["image"][name] for name in ("alt", "credit")},
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


@pytest.fixture
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
        "EditionPage",
        "EventIndexPage",
        "EventPage",
        "NetworkIndexPage",
        "NetworkPage",
        "NewsIndexPage",
        "NewsPage",
        "NewsletterIndexPage",
        "OpenCallIndexPage",
        "OpenCallPage",
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


def test_a_project_without_redirects_takes_the_apps_too(wheel: Path, project: Path) -> None:
    environment = {"PYTHONPATH": str(wheel), "PYTHONWARNINGS": "ignore", "WITHOUT_REDIRECTS": "1"}
    manage = [sys.executable, "manage.py"]
    run([*manage, "check", "--fail-level", "WARNING"], project, environment)
    run([*manage, "makemigrations", "--check", "--dry-run"], project, environment)
    run([*manage, "migrate", "-v0"], project, environment)
    run([*manage, "shell", "-v0", "-c", DELETE], project, environment)


def test_the_page_type_of_the_guide_is_one(wheel: Path, project: Path) -> None:
    """What docs/publications.md tells a newcomer to write, as it stands there."""
    library = project / "library"
    (library / "templates" / "library").mkdir(parents=True)
    (library / "__init__.py").touch()
    guide = (ROOT / "docs" / "publications.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^ +```(python|django)\n(.*?)^ +```$", guide, re.DOTALL | re.MULTILINE)
    for kind, block in blocks:
        text = textwrap.dedent(block)
        name = text.split()[1] if kind == "python" else "library/templates/library/book_page.html"
        (project / name).write_text(text, encoding="utf-8")
    environment = {"PYTHONPATH": str(wheel), "PYTHONWARNINGS": "ignore", "WITH_LIBRARY": "1"}
    manage = [sys.executable, "manage.py"]
    run([*manage, "makemigrations", "-v0", "library"], project, environment)
    run([*manage, "check", "--fail-level", "WARNING"], project, environment)
    run([*manage, "migrate", "-v0"], project, environment)
    said = run([*manage, "shell", "-v0", "-c", PUBLISH_A_BOOK], project, environment)
    answer = json.loads(said.splitlines()[-1])
    assert answer["answer"] == {"type": "library.BookPage", "title": "A book", "year": 2018}
    assert answer["author"] == "Olga"
    assert "<h1>A book</h1>" in answer["html"]
    assert ">Olga</a>" in answer["html"]
    assert "library.BookPage" in answer["listed"]
    run([*manage, "publications", "check"], project, environment)


def test_a_project_keeps_its_own_image_model(wheel: Path, project: Path) -> None:
    pictures = project / "pictures"
    pictures.mkdir()
    (pictures / "__init__.py").touch()
    (pictures / "models.py").write_text(PICTURES, encoding="utf-8")
    environment = {"PYTHONPATH": str(wheel), "PYTHONWARNINGS": "ignore", "WITH_PICTURES": "1"}
    manage = [sys.executable, "manage.py"]
    run([*manage, "makemigrations", "-v0", "pictures"], project, environment)
    run([*manage, "makemigrations", "--check", "--dry-run"], project, environment)
    run([*manage, "migrate", "-v0"], project, environment)
    said = run([*manage, "shell", "-v0", "-c", DESCRIBE], project, environment)
    answer = json.loads(said.splitlines()[-1])
    assert answer == {"edited": 302, "image": {"alt": "A gate", "credit": "Anna"}}
