"""Addresses of the newsletter, below the prefix of each language.

``newsletter/`` itself is free for the page that invites to it.
"""

from django.urls import path

from . import views

app_name = "newsletter"

links = [
    path("newsletter/confirm/<str:token>/", views.confirm, name="confirm"),
    path("newsletter/manage/<str:token>/", views.manage, name="manage"),
    path("newsletter/manage/<str:token>/data.<str:form>", views.export, name="export"),
    path("newsletter/erase/<str:token>/", views.erase, name="erase"),
    path("newsletter/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

urlpatterns = [
    path("newsletter/sign-up/", views.sign_up, name="sign_up"),
    path("newsletter/check-your-inbox/", views.check_inbox, name="check_inbox"),
    *links,
]
