#!/usr/bin/env python
"""Courtyard's command line: `python manage.py help` lists the commands."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

from config.command_line import main  # noqa: E402  (the path has to be laid first)

if __name__ == "__main__":
    main(sys.argv)
