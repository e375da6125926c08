"""What the relay carries, and what it refuses."""

from bot.rules.parcel import CAPTIONED, Parcel, ParcelKind


def send_refusal(parcel: Parcel) -> str | None:
    """The name of the kind if the relay does not carry it; None if it does."""
    return (parcel.other or "other") if parcel.kind is ParcelKind.OTHER else None


def edit_refusal(sent_kind: str, parcel: Parcel) -> str | None:
    """Why an edit cannot follow its message: the kind changed, or has no words to change. None if it can."""
    if parcel.kind.value != sent_kind:
        return "kind_changed"
    if parcel.kind is not ParcelKind.TEXT and parcel.kind not in CAPTIONED:
        return "nothing_to_edit"
    return None
