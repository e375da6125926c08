"""The postings of settlements, of what representatives earn, and of what they are paid."""

from bot.rules.amounts import check_amount
from bot.rules.earnings import Drawn, Due
from bot.rules.errors import BadAmount
from bot.rules.postings import (
    BONUSES,
    PREPAID,
    REVENUE,
    SAFETY_FUND,
    SHOP_LOSS,
    TIPS,
    Posting,
    available_of,
    debt_of,
    paid_of,
    pending_of,
    posting,
    requested_of,
    wallet_of,
)
from bot.rules.settlement import Settlement


def ended(code: str, s: Settlement, *, rep_id: int | None, customer_id: int) -> Posting:
    """The prepaid price becomes what everybody gets of it. Raises BadAmount for pay that is nobody's."""
    if s.rep_pay and rep_id is None:
        raise BadAmount(f"order {code}: a pay of {s.rep_pay} for nobody")
    return posting(
        f"order:{code}:settled",
        "order settled",
        (PREPAID, s.price),
        (pending_of(rep_id or 0), -s.rep_pay),
        (REVENUE, -s.shop),
        (SHOP_LOSS, s.shop_loss),
        (SAFETY_FUND, s.safety_fund),
        (wallet_of(customer_id), s.charged - s.price - s.credit),
    )


def changed(
    key: str,
    old: Settlement,
    new: Settlement,
    due: Due,
    drawn: Drawn,
    *,
    bonus_back: int,
    rep_id: int | None,
    customer_id: int,
    owes: bool,
) -> Posting:
    """What a later decision changes. `drawn` is what the representative gives back, bonuses among it.

    What is missing there is the shop's loss, or with `owes` their debt; what they are spared is the shop's loss.
    """
    rep, taken = rep_id or 0, sum(amount for _, amount in drawn.pending)
    return posting(
        key,
        "order settled anew",
        (wallet_of(customer_id), new.charged - old.charged - new.credit + old.credit),
        (REVENUE, old.shop - new.shop),
        (SHOP_LOSS, new.shop_loss - old.shop_loss + due.spared),
        (SAFETY_FUND, new.safety_fund - old.safety_fund),
        (BONUSES, -bonus_back),
        (pending_of(rep), taken - due.more),
        (available_of(rep), drawn.available),
        (debt_of(rep) if owes else SHOP_LOSS, drawn.short),
    )


def stood_by_key(code: str) -> str:
    """Of the posting, and of the line in the statement."""
    return f"order:{code}:stood-by"


def stood_by(code: str, amount: int, rep_id: int) -> Posting:
    """The shop's fee for who was there in vain, on an order that goes to somebody else."""
    check_amount(amount)
    return posting(stood_by_key(code), "stood by", (SHOP_LOSS, amount), (pending_of(rep_id), -amount))


def bonus(code: str, amount: int, rep_id: int) -> Posting:
    """What the shop adds to the share of an order."""
    check_amount(amount)
    return posting(f"order:{code}:bonuses", "bonuses", (BONUSES, amount), (pending_of(rep_id), -amount))


def tip_given(code: str, amount: int, customer_id: int) -> Posting:
    check_amount(amount)
    return posting(f"order:{code}:tip", "tip given", (wallet_of(customer_id), amount), (TIPS, -amount))


def tip_passed_on(code: str, amount: int, part: int, rep_id: int) -> Posting:
    """The representative's part of a tip; the rest, if any, is the shop's. Raises BadAmount."""
    if not 0 <= part <= amount:
        raise BadAmount(f"a part of {part} of a tip of {amount}")
    lines = (TIPS, amount), (pending_of(rep_id), -part), (REVENUE, part - amount)
    return posting(f"order:{code}:tip-passed-on", "tip passed on", *lines)


def given(key: str, amount: int, rep_id: int) -> Posting:
    """What the owner adds, for a reason."""
    check_amount(amount)
    return posting(f"earning:{key}", "added by the owner", (BONUSES, amount), (pending_of(rep_id), -amount))


def penalty(key: str, drawn: Drawn, rep_id: int) -> Posting:
    """What the owner takes away, for a reason; what is not there is not taken."""
    taken = sum(amount for _, amount in drawn.pending)
    lines = (pending_of(rep_id), taken), (available_of(rep_id), drawn.available), (REVENUE, -taken - drawn.available)
    return posting(f"earning:{key}", "penalty", *lines)


def restored(key: str, amount: int, rep_id: int, *, of_revenue: bool) -> Posting:
    """What an appeal gives back: a penalty out of the revenue that it was; anything else is the shop's loss."""
    check_amount(amount)
    lines = (REVENUE if of_revenue else SHOP_LOSS, amount), (pending_of(rep_id), -amount)
    return posting(f"earning:{key}", "given back after an appeal", *lines)


def released(key: str, amount: int, rep_id: int) -> Posting:
    """No longer open to question."""
    check_amount(amount)
    lines = (pending_of(rep_id), amount), (available_of(rep_id), -amount)
    return posting(f"earning:{key}:released", "earnings available", *lines)


def repaid(key: str, amount: int, rep_id: int) -> Posting:
    """A debt is paid by what has become available."""
    check_amount(amount)
    return posting(f"earning:{key}", "debt repaid", (available_of(rep_id), amount), (debt_of(rep_id), -amount))


def requested(code: str, amount: int, rep_id: int) -> Posting:
    check_amount(amount)
    lines = (available_of(rep_id), amount), (requested_of(rep_id), -amount)
    return posting(f"payout:{code}:requested", "payout requested", *lines)


def paid(code: str, amount: int, rep_id: int) -> Posting:
    check_amount(amount)
    return posting(f"payout:{code}:paid", "payout paid", (requested_of(rep_id), amount), (paid_of(rep_id), -amount))


def failed(code: str, amount: int, rep_id: int) -> Posting:
    """The bank sent it back."""
    check_amount(amount)
    lines = (requested_of(rep_id), amount), (available_of(rep_id), -amount)
    return posting(f"payout:{code}:failed", "payout failed", *lines)
