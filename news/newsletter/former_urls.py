"""Links of mails in languages that the settings name no more: they are good for two years."""

from .urls import links

app_name = "newsletter_of_former_languages"

urlpatterns = links
