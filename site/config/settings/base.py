"""What development, test and production have in common.

The environment is read and checked in config.env; the variables are listed in README.md.
"""

from typing import Any
from urllib.parse import urlsplit

from config.env import ROOT, SQLITE, SUPPORTED_LANGUAGES, VAR, read_env

ENV = read_env()

SECRET_KEY = ENV.secret_key or "development-only-" + "0123456789" * 5
DEBUG = False
BASE_URL = ENV.base_url or "http://localhost:8000"
ALLOWED_HOSTS = [*ENV.allowed_hosts] or [str(urlsplit(BASE_URL).hostname)]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# Apps: each stands above what it may import.

INSTALLED_APPS = [
    "config",
    "search",
    "home",
    "news",
    "news.newsletter",
    "programmes",
    "network",
    "courtyard",
    "courtyard.outbox",
    "wagtail_localize",
    "wagtail.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "courtyard.delivery.middleware.ContentApi",
    "courtyard.delivery.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "courtyard.delivery.middleware.PublicLocaleMiddleware",
    "courtyard.delivery.middleware.SlashesOutsideApi",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "courtyard.editing.middleware.TellOfRefusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "courtyard.delivery.redirects.ReadableRedirects",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Database: SQLite lets readers go on while one process writes, and a writer waits for its turn
# when it begins, not in the middle. What is deleted is overwritten, so that whoever is erased is
# nowhere in the file. (Django itself makes it keep foreign keys.)

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON"),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": dict(ENV.database or {"ENGINE": SQLITE, "NAME": str(VAR / "courtyard.sqlite3")})
}
if DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # Questions are long and quickly answered: to compile one takes PostgreSQL a hundred times as
    # long as to answer it, and a second process more time to start than it saves. Pages of all
    # institutes fit into memory, where any row is as near as the next. Of lists the first few rows
    # are asked: what is kept beside for later rows has to be found out whole. What the address
    # says comes last, and so holds.
    given = DATABASES["default"].get("OPTIONS", {})
    quickly = (
        "-c jit=off -c max_parallel_workers_per_gather=0"
        " -c random_page_cost=1.1 -c enable_material=off"
    )
    at_once = f"{quickly} {given.get('options', '')}".strip()
    DATABASES["default"]["OPTIONS"] = {**given, "options": at_once}

# Whole answers are kept: by each process for itself, or by all in one Redis. While that is down
# the site goes on without it.

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
if ENV.cache:
    CACHES["default"] = {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": ENV.cache,
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
        },
    }
    COURTYARD_GENERATION_IN_CACHE = True
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
COURTYARD_MAX_AGE = ENV.max_age
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Languages and time

USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone
LANGUAGES = [(code, SUPPORTED_LANGUAGES[code]) for code in ENV.languages]
LANGUAGE_CODE = ENV.languages[0]

STYLE_GUIDE = False
"""Whether all components can be looked at on one page, /styleguide/ below each language."""

# Files

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.media_root
SERVE_MEDIA = ENV.serve_media is not False
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# Mail

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# EMAIL_HOST and its like, as the address of the mail server says.
globals().update(ENV.email or {})
# A mail server that says nothing must not hold up the worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.from_email or "Courtyard <courtyard@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The newsletter

COURTYARD_ERASURE_JOURNAL = ENV.erasure_journal
COURTYARD_FORM_ORIGINS = ENV.form_origins
COURTYARD_FRONT_END_KEY = ENV.front_end_key
COURTYARD_NEWSLETTER_MAILBOX = ENV.newsletter_mailbox
COURTYARD_NEWSLETTER_KEEP_DAYS = ENV.newsletter_keep_days
COURTYARD_NEWSLETTER_EVIDENCE_YEARS = ENV.newsletter_evidence_years
COURTYARD_PROXIES = 0

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

# Wagtail

WAGTAIL_SITE_NAME = "Courtyard"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = ENV.machine_translator
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_FORM_BASE = "courtyard.editing.images.ImageForm"
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"),
    *("m4a", "mp3", "mp4", "ogg", "vtt", "webm"),
]
# An editor's form sends every block of a long page at once.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Of search: what manage.py search prepare makes, for all processes of a machine.

COURTYARD_DICTIONARIES = VAR / "dictionaries"
COURTYARD_SEARCH_INDEX = ENV.search_index

# One plain line a record, on stderr.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"once_a_minute": {"()": "config.logs.OnceAMinute"}},
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django.server": {"level": "INFO", "propagate": True},
        # It says at each use of the cache that it is down.
        "django_redis": {"filters": ["once_a_minute"]},
        # Clients of search tell of each request; search itself says when there is no answer.
        "elastic_transport": {"level": "ERROR"},
        "opensearch": {"level": "CRITICAL"},
        # It warns of each attempt to connect; the error that ends them says it once.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
        "wagtail": {"level": "WARNING"},
        # It warns of each answer to HEAD, whose body it leaves out as it should.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
