"""The content API with the operations of all installed apps."""

from courtyard.delivery.api import make_api

api = make_api()
