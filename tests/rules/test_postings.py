"""Every posting sums to zero, and over an order's life everyone ends up with what they should."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import postings, return_postings
from bot.rules.errors import BadAmount, Unbalanced
from bot.rules.postings import CLEARING, PREPAID, REVENUE, Line, Posting, pending_of, wallet_of
from bot.rules.tariff import split

CUSTOMER, REP = 7, 9
WALLET, PENDING = wallet_of(CUSTOMER), pending_of(REP)


def balances(*made: Posting) -> dict[str, int]:
    total: Counter[str] = Counter()
    for posting in made:
        for line in posting.lines:
            total[line.account] += line.amount
    return {account: amount for account, amount in total.items() if amount}


@pytest.mark.parametrize(
    "lines",
    [
        (Line("a", 1),),
        (Line("a", 1), Line("b", -2)),
        (Line("a", 0), Line("b", 0)),
        (Line("a", 5), Line("b", -5), Line("c", 0)),
        (Line("a", 5), Line("a", -5)),
    ],
)
def test_a_posting_that_does_not_balance_is_refused(lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        Posting("key", "memo", lines)


@pytest.mark.parametrize("amount", [1.0, True])
def test_a_posting_holds_whole_minor_units_only(amount: int) -> None:
    with pytest.raises(BadAmount):
        Posting("key", "memo", (Line("a", amount), Line("b", -1)))


def test_a_settled_session_pays_everyone() -> None:
    paid = postings.voucher_redeemed("K7Q2M", 2000)
    settled = postings.settled("K7Q2M", 2000, 1333, 800, rep_id=REP, customer_id=CUSTOMER)
    assert balances(paid, settled) == {CLEARING: 2000, PENDING: -800, REVENUE: -533, WALLET: -667}


def test_an_order_called_off_leaves_the_price_in_the_wallet() -> None:
    made = postings.voucher_redeemed("K7Q2M", 2000), postings.returned("K7Q2M", 2000, CUSTOMER)
    assert balances(*made) == {CLEARING: 2000, WALLET: -2000}


def test_a_wallet_that_pays_for_an_order_called_off_is_as_before() -> None:
    made = postings.wallet_paid("K7Q2M", 2000, CUSTOMER), postings.returned("K7Q2M", 2000, CUSTOMER)
    assert balances(*made) == {}


def test_a_free_order_moves_no_money_and_still_leaves_its_key() -> None:
    posting = postings.settled("K7Q2M", 0, 0, 0, rep_id=REP, customer_id=CUSTOMER)
    assert (posting.key, posting.lines) == ("order:K7Q2M:settled", ())


def test_settling_and_calling_off_share_one_key_so_that_only_one_can_happen() -> None:
    settled = postings.settled("K7Q2M", 2000, 0, 0, rep_id=REP, customer_id=CUSTOMER)
    assert settled.key == postings.returned("K7Q2M", 2000, CUSTOMER).key


def test_paying_twice_has_one_key_whatever_it_is_paid_with() -> None:
    assert postings.voucher_redeemed("K7Q2M", 1).key == postings.wallet_paid("K7Q2M", 1, CUSTOMER).key


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: postings.voucher_redeemed("K", -1),
        lambda: postings.wallet_paid("K", -1, CUSTOMER),
        lambda: postings.returned("K", -1, CUSTOMER),
        lambda: postings.settled("K", 100, 101, 0, rep_id=REP, customer_id=CUSTOMER),
        lambda: postings.settled("K", 100, 50, 51, rep_id=REP, customer_id=CUSTOMER),
        lambda: postings.settled("K", 100, 50, -1, rep_id=REP, customer_id=CUSTOMER),
        lambda: postings.refunded("K", 50, 51, rep_id=REP, customer_id=CUSTOMER),
        lambda: postings.refunded("K", -50, -50, rep_id=REP, customer_id=CUSTOMER),
    ],
)
def test_amounts_that_cannot_be_are_refused(wrong: Callable[[], Posting]) -> None:
    with pytest.raises(BadAmount):
        wrong()


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 100), st.booleans())
def test_a_refund_undoes_the_session_to_the_last_fen(price: int, part: int, percent: int, by_wallet: bool) -> None:
    charged = min(price, part)
    rep_pay, _ = split(charged, percent)
    paid = postings.wallet_paid("K", price, CUSTOMER) if by_wallet else postings.voucher_redeemed("K", price)
    settled = postings.settled("K", price, charged, rep_pay, rep_id=REP, customer_id=CUSTOMER)
    refunded = postings.refunded("K", charged, rep_pay, rep_id=REP, customer_id=CUSTOMER)
    for posting in (paid, settled, refunded):
        assert sum(line.amount for line in posting.lines) == 0
    after = balances(paid, settled)
    assert PREPAID not in after
    assert after.get(PENDING, 0) == -rep_pay
    assert after.get(REVENUE, 0) == rep_pay - charged
    assert balances(paid, settled, refunded) == ({} if by_wallet or not price else {CLEARING: price, WALLET: -price})


ACCOUNTS = {
    "voucher-clearing": postings.Nature.ASSET,
    "stars-clearing": postings.Nature.ASSET,
    "rep:9:paid": postings.Nature.ASSET,
    "prepaid": postings.Nature.LIABILITY,
    "tips": postings.Nature.LIABILITY,
    "customer:7:wallet": postings.Nature.LIABILITY,
    "customer:7:time": postings.Nature.LIABILITY,
    "rep:9:pending": postings.Nature.LIABILITY,
    "rep:9:available": postings.Nature.LIABILITY,
    "rep:9:requested": postings.Nature.LIABILITY,
    "revenue": postings.Nature.INCOME,
    "bonuses": postings.Nature.EXPENSE,
    "safety-fund": postings.Nature.EXPENSE,
    "shop-loss": postings.Nature.EXPENSE,
}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_account_has_its_place_in_the_chart(account: str) -> None:
    assert postings.nature(account) is ACCOUNTS[account]
    of_a_person = account.startswith(("customer:", "rep:")) and account != "rep:9:paid"
    assert postings.is_drawn(account) == of_a_person


@pytest.mark.parametrize("name", ["", "wallet", "customer:7", "customer:7:pending", "rep:9:wallet", "prepaids"])
def test_a_name_outside_the_chart_is_no_account(name: str) -> None:
    with pytest.raises(Unbalanced):
        postings.nature(name)


@given(st.lists(st.tuples(st.sampled_from(list(ACCOUNTS)), st.integers(-(10**9), 10**9)), max_size=9))
def test_a_reversal_leaves_every_account_as_it_was(lines: list[tuple[str, int]]) -> None:
    rest = -sum(amount for _, amount in lines)
    made = postings.posting("key", "memo", *lines, ("shop-loss", rest))
    undone = postings.reverse(made)
    assert undone.key == "key:reversed"
    assert balances(made, undone) == {}
    assert postings.reverse(undone).lines == made.lines


def test_time_kept_and_used_or_lapsed_ends_at_nothing() -> None:
    kept = postings.topped_up("k", 500, "stars", CUSTOMER), postings.banked("A", 500, CUSTOMER)
    assert balances(*kept, postings.time_paid("B", 500, CUSTOMER)) == {"stars-clearing": 500, PREPAID: -500}
    assert balances(*kept, postings.time_expired(3, 500, CUSTOMER)) == {"stars-clearing": 500, REVENUE: -500}


def test_only_what_a_rail_takes_back_may_leave_a_debt() -> None:
    assert return_postings.gone_back("k", 500, "stars", CUSTOMER).may_owe
    assert not postings.wallet_paid("K", 500, CUSTOMER).may_owe
