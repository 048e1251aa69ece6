"""What `make` runs. Nothing of the site imports it."""
