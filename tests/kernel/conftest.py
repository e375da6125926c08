"""The kernel is tried in the same shop as the journeys."""

from tests.journeys.conftest import shop, talk

__all__ = ["shop", "talk"]
