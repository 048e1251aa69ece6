"""The panel in which names are entered."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import TitleFieldPanel


class NamePanel(TitleFieldPanel):
    """The name of something that is made anew; while it is typed, its slug is made of it.

    What exists keeps its slug: addresses hold it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"classname": "", "placeholder": False, **kwargs})

    class BoundPanel(TitleFieldPanel.BoundPanel):
        """The name as it is entered."""

        def get_should_apply(self) -> bool:
            """Whether the slug follows the name."""
            return not self.instance.pk
