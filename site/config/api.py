"""The content API with the operations of all installed apps."""

from courtyard.delivery.api import make_api

from .env import ROOT

api = make_api(examples=ROOT / "site" / "config" / "examples")
