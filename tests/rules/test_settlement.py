"""Who gets what: the owner's table of worked cases, and promises that hold for every order."""

import csv
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.errors import BadAmount
from bot.rules.faults import TABLE, FaultRules
from bot.rules.meter import Meter
from bot.rules.settlement import Facts, Settlement, billed_until, relieve, settle, undecided
from models.kinds import Fault

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FILE = Path(__file__).parent / "cases" / "settlements.tsv"


def cases() -> list[dict[str, str]]:
    text = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(text, delimiter="\t", strict=True))


def fen(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part or 0)


def seconds(text: str) -> int:
    minutes, _, rest = text.partition(":")
    return int(minutes) * 60 + int(rest)


@dataclass
class Told:
    """A talk as a case tells it."""

    meter: Meter
    crisis_at: datetime | None = None
    now: datetime = NOON

    @classmethod
    def of(cls, case: dict[str, str]) -> "Told":
        told = cls(Meter(int(case["minutes"]) * 60))
        for event in case["what happened"].split("; "):
            if event != "-":
                told.happens(*event.split())
        return told

    def happens(self, when: str, what: str) -> None:
        self.now = NOON + timedelta(seconds=seconds(when))
        if what == "crisis":
            self.crisis_at = self.now
        elif what == "end":
            self.meter = self.meter.stop(self.now)
        else:
            self.meter = getattr(self.meter, what)(self.now)

    @property
    def billed_s(self) -> int:
        return self.meter.billed_s(self.now)

    @property
    def free_s(self) -> int:
        return self.billed_s - billed_until(self.meter, self.crisis_at) if self.crisis_at else 0


def made(case: dict[str, str], told: Told) -> Settlement:
    """What the rules make of a case."""
    rules = FaultRules(bank_rest="keeps time" in case["afterwards"])
    before = re.search(r"(\d+) before", case["afterwards"])
    facts = Facts(
        fault=Fault(case["ends as"]),
        price=fen(case["price"]),
        bought_s=int(case["minutes"]) * 60,
        billed_s=told.billed_s,
        rep_percent=int(case["share"]),
        free_s=told.free_s,
        repeat=int(before[1]) if before else 0,
    )
    first = settle(facts, rules)
    later = [word for word in re.split(r", | (?=undecided)", case["afterwards"]) if word in {*Fault, "undecided"}]
    refund = re.match(r"refund (\S+) of (both|the shop)", case["afterwards"])
    if refund:
        return relieve(first, fen(refund[1]), rep_bears=refund[2] == "both")
    if "undecided" in later:
        fault = Fault(later[0]) if later[0] != "undecided" else facts.fault
        return undecided(replace(facts, fault=fault, before=first), rules)
    return settle(replace(facts, fault=Fault(later[0]), before=first), rules) if later else first


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["case"]))
def test_a_worked_case(case: dict[str, str]) -> None:
    told = Told.of(case)
    got = made(case, told)
    assert told.billed_s == seconds(case["counted"])
    columns = ("pays", "back", "apology", "rep", "shop", "lays out", "fund")
    wanted = dict(zip(columns, map(fen, (case[column] for column in columns)), strict=True))
    found = (got.charged, got.refunded, got.credit, got.rep_pay, got.shop, got.shop_loss, got.safety_fund)
    assert dict(zip(columns, found, strict=True)) == wanted
    assert got.banked_s == seconds(case["kept"])


def test_there_are_enough_cases_and_each_row_of_the_table_has_some() -> None:
    told = cases()
    assert len(told) >= 60
    assert len({case["case"] for case in told}) == len(told)
    words = " ".join(f"{case['ends as']} {case['afterwards']}" for case in told)
    assert not [fault for fault in Fault if fault not in words]
    assert set(TABLE) == set(Fault)


