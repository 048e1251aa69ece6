"""The site for a WSGI server: `gunicorn --pythonpath site config.wsgi` in the project's folder.

A wrong setting is said in one line. Exit code 3 tells gunicorn that starting anew would not help.
"""

import sys

from django.core.wsgi import get_wsgi_application

from config.env import SettingsError, choose_settings

choose_settings("config.settings.production")

try:
    application = get_wsgi_application()
except SettingsError as error:
    sys.stderr.write(f"courtyard: {error}\n")
    sys.exit(3)
