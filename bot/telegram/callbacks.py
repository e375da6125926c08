"""The data behind every button: typed, at most 64 bytes, and never a person's id."""

from aiogram.filters.callback_data import CallbackData

from models.kinds import Rail


class OfRow:
    """With the number of a row. A strange client may send any; what no database takes is no button of ours."""

    def model_post_init(self, _context: object) -> None:
        if any(isinstance(value, int) and not 0 <= value < 2**63 for value in vars(self).values()):
            raise ValueError("no number of a row")


class Go(CallbackData, prefix="go"):
    """A button that only says what.

    order, adult, language, wishes, skip, confirm, drop, coupon, nocoupon, packages, on, off, break, blocks.
    """

    what: str


class TopicTap(CallbackData, prefix="t"):
    slug: str


class ServiceTap(CallbackData, prefix="s"):
    slug: str


class WishTap(CallbackData, prefix="w"):
    wish: str
    value: str


class MustTap(CallbackData, prefix="wm"):
    """The wish is a must, or one that may give way after all."""

    wish: str


class BackTap(CallbackData, prefix="b"):
    step: str


class LanguageTap(CallbackData, prefix="l"):
    language: str


class OrderTap(CallbackData, prefix="o"):
    """An act on an order: wallet, time, ways, cancel, wait, anyone, rewish, again, pause, resume, ask, end, talk,
    here, vanish, keep, pass, quiet, nofit, nofit!, stay, leave, auto,
    auto!, gift, once.

    Or on whoever was at its other end: block, unblock, unlist. Or what was wrong: wrong, and the faults themselves.
    """

    act: str
    code: str


class RailTap(CallbackData, prefix="ra"):
    """Pay an order by this way."""

    rail: Rail
    code: str


class TopUpTap(CallbackData, prefix="tu"):
    """Money for the wallet: nothing chosen yet, an amount, or both."""

    amount: int = 0
    rail: Rail | None = None


class PackTap(CallbackData, prefix="pk"):
    """Buy so many sessions; `bought` is how often they were given time before, so that a second tap buys nothing."""

    service: str
    count: int
    bought: int


class TransferTap(OfRow, CallbackData, prefix="tr"):
    """A transfer: paid, says the customer; here, or gone, says who keeps the till."""

    act: str
    number: int


class ReturnTap(OfRow, CallbackData, prefix="rt"):
    """So much of that payment goes back; `gone` went back before, so that a second tap gives nothing."""

    number: int
    amount: int
    gone: int


class WayBackTap(OfRow, CallbackData, prefix="bk"):
    """The customer wants so much of that payment back the way it came; `gone` went back before."""

    number: int
    amount: int
    gone: int


class SentTap(OfRow, CallbackData, prefix="sb"):
    """Who keeps the till sent it: sent, or could not: not."""

    act: str
    number: int
    turn: int


class MoreTap(CallbackData, prefix="m"):
    """A talk of so many minutes by now, the last number, goes on for so many more."""

    code: str
    minutes: int
    upon: int


class LaterTap(CallbackData, prefix="la"):
    """In so many hours."""

    code: str
    hours: int


class HeldTap(OfRow, CallbackData, prefix="h"):
    """What becomes of words that were held back: drop, mask, shop."""

    held_id: int
    choice: str


class SendTap(OfRow, CallbackData, prefix="hs"):
    """Words that waited go to this order's talk."""

    held_id: int
    code: str


class RateTap(CallbackData, prefix="r"):
    code: str
    stars: int


class AcceptTap(CallbackData, prefix="a"):
    code: str
    epoch: int


class PageTap(CallbackData, prefix="p"):
    page: str


class SpecialtyTap(CallbackData, prefix="ps"):
    topic: str
    level: int


class BreakTap(CallbackData, prefix="br"):
    minutes: int


class DayOffTap(CallbackData, prefix="d"):
    """Takes back the days off that begin on this date, in ISO form."""

    first: str


class ProfileTap(CallbackData, prefix="pp"):
    """One setting of the profile: gender, age, experience, language, style."""

    setting: str
    value: str


class CaseTap(OfRow, CallbackData, prefix="cs"):
    """The owner's decision on a complaint: yes, no."""

    case_id: int
    choice: str


class PayTap(OfRow, CallbackData, prefix="pt"):
    """A page of the statement after that line, or that line questioned, or all paid out today: more, ask, now."""

    act: str
    line: int
    rep: str = ""  # whose statement the owner reads


class AppealTap(OfRow, CallbackData, prefix="ap"):
    """The owner's decision: yes, no."""

    appeal_id: int
    choice: str


class AccountTap(CallbackData, prefix="ac"):
    """The owner's word on a new account of that representative: yes, no."""

    rep: str
    choice: str


class PayoutTap(CallbackData, prefix="po"):
    """paid or failed one payout, or all paid of one week."""

    act: str
    code: str


class TipTap(CallbackData, prefix="ti"):
    code: str
    amount: int
