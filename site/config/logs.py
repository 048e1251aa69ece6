"""How the log reads."""

import logging


class LineFormatter(logging.Formatter):
    """One record, one line: time, level, logger, message and, where there is one, the traceback.

    Line breaks come out as `\\n`, so that no record, and nothing that a visitor sent, can pass for
    two.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")
