"""Settings of a public site: PostgreSQL, https only, compressed static files, a worker."""

from config.env import require_production
from config.settings.base import *

require_production(ENV)

DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": ENV.database_pool_size, "timeout": 5},
}
TASKS["default"]["BACKEND"] = "django_tasks_db.DatabaseBackend"

SERVE_MEDIA = bool(ENV.serve_media)
STATIC_ROOT = ENV.static_root
STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
WHITENOISE_USE_FINDERS = False

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if ENV.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    COURTYARD_PROXIES = ENV.behind_proxy

# HTTPS for a year is promised for the site's own host. Its subdomains and the browsers' preload
# lists concern other services of the institution, so they are not decided here.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
