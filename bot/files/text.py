"""Plain text: it has no metadata, only content, and content is the contact guard's affair."""

from pathlib import Path

from bot.files.kinds import FileRefused, Reason
from bot.files.sniff import is_text

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def clean_text(source: Path, target: Path) -> None:
    """Copy UTF-8 text, without its byte order mark. What it says passes unread: whoever relays it reads it.

    Raises FileRefused: wrong_type (no UTF-8, or control characters), empty.
    """
    content = source.read_bytes().removeprefix(BYTE_ORDER_MARK)
    if not content:
        raise FileRefused(Reason.EMPTY)
    if not is_text(content):
        raise FileRefused(Reason.WRONG_TYPE, "no plain text")
    target.write_bytes(content)
