"""What `make` runs, where it meets a machine that lacks something; and the lock files."""

import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.env import ROOT
from tools import check, demo, environment, messages, postgres, run_tests, screenshots

LOCKS = [ROOT / "requirements" / "runtime.lock", ROOT / "requirements" / "development.lock"]


def pins(lock: Path) -> dict[str, str]:
    """Return the line that pins each package of a lock file, by the package's name."""
    lines = [line for line in lock.read_text().splitlines() if re.match(r"[a-z0-9]", line)]
    return {line.partition("==")[0]: line for line in lines}


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 10, 14), (3, 6, 15), (2, 7, 18)])
def test_an_old_python_is_named_with_what_is_needed(version: tuple[int, int, int]) -> None:
    with pytest.raises(environment.Trouble) as trouble:
        environment.check_python(version, "python3")
    shown = ".".join(str(number) for number in version)
    assert f"Courtyard needs Python 3.11 or newer; python3 is {shown}. " in str(trouble.value)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_a_new_python_is_good_enough(version: tuple[int, int, int]) -> None:
    environment.check_python(version, "python3")


def test_the_environment_script_is_readable_for_old_pythons() -> None:
    text = (ROOT / "tools" / "environment.py").read_text(encoding="utf-8")
    code = f"import ast; ast.parse({text!r}, feature_version=(3, 6))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("found", [None, ModuleSpec("ensurepip", None)])
def test_a_python_without_pip_is_told_which_package_to_install(
    found: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = {"venv": find_spec("venv"), "ensurepip": found}
    monkeypatch.setattr("importlib.util.find_spec", specs.get)
    with pytest.raises(environment.Trouble, match="no module ensurepip.*apt install python3-venv"):
        environment.check_modules()


@pytest.mark.parametrize(
    ("output", "meaning"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found for django==5.2",
            "registry cannot be reached",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE FILE", "is not the one"),
        ("ERROR: No matching distribution found for django==9", "No matching distribution"),
        ("", "without a reason"),
    ],
)
def test_what_pip_says_is_put_into_plain_words(output: str, meaning: str) -> None:
    assert meaning in environment.explain_pip(output)
    assert "\n" not in environment.explain_pip(output)


def test_the_development_packages_serve_the_site_too(tmp_path: Path) -> None:
    runtime, development = tmp_path / "runtime.lock", tmp_path / "development.lock"
    runtime.write_text("a==1\n")
    development.write_text("a==1\nb==1\n")
    stamp = environment.stamp_of(str(development))
    assert environment.is_installed(str(runtime), stamp)
    assert environment.is_installed(str(development), stamp)


def test_a_changed_lock_file_is_installed_again(tmp_path: Path) -> None:
    lock = tmp_path / "development.lock"
    lock.write_text("a==1\n")
    stamp = environment.stamp_of(str(lock))
    lock.write_text("a==2\n")
    assert not environment.is_installed(str(lock), stamp)


def test_the_packages_of_the_site_do_not_serve_development(tmp_path: Path) -> None:
    runtime, development = tmp_path / "runtime.lock", tmp_path / "development.lock"
    runtime.write_text("a==1\n")
    development.write_text("a==1\nb==1\n")
    assert not environment.is_installed(str(development), environment.stamp_of(str(runtime)))


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_ends_the_demo_with_one_line(taken_port: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo", "--port", str(taken_port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"courtyard: port {taken_port} is taken by another program")
    assert done.stderr.count("\n") == 1
    assert not done.stdout


@pytest.mark.parametrize("wanted", ["", "0", "65536", "80a", "-1", "٨٠"])
def test_what_is_no_port_is_refused(wanted: str) -> None:
    with pytest.raises(demo.Trouble, match="is no port"):
        demo.check_port(wanted)


def test_a_free_port_is_taken_as_it_is(taken_port: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert demo.check_port(str(free)) == free


def test_the_demo_takes_no_database_and_no_mail_server_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "SECRET_KEY", tmp_path / "secret-key")
    monkeypatch.setenv("DATABASE_URL", "postgres://courtyard@db.example/courtyard")
    monkeypatch.setenv("COURTYARD_EMAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("COURTYARD_LANGUAGES", "en,pl")
    chosen = demo.environment_for(8001)
    assert not {"DATABASE_URL", "COURTYARD_EMAIL_URL"} & set(chosen)
    assert chosen["COURTYARD_LANGUAGES"] == "en,pl"
    assert chosen["COURTYARD_BASE_URL"] == "http://localhost:8001"


def test_the_demos_secret_key_is_kept_for_this_user_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "var" / "secret-key"
    monkeypatch.setattr(demo, "SECRET_KEY", kept)
    key = demo.secret_key()
    assert len(key) >= 50
    assert kept.stat().st_mode & 0o777 == 0o600
    assert demo.secret_key() == key


@pytest.mark.parametrize(
    ("exit_code", "report", "good", "text"),
    [
        (0, 'tests="5" failures="0" errors="0" skipped="1"', True, "4 passed, 0 failed, 1 skipped"),
        (1, 'tests="5" failures="1" errors="1" skipped="0"', False, "3 passed, 2 failed"),
        (2, 'tests="0" failures="0" errors="0" skipped="0"', False, "the run broke off"),
        (1, None, False, "the run broke off"),
    ],
)
def test_a_test_run_is_told_in_numbers(
    exit_code: int, report: str | None, good: bool, text: str, tmp_path: Path
) -> None:
    path = tmp_path / "report.xml"
    if report:
        path.write_text(f"<testsuites><testsuite {report} /></testsuites>")
    outcome = run_tests.read_outcome(exit_code, path)
    assert outcome.is_good is good
    assert text in str(outcome)


def test_where_there_is_no_postgresql_its_absence_is_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(postgres, "USUAL_PLACES", ())
    with pytest.raises(postgres.NoPostgres, match="not installed"), postgres.throwaway_server():
        pytest.fail("a server came out of nothing")


def test_the_throwaway_server_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    try:
        postgres.find_binaries()
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))
    folders = []

    def interrupted_run() -> None:
        with postgres.throwaway_server() as url:
            folders.append(Path(url.removeprefix("postgres://courtyard@/")).parent)
            assert (folders[0] / "data" / "postmaster.pid").exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_run()
    assert not folders[0].exists()


def test_a_catalogue_and_its_compilation_are_told_apart(tmp_path: Path) -> None:
    catalogue = tmp_path / "django.po"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    role = 'msgctxt "role"\nmsgid "host"\nmsgstr "gospodarz"\n\n'
    catalogue.write_text(header + role + 'msgid "City"\nmsgstr "Miasto"\n', encoding="utf-8")
    assert not messages.is_compiled(catalogue)
    messages.compile_catalogue(catalogue)
    assert messages.is_compiled(catalogue)
    catalogue.write_text(header + 'msgid "City"\nmsgstr "Gród"\n', encoding="utf-8")
    assert not messages.is_compiled(catalogue)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_holds_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert not [word for word in ("http", "://", "--index-url", "--find-links") if word in text]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_file_is_pinned_by_hashes(lock: Path) -> None:
    text = lock.read_text()
    requirements = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(requirements) > 20
    assert not [
        requirement
        for requirement in requirements
        if not re.match(r"[a-z0-9._-]+==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}\b", requirement)
    ]


def test_the_development_lock_holds_all_of_the_runtime_lock() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)
    # Where a package is wanted may differ; which one it is may not.
    known = {name: line.split()[0] for name, line in development.items()}
    assert {name: line.split()[0] for name, line in runtime.items()}.items() <= known.items()
    assert development.keys() - runtime.keys()


