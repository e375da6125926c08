"""A message without Telegram: what the relay carries from one side to the other."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class ParcelKind(StrEnum):
    """What a message is. The relay carries all but the last, which is refused in words."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    VIDEO = "video"
    DOCUMENT = "document"
    ANIMATION = "animation"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    DICE = "dice"
    OTHER = "other"


REPLACEABLE = frozenset(
    {ParcelKind.PHOTO, ParcelKind.VIDEO, ParcelKind.DOCUMENT, ParcelKind.ANIMATION, ParcelKind.AUDIO}
)
"""What an edit may put in the place of one another, or of a text."""

CAPTIONED = REPLACEABLE | {ParcelKind.VOICE}
GROUPED = frozenset({ParcelKind.PHOTO, ParcelKind.VIDEO, ParcelKind.DOCUMENT, ParcelKind.AUDIO})
"""What an album is made of."""

COVERABLE = frozenset({ParcelKind.PHOTO, ParcelKind.VIDEO, ParcelKind.ANIMATION})
"""What can be hidden until it is tapped, and can stand below its caption."""


@dataclass(frozen=True)
class Entity:
    """Formatting of a stretch of text; offset and length in UTF-16 units, as Telegram counts."""

    kind: str
    offset: int
    length: int
    language: str = ""  # of a pre block


@dataclass(frozen=True)
class FileFacts:
    """What the sender's side says of a file: believed only to be checked, and never shown."""

    name: str = ""
    mime: str = ""
    size: int | None = None  # bytes
    shape: tuple[tuple[str, int], ...] = ()  # width, height, duration in seconds


@dataclass(frozen=True)
class Parcel:
    """`text` is the text or the caption; `media` a file id of the bot; `reply_to` a message id in the sender's chat.

    Of a dice, `text` is what fell.
    """

    kind: ParcelKind
    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: str = ""
    reply_to: int | None = None
    file: FileFacts | None = None  # of a file that is cleaned on its way
    other: str = ""  # the name of a kind that is not carried
    spoiler: bool = False
    caption_above: bool = False
    album: str = ""  # opaque: the parts of one album have the same, and nothing else has it
    emoji: str = ""  # that a sticker stands for


def to_json(parcel: Parcel) -> dict[str, Any]:
    """Plain values, for `from_json`."""
    return asdict(parcel)


def from_json(told: dict[str, Any]) -> Parcel:
    facts = told.get("file")
    file = FileFacts(**facts | {"shape": tuple((name, size) for name, size in facts["shape"])}) if facts else None
    entities = tuple(Entity(**entity) for entity in told["entities"])
    return Parcel(**told | {"kind": ParcelKind(told["kind"]), "entities": entities, "file": file})


def with_text(parcel: Parcel, text: str) -> Parcel:
    """The same with other words of the same length, so that the formatting stays where it is."""
    return replace(parcel, text=text)


FORMATTING = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
    }
)
"""Entities that say how text looks. All others can name somebody: mentions, links, custom emoji packs."""


LANGUAGES = frozenset({
    "bash", "c", "c#", "c++", "cpp", "csharp", "css", "csv", "dart", "diff", "go", "haskell", "html", "ini", "java",
    "javascript", "js", "json", "kotlin", "latex", "lua", "markdown", "matlab", "md", "perl", "php", "powershell", "py",
    "python", "r", "ruby", "rust", "scala", "sh", "shell", "sql", "swift", "text", "toml", "ts", "xml", "yaml",
})  # fmt: skip
"""What a block of code may be called. Telegram shows whatever word stands there, so it could be anybody's name."""


def clean(parcel: Parcel) -> Parcel:
    """The parcel with formatting alone left of its entities, and none that reaches beyond its text."""
    end = utf16_length(parcel.text)
    kept = (e for e in parcel.entities if e.kind in FORMATTING and lies_within(e, end))
    return replace(parcel, entities=tuple(e if is_language(e.language) else replace(e, language="") for e in kept))


def is_language(word: str) -> bool:
    return word.lower() in LANGUAGES


def lies_within(entity: Entity, end: int) -> bool:
    return entity.offset >= 0 and entity.length > 0 and entity.offset + entity.length <= end


def utf16_length(text: str) -> int:
    """The length as Telegram counts: a character beyond the Basic Multilingual Plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
