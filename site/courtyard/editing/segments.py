"""What wagtail-localize takes out of blocks to be translated."""

from __future__ import annotations

from typing import Any

from wagtail.images.blocks import ImageBlock
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor


def take_only_what_there_is() -> None:
    """Let blocks lack a part: one that was added to a block after the page had been written.

    wagtail-localize expects a text in each place of one, and fails without.
    """
    handle: Any = StreamFieldSegmentExtractor.handle_block
    if hasattr(handle, "takes_only_what_there_is"):
        return

    def handle_block(self: Any, block_type: Any, block_value: Any, raw_value: Any = None) -> Any:
        """As before, with nothing in the place of nothing."""
        # The words for a picture that has been deleted are still there.
        stored = raw_value if isinstance(block_type, ImageBlock) else block_value
        return [] if stored is None else handle(self, block_type, block_value, raw_value)

    handle_block.takes_only_what_there_is = True  # type: ignore[attr-defined]
    StreamFieldSegmentExtractor.handle_block = handle_block  # type: ignore[method-assign]
