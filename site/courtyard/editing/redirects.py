"""Redirects that Wagtail makes when pages are renamed or moved."""

from __future__ import annotations

from django.apps import apps


def keep_redirects() -> None:
    """Have a change that makes no redirect leave the others alone; to be called once.

    Wagtail first deletes the automatic redirects that clash with the new ones. Without a new one,
    as after a change of a front page's slug, every one clashes (wagtail/wagtail#11338).
    """
    if not apps.is_installed("wagtail.contrib.redirects"):
        return
    # Without the app its models must not be imported: another app would adopt them.
    from wagtail.contrib.redirects.signal_handlers import BatchRedirectCreator  # noqa: PLC0415

    stock = BatchRedirectCreator.pre_process

    def pre_process(self: BatchRedirectCreator) -> None:
        if self.items:
            stock(self)

    BatchRedirectCreator.pre_process = pre_process  # type: ignore[method-assign]
