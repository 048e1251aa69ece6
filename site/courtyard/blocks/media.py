"""Blocks of sound and moving pictures: files of our own, and what others play."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courtyard.embeds import player_of, provider_names
from courtyard.publications.schema import DocumentFile, Html, Picture, Record, Ref
from courtyard.publications.types import document, picture
from courtyard.site_settings import web_address

from .base import BlockRecord, PublishedStructBlock, rows, words
from .pictures import GROUP
from .text import TextBlock, html_of

VIDEO, AUDIO = ("mp4", "webm"), ("m4a", "mp3", "ogg")
"""What files are played; documents of these kinds can be uploaded."""

CAPTIONS = "vtt"
"""The one form of captions that browsers read."""


def content_languages() -> list[tuple[str, str]]:
    """The languages of the site, as choices."""
    return list(getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", settings.LANGUAGES))


class Captions(Record):
    id: str
    language: str
    file: Ref[DocumentFile]


class MediaRecord(BlockRecord):
    """A video or a sound of our own."""

    type: Literal["media"] = "media"
    title: str
    kind: Literal["video", "audio"]
    file: Ref[DocumentFile]
    poster: Ref[Picture] | None = Field(description="Shown until a video is played.")
    captions: list[Captions]
    transcript: Html


class MediaBlock(PublishedStructBlock):
    """A video or a sound of our own, with captions and all of it in words."""

    title = blocks.CharBlock(
        label=_("title"),
        max_length=160,
        help_text=_("What is to be seen or heard, for example: A walk through the courtyard."),
    )
    file = DocumentChooserBlock(
        label=_("file"), help_text=_("A video (mp4, webm) or a sound (mp3, m4a, ogg).")
    )
    poster = ImageChooserBlock(
        label=_("picture"), required=False, help_text=_("Shown until a video is played.")
    )
    captions = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "language",
                    blocks.ChoiceBlock(
                        label=_("language"),
                        choices=content_languages,
                        help_text=_("In which the captions are written; readers choose by it."),
                    ),
                ),
                (
                    "file",
                    DocumentChooserBlock(
                        label=_("file of captions (vtt)"),
                        help_text=_("Its name ends in .vtt: editors of captions save as WebVTT."),
                    ),
                ),
            ],
            label=_("captions"),
            label_format="{language}",
        ),
        label=_("captions"),
        default=[],
        help_text=_("What is said, and what else is to be heard; a video needs them."),
    )
    transcript = TextBlock(
        label=_("transcript"),
        required=False,
        help_text=_("All that is said, to be read; a sound needs it."),
    )

    class Meta:
        icon = "media"
        label = _("Video or sound")
        label_format = "{title}"
        group = GROUP
        description = _("A file of your own, with captions and a transcript.")

    def published(self, value: Any, block_id: str) -> MediaRecord | None:
        file = value["file"]
        if file is None:
            return None
        return MediaRecord(
            id=block_id,
            title=words(value, "title"),
            kind="video" if _is_video(file) else "audio",
            file=document(file.pk, essential=True),
            poster=picture(value["poster"].pk, "") if value["poster"] else None,
            captions=[
                Captions(
                    id=row_id,
                    language=words(row, "language"),
                    file=document(row["file"].pk, essential=True),
                )
                for row_id, row in rows(value, "captions")
                if row["file"] is not None
            ],
            transcript=html_of(value, "transcript"),
        )

    def faults(self, value: Any) -> Iterator[str]:
        """A file that nothing plays, a video without captions, a sound without transcript."""
        if value["file"] is None:
            return
        if not words(value, "title"):
            yield gettext("Give it a title that says what is to be seen or heard.")
        if not _is_video(value["file"]) and not _ends_with(value["file"], *AUDIO):
            yield gettext("Choose a video (mp4, webm) or a sound (mp3, m4a, ogg).")
            return
        captions = [row["file"] for _row_id, row in rows(value, "captions") if row["file"]]
        if any(not _ends_with(file, CAPTIONS) for file in captions):
            yield gettext("Captions are files whose names end in .vtt (WebVTT).")
        if _is_video(value["file"]):
            if not captions:
                yield gettext("A video needs captions: add a file in the form WebVTT (.vtt).")
        elif not html_of(value, "transcript"):
            yield gettext("A sound needs a transcript: write down all that is said.")


def _is_video(file: Any) -> bool:
    return _ends_with(file, *VIDEO)


def _ends_with(file: Any, *extensions: str) -> bool:
    return file.file_extension.lower() in extensions


class EmbedRecord(BlockRecord):
    """What somebody else plays. Nothing of theirs is fetched until the reader asks for it."""

    type: Literal["embed"] = "embed"
    title: str
    caption: str
    url: str = Field(description="Where it can be seen at the provider’s own site.")
    provider: str
    player: str = Field(description="What a frame may show once the reader asks for it.")


class EmbedBlock(PublishedStructBlock):
    """A video or a sound of somebody else, played once the reader asks for it."""

    url = blocks.URLBlock(
        label=_("web address"),
        validators=[web_address],
        help_text=_("As it stands in the browser."),
    )
    title = blocks.CharBlock(
        label=_("title"),
        max_length=160,
        help_text=_("What is to be seen or heard there, for those who cannot see it."),
    )
    caption = blocks.CharBlock(
        label=_("caption"),
        required=False,
        max_length=250,
        help_text=_("Stands below it: who made it, and when. Leave empty where the title says it."),
    )

    class Meta:
        icon = "code"
        label = _("Video or sound of others")
        label_format = "{title}"
        group = GROUP
        description = _("From YouTube, Vimeo, SoundCloud or Spotify; played at a click.")

    def published(self, value: Any, block_id: str) -> EmbedRecord | None:
        url = words(value, "url")
        player = player_of(url)
        if player is None:
            return None
        return EmbedRecord(
            id=block_id,
            title=words(value, "title"),
            caption=words(value, "caption"),
            url=url,
            provider=player.provider,
            player=player.url,
        )

    def clean(self, value: Any) -> Any:
        """The value. Raises ValidationError where nobody on the list plays what is there."""
        cleaned = super().clean(value)
        if cleaned["url"] and player_of(cleaned["url"]) is None:
            raise StructBlockValidationError({"url": ValidationError(unknown_provider())})
        return cleaned

    def faults(self, value: Any) -> Iterator[str]:
        """An address of somebody who is not on the list; a frame without title."""
        if player_of(words(value, "url")) is None:
            yield unknown_provider()
        if not words(value, "title"):
            yield gettext("Give it a title that says what is to be seen or heard.")


def unknown_provider() -> str:
    """What an editor is told who wants to show a thing of somebody else."""
    return gettext(
        "Only videos and sounds of %(providers)s are shown here; give the address of one. To all "
        "else put a link into the text."
    ) % {"providers": provider_names()}
