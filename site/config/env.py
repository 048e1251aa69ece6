"""The environment, read once and checked, as one frozen object.

This is the only module of the site that reads environment variables. Whatever is wrong with one is
a SettingsError that names the variable and says what to do. Values of secrets are never shown.
`README.md` has the table of all variables; a test compares it with `Env`.
"""

import difflib
import os
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env as UrlReader

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"

PREFIX = "COURTYARD_"
SUPPORTED_LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська", "de": "Deutsch"}
SHORTEST_SECRET_KEY = 50
SHORTEST_FRONT_END_KEY = 32
LONGEST_MAX_AGE = 60
MOST_PROXIES = 9

PLAIN_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")
MACHINE_TIMEOUT = 20
MACHINES = "courtyard.localisation.machines"
LIBRETRANSLATE = f"{MACHINES}.Libre"
DEEPL, GOOGLE = f"{MACHINES}.DeepL", f"{MACHINES}.Google"
SEARCH_SERVERS = (
    *("elasticsearch7", "elasticsearch8", "elasticsearch9"),
    *("opensearch2", "opensearch3"),
)
READ_BY_THE_TOOLS = {"COURTYARD_REQUIRE_ALL"}

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"


class SettingsError(ImproperlyConfigured):
    """A setting is wrong or missing. The text is one line, names it and says what to do."""


