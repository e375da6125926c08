"""The kernel is tried in the same shop as the journeys."""

from tests.journeys.conftest import settings, shop, talk

__all__ = ["settings", "shop", "talk"]
