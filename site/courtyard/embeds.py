"""Videos and sounds of others, which a page shows once the reader asks for them.

Who may be shown is a closed list, and the address of their player is made of the address of the
thing: nobody is asked about it, neither when a page is written nor when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote


class Player(NamedTuple):
    """Where a thing is played: ``provider`` is a name, ``url`` what a frame may show."""

    provider: str
    url: str


@dataclass(frozen=True)
class Provider:
    """Somebody who has things to play.

    ``addresses`` are patterns of their addresses with a group ``id``; ``player`` is the address of
    the player with ``{id}`` in it.
    """

    name: str
    addresses: Sequence[str]
    player: str


PROVIDERS = (
    Provider(
        "YouTube",
        (
            r"(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=(?P<id>[\w-]{11})(?:[&#].*)?",
            r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|shorts|live)/(?P<id>[\w-]{11})(?:[?#].*)?",
            r"youtu\.be/(?P<id>[\w-]{11})(?:[?#].*)?",
        ),
        "https://www.youtube-nocookie.com/embed/{id}",
    ),
    Provider(
        "Vimeo",
        (r"(?:www\.|player\.)?vimeo\.com/(?:video/)?(?P<id>\d{5,12})(?:[?#/].*)?",),
        "https://player.vimeo.com/video/{id}?dnt=1",
    ),
    Provider(
        "SoundCloud",
        (r"(?:www\.|m\.)?soundcloud\.com/(?P<id>[\w-]+/(?:sets/)?[\w-]+)/?(?:[?#].*)?",),
        "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/{id}",
    ),
    Provider(
        "Spotify",
        (
            r"open\.spotify\.com/(?:intl-[a-z]+/)?"
            r"(?P<id>(?:album|episode|playlist|show|track)/\w{22})(?:[?#].*)?",
        ),
        "https://open.spotify.com/embed/{id}",
    ),
)


def player_of(url: str) -> Player | None:
    """The player of what stands at an address; None where nobody on the list has it."""
    for provider in PROVIDERS:
        for address in provider.addresses:
            if match := re.fullmatch(rf"https?://{address}", url):
                return Player(provider.name, provider.player.format(id=quote(match["id"])))
    return None


def provider_names() -> str:
    """Whose things may be shown, with commas."""
    return ", ".join(provider.name for provider in PROVIDERS)
