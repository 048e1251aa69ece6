"""The settings as an operator meets them: through manage.py and through the web server's door."""

import os
import subprocess
import sys

import pytest

from config.env import ROOT
from tests.config.test_env import GOOD_PRODUCTION

PRODUCTION = GOOD_PRODUCTION | {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "COURTYARD_SECRET_KEY": "".join(chr(33 + number) for number in range(90)),
}


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python with exactly these settings, and no others of this machine."""
    names = ("COURTYARD_", "DATABASE_URL", "DJANGO_")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(names)}
    path = os.pathsep.join((str(ROOT / "site"), str(ROOT)))
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=clean | {"PYTHONPATH": path} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def value_of(expression: str, **variables: str) -> str:
    code = f"from django.conf import settings; print({expression})"
    done = run("-c", code, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


def test_production_passes_the_deployment_check() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert "no issues" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["COURTYARD_SECRET_KEY", "DATABASE_URL"])
def test_a_missing_setting_ends_manage_py_with_one_line(name: str) -> None:
    done = run("manage.py", "migrate", **without(name))
    assert done.returncode == 1
    assert done.stderr.startswith(f"courtyard: {name} is not set")
    assert done.stderr.count("\n") == 1
    assert not done.stdout


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_missing_setting_ends_the_web_server_with_one_line(module: str) -> None:
    done = run("-c", f"import {module}", **without("COURTYARD_SECRET_KEY"))
    assert done.returncode == 3
    assert done.stderr.startswith("courtyard: COURTYARD_SECRET_KEY is not set")
    assert done.stderr.count("\n") == 1


def test_an_unknown_language_ends_manage_py_with_one_line() -> None:
    done = run("manage.py", "migrate", COURTYARD_LANGUAGES="pl,fr")
    assert done.returncode == 1
    assert done.stderr == (
        "courtyard: COURTYARD_LANGUAGES: the language “fr” is unknown; choose of pl, en, uk, de.\n"
    )


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgres://me:hush-hush@127.0.0.1:9/yard", "“yard” on 127.0.0.1:9"),
        ("sqlite:////no/such/folder/yard.sqlite3", "/no/such/folder/yard.sqlite3"),
    ],
)
def test_a_database_that_cannot_be_reached_ends_manage_py_with_one_line(
    url: str, where: str
) -> None:
    done = run("manage.py", "migrate", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("courtyard: the database cannot be reached: ")
    assert where in done.stderr
    assert done.stderr.count("\n") == 1
    assert "hush" not in done.stdout + done.stderr


def test_any_other_database_error_is_not_taken_for_an_unreachable_database() -> None:
    code = (
        "from config import command_line\n"
        "def fail(argv):\n"
        "    from django.db import connection\n"
        "    import django; django.setup()\n"
        "    connection.cursor().execute('SELECT * FROM no_such_table')\n"
        "command_line.execute_from_command_line = fail\n"
        "command_line.main(['manage.py'])\n"
    )
    done = run("-c", code, DATABASE_URL="sqlite:///var/test/other.sqlite3")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "no such table" in done.stderr


def test_production_pools_its_connections_and_hands_tasks_to_the_worker() -> None:
    printed = value_of(
        "settings.DATABASES['default']['OPTIONS']['pool']['max_size'], "
        "settings.TASKS['default']['BACKEND'], settings.DEBUG, settings.SERVE_MEDIA",
        **PRODUCTION,
        COURTYARD_DATABASE_POOL_SIZE="7",
    )
    assert printed == "7 django_tasks_db.DatabaseBackend False False"


def test_production_keeps_the_options_of_the_database_address() -> None:
    address = PRODUCTION["DATABASE_URL"] + "?sslmode=require"
    printed = value_of(
        "sorted(settings.DATABASES['default']['OPTIONS'])",
        **PRODUCTION | {"DATABASE_URL": address},
    )
    assert printed == "['options', 'pool', 'sslmode']"


def test_postgresql_neither_compiles_nor_shares_out_what_is_quickly_answered() -> None:
    """And what the address says comes after it, so that it holds."""
    address = PRODUCTION["DATABASE_URL"] + "?options=-c%20work_mem%3D64MB"
    printed = value_of(
        "settings.DATABASES['default']['OPTIONS']['options']",
        **PRODUCTION | {"DATABASE_URL": address},
    )
    assert printed == (
        "-c jit=off -c max_parallel_workers_per_gather=0"
        " -c random_page_cost=1.1 -c enable_material=off -c work_mem=64MB"
    )


@pytest.mark.parametrize(
    ("said", "believed"), [("true", "True 1"), ("2", "True 2"), ("false", "False 0")]
)
def test_production_believes_a_proxy_only_when_told_to(said: str, believed: str) -> None:
    printed = value_of(
        "settings.SECURE_PROXY_SSL_HEADER == ('HTTP_X_FORWARDED_PROTO', 'https'), "
        "settings.COURTYARD_PROXIES",
        **PRODUCTION,
        COURTYARD_BEHIND_PROXY=said,
    )
    assert printed == believed


def test_production_answers_to_the_host_of_its_address_alone() -> None:
    assert value_of("settings.ALLOWED_HOSTS", **PRODUCTION) == "['institute.example']"


def test_the_first_language_is_the_default_and_each_has_its_own_name() -> None:
    printed = value_of(
        "settings.LANGUAGE_CODE, settings.LANGUAGES, settings.WAGTAIL_CONTENT_LANGUAGES",
        DJANGO_SETTINGS_MODULE="config.settings.development",
        COURTYARD_LANGUAGES="uk,pl",
    )
    names = "[('uk', 'Українська'), ('pl', 'Polski')]"
    assert printed == f"uk {names} {names}"


def test_a_log_record_is_one_line_whatever_a_visitor_sent() -> None:
    code = (
        "import django, logging; django.setup()\n"
        "try:\n"
        "    raise ValueError('two\\nlines')\n"
        "except ValueError:\n"
        "    logging.getLogger('yard').exception('sent: %s', 'a\\r\\nb')\n"
    )
    done = run("-c", code, DJANGO_SETTINGS_MODULE="config.settings.development")
    assert done.stderr.count("\n") == 1
    assert "ERROR yard: sent: a\\r\\nb\\nTraceback" in done.stderr
