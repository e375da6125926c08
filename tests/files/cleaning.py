"""One file put through the cleaner, as the tests ask for it."""

from pathlib import Path

from bot.files.clean import clean
from bot.files.kinds import Declared, FileRefused, Kind, Limits, Reason
from tests.files.canary import traces


def left(folder: Path) -> list[str]:
    """Names of all files below."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def cleaned(
    folder: Path, data: bytes, name: str | None = None, mime: str | None = None, limits: Limits | None = None
) -> tuple[Kind, bytes]:
    """Kind and bytes of the cleaned file."""
    received = folder / "received"
    received.write_bytes(data)
    found = clean(received, Declared(name, mime), limits or Limits())
    assert received.read_bytes() == data, "the file that was received is changed"
    assert found.path.parent == folder
    assert found.path.stat().st_mode & 0o777 == 0o600
    assert found.size == found.path.stat().st_size
    return found.kind, found.path.read_bytes()


def bared(folder: Path, data: bytes, name: str | None = None, mime: str | None = None) -> bytes:
    """The bytes of the cleaned file, of which the canary was part and is no more."""
    assert traces(data), "the sample has nothing to hide"
    result = cleaned(folder, data, name, mime)[1]
    assert not traces(result)
    return result


def refused(
    folder: Path, data: bytes, name: str | None = None, mime: str | None = None, limits: Limits | None = None
) -> Reason:
    """The reason for which the file is refused; nothing is left of what was begun."""
    try:
        cleaned(folder, data, name, mime, limits)
    except FileRefused as refusal:
        assert [path.name for path in folder.iterdir()] == ["received"]
        return refusal.reason
    raise AssertionError("the file was not refused")
