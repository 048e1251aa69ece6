"""Blocks of which pages are written. Each says itself what it publishes."""

from .base import PublishedBlock, PublishedStructBlock, published_body
from .body import AnyBlock, body_blocks

__all__ = [
    "AnyBlock",
    "PublishedBlock",
    "PublishedStructBlock",
    "body_blocks",
    "published_body",
]
