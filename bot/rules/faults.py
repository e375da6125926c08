"""Who gets what when an order ends in such a way: the shop's table of refunds and pay, one row each.

It is read by `bot.rules.settlement`, which knows what each word means; the numbers are settings (`[settlement]`).
"""

from dataclasses import dataclass
from enum import StrEnum

from models.kinds import Fault


class Gets(StrEnum):
    """What the customer gets back."""

    NOTHING = "nothing"
    ALL = "all"
    ALL_BUT_STANDBY = "all but standby"  # the first times of a month all, later all but the standby fee
    UNUSED = "unused"  # what was not talked, pro rata
    UNUSED_OR_ALL = "unused or all"  # all, where hardly anything could be used
    REST = "rest"  # what was not talked, but for a minimum; kept as time or as money, by the shop's setting
    BEFORE_ONLY = "before only"  # pays for the time before the flag alone
    BLOCK = "block"  # of what was charged, at most one block, as credit


class Pays(StrEnum):
    """What the representative gets."""

    NOTHING = "nothing"
    SHARE = "share"  # of what was charged
    USED = "used"  # of the minutes talked, whatever the customer pays
    AT_LEAST_MINIMUM = "at least minimum"  # the same, and no less than the minimum charge's
    STANDBY = "standby"  # the fee for having waited
    STANDBY_IF_REPEATED = "standby if repeated"  # only where it is this customer's second time or later
    KEEPS_FIRST = "keeps first"  # all of it the first time; later as the customer's part goes
    KEEPS = "keeps"


class Bears(StrEnum):
    """Who pays the representative what the customer's charge does not."""

    SHOP = "shop"
    SAFETY_FUND = "safety fund"


@dataclass(frozen=True)
class Row:
    customer: Gets
    rep: Pays
    bears: Bears = Bears.SHOP
    apology: bool = False  # and the shop adds something, of what the customer did not get
    strike: bool = False  # counts against the representative
    owner: bool = False  # the owner decides; after the deadline it goes by the customer's favour, up to one block


G, P = Gets, Pays

TABLE: dict[Fault, Row] = {
    # what happened         the customer gets back     the representative gets
    Fault.DONE:             Row(G.REST,                P.SHARE),
    Fault.UNFILLED:         Row(G.ALL,                 P.NOTHING),
    Fault.CANCELLED_EARLY:  Row(G.ALL,                 P.NOTHING),
    Fault.CANCELLED_LATE:   Row(G.ALL_BUT_STANDBY,     P.STANDBY),
    Fault.ABSENT:           Row(G.ALL_BUT_STANDBY,     P.STANDBY),
    Fault.NO_GREET:         Row(G.ALL,                 P.NOTHING, apology=True, strike=True),
    Fault.MISMATCH:         Row(G.ALL,                 P.STANDBY_IF_REPEATED),
    Fault.REP_LEFT:         Row(G.UNUSED,              P.SHARE, apology=True, strike=True),
    Fault.REP_EXCUSED:      Row(G.UNUSED,              P.SHARE, apology=True),
    Fault.AGREED:           Row(G.UNUSED,              P.SHARE),
    Fault.TECHNICAL:        Row(G.UNUSED_OR_ALL,       P.USED),
    Fault.CUSTOMER_ENDED:   Row(G.REST,                P.SHARE),
    Fault.OWNER_ENDED:      Row(G.UNUSED,              P.SHARE),
    Fault.HARASSMENT:       Row(G.NOTHING,             P.AT_LEAST_MINIMUM, owner=True),
    Fault.MISCONDUCT:       Row(G.ALL,                 P.NOTHING, strike=True, owner=True),
    Fault.NOT_WORTH_IT:     Row(G.BLOCK,               P.KEEPS_FIRST, owner=True),
    Fault.CRISIS:           Row(G.BEFORE_ONLY,         P.USED, bears=Bears.SAFETY_FUND),
    Fault.RAIL_REFUND:      Row(G.NOTHING,             P.KEEPS),
}  # fmt: skip


@dataclass(frozen=True)
class FaultRules:
    """The numbers of the table. Seconds and percent."""

    standby_percent: int = 10  # of the price, for a representative who waited
    free_cancellations: int = 2  # in a month, after somebody had taken the order
    apology_percent: int = 10  # of what a customer did not get
    technical_all_s: int = 600  # with less than this usable, all goes back
    block_s: int = 1800  # the most that is decided without the owner
    decide_s: int = 172800  # so long the owner has
    unhappy_within_s: int = 259200  # after the end, a customer may say that it was not worth it
    unhappy_every_s: int = 2592000  # and once in so long
    minimum_s: int = 600  # a customer who ends early pays for at least this; of the order's terms, as the next two
    bank_rest: bool = False  # what is left after the customer ended is kept as time, not as money
    bank_from_s: int = 300  # less than this is money in any case
