"""gunicorn's log of what was asked, without the secrets of links.

gunicorn … --access-logfile - --logger-class config.access_log.Logger
"""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger as GunicornLogger  # type: ignore[import-untyped]

from config.logs import without_secrets


class Logger(GunicornLogger):
    """Leaves out what stands in an address after what a link of the newsletter is for."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line of the log can say, all of it without secrets."""
        found = super().atoms(resp, req, environ, request_time)
        return {
            name: without_secrets(value) if isinstance(value, str) else value
            for name, value in found.items()
        }
