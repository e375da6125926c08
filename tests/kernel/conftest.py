"""The kernel is tried in the same shop as the journeys."""

from tests.journeys.conftest import plain_http, settings, shop, talk

__all__ = ["plain_http", "settings", "shop", "talk"]
