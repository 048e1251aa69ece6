"""What the admin adds to Wagtail's and wagtail-localize's forms and views."""
