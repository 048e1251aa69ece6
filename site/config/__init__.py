"""The composition root: settings, addresses and commands of the site as a whole."""
