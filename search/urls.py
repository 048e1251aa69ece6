"""The address of the results page, below the prefix of each language and in its words."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from . import views

app_name = "search"

SEARCH = pgettext_lazy("address of the search, a-z and hyphens only", "search/")

urlpatterns = [path(SEARCH, views.search, name="search")]
