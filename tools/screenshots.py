"""Pictures of every type of page, and a contact sheet of them, in var/screenshots/.

    .venv/bin/python -m tools.screenshots --site http://localhost:8000

Of each type one page, in Polish and English, light and dark, narrow and wide; beside them the form
with mistakes, the page that is not there, and the style guide where the site has one. Without
`--site` the demonstration is started for as long as it takes. Ends with exit code 0, or 1 where
there is nothing to take a picture of.
"""

import argparse
import html
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.processes import die_with_parent, stop

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"]
API = "/api/content/v1"
LANGUAGES = ("pl", "en")
SCHEMES = ("light", "dark")
WIDTHS = (390, 1280)
SECONDS_TO_START = 600
SECONDS_OF_CALM = 6

READY = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    await document.fonts.ready;
}"""


class Trouble(Exception):
    """No pictures can be taken. The text is one line."""


@dataclass(frozen=True)
class Subject:
    """Something to take pictures of: its name, and where it is."""

    name: str
    language: str
    path: str


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    parser = argparse.ArgumentParser(prog="screenshots", description="Take pictures of the site.")
    parser.add_argument("--site", help="a running site; the demonstration unless it is named")
    parser.add_argument("--only", default="", help="take only what has this in its name")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where they go")
    options = parser.parse_args(arguments)
    try:
        with site_at(options.site) as site:
            wanted = [one for one in subjects(site) if options.only.lower() in one.name.lower()]
            if not wanted:
                raise Trouble(f"nothing is called “{options.only}” there.")
            take_all(site, wanted, options.folder)
    except Trouble as trouble:
        sys.stderr.write(f"courtyard: {trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


@contextmanager
def site_at(address: str | None) -> Iterator[str]:
    """The address of a running site; of the demonstration, started here, where none is named."""
    if address:
        yield address.rstrip("/")
        return
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.demo", "--port", str(port)],
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
    try:
        site = f"http://localhost:{port}"
        wait_until_calm(site, process)
        yield site
    finally:
        stop([process])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_calm(site: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the site, and for its worker to have made the pictures that it shows."""
    deadline = time.monotonic() + SECONDS_TO_START
    before, since = None, time.monotonic()
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Trouble("the demonstration could not be started; name a running one by --site.")
        try:
            now = ask(site, f"{API}/pages?limit=100")
        except (OSError, urllib.error.URLError):
            now = None
        if now != before:
            before, since = now, time.monotonic()
        elif now is not None and time.monotonic() - since > SECONDS_OF_CALM:
            return
        time.sleep(1)
    raise Trouble(f"the demonstration was not ready within {SECONDS_TO_START} seconds.")


def ask(site: str, path: str) -> dict[str, object]:
    """An answer of the content API. Raises URLError."""
    with urllib.request.urlopen(site + path, timeout=60) as response:  # noqa: S310 - our own site
        answer: dict[str, object] = json.load(response)
        return answer


def types_of_pages(site: str) -> list[str]:
    """The types of pages that the content API knows."""
    document = json.dumps(ask(site, f"{API}/openapi.json"))
    parameters = json.loads(document)["paths"][f"{API}/pages"]["get"]["parameters"]
    (kinds,) = [one["schema"]["anyOf"][0]["enum"] for one in parameters if one["name"] == "type"]
    return list(kinds)


def subjects(site: str) -> list[Subject]:
    """One page of each type in each language, and what is no page. Raises Trouble."""
    found: list[Subject] = []
    try:
        for kind in types_of_pages(site):
            for language in LANGUAGES:
                query = urllib.parse.urlencode({"type": kind, "locale": language, "limit": 100})
                items = json.loads(json.dumps(ask(site, f"{API}/pages?{query}")))["items"]
                if items:
                    # One with a picture and many words shows more of the look.
                    best = max(items, key=lambda one: (bool(one["image"]), len(one["summary"])))
                    found.append(Subject(kind.partition(".")[2], language, best["url"]))
    except (OSError, urllib.error.URLError) as error:
        raise Trouble(f"{site} does not answer: {error}") from None
    for language in LANGUAGES:
        found += [
            Subject("Form with mistakes", language, f"/{language}/newsletter/sign-up/"),
            Subject("Not found", language, f"/{language}/nothing-here/"),
            Subject("Style guide", language, f"/{language}/styleguide/"),
        ]
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium. Raises Trouble where there is none."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise Trouble("there is no Chromium on this machine.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


def take_all(site: str, wanted: list[Subject], folder: Path) -> None:
    """Write all pictures and the contact sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[tuple[Subject, str, int, str]] = []
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": WIDTHS[-1], "height": 900})
        for subject in wanted:
            if not show(page, site, subject):
                continue
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    page.emulate_media(
                        color_scheme="light" if scheme == "light" else "dark",
                        reduced_motion="reduce",
                    )
                    page.evaluate(READY)
                    name = "-".join(
                        [*subject.name.lower().split(), subject.language, str(width), scheme]
                    )
                    page.screenshot(path=folder / f"{name}.png", full_page=True)
                    taken.append((subject, scheme, width, f"{name}.png"))
            print(f"{subject.name}, {subject.language}: {subject.path}", flush=True)
        sheet = folder / "index.html"
        sheet.write_text(contact_sheet(taken), encoding="utf-8")
        page.set_viewport_size({"width": 1760, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(sheet.as_uri())
        page.evaluate(READY)
        page.screenshot(path=folder / "contact-sheet.png", full_page=True)
    print(f"{len(taken)} pictures; the contact sheet is {sheet}", flush=True)


def show(page: Page, site: str, subject: Subject) -> bool:
    """Open a subject; tell whether it is there."""
    answer = page.goto(site + subject.path, wait_until="load")
    if subject.name == "Form with mistakes":
        page.locator("main form button").click()
        page.wait_for_load_state("load")
    return subject.name == "Not found" or (answer is not None and answer.ok)


def contact_sheet(taken: list[tuple[Subject, str, int, str]]) -> str:
    """All pictures on one page: a row for each subject and language."""
    rows: dict[tuple[str, str], list[str]] = {}
    for subject, scheme, width, file in taken:
        label = html.escape(f"{width}, {scheme}")
        rows.setdefault((subject.name, subject.language), []).append(
            f'<figure class="w{width}"><a href="{file}"><img src="{file}" alt="{label}"></a>'
            f"<figcaption>{label}</figcaption></figure>"
        )
    parts = [
        f"<section><h2>{html.escape(name)} <small>{language}</small></h2>"
        f'<div class="row">{"".join(figures)}</div></section>'
        for (name, language), figures in rows.items()
    ]
    return f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Contact sheet</title>
<style>
  body {{ font: 16px/1.4 system-ui, sans-serif; margin: 2rem; background: #e9e9ee; color: #111; }}
  .row {{ display: flex; gap: 1rem; align-items: flex-start; }}
  figure {{ margin: 0; }}
  img {{ display: block; inline-size: 100%; max-block-size: 60rem; object-fit: cover;
         object-position: top; }}
  .w390 {{ inline-size: 14rem; }}
  .w1280 {{ inline-size: 34rem; }}
  figcaption, small {{ font-size: 0.8rem; color: #444; }}
</style>
{"".join(parts)}
</html>
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
