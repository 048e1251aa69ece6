"""Settings of the test suite: on SQLite, or on the PostgreSQL server that DATABASE_URL names.

The SQLite test database is a file, so that a test's child processes can open it.
"""

from pathlib import Path

from config.env import SQLITE, VAR
from config.settings.base import *

ALLOWED_HOSTS += ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = VAR / "test" / "media"
COURTYARD_ERASURE_JOURNAL = VAR / "test" / "erasures.jsonl"
WHITENOISE_AUTOREFRESH = True

(VAR / "test").mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"] == SQLITE:
    name = Path(DATABASES["default"]["NAME"]).name
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test" / name)}