@st.composite
def orders(draw: st.DrawFn) -> Facts:
    bought = draw(st.integers(0, 8 * 3600))
    billed = draw(st.integers(0, bought))
    return Facts(
        fault=draw(st.sampled_from(Fault)),
        price=draw(st.integers(0, 10**9)),
        bought_s=bought,
        billed_s=billed,
        rep_percent=draw(st.integers(0, 100)),
        free_s=draw(st.integers(0, billed)),
        repeat=draw(st.integers(0, 9)),
    )


RULES = st.builds(
    FaultRules,
    minimum_s=st.integers(0, 3600),
    standby_percent=st.integers(0, 100),
    free_cancellations=st.integers(0, 5),
    apology_percent=st.integers(0, 100),
    technical_all_s=st.integers(0, 3600),
    block_s=st.integers(0, 7200),
    bank_rest=st.booleans(),
    bank_from_s=st.integers(0, 3600),
)


@given(orders(), RULES, st.lists(st.sampled_from([*Fault, "undecided", "refund", "shop"]), max_size=4), st.data())
def test_whatever_is_decided_in_whatever_order_it_sums_and_the_customer_never_pays_more(
    facts: Facts, rules: FaultRules, later: list[str], data: st.DataObject
) -> None:
    """A Settlement that does not sum, or pays above its base, cannot be made at all: making it would raise."""
    now = settle(facts, rules)
    assert now.base <= facts.price
    for word in later:
        then = now
        if word in {"refund", "shop"}:
            now = relieve(then, data.draw(st.integers(0, then.charged)), rep_bears=word == "refund")
        elif word == "undecided":
            now = undecided(replace(facts, before=then), rules)
        else:
            now = settle(replace(facts, fault=Fault(word), before=then), rules)
        assert now.charged <= then.charged
        assert now.refunded >= then.refunded
        assert (now.banked, now.banked_s) == (then.banked, then.banked_s)
        assert now.base <= facts.price
        assert now.credit >= then.credit


@given(orders(), RULES)
def test_nobody_is_charged_for_more_than_was_talked_but_for_the_minimum_and_the_fee(
    facts: Facts, rules: FaultRules
) -> None:
    if facts.fault in {Fault.HARASSMENT, Fault.RAIL_REFUND}:
        return  # all is kept until the owner has looked, or is gone already
    ceiling = max(facts.worth(max(facts.billed_s, rules.minimum_s)), facts.price * rules.standby_percent // 100)
    assert settle(facts, rules).charged <= ceiling


@given(orders(), RULES, st.integers(0, 8 * 3600))
def test_talking_longer_never_pays_the_representative_less(facts: Facts, rules: FaultRules, more: int) -> None:
    longer = replace(facts, billed_s=min(facts.bought_s, facts.billed_s + more))
    if facts.fault != Fault.CRISIS:
        assert settle(longer, rules).rep_pay >= settle(facts, rules).rep_pay


def test_a_refund_above_the_charge_is_refused() -> None:
    done = settle(Facts(Fault.DONE, 2000, 1800, 1800), FaultRules())
    with pytest.raises(BadAmount):
        relieve(done, 2001, rep_bears=True)


@pytest.mark.parametrize("bad", [-1, 1.0, True, None])
def test_no_fact_is_negative_fractional_or_a_truth_value(bad: int) -> None:
    for name in ("price", "bought_s", "billed_s", "free_s", "repeat"):
        told: dict[str, Any] = {"fault": Fault.DONE, "price": 1, "bought_s": 60, name: bad}
        with pytest.raises(BadAmount):
            Facts(**told)
    with pytest.raises(BadAmount):
        Facts(Fault.CRISIS, 1, 60, 10, free_s=11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": 5, "charged": 4},
        {"price": 5, "charged": 5, "shop": 4},
        {"price": 5, "charged": 5, "rep_pay": 5, "base": 4},
        {"price": 5, "charged": 6, "refunded": -1, "shop": 6},
    ],
)
def test_a_settlement_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadAmount):
        Settlement(**wrong)
