"""Addresses of the sign-up, below the prefix of each language.

``newsletter/`` itself is free for the page that invites to it.
"""

from django.urls import path

from . import views

app_name = "newsletter"

urlpatterns = [
    path("newsletter/sign-up/", views.sign_up, name="sign_up"),
    path("newsletter/check-your-inbox/", views.check_inbox, name="check_inbox"),
    path("newsletter/confirm/<str:token>/", views.confirm, name="confirm"),
]