def variable(name: str, default: str, meaning: str, *, secret: bool = False) -> Any:
    """Declare the field of one environment variable.

    `default` and `meaning` are the words of the table in README.md. A secret's value is
    kept out of the object's printed form.
    """
    return field(repr=not secret, metadata={"name": name, "default": default, "meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """All that the environment says. None stands for "not set" where production must insist."""

    database: Mapping[str, Any] | None = variable(
        "DATABASE_URL",
        "`sqlite:///var/courtyard.sqlite3`; required in production",
        "The database: `postgres://USER:PASSWORD@HOST:PORT/NAME` (production takes nothing else; "
        "a socket's folder goes in as `postgres://USER@/NAME?host=/FOLDER`) or "
        "`sqlite:///PATH`, relative to the project's folder; a fourth slash makes it absolute.",
        secret=True,
    )
    database_pool_size: int = variable(
        "COURTYARD_DATABASE_POOL_SIZE",
        "`10`",
        "The most PostgreSQL connections that one process holds open (production only).",
    )
    secret_key: str | None = variable(
        "COURTYARD_SECRET_KEY",
        "a public one in development; required in production",
        "Signs sessions and links in mails: at least 50 random characters, known to nobody.",
        secret=True,
    )
    base_url: str | None = variable(
        "COURTYARD_BASE_URL",
        "`http://localhost:8000`; required in production",
        "The site's address, `https://HOST`, as visitors type it and as links in mails have it. "
        "Production takes only https.",
    )
    allowed_hosts: tuple[str, ...] = variable(
        "COURTYARD_ALLOWED_HOSTS",
        "the host of the site's address; in development also this machine",
        "The host names that the site answers to, with commas between them.",
    )
    behind_proxy: int = variable(
        "COURTYARD_BEHIND_PROXY",
        "`false`",
        "`true` only where a proxy in front always sets `X-Forwarded-Proto` and `X-Forwarded-For` "
        "itself: the site then believes it about https and about whose network asks. Where several "
        "stand one behind the other and each adds to `X-Forwarded-For`, their number, such as `2` "
        "(production only).",
    )
    cache: str | None = variable(
        "COURTYARD_CACHE_URL",
        "none: each process keeps its own answers",
        "A Redis or Valkey that all processes share: `redis://HOST:6379/0`, `rediss://…` or "
        "`unix:///PATH`. While it is down, pages are built anew.",
        secret=True,
    )
    max_age: int = variable(
        "COURTYARD_MAX_AGE",
        "`0`: they ask each time",
        "For how many seconds, 60 at the most, browsers and proxies may use an answer without "
        "asking again: visitors may see a change so much later. What the clock changes, such as "
        "a deadline that passes, they see in time.",
    )
    languages: tuple[str, ...] = variable(
        "COURTYARD_LANGUAGES",
        "`pl,en,uk,de`",
        "The site's languages, with commas between them; the first is the default. "
        "There are pl, en, uk and de.",
    )
    time_zone: str = variable(
        "COURTYARD_TIME_ZONE",
        "`Europe/Warsaw`",
        "The institution's time zone, by its name in the IANA database.",
    )
    email: Mapping[str, Any] | None = variable(
        "COURTYARD_EMAIL_URL",
        "`consolemail://`; required in production",
        "Where mail goes: `smtp+tls://USER:PASSWORD@HOST:587`, `smtp+ssl://…:465` or "
        "`smtp://HOST:25`; in development also `consolemail://` or `filemail:///FOLDER`.",
        secret=True,
    )
    from_email: str | None = variable(
        "COURTYARD_FROM_EMAIL",
        "`Courtyard <courtyard@localhost>`; required in production",
        "The sender of every mail: an address, or `Name <address>`.",
    )
    erasure_journal: Path = variable(
        "COURTYARD_ERASURE_JOURNAL",
        "`var/erasures.jsonl`",
        "The file that says which subscribers were erased, to be replayed after a restore: outside "
        "of the backup, on one disk for all processes.",
    )
    newsletter_mailbox: Mapping[str, Any] | None = variable(
        "COURTYARD_NEWSLETTER_MAILBOX",
        "none: mails of the newsletter offer to unsubscribe by a click alone",
        "The mailbox to which people write to unsubscribe, read by the worker: "
        "`imaps://USER:PASSWORD@HOST/FOLDER?address=ADDRESS` (`imap://` without TLS) or "
        "`maildir:///PATH?address=ADDRESS`.",
        secret=True,
    )
    newsletter_keep_days: int = variable(
        "COURTYARD_NEWSLETTER_KEEP_DAYS",
        "`30`",
        "For how many days after somebody has unsubscribed their address and choices are kept.",
    )
    newsletter_evidence_years: int = variable(
        "COURTYARD_NEWSLETTER_EVIDENCE_YEARS",
        "`6`",
        "For how many years after that it is kept what somebody had agreed to, by a fingerprint of "
        "the address alone.",
    )
    front_end_key: str | None = variable(
        "COURTYARD_FRONT_END_KEY",
        "none",
        "At least 32 random characters by which a front end that signs people up from its own "
        "server may say from whose network they come ([newsletter.md](docs/newsletter.md)).",
        secret=True,
    )
    form_origins: tuple[str, ...] = variable(
        "COURTYARD_FORM_ORIGINS",
        "none",
        "Front ends elsewhere whose pages may sign people up for the newsletter: "
        "`https://HOST`, with commas between them.",
    )
    media_root: Path = variable(
        "COURTYARD_MEDIA_ROOT",
        "`var/media`",
        "The folder of uploaded images and documents.",
    )
    serve_media: bool | None = variable(
        "COURTYARD_SERVE_MEDIA",
        "`true` in development, `false` in production",
        "Whether the site itself sends uploaded files. A web server in front does that better.",
    )
    static_root: Path = variable(
        "COURTYARD_STATIC_ROOT",
        "`var/static`",
        "The folder that `collectstatic` fills and the site serves from (production only).",
    )
    machine_translator: Mapping[str, Any] | None = variable(
        "COURTYARD_MACHINE_TRANSLATORS",
        "none: translators have no button for a machine",
        "Services that translate for them, with blanks between them: `libretranslate://KEY@HOST` "
        "(over https; `libretranslate+http://HOST:5000` without, and without a key), "
        "`deepl://KEY`, `google://KEY`. `?pairs=pl-uk,*-en` at the end of one says for which "
        "languages it is; of those for the same languages the first one translates.",
        secret=True,
    )
    search_index: Mapping[str, Any] | None = variable(
        "COURTYARD_SEARCH_INDEX",
        "none: the database searches",
        "A server of its own for search: `elasticsearch9://USER:PASSWORD@HOST:9200` (over https; "
        "`elasticsearch9+http://…` without), or elasticsearch7, elasticsearch8, opensearch2, "
        "opensearch3. `?prefix=NAME_` goes before the name of the index "
        "([search.md](docs/search.md#a-server-of-its-own)).",
        secret=True,
    )
    debug: bool | None = variable(
        "COURTYARD_DEBUG",
        "`true` in development, `false` in the demo",
        "Pages that explain errors in full. Refused in production.",
    )


def choose_settings(module: str) -> None:
    """Make `module` the settings that Django uses, unless the environment already names some."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)


def read_env(environ: Mapping[str, str] | None = None) -> Env:
    """Read and check all variables, from `environ` or else from the process.

    A variable that is set to nothing counts as not set. Raises SettingsError for the first value
    that cannot be used and for a COURTYARD_ variable that does not exist.
    """
    source = os.environ if environ is None else environ
    given = {key: value for key, value in source.items() if value.strip()}
    refuse_unknown(given)
    return Env(
        database=read_database(given.get("DATABASE_URL")),
        database_pool_size=read_pool_size(given.get("COURTYARD_DATABASE_POOL_SIZE", "10")),
        secret_key=read_secret_key(given.get("COURTYARD_SECRET_KEY")),
        base_url=read_base_url(given.get("COURTYARD_BASE_URL")),
        allowed_hosts=read_list(given.get("COURTYARD_ALLOWED_HOSTS", "")),
        behind_proxy=read_proxies(given),
        cache=read_cache(given.get("COURTYARD_CACHE_URL")),
        max_age=read_max_age(given.get("COURTYARD_MAX_AGE", "0")),
        languages=read_languages(given.get("COURTYARD_LANGUAGES")),
        time_zone=read_time_zone(given.get("COURTYARD_TIME_ZONE", "Europe/Warsaw")),
        email=read_email(given.get("COURTYARD_EMAIL_URL")),
        from_email=read_from_email(given.get("COURTYARD_FROM_EMAIL")),
        erasure_journal=ROOT / given.get("COURTYARD_ERASURE_JOURNAL", "var/erasures.jsonl"),
        newsletter_mailbox=read_mailbox(given.get("COURTYARD_NEWSLETTER_MAILBOX")),
        newsletter_keep_days=read_span(given, "COURTYARD_NEWSLETTER_KEEP_DAYS", "30", 3650),
        newsletter_evidence_years=read_span(given, "COURTYARD_NEWSLETTER_EVIDENCE_YEARS", "6", 30),
        front_end_key=read_front_end_key(given.get("COURTYARD_FRONT_END_KEY")),
        form_origins=read_origins(given.get("COURTYARD_FORM_ORIGINS", "")),
        media_root=ROOT / given.get("COURTYARD_MEDIA_ROOT", "var/media"),
        serve_media=read_bool(given, "COURTYARD_SERVE_MEDIA"),
        static_root=ROOT / given.get("COURTYARD_STATIC_ROOT", "var/static"),
        machine_translator=read_machine_translators(given.get("COURTYARD_MACHINE_TRANSLATORS")),
        search_index=read_search_index(given.get("COURTYARD_SEARCH_INDEX")),
        debug=read_bool(given, "COURTYARD_DEBUG"),
    )


def require_production(env: Env) -> None:
    """Raise SettingsError unless `env` is fit for a public site."""
    needs = {
        "COURTYARD_SECRET_KEY": (env.secret_key, "at least 50 random characters"),
        "DATABASE_URL": (env.database, "postgres://USER:PASSWORD@HOST:PORT/NAME"),
        "COURTYARD_BASE_URL": (env.base_url, "the site's public address, https://HOST"),
        "COURTYARD_EMAIL_URL": (env.email, "where mail goes, such as smtp+tls://HOST:587"),
        "COURTYARD_FROM_EMAIL": (env.from_email, "the sender's address of every mail"),
    }
    for name, (value, what) in needs.items():
        if value is None:
            raise SettingsError(f"{name} is not set; production needs it: {what}.")
    if env.database and env.database["ENGINE"] != POSTGRESQL:
        raise SettingsError("DATABASE_URL: production runs on PostgreSQL; set it to postgres://….")
    if env.base_url and not env.base_url.startswith("https://"):
        raise SettingsError("COURTYARD_BASE_URL: production needs an address with https://.")
    if env.email and "smtp" not in env.email["EMAIL_BACKEND"]:
        raise SettingsError("COURTYARD_EMAIL_URL: production sends mail; set it to smtp….")
    if env.debug:
        raise SettingsError("COURTYARD_DEBUG: production never shows debug pages; remove it.")


def refuse_unknown(given: Mapping[str, str]) -> None:
    known = {item.metadata["name"] for item in fields(Env)} | READ_BY_THE_TOOLS
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
            raise SettingsError(f"{name} is no setting of Courtyard; did you mean {nearest}?")


def read_database(url: str | None) -> Mapping[str, Any] | None:
    if url is None:
        return None
    hint = "use postgres://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH."
    scheme = url.partition(":")[0].lower()
    if scheme not in {"sqlite", "postgres", "postgresql"} or "://" not in url:
        shown = f"the kind “{scheme}” is not known" if "://" in url else "this is no address"
        raise SettingsError(f"DATABASE_URL: {shown}; {hint}")
    try:
        database = UrlReader.db_url_config(url)
        host = urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        raise SettingsError(f"DATABASE_URL: this cannot be read; {hint}") from None
    if not database["NAME"] or database["NAME"] == ":memory:":
        raise SettingsError(f"DATABASE_URL: it names no database; {hint}")
    if scheme == "sqlite":
        return {"ENGINE": SQLITE, "NAME": str(ROOT / database["NAME"])}
    if host.lower().startswith("%2f"):
        database["HOST"] = unquote(host)
    return {**database, "ENGINE": POSTGRESQL}


def read_cache(url: str | None) -> str | None:
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if scheme not in {"redis", "rediss", "unix"} or not separator or not rest:
        raise SettingsError(
            "COURTYARD_CACHE_URL: this is no address of a cache; use redis://HOST:6379/0, "
            "rediss://… or unix:///PATH."
        )
    return url


def read_pool_size(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise SettingsError(
            f"COURTYARD_DATABASE_POOL_SIZE: “{value}” is no number of connections above 0."
        )
    return int(value)


def read_max_age(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= LONGEST_MAX_AGE):
        raise SettingsError(
            f"COURTYARD_MAX_AGE: “{value}” is no number of seconds from 0 to {LONGEST_MAX_AGE}."
        )
    return int(value)


def read_span(given: Mapping[str, str], name: str, default: str, most: int) -> int:
    value = given.get(name, default)
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise SettingsError(f"{name}: “{value}” is no number from 0 to {most}.")
    return int(value)


def read_proxies(given: Mapping[str, str]) -> int:
    value = given.get("COURTYARD_BEHIND_PROXY", "")
    if value.isascii() and value.isdigit() and 1 < int(value) <= MOST_PROXIES:
        return int(value)
    return int(bool(read_bool(given, "COURTYARD_BEHIND_PROXY")))


def read_front_end_key(key: str | None) -> str | None:
    if key is not None and len(key) < SHORTEST_FRONT_END_KEY:
        raise SettingsError(
            f"COURTYARD_FRONT_END_KEY has {len(key)} characters; "
            f"it needs at least {SHORTEST_FRONT_END_KEY} random ones."
        )
    return key


def read_secret_key(key: str | None) -> str | None:
    if key is not None and len(key) < SHORTEST_SECRET_KEY:
        raise SettingsError(
            f"COURTYARD_SECRET_KEY has {len(key)} characters; "
            f"it needs at least {SHORTEST_SECRET_KEY} random ones."
        )
    return key


def read_base_url(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url.removesuffix("/"))
        rest = (parts.path, parts.query, parts.fragment, parts.username or "")
        good = parts.scheme in {"http", "https"} and parts.hostname and not any(rest)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        good, port = False, ""
    if not good:
        raise SettingsError(
            f"COURTYARD_BASE_URL: “{url}” is not of the form https://HOST or https://HOST:PORT."
        )
    return f"{parts.scheme}://{parts.hostname}{port}"


def read_origins(value: str) -> tuple[str, ...]:
    try:
        return tuple(str(read_base_url(origin)) for origin in read_list(value))
    except SettingsError:
        raise SettingsError(
            f"COURTYARD_FORM_ORIGINS: “{value}” is no list of origins such as "
            "https://app.example.org."
        ) from None


def read_mailbox(url: str | None) -> Mapping[str, Any] | None:
    if url is None:
        return None
    refusal = SettingsError(
        "COURTYARD_NEWSLETTER_MAILBOX: this is no mailbox; use "
        "imaps://USER:PASSWORD@HOST/FOLDER?address=ADDRESS or maildir:///PATH?address=ADDRESS."
    )
    try:
        parts = urlsplit(url)
        port, told = parts.port, parse_qs(parts.query)
    except ValueError:
        raise refusal from None
    (address,) = told.pop("address", [""])[:1]
    if told or not PLAIN_ADDRESS.fullmatch(address):
        raise refusal
    if parts.scheme == "maildir" and len(parts.path) > 1 and not parts.netloc:
        return {"ADDRESS": address, "MAILDIR": unquote(parts.path)}
    if parts.scheme not in {"imaps", "imap"} or not (parts.hostname and parts.username):
        raise refusal
    has_tls = parts.scheme == "imaps"
    return {
        "ADDRESS": address,
        "HOST": parts.hostname,
        "PORT": port or (993 if has_tls else 143),
        "TLS": has_tls,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "FOLDER": unquote(parts.path.strip("/")) or "INBOX",
    }


def read_languages(value: str | None) -> tuple[str, ...]:
    if value is None:
        return tuple(SUPPORTED_LANGUAGES)
    name = "COURTYARD_LANGUAGES"
    languages = read_list(value)
    choice = ", ".join(SUPPORTED_LANGUAGES)
    for language in languages:
        if language not in SUPPORTED_LANGUAGES:
            raise SettingsError(
                f"{name}: the language “{language}” is unknown; choose of {choice}."
            )
    if not languages or len(set(languages)) < len(languages):
        raise SettingsError(f"{name}: name each language once, at least one; choose of {choice}.")
    return languages


def read_list(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def read_bool(given: Mapping[str, str], name: str) -> bool | None:
    if name not in given:
        return None
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    value = given[name].strip().lower()
    if value not in words:
        raise SettingsError(f"{name}: “{given[name]}” is neither true nor false.")
    return words[value]


def read_time_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise SettingsError(
            f"COURTYARD_TIME_ZONE: “{name}” is no time zone; use a name such as Europe/Warsaw."
        )
    return name


def read_email(url: str | None) -> Mapping[str, Any] | None:
    if url is None:
        return None
    try:
        email = UrlReader.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        email = {}
    sends = "smtp" in email.get("EMAIL_BACKEND", "")
    if not email or (sends and not email["EMAIL_HOST"]):
        raise SettingsError(
            "COURTYARD_EMAIL_URL: this is no mail address of a server; use "
            "smtp+tls://USER:PASSWORD@HOST:587, smtp+ssl://…, smtp://HOST:25 or consolemail://."
        )
    return {key: value for key, value in email.items() if value and key.startswith("EMAIL_")}


def read_machine_translators(value: str | None) -> Mapping[str, Any] | None:
    """The setting of wagtail-localize for services that translate."""
    if value is None:
        return None
    services = [read_machine_translator(url) for url in value.split()]
    return {
        "CLASS": f"{MACHINES}.Machines",
        "OPTIONS": {"SERVICES": services},
    }


def read_machine_translator(url: str) -> dict[str, Any]:
    address, _separator, query = url.partition("?")
    scheme, _separator, rest = address.partition("://")
    name, _separator, protocol = scheme.partition("+")
    key, at, host = rest.rstrip("/").rpartition("@")
    if name in {"deepl", "google"} and not at:
        key, host = host, ""
    place = f"{protocol or 'https'}://{host}" if host else ""
    key, options = unquote(key), {"TIMEOUT": MACHINE_TIMEOUT}
    if protocol in {"", "http"}:
        if name == "libretranslate" and host:
            known = {"LIBRETRANSLATE_URL": place, "API_KEY": key}
            return _translator(LIBRETRANSLATE, {**options, **known}, query)
        if name == "deepl" and key:
            return _translator(DEEPL, {**options, "AUTH_KEY": key, "ENDPOINT": place}, query)
        if name == "google" and key:
            return _translator(GOOGLE, {**options, "API_KEY": key, "ENDPOINT": place}, query)
    raise SettingsError(
        "COURTYARD_MACHINE_TRANSLATORS: this is no address of a service; use "
        "libretranslate://KEY@HOST, libretranslate+http://HOST:5000, deepl://KEY or google://KEY."
    )


def _translator(name: str, options: Mapping[str, Any], query: str) -> dict[str, Any]:
    return {"CLASS": name, "OPTIONS": options, "PAIRS": read_pairs(query)}


def read_pairs(query: str) -> list[tuple[str, str]]:
    """The pairs of languages that a service is for; none stand for all."""
    told = parse_qs(query, keep_blank_values=True)
    pairs = [tuple(pair.split("-")) for one in told.pop("pairs", []) for pair in one.split(",")]
    known = {*SUPPORTED_LANGUAGES, "*"}
    if told or any(len(pair) != 2 or not known.issuperset(pair) for pair in pairs):
        raise SettingsError(
            "COURTYARD_MACHINE_TRANSLATORS: languages are told as in ?pairs=pl-uk,*-en, of "
            f"{', '.join(SUPPORTED_LANGUAGES)} and *."
        )
    return [(source, target) for source, target in pairs]


def read_search_index(url: str | None) -> Mapping[str, Any] | None:
    """The setting of search for a server of its own, as django-modelsearch takes it."""
    if url is None:
        return None
    refusal = SettingsError(
        "COURTYARD_SEARCH_INDEX: this is no address of a server of search; use "
        f"KIND://USER:PASSWORD@HOST:9200 or KIND+http://HOST:9200, KIND of "
        f"{', '.join(SEARCH_SERVERS)}, and ?prefix=name_ at the end where several sites share it."
    )
    try:
        parts = urlsplit(url)
        port, told = parts.port, parse_qs(parts.query)
    except ValueError:
        raise refusal from None
    (prefix,) = told.pop("prefix", [""])[:1]
    name, _separator, protocol = parts.scheme.partition("+")
    known = name in SEARCH_SERVERS and protocol in {"", "http"} and parts.hostname
    if not known or told or parts.path not in {"", "/"} or not re.fullmatch(r"[a-z0-9_-]*", prefix):
        raise refusal
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    host: dict[str, Any] = {"host": parts.hostname, "port": port or 9200}
    options: dict[str, Any] = {}
    if name in {"elasticsearch8", "elasticsearch9"}:
        host["scheme"] = protocol or "https"
        options = {"basic_auth": auth} if auth else {}
    else:
        host |= {"use_ssl": not protocol, "verify_certs": not protocol, "http_auth": auth}
    return {
        "BACKEND": f"modelsearch.backends.{name}",
        "HOSTS": [host],
        "OPTIONS": options,
        "INDEX_PREFIX": prefix,
    }


def read_from_email(value: str | None) -> str | None:
    if value is not None and not all(parseaddr(value)[1].partition("@")):
        raise SettingsError(
            f"COURTYARD_FROM_EMAIL: “{value}” has no mail address in it; use Name <address>."
        )
    return value
