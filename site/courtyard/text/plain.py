"""Text with markup, without it."""

from __future__ import annotations

from bs4 import BeautifulSoup

BLOCKS = ["p", "li", "h2", "h3", "h4", "blockquote", "div", "tr", "dt", "dd"]
"""Elements that begin and end a line."""


def plain_text(html: str) -> str:
    """The words of HTML, each paragraph and each item of a list on a line of its own."""
    soup = BeautifulSoup(html, "html.parser")
    for line_break in soup("br"):
        line_break.replace_with("\n")
    for block in soup(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)
