"""Errors in the Bot API's own words."""

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`. The description is Telegram's to the letter."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            found["parameters"] = self.parameters
        return found


class BadRequest(ApiError):  # noqa: N818 (Telegram's own word)
    def __init__(self, text: str, **parameters: Any) -> None:
        super().__init__(400, f"Bad Request: {text}", **parameters)


class Forbidden(ApiError):  # noqa: N818 (Telegram's own word)
    def __init__(self, text: str) -> None:
        super().__init__(403, f"Forbidden: {text}")


class TooFast(ApiError):  # noqa: N818 (Telegram's own word)
    def __init__(self, seconds: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class ControlError(Exception):
    """A request to the control interface that cannot be carried out; the text is for a person."""
