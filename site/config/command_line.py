"""What manage.py runs: a Django command, with plain words for what an operator can put right."""

import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from config.env import SettingsError, choose_settings


def main(argv: Sequence[str]) -> None:
    """Run the Django command in `argv`.

    A wrong setting or a database that cannot be reached ends the process with exit code 1 and one
    line on stderr. Every other error is raised as it is.
    """
    choose_settings("config.settings.development")
    try:
        execute_from_command_line(list(argv))
    except SettingsError as error:
        stop(str(error))
    except OperationalError as error:
        if not is_connection_failure(error):
            raise
        stop(describe_connection_failure(error))


def stop(message: str) -> NoReturn:
    """End the process with exit code 1 and `message` as one line on stderr."""
    sys.exit("courtyard: " + " ".join(message.split()))


def is_connection_failure(error: OperationalError) -> bool:
    """Tell whether `error` came from opening the connection, not from a query on it."""
    return any(
        frame.f_code.co_name == "connect"
        and isinstance(frame.f_locals.get("self"), BaseDatabaseWrapper)
        for frame, _line in traceback.walk_tb(error.__traceback__)
    )


def describe_connection_failure(error: OperationalError) -> str:
    """Say which database did not answer and why. The password is not in the text.

    A connection pool reports only that its time ran out; one direct attempt finds the reason.
    """
    connection: Any = connections["default"]
    database = connection.settings_dict
    where = str(database["NAME"])
    reason = str(error)
    if connection.vendor == "postgresql":
        address = ":".join(str(part) for part in (database["HOST"], database["PORT"]) if part)
        where = f"PostgreSQL database “{where}” on {address or 'the local socket'}"
        try:
            connection.Database.connect(
                **{**connection.get_connection_params(), "connect_timeout": 5}
            ).close()
        except (connection.Database.Error, ImproperlyConfigured) as direct:
            reason = str(direct)
    reason = reason.strip().partition("\n")[0]
    return f"the database cannot be reached: {where}: {reason}. See DATABASE_URL."
