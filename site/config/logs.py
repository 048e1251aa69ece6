"""How the log reads."""

import logging
import re

SECRET_OF_A_LINK = re.compile(r"(/confirm/)[^/\s]+")


class LineFormatter(logging.Formatter):
    """One record, one line: time, level, logger, message and, where there is one, the traceback.

    Line breaks come out as `\\n`, so that no record, and nothing that a visitor sent, can pass for
    two. The secret in the address of a confirmation link is left out.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).replace("\r", "\\r").replace("\n", "\\n")
        return SECRET_OF_A_LINK.sub(r"\1…", line)
