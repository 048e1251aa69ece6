"""The texts that are translated: collected from the sources, merged into the catalogues, compiled.

    .venv/bin/python -m tools.messages

There is one catalogue a language, in the foundation app, so that it travels with the apps wherever
they are used. Collecting needs gettext's programs; compiling and comparing need nothing but Python.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = Path("site/courtyard/locale")
SOURCES = ("site", "search", "home", "news", "programmes", "network")
TRANSLATED_INTO = ("pl", "uk", "de")
GETTEXT = ("xgettext", "msgmerge", "msguniq", "msgattrib")


class Trouble(Exception):
    """The catalogues cannot be made or compared. The text is one line."""


def has_gettext() -> bool:
    """Tell whether gettext's programs are on this machine."""
    return all(shutil.which(name) for name in GETTEXT)


@contextmanager
def collected() -> Iterator[Path]:
    """Yield a temporary folder with the catalogues as the sources ask for them now.

    The project itself is not touched. Raises Trouble if the sources cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="courtyard-messages-") as name:
        copy = Path(name)
        for source in SOURCES:
            shutil.copytree(
                ROOT / source,
                copy / source,
                ignore=shutil.ignore_patterns("__pycache__", "locale", "static"),
            )
        if (ROOT / CATALOGUES).exists():
            shutil.copytree(ROOT / CATALOGUES, copy / "locale")
        languages = [f"--locale={language}" for language in TRANSLATED_INTO]
        (copy / "locale").mkdir(exist_ok=True)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "django", "makemessages", *languages),
                *("--extension", "py,html,txt", "--no-wrap", "--no-obsolete"),
                *("--add-location", "file"),
            ],
            cwd=copy,
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble((done.stderr or done.stdout).strip())
        for path in (copy / "locale").rglob("*.po"):
            tidy_new_header(path)
        yield copy / "locale"


def tidy_new_header(path: Path) -> None:
    """Fill in the header that gettext leaves to be filled in; any other stays as it is."""
    comments, begin, rest = path.read_text(encoding="utf-8").partition('msgid ""\n')
    if "SOME DESCRIPTIVE TITLE" not in comments:
        return
    header, end, texts = rest.partition("\n\n")
    language = path.parent.parent.name
    filled = header.replace("PACKAGE VERSION", "Courtyard").replace(
        '"Language: \\n"', f'"Language: {language}\\n"'
    )
    to_fill = ("FULL NAME", "LANGUAGE <LL@li.org>", "YEAR-MO-DA")
    lines = [line for line in filled.splitlines() if not any(word in line for word in to_fill)]
    path.write_text(begin + "\n".join(lines) + end + texts, encoding="utf-8")


def differences() -> list[str]:
    """Return one line for each catalogue that is not what the sources ask for."""
    with collected() as folder:
        return [
            f"{CATALOGUES / path.relative_to(folder)} is not what the sources ask for; "
            "run: make messages"
            for path in sorted(folder.rglob("*.po"))
            if not same_texts(path, ROOT / CATALOGUES / path.relative_to(folder))
        ]


def same_texts(one: Path, other: Path) -> bool:
    """Compare two catalogues line by line, but for the time at which they were made."""
    return other.exists() and lines_of(one) == lines_of(other)


def lines_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith('"POT-Creation-Date:')]


def stale_compilations() -> list[str]:
    """Return one line for each compiled catalogue that does not say what its source says."""
    return [
        f"{path.with_suffix('.mo').relative_to(ROOT)} is not compiled from its catalogue; "
        "run: make messages"
        for path in sorted((ROOT / CATALOGUES).rglob("*.po"))
        if not is_compiled(path)
    ]


def is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return False
    with compiled.open("rb") as file:
        return texts_of(read_mo(file)) == texts_of(read_catalogue(path))


def texts_of(catalogue: Catalog) -> dict[tuple[object, object], object]:
    """Return what a program sees of a catalogue: the translation of each text in its context."""
    return {
        (context_of(entry), forms(entry.id)): forms(entry.string)
        for entry in entries(catalogue)
        if any(forms(entry.string))
    }


def context_of(entry: Message) -> str | None:
    """Return a text's context; Babel reads it as bytes from a compiled catalogue."""
    context: object = entry.context
    return context.decode() if isinstance(context, bytes) else entry.context


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return a text as the tuple of its forms: one, or as many as the language's plurals."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def entries(catalogue: Catalog) -> list[Message]:
    """Return the texts of a catalogue that are in use; a doubtful translation is none."""
    return [entry for entry in catalogue if entry.id and not entry.fuzzy]


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def compile_catalogue(path: Path) -> None:
    """Write the compiled catalogue beside its source."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalogue(path))


def write() -> None:
    """Bring the catalogues to what the sources ask for, and compile them."""
    with collected() as folder:
        for path in sorted(folder.rglob("*.po")):
            target = ROOT / CATALOGUES / path.relative_to(folder)
            if not same_texts(path, target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    for path in sorted((ROOT / CATALOGUES).rglob("*.po")):
        if not is_compiled(path):
            compile_catalogue(path)
        catalogue = read_catalogue(path)
        missing = len([entry for entry in catalogue if entry.id]) - len(texts_of(catalogue))
        sys.stdout.write(f"{path.relative_to(ROOT)}: {missing} texts still to translate\n")


def main() -> int:
    """Write the catalogues; return the exit code."""
    if not has_gettext():
        sys.stderr.write(
            "courtyard: gettext is not installed, so no texts can be collected; "
            "on Debian: apt install gettext\n"
        )
        return 1
    try:
        write()
    except Trouble as trouble:
        sys.stderr.write(f"courtyard: {trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
