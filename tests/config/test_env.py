"""The environment: what is read, what is refused, and in which words."""

import dataclasses
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.views.debug import SafeExceptionReporterFilter

from config.env import ROOT, Env, SettingsError, read_env, require_production

GOOD_PRODUCTION = {
    "DATABASE_URL": "postgres://courtyard:s3cr3t-words@db.example:5433/courtyard",
    "COURTYARD_SECRET_KEY": "k3y-" * 15,
    "COURTYARD_BASE_URL": "https://institute.example",
    "COURTYARD_EMAIL_URL": "smtp+tls://mailer:s3cr3t-words@mail.example:587",
    "COURTYARD_FROM_EMAIL": "Institute <office@institute.example>",
}


def test_nothing_in_the_environment_is_enough_for_development() -> None:
    env = read_env({})
    assert env.languages == ("pl", "en", "uk", "de")
    assert env.time_zone == "Europe/Warsaw"
    assert env.database_pool_size == 10
    assert env.media_root == ROOT / "var" / "media"
    assert (env.database, env.secret_key, env.debug, env.serve_media) == (None,) * 4


def test_a_variable_that_is_set_to_nothing_counts_as_not_set() -> None:
    assert read_env({"COURTYARD_LANGUAGES": " ", "DATABASE_URL": ""}) == read_env({})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://root@localhost/courtyard", "“mysql”"),
        ("DATABASE_URL", "courtyard.sqlite3", "no address"),
        ("DATABASE_URL", "sqlite://", "names no database"),
        ("DATABASE_URL", "sqlite://:memory:", "names no database"),
        ("DATABASE_URL", "postgres://courtyard@localhost", "names no database"),
        ("DATABASE_URL", "postgres://courtyard@localhost:many/courtyard", "cannot be read"),
        ("DATABASE_URL", "postgres://courtyard@[localhost/courtyard", "cannot be read"),
        ("COURTYARD_DATABASE_POOL_SIZE", "many", "“many”"),
        ("COURTYARD_DATABASE_POOL_SIZE", "0", "above 0"),
        ("COURTYARD_MAX_AGE", "-1", "from 0 to 60"),
        ("COURTYARD_MAX_AGE", "61", "from 0 to 60"),
        ("COURTYARD_SECRET_KEY", "k" * 49, "has 49 characters; it needs at least 50"),
        ("COURTYARD_BASE_URL", "institute.example", "https://HOST"),
        ("COURTYARD_BASE_URL", "ftp://institute.example", "https://HOST"),
        ("COURTYARD_BASE_URL", "https://institute.example/pl/", "https://HOST"),
        ("COURTYARD_BASE_URL", "https://user@institute.example", "https://HOST"),
        ("COURTYARD_BASE_URL", "https://institute.example:port", "https://HOST"),
        ("COURTYARD_BEHIND_PROXY", "perhaps", "neither true nor false"),
        ("COURTYARD_BEHIND_PROXY", "10", "neither true nor false"),
        ("COURTYARD_NEWSLETTER_KEEP_DAYS", "some", "no number from 0 to 3650"),
        ("COURTYARD_NEWSLETTER_EVIDENCE_YEARS", "31", "no number from 0 to 30"),
        ("COURTYARD_FRONT_END_KEY", "k" * 31, "it needs at least 32"),
        ("COURTYARD_LANGUAGES", "pl,fr", "the language “fr” is unknown"),
        ("COURTYARD_LANGUAGES", "pl,en,pl", "each language once"),
        ("COURTYARD_LANGUAGES", ",", "at least one"),
        ("COURTYARD_TIME_ZONE", "Krakow", "Europe/Warsaw"),
        ("COURTYARD_EMAIL_URL", "pigeon://loft", "smtp+tls://"),
        ("COURTYARD_EMAIL_URL", "smtp://", "smtp+tls://"),
        ("COURTYARD_EMAIL_URL", "smtp://mail.example:post", "smtp+tls://"),
        ("COURTYARD_FROM_EMAIL", "The institute", "no mail address"),
        ("COURTYARD_FORM_ORIGINS", "app.example.org", "https://app.example.org"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "imaps://me:hush@mail.example/INBOX", "no mailbox"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "maildir:///mail?address=nobody", "no mailbox"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "imap://mail.example:x?address=a@b.c", "no mailbox"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "maildir:///mail?address=a%40b.c%0AX", "no mailbox"),
        ("COURTYARD_NEWSLETTER_MAILBOX", "maildir:///mail?address=Me <a@b.c>", "no mailbox"),
        ("COURTYARD_SERVE_MEDIA", "2", "neither true nor false"),
        ("COURTYARD_DEBUG", "on top", "neither true nor false"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable(
    name: str, value: str, words: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_env({name: value})
    text = str(refusal.value)
    assert text.startswith(name)
    assert words in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("COURTYARD_LANGUAGE", "COURTYARD_LANGUAGES"),
        ("COURTYARD_TIMEZONE", "COURTYARD_TIME_ZONE"),
        ("COURTYARD_SECRET", "COURTYARD_SECRET_KEY"),
        ("COURTYARD_HOSTS", "COURTYARD_ALLOWED_HOSTS"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_known_one(wrong: str, right: str) -> None:
    with pytest.raises(SettingsError, match=f"^{wrong} is no setting.*did you mean {right}\\?$"):
        read_env({wrong: "x"})


def test_the_tools_own_variable_and_those_of_others_are_let_through() -> None:
    others = {"COURTYARD_REQUIRE_ALL": "1", "PATH": "/bin", "DJANGO_SETTINGS_MODULE": "x"}
    assert read_env(others) == read_env({})


@pytest.mark.parametrize("name", ["DATABASE_URL", "COURTYARD_EMAIL_URL", "COURTYARD_SECRET_KEY"])
def test_a_refusal_never_shows_a_secret(name: str) -> None:
    values = {
        "DATABASE_URL": "mysql://courtyard:hush-hush@localhost/courtyard",
        "COURTYARD_EMAIL_URL": "smpt://mailer:hush-hush@mail.example",
        "COURTYARD_SECRET_KEY": "hush-hush",
    }
    with pytest.raises(SettingsError) as refusal:
        read_env({name: values[name]})
    assert "hush" not in str(refusal.value)


def test_the_printed_environment_holds_no_secret() -> None:
    printed = repr(read_env(GOOD_PRODUCTION))
    assert "institute.example" in printed
    assert "s3cr3t" not in printed
    assert "k3y-" not in printed


def test_the_environment_cannot_be_changed_once_read() -> None:
    env = read_env({})
    with pytest.raises(dataclasses.FrozenInstanceError):
        env.time_zone = "UTC"  # type: ignore[misc]


def test_the_languages_keep_their_order() -> None:
    assert read_env({"COURTYARD_LANGUAGES": "de, pl"}).languages == ("de", "pl")


def test_the_address_of_the_site_is_kept_without_a_slash() -> None:
    assert read_env({"COURTYARD_BASE_URL": "http://a.example:8080/"}).base_url == (
        "http://a.example:8080"
    )


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/other.sqlite3", ROOT / "var" / "other.sqlite3"),
        ("sqlite:////srv/data/courtyard.sqlite3", Path("/srv/data/courtyard.sqlite3")),
    ],
)
def test_a_sqlite_path_counts_from_the_project_or_from_the_root(url: str, path: Path) -> None:
    database = read_env({"DATABASE_URL": url}).database
    assert database == {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def test_a_postgres_address_is_taken_apart() -> None:
    database = read_env({"DATABASE_URL": "postgresql://me:p%40ss@db.example:5433/yard"}).database
    assert database is not None
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "me",
        "p@ss",
        "db.example",
        5433,
        "yard",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me@//run/Yard/courtyard",
        "postgres://me@%2Frun%2FYard/courtyard",
        "postgres://me@/courtyard?host=/run/Yard",
    ],
)
def test_a_postgres_host_may_be_the_folder_of_a_socket(url: str) -> None:
    database = read_env({"DATABASE_URL": url}).database
    assert database is not None
    assert database["NAME"] == "courtyard"
    assert database["HOST"] or database["OPTIONS"]["host"] == "/run/Yard"
    assert database["HOST"] in ("", "/run/Yard")


