"""Notices to words and keyboards: the only place with words."""

from zoneinfo import ZoneInfo

from bot.desk.notices import Notice
from bot.telegram.render import (
    blocks,
    clock,
    common,
    contact,
    customer,
    group,
    money,
    owner,
    pay,
    prices,
    rails,
    rep,
    rest,
    rooms,
    sorry,
    strip,
    talk,
    till,
    topics,
    vanish,
    why,
    wishes,
)
from bot.telegram.render.book import BOOK
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View
from models.kinds import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")
AREAS = (
    *(blocks, clock, common, contact, customer, group, money, owner, pay, prices, rails, rep, rest),
    *(rooms, sorry, strip, talk, till, topics, vanish, why, wishes),
)


def render(notice: Notice, language: Language, *, zone: ZoneInfo = SHANGHAI) -> View:
    """The notice in words; times are told in `zone`."""
    return BOOK[type(notice)](Tongue(language, zone), notice)


__all__ = ["AREAS", "render"]
