"""The wire: JSON from the same values the pages show; openapi.json beside it is the committed contract."""

from shanzhi.api.routes import api

__all__ = ["api"]
