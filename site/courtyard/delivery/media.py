"""Files of pictures, for those who may see the picture."""

from __future__ import annotations

import posixpath
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve
from wagtail.images import get_image_model

from courtyard.publications.public import public_images

from .readable import readable

NOT_SERVED = ("documents/", "original_images/", "/")
"""Documents are served by Wagtail, which asks who may read them; originals by nobody."""


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below ``MEDIA_ROOT``. Raises Http404 for a picture that the visitor may not see.

    Wagtail keeps private collections out of lists, but not the files of their pictures from
    whoever guesses a name.
    """
    # Django would tidy up a path such as images//x.webp after it has been judged.
    if posixpath.normpath(path) != path or path.startswith(NOT_SERVED):
        raise Http404
    images = get_image_model().objects.filter(renditions__file=path)
    for image in images.exclude(pk__in=public_images(images).values("pk")):
        if not _may_see(image, request):
            raise Http404
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


def _may_see(image: Any, request: HttpRequest) -> bool:
    restrictions = image.collection.get_view_restrictions()
    if all(restriction.accept_request(request) for restriction in restrictions):
        return True
    itself = type(image)._default_manager.filter(pk=image.pk)
    return readable(itself, request.user).exists()
