"""Settings for work on one's own machine, and for `make demo`."""

from config.env import VAR
from config.settings.base import *

DEBUG = ENV.debug is not False
ALLOWED_HOSTS += ["localhost", ".localhost", "127.0.0.1", "[::1]"]
STYLE_GUIDE = True
VAR.mkdir(exist_ok=True)
