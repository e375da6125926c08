"""What an order's end means in money, by the table of `bot.rules.faults`: values in, one value out, summing exactly."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.amounts import check_amount
from bot.rules.errors import BadAmount
from bot.rules.faults import TABLE, Bears, FaultRules, Gets, Pays
from bot.rules.meter import Meter
from bot.rules.tariff import split, worth
from models.kinds import Fault


@dataclass(frozen=True)
class Settlement:
    """Who ends up with what. Minor units; all of it from 0.

    price = charged + refunded + banked, and charged + shop_loss + safety_fund = rep_pay + shop + credit.
    Raises BadAmount where that does not hold, or the pay is above its base.
    """

    price: int
    charged: int = 0  # the customer pays this in the end
    refunded: int = 0  # money that goes back
    credit: int = 0  # the shop's apology, into the wallet
    banked: int = 0  # what `banked_s` is worth, still owed as time
    banked_s: int = 0
    rep_pay: int = 0
    base: int = 0  # what the representative's part may not exceed: the worth of their time on this order
    shop: int = 0  # what the shop keeps
    shop_loss: int = 0  # what it pays out of its own pocket
    safety_fund: int = 0
    strike: bool = False

    def __post_init__(self) -> None:
        for amount in (self.price, self.charged, self.refunded, self.credit, self.banked, self.banked_s):
            check_amount(amount)
        for amount in (self.rep_pay, self.base, self.shop, self.shop_loss, self.safety_fund):
            check_amount(amount)
        if self.price != self.charged + self.refunded + self.banked:
            raise BadAmount(f"a price of {self.price} does not become {self.charged}+{self.refunded}+{self.banked}")
        if self.charged + self.shop_loss + self.safety_fund != self.rep_pay + self.shop + self.credit:
            raise BadAmount("what comes in is not what goes out")
        if self.rep_pay > self.base:
            raise BadAmount(f"a pay of {self.rep_pay} on a base of {self.base}")


@dataclass(frozen=True)
class Facts:
    """What a settlement needs to know of an order. Minor units, whole seconds."""

    fault: Fault
    price: int
    bought_s: int
    billed_s: int = 0
    rep_percent: int = 60
    free_s: int = 0  # billed, but after somebody was seen to be in danger
    repeat: int = 0  # how often the same has happened before: to this customer, or with this representative
    before: Settlement | None = None  # as it was settled first, where this comes after

    def __post_init__(self) -> None:
        for amount in (self.price, self.bought_s, self.billed_s, self.rep_percent, self.free_s, self.repeat):
            check_amount(amount)
        if self.free_s > self.billed_s:
            raise BadAmount(f"{self.free_s} free seconds of {self.billed_s}")

    def worth(self, seconds: int) -> int:
        return worth(self.price, self.bought_s, seconds)

    def share(self, amount: int) -> int:
        return split(amount, self.rep_percent)[0]


def billed_until(meter: Meter, moment: datetime) -> int:
    """Whole seconds that had counted by then."""
    spans = tuple(replace(s, end=min(s.end or moment, moment)) for s in meter.spans if s.start < moment)
    return replace(meter, spans=spans).billed_s(moment)


def settle(facts: Facts, rules: FaultRules) -> Settlement:
    """The settlement of an order that came to this. Raises BadAmount for what cannot be.

    With `before`, what was settled then is changed: the customer never pays more than they had, and time that was
    kept for them stays theirs.
    """
    row, before = TABLE[Fault(facts.fault)], facts.before
    charged, banked_s = CHARGES[row.customer](facts, rules)
    charged = min(charged, before.charged) if before else charged
    rest = facts.price - charged
    kept, kept_s = (before.banked, before.banked_s) if before else (rest if banked_s else 0, banked_s)
    rep_pay, base = PAYS[row.rep](facts, rules, charged)
    apology = (rest - kept) * rules.apology_percent // 100 if row.apology else 0
    return balanced(
        charged=charged,
        refunded=rest - kept,
        credit=max(apology, before.credit if before else 0),
        banked=kept,
        banked_s=kept_s,
        rep_pay=rep_pay,
        base=base,
        safety_fund=max(0, rep_pay - facts.share(charged)) if row.bears is Bears.SAFETY_FUND else 0,
        strike=row.strike,
    )


def balanced(
    *,
    charged: int,
    refunded: int,
    credit: int,
    banked: int,
    banked_s: int,
    rep_pay: int,
    base: int,
    safety_fund: int,
    strike: bool,
) -> Settlement:
    """The shop keeps what is left of the charge, or lays out what is missing."""
    left = charged + safety_fund - rep_pay
    return Settlement(
        price=charged + refunded + banked,
        charged=charged,
        refunded=refunded,
        credit=credit,
        banked=banked,
        banked_s=banked_s,
        rep_pay=rep_pay,
        base=base,
        shop=max(0, left),
        shop_loss=credit + max(0, -left),
        safety_fund=safety_fund,
        strike=strike,
    )


def relieve(before: Settlement, amount: int, *, rep_bears: bool) -> Settlement:
    """The same with so much more given back to the customer: out of the shop's part, or out of both by their parts.

    Raises BadAmount for more than was charged.
    """
    check_amount(amount)
    if amount > before.charged:
        raise BadAmount(f"a refund of {amount} on a charge of {before.charged}")
    charged, own = before.charged - amount, before.rep_pay - before.safety_fund
    if rep_bears and before.charged:
        own = own * charged // before.charged
    return balanced(
        charged=charged,
        refunded=before.refunded + amount,
        credit=before.credit,
        banked=before.banked,
        banked_s=before.banked_s,
        rep_pay=own + before.safety_fund,
        base=before.base,
        safety_fund=before.safety_fund,
        strike=before.strike,
    )


def undecided(facts: Facts, rules: FaultRules) -> Settlement:
    """What becomes of it where the owner let the deadline pass: the customer's favour, up to one block.

    Nobody was found to be at fault, so the representative keeps what they have.
    """
    before = facts.before or settle(replace(facts, fault=Fault.OWNER_ENDED), rules)
    asked = before.charged
    if facts.fault == Fault.HARASSMENT:
        asked = max(0, before.charged - facts.worth(max(facts.billed_s, rules.minimum_s)))
    return relieve(before, min(asked, before.charged, facts.worth(rules.block_s)), rep_bears=False)


Charge = Callable[[Facts, FaultRules], tuple[int, int]]
"""What the customer is charged, and how many seconds are kept for them."""


def _rest(facts: Facts, rules: FaultRules) -> tuple[int, int]:
    if not facts.billed_s:
        return 0, 0
    used_s = max(facts.billed_s // 60 * 60, min(rules.minimum_s, facts.bought_s))
    left_s = max(0, facts.bought_s - used_s)
    banks = rules.bank_rest and left_s >= rules.bank_from_s and facts.billed_s < facts.bought_s
    return facts.worth(max(used_s, facts.billed_s)), left_s if banks else 0


def _unused_or_all(facts: Facts, rules: FaultRules) -> tuple[int, int]:
    usable = facts.billed_s >= min(rules.technical_all_s, facts.bought_s)
    return (facts.worth(facts.billed_s) if usable else 0), 0


def standby(facts: Facts, rules: FaultRules) -> int:
    return facts.price * rules.standby_percent // 100


CHARGES: dict[Gets, Charge] = {
    Gets.NOTHING: lambda facts, _: (facts.price, 0),
    Gets.ALL: lambda _, __: (0, 0),
    Gets.ALL_BUT_STANDBY: lambda f, rules: (standby(f, rules) if f.repeat >= rules.free_cancellations else 0, 0),
    Gets.UNUSED: lambda facts, _: (facts.worth(facts.billed_s), 0),
    Gets.UNUSED_OR_ALL: _unused_or_all,
    Gets.REST: _rest,
    Gets.BEFORE_ONLY: lambda facts, _: (facts.worth(facts.billed_s - facts.free_s), 0),
    Gets.BLOCK: lambda facts, rules: (max(0, charged_before(facts) - facts.worth(rules.block_s)), 0),
}


def charged_before(facts: Facts) -> int:
    return facts.before.charged if facts.before else facts.worth(facts.billed_s)


Pay = Callable[[Facts, FaultRules, int], tuple[int, int]]
"""What the representative gets of such a charge, and what it may not exceed."""


def _share(facts: Facts, _rules: FaultRules, charged: int) -> tuple[int, int]:
    return facts.share(charged), charged


def _used(facts: Facts, _rules: FaultRules, charged: int) -> tuple[int, int]:
    base = max(charged, facts.worth(facts.billed_s))
    return facts.share(base), base


def _at_least_minimum(facts: Facts, rules: FaultRules, _charged: int) -> tuple[int, int]:
    base = facts.worth(max(facts.billed_s, rules.minimum_s))
    return facts.share(base), base


def _standby(facts: Facts, rules: FaultRules, _charged: int) -> tuple[int, int]:
    return standby(facts, rules), standby(facts, rules)


def _kept(facts: Facts) -> tuple[int, int]:
    """As it was before; where nothing was, the share of the time used."""
    if facts.before:
        return facts.before.rep_pay, facts.before.base
    used = facts.worth(facts.billed_s)
    return facts.share(used), used


def _keeps_first(facts: Facts, _rules: FaultRules, charged: int) -> tuple[int, int]:
    pay, base = _kept(facts)
    had = charged_before(facts)
    return (pay if not facts.repeat or not had else pay * charged // had), base


PAYS: dict[Pays, Pay] = {
    Pays.NOTHING: lambda _, __, ___: (0, 0),
    Pays.SHARE: _share,
    Pays.USED: _used,
    Pays.AT_LEAST_MINIMUM: _at_least_minimum,
    Pays.STANDBY: _standby,
    Pays.STANDBY_IF_REPEATED: lambda facts, rules, c: _standby(facts, rules, c) if facts.repeat else (0, 0),
    Pays.KEEPS_FIRST: _keeps_first,
    Pays.KEEPS: lambda facts, _, __: _kept(facts),
}