def test_a_complete_production_environment_is_accepted() -> None:
    env = read_env(GOOD_PRODUCTION)
    require_production(env)
    assert env.email == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "mailer",
        "EMAIL_HOST_PASSWORD": "s3cr3t-words",
        "EMAIL_USE_TLS": True,
    }


@pytest.mark.parametrize("name", sorted(GOOD_PRODUCTION))
def test_production_says_which_variable_it_misses(name: str) -> None:
    rest = {key: value for key, value in GOOD_PRODUCTION.items() if key != name}
    with pytest.raises(SettingsError, match=f"^{name} is not set; production needs it"):
        require_production(read_env(rest))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///var/courtyard.sqlite3"),
        ("COURTYARD_BASE_URL", "http://institute.example"),
        ("COURTYARD_EMAIL_URL", "consolemail://"),
        ("COURTYARD_DEBUG", "true"),
    ],
)
def test_production_refuses_what_is_good_for_development(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: production"):
        require_production(read_env(GOOD_PRODUCTION | {name: value}))


def test_the_table_in_the_documentation_is_that_of_the_dataclass() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = [line for line in text.splitlines() if line.startswith("| `")]
    declared = [
        f"| `{item.metadata['name']}` | {item.metadata['default']} | {item.metadata['meaning']} |"
        for item in fields(Env)
    ]
    assert documented == declared


@pytest.mark.parametrize(
    ("url", "name", "options", "pairs"),
    [
        (
            "libretranslate://k%40y@translate.example.org",
            "Libre",
            {"LIBRETRANSLATE_URL": "https://translate.example.org", "API_KEY": "k@y"},
            [],
        ),
        (
            "libretranslate+http://localhost:5000/?pairs=pl-uk,*-en",
            "Libre",
            {"LIBRETRANSLATE_URL": "http://localhost:5000", "API_KEY": ""},
            [("pl", "uk"), ("*", "en")],
        ),
        ("deepl://0123-4567:fx", "DeepL", {"AUTH_KEY": "0123-4567:fx", "ENDPOINT": ""}, []),
        (
            "deepl+http://0123@localhost:5001/v2/translate?pairs=*-de",
            "DeepL",
            {"AUTH_KEY": "0123", "ENDPOINT": "http://localhost:5001/v2/translate"},
            [("*", "de")],
        ),
        ("google://AIza", "Google", {"API_KEY": "AIza", "ENDPOINT": ""}, []),
    ],
)
def test_a_machine_translator_is_one_address(
    url: str, name: str, options: dict[str, str], pairs: list[Any]
) -> None:
    read = read_env({"COURTYARD_MACHINE_TRANSLATORS": url}).machine_translator
    assert read
    (service,) = read["OPTIONS"]["SERVICES"]
    assert service["CLASS"].endswith(f".{name}")
    assert service["OPTIONS"] == {**options, "TIMEOUT": 20}
    assert service["PAIRS"] == pairs


def test_machine_translators_stand_one_after_another() -> None:
    urls = "deepl://1?pairs=*-de  google://2"
    read = read_env({"COURTYARD_MACHINE_TRANSLATORS": urls}).machine_translator
    assert read
    assert [one["CLASS"].rpartition(".")[2] for one in read["OPTIONS"]["SERVICES"]] == [
        "DeepL",
        "Google",
    ]
    told = SafeExceptionReporterFilter().cleanse_setting("WAGTAILLOCALIZE", read)
    assert all("KEY" not in key or value == "********************" for key, value in _said(told))


def _said(setting: Any) -> Iterator[tuple[str, Any]]:
    for service in setting["OPTIONS"]["SERVICES"]:
        yield from service["OPTIONS"].items()


@pytest.mark.parametrize(
    ("url", "setting"),
    [
        (
            "elasticsearch9://search:p%40ss@search.example",
            {
                "BACKEND": "modelsearch.backends.elasticsearch9",
                "HOSTS": [{"host": "search.example", "port": 9200, "scheme": "https"}],
                "OPTIONS": {"basic_auth": ("search", "p@ss")},
                "INDEX_PREFIX": "",
            },
        ),
        (
            "opensearch3+http://localhost:9201/?prefix=institute_",
            {
                "BACKEND": "modelsearch.backends.opensearch3",
                "HOSTS": [
                    {
                        "host": "localhost",
                        "port": 9201,
                        "use_ssl": False,
                        "verify_certs": False,
                        "http_auth": None,
                    }
                ],
                "OPTIONS": {},
                "INDEX_PREFIX": "institute_",
            },
        ),
    ],
)
def test_a_server_of_search_is_one_address(url: str, setting: dict[str, Any]) -> None:
    read = read_env({"COURTYARD_SEARCH_INDEX": url}).search_index
    assert read == setting
    assert "p@ss" not in str(SafeExceptionReporterFilter().cleanse_setting("SEARCH", read))


@pytest.mark.parametrize(
    "url",
    [
        "elasticsearch9://",
        "elasticsearch1://search:s3cret@host",
        "elasticsearch9+ftp://search:s3cret@host",
        "elasticsearch9://search:s3cret@host:port",
        "elasticsearch9://search:s3cret@host/path",
        "opensearch3://search:s3cret@host?prefix=Institute",
        "opensearch3://search:s3cret@host?index=institute",
        "https://search:s3cret@host",
    ],
)
def test_no_address_of_a_server_of_search_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="COURTYARD_SEARCH_INDEX") as refused:
        read_env({"COURTYARD_SEARCH_INDEX": url})
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "deepl://",
        "google://",
        "libretranslate://",
        "babelfish://s3cret@host",
        "deepl+ftp://s3cret@host",
        "deepl://s3cret?pairs=pl-xx",
        "deepl://s3cret?pairs=pl",
        "deepl://s3cret?into=pl",
    ],
)
def test_no_address_of_a_machine_translator_is_refused_without_its_key(url: str) -> None:
    with pytest.raises(SettingsError, match="COURTYARD_MACHINE_TRANSLATORS") as refused:
        read_env({"COURTYARD_MACHINE_TRANSLATORS": url})
    assert "s3cret" not in str(refused.value)
