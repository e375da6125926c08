"""What is true: one noun per file, each with its named queries beside it. No rules, no clock, no Telegram."""

from models import (
    block,
    held,
    inbox,
    kernel,
    link,
    money,
    order,
    outbox,
    past,
    person,
    rep,
    room,
    shop,
    tap,
    thread,
    time_credit,
    vanishing,
)
from models.base import Base

__all__ = [
    "Base",
    "block",
    "held",
    "inbox",
    "kernel",
    "link",
    "money",
    "order",
    "outbox",
    "past",
    "person",
    "rep",
    "room",
    "shop",
    "tap",
    "thread",
    "time_credit",
    "vanishing",
]
