"""How the log reads."""

import logging
import re
import time

SECRET_OF_A_LINK = re.compile(
    r"(/(?:confirm|manage|erase|unsubscribe)/)[^/\s]+"
    # However else it is written: 32 bytes in base64, by themselves or behind an escaped slash.
    r"|(?:(?<![\w-])|(?<=%2F))[\w-]{43}(?![\w-])",
    re.ASCII | re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """A text without the secrets in addresses of links of the newsletter."""
    return SECRET_OF_A_LINK.sub(lambda found: f"{found[1] or ''}…", text)


class LineFormatter(logging.Formatter):
    """One record, one line: time, level, logger, message and, where there is one, the traceback.

    Line breaks come out as `\\n`, so that no record, and nothing that a visitor sent, can pass for
    two. The secret in the address of a link of the newsletter is left out.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).replace("\r", "\\r").replace("\n", "\\n")
        return without_secrets(line)


class OnceAMinute(logging.Filter):
    """Lets one record a minute through, without its traceback, which may hold an address."""

    QUIET = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.next_at = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now < self.next_at:
            return False
        self.next_at = now + self.QUIET
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
        record.msg, record.args, record.exc_info = "The cache does not answer: %s.", (kind,), None
        return True