def test_what_the_project_asks_for_is_in_the_lock_files() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [project["dependencies"], project["optional-dependencies"]["development"]]
    for lock, requirements in zip(LOCKS, asked, strict=True):
        names = {re.split(r"[\[<>=~! ]", text)[0].lower() for text in requirements}
        assert names <= pins(lock).keys()


def test_the_folder_site_is_no_package() -> None:
    """A package of that name would stand in the place of Python's own module `site`."""
    assert (ROOT / "site" / "config" / "__init__.py").exists()
    assert not (ROOT / "site" / "__init__.py").exists()


def test_the_ignored_files_spare_the_folder_site() -> None:
    lines = (ROOT / ".gitignore").read_text().split()
    assert "/var/" in lines
    assert not {"site", "site/", "/site", "/site/"} & set(lines)


def test_make_alone_lists_every_verb() -> None:
    text = (ROOT / "Makefile").read_text()
    verbs = set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))
    done = subprocess.run(
        ["/usr/bin/env", "make"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = set(re.findall(r"^make ([a-z]+) ", done.stdout, flags=re.MULTILINE))
    assert listed == verbs - {"help", "python", "runtime", "development"}


def test_the_contact_sheet_shows_each_picture_in_the_row_of_its_page() -> None:
    front = screenshots.Subject("HomePage", "pl", "/pl/")
    news = screenshots.Subject("News & <more>", "en", "/en/news/")
    sheet = screenshots.contact_sheet(
        [
            (front, "light", 390, "a.png"),
            (front, "dark", 390, "b.png"),
            (news, "light", 390, "c.png"),
        ]
    )
    first, second = sheet.split("<section>")[1:]
    assert re.findall(r'src="([^"]*)"', first) == ["a.png", "b.png"]
    assert re.findall(r'src="([^"]*)"', second) == ["c.png"]
    assert "News &amp; &lt;more&gt;" in second


def test_pictures_of_a_site_that_does_not_answer_are_refused_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = screenshots.free_port()
    assert screenshots.main(["--site", f"http://localhost:{port}"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"courtyard: http://localhost:{port} does not answer:")


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A machine with neither Chromium nor PostgreSQL, on which every run of pytest goes well.

    Returns the arguments of each run.
    """
    runs: list[list[str]] = []

    def run_pytest(
        database: str, url: str | None, marks: str, rest: list[str], **where: object
    ) -> object:
        runs.append([database, marks, *rest])
        return run_tests.Outcome(exit_code=0, passed=3, failed=0, skipped=0)

    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    monkeypatch.delenv("COURTYARD_REQUIRE_ALL", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(postgres, "USUAL_PLACES", ())
    monkeypatch.setattr(run_tests, "run_pytest", run_pytest)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    return runs


@pytest.mark.usefixtures("bare_machine")
def test_what_was_not_tested_is_said_in_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests.main([]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 4
    assert lines[0] == "Browser: not tested, for there is no Chromium on this machine."
    assert lines[1] == "SQLite, all but the tests of PostgreSQL alone: 3 passed, 0 failed."
    assert lines[2].startswith("PostgreSQL: the tests that touch the database were not run on it")
    assert lines[3] == "SQLite, what else is tested on PostgreSQL alone: 3 passed, 0 failed."


def test_every_test_is_run_on_one_machine_or_another(bare_machine: list[list[str]]) -> None:
    """What is left out on SQLite is run there after all where there is no PostgreSQL."""
    assert run_tests.main(["-m", "browser"]) == 0
    assert [marks for _database, marks, *_rest in bare_machine] == [
        "((browser) and not long) and not postgresql",
        "((browser) and not long) and postgresql",
    ]


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("present", ["chromium", "PostgreSQL"])
def test_where_everything_is_a_must_what_was_not_tested_is_a_failure(
    present: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTYARD_REQUIRE_ALL", "1")
    monkeypatch.setattr("shutil.which", lambda name: "/bin/x" if name == present else None)
    if present == "PostgreSQL":
        monkeypatch.setenv("TEST_POSTGRES_URL", "postgres://courtyard@localhost/courtyard")
    assert run_tests.main([]) == 1


def test_postgresql_gets_the_tests_that_touch_the_database_and_all_arguments(
    bare_machine: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgres://courtyard@localhost/courtyard")
    assert run_tests.main(["-k", "newsletter", "-m", "browser"]) == 0
    ignored = f"--ignore={ROOT / 'tests' / 'browser'}"
    assert sorted(bare_machine) == [
        ["PostgreSQL", "((browser) and not long) and database", "-k", "newsletter", ignored],
        ["SQLite", "((browser) and not long) and not postgresql", "-k", "newsletter", ignored],
    ]


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize(("exit_code", "failed"), [(1, 2), (2, 0), (5, 0)])
def test_a_failed_a_broken_and_an_empty_run_are_failures(
    exit_code: int, failed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run_tests.Outcome(exit_code=exit_code, passed=0, failed=failed, skipped=0)
    monkeypatch.setattr(run_tests, "run_pytest", lambda *arguments, **where: outcome)
    assert run_tests.main([]) == 1


def test_a_test_run_sees_no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://courtyard@db.example/courtyard")
    monkeypatch.setenv("COURTYARD_LANGUAGES", "de")
    environment = run_tests.environment_for("postgres://x/y")
    assert "COURTYARD_LANGUAGES" not in environment
    assert environment["DATABASE_URL"] == "postgres://x/y"


def test_checks_go_on_after_a_failure_and_show_what_the_failing_one_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COURTYARD_REQUIRE_ALL", raising=False)
    found = {
        "first": lambda: check.Verdict(False, "line 7 is wrong"),
        "second": lambda: check.Verdict(None, "gettext is not installed"),
        "third": lambda: check.Verdict(True, "all is well"),
    }
    monkeypatch.setattr(check, "CHECKS", found)
    assert check.main() == 1
    text = capsys.readouterr().out
    assert "FAILED       first\n\nline 7 is wrong" in text
    assert "not checked  second: gettext is not installed" in text
    assert "good         third" in text
    assert "all is well" not in text
    assert text.endswith("Not good: first.\n")


def test_what_cannot_be_checked_is_a_failure_where_everything_is_a_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check, "CHECKS", {"only": lambda: check.Verdict(None, "no gettext")})
    monkeypatch.setenv("COURTYARD_REQUIRE_ALL", "0")
    assert check.main() == 0
    monkeypatch.setenv("COURTYARD_REQUIRE_ALL", "1")
    assert check.main() == 1


@pytest.mark.skipif(not messages.has_gettext(), reason="gettext is not installed")
def test_the_catalogues_follow_the_sources_and_are_stable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source = tmp_path / "news" / "models.py"
    source.parent.mkdir()
    source.write_text('from django.utils.translation import gettext as _\n_("Open call")\n')
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", ("news",))
    monkeypatch.setattr(messages, "TRANSLATED_INTO", ("pl",))

    assert len(messages.differences()) == 1
    messages.write()
    written = tmp_path / messages.CATALOGUES / "pl" / "LC_MESSAGES" / "django.po"
    assert 'msgid "Open call"' in written.read_text()
    assert '"Language: pl\\n"' in written.read_text()
    assert messages.differences() == messages.stale_compilations() == []

    source.write_text(source.read_text() + '_("Partner")\n')
    assert len(messages.differences()) == 1


def test_a_second_demo_in_one_folder_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    demo.hold_the_folder()
    with pytest.raises(demo.Trouble, match="running in this folder already"):
        demo.hold_the_folder()
