"""How long a break is, as people write it: `15`, `15 min`, `15分钟`."""

import re
import unicodedata

from bot.rules.errors import BadBreak

LONGEST_MIN = 240
OFFERED_MIN = (10, 30, 60)
LENGTH = re.compile(r"(\d{1,4})\s*(?:m|min|mins|minutes?|分|分钟)?\.?", re.IGNORECASE | re.ASCII)


def minutes(text: str) -> int:
    """From 1 to LONGEST_MIN. Raises BadBreak."""
    found = LENGTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not 1 <= int(found[1]) <= LONGEST_MIN:
        raise BadBreak(text[:40])
    return int(found[1])
