"""One sample of each block, with short words and with long ones: for tests and the style guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from wagtail.blocks import StreamBlock, StreamValue
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courtyard import listings
from courtyard.publications.public import public_documents, public_images
from courtyard.publications.references import resolve
from courtyard.publications.schema import as_json
from courtyard.text.richtext import with_page_keys

from .base import published_body
from .body import body_blocks
from .media import AUDIO, CAPTIONS, VIDEO

if TYPE_CHECKING:
    from courtyard.publications.reading import Reader

SHORT, LONG = "short", "long"


@dataclass(frozen=True)
class Things:
    """What samples show: primary keys of images, pages and documents, and a kind of listing."""

    images: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()
    document: int | None = None
    video: int | None = None
    audio: int | None = None
    captions: int | None = None
    listing: str = ""


SENTENCE = (
    "Between two tram lines, behind the third gate on the left, there is a courtyard in which "
    "neighbours, artists and guests from twelve cities have met every summer since 2016."
)


def samples(length: str, things: Things) -> list[dict[str, Any]]:
    """One sample of each block as it is stored, in the order in which editors choose.

    ``length`` is "short" or "long". Blocks are left out that show things which there are not.
    """
    return [
        {"type": name, "value": _with_ids(name, value), "id": _id(length, name)}
        for name, value in _values(length == LONG, things).items()
        if value is not None
    ]


def sample_records(length: str, reader: Reader) -> list[dict[str, Any]]:
    """The samples as a reader gets them, with things that there are on the reader's site."""
    stream: Any = StreamBlock(body_blocks())
    value = StreamValue(stream, samples(length, things_at_hand(reader)), is_lazy=True)
    built = with_page_keys([as_json(record) for record in published_body(value)])
    return [block for block in resolve(built, reader) if block is not None]


def things_at_hand(reader: Reader) -> Things:
    """What a reader may see and a sample may show; empty where there is nothing."""
    documents = public_documents(get_document_model().objects.order_by("pk"))

    def ends_with(*extensions: str) -> int | None:
        found = (one.pk for one in documents if one.file_extension.lower() in extensions)
        return next(found, None)

    kinds = [kind for kind, _label in listings.choices()]
    return Things(
        images=tuple(
            public_images(get_image_model().objects.order_by("pk")).values_list("pk", flat=True)[:5]
        ),
        pages=tuple(reader.published().order_by("pk").values_list("pk", flat=True)[:5]),
        document=ends_with("pdf", "docx", "odt", "txt"),
        video=ends_with(*VIDEO),
        audio=ends_with(*AUDIO),
        captions=ends_with(CAPTIONS),
        listing=kinds[0] if kinds else "",
    )


def _values(long: bool, things: Things) -> dict[str, Any]:
    """The values of the blocks by their names; None where something is lacking."""

    def said(short: str, more: str = SENTENCE) -> str:
        return more if long else short

    count = 5 if long else 1
    html = f"<p>{said('A short text.')} <span lang='uk'>Ласкаво просимо</span>.</p>".replace(
        "'", '"'
    )
    if long:
        html += "<ul><li>with a point</li><li>and another one</li></ul>"
    heading = said("", "What has been going on here for such a long time")
    pictures = [_picture(image, said("", SENTENCE)) for image in things.images[: 1 + 4 * long]]
    return {
        "heading": {"text": said("History", "How it began, and what became of it"), "level": "2"},
        "text": html,
        "quote": {"text": said("We stay.", SENTENCE), "source": said("", "Anna Kowalska, Wrocław")},
        "call_to_action": {
            "heading": heading,
            "text": said(""),
            "page": None,
            "url": "https://example.org/apply",
            "link_text": said("Apply", "Apply for the residency by the end of the month"),
        },
        "timeline": {
            "heading": heading,
            "entries": [
                {"when": str(2016 + number), "heading": said("", "A meeting"), "text": html}
                for number in range(count)
            ],
        },
        "facts": {
            "heading": heading,
            "rows": [
                {"name": said("Since", "Number of participants"), "value": said("2016")}
                for _number in range(count)
            ],
        },
        "accordion": {
            "heading": heading,
            "items": [
                {"heading": said("Who may come?", f"What if {SENTENCE}"), "text": html}
                for _number in range(count)
            ],
        },
        "image": pictures[0] if pictures else None,
        "gallery": {"heading": heading, "pictures": pictures} if pictures else None,
        "media": _media(said, html, things),
        "embed": {
            "url": "https://vimeo.com/76979871",
            "title": said("A walk", SENTENCE),
            "caption": said(""),
        },
        "pages": {"heading": heading, "pages": list(things.pages[:count])}
        if things.pages
        else None,
        "listing": {
            "heading": heading,
            "kind": things.listing,
            "topic": None,
            "count": count,
            "link_text": said("", "View everything that is new"),
        }
        if things.listing
        else None,
        "people": {
            "heading": heading,
            "people": [
                {
                    "name": said("Jan Nowak", "Aleksandra Wielogłowska-Brzezińska"),
                    "role": said("", "curator of the residencies and of the summer in the yard"),
                    "text": said(""),
                    "portrait": next(iter(things.images), None) if long else None,
                    "url": said("", "https://example.org/"),
                }
                for _number in range(count)
            ],
        },
        "logos": {"heading": heading, "pages": list(things.pages[:count])}
        if things.pages
        else None,
        "documents": {
            "heading": heading,
            "documents": [
                {"document": things.document, "title": said("")} for _number in range(count)
            ],
        }
        if things.document
        else None,
        "sign_up": {"heading": said("Newsletter", heading), "text": said("")},
    }


def _picture(image: int, caption: str) -> dict[str, Any]:
    alt = "An arch that opens to a courtyard"
    return {"image": {"image": image, "alt_text": alt, "decorative": False}, "caption": caption}


def _media(said: Any, html: str, things: Things) -> dict[str, Any] | None:
    file = things.video if things.captions else None
    file = file or things.audio
    if file is None:
        return None
    return {
        "title": said("In the yard", SENTENCE),
        "file": file,
        "poster": next(iter(things.images), None),
        "captions": [{"language": "pl", "file": things.captions}] if things.captions else [],
        "transcript": html,
    }


def _with_ids(name: str, value: Any) -> Any:
    """A value whose lists have rows with ids, as Wagtail keeps them."""
    if not isinstance(value, dict):
        return value
    return {
        part: [
            {"type": "item", "value": row, "id": _id(name, part, str(number))}
            for number, row in enumerate(rows)
        ]
        if isinstance(rows, list)
        else rows
        for part, rows in value.items()
    }


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(("sample", *names))))
