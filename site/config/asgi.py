"""The site for an ASGI server, as `config.asgi:application` with `site` on its Python path.

A wrong setting is said in one line.
"""

import sys

from django.core.asgi import get_asgi_application

from config.env import SettingsError, choose_settings

choose_settings("config.settings.production")

try:
    application = get_asgi_application()
except SettingsError as error:
    sys.stderr.write(f"courtyard: {error}\n")
    sys.exit(3)
