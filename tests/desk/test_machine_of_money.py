"""Orders, clock, payments, refunds and payouts in any order, with crashes and repeats, through the desk's own door.

After every step accounts sum to zero, nobody's is overdrawn, a representative's lines are the ledger's accounts and no
order pays above its base; at the end of every run the audit makes it all again. `make long` walks 20,000 steps.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.books import audit
from bot.desk import commands as c
from bot.desk import door
from bot.desk import money_commands as mc
from bot.desk import money_notices as mn
from bot.desk.notices import Refused
from bot.rules.earnings import PayRules
from bot.rules.errors import RuleError
from bot.rules.postings import debt_of
from models import kernel, pay
from models import settlement as settlements
from models.base import Base
from models.engine import Database
from models.kinds import WHY_REP_ENDS, CaseState, EndReason, Fault, OrderState, PayoutState, RepStatus, TimerKind
from models.money import PostingLine, PostingRow
from models.order import Order
from models.pay import Appeal, Earning, Payout
from models.rep import Rep
from tests.desk.money_shop import CUSTOMERS, OWNER, REPS, Till

T = TypeVar("T")
CUSTOMER, REP = st.sampled_from(CUSTOMERS), st.sampled_from(REPS)
SHORTFALL = ("shop", "debt")


class Crashed(Exception):  # noqa: N818 (as when the process dies: nothing of the transaction stays)
    pass


class MoneyMachine(RuleBasedStateMachine):
    def __init__(self, url: str, loop: asyncio.Runner, shortfall: str) -> None:
        super().__init__()
        self.loop, self.steps = loop, 0
        self.till = Till(Database(url))
        rules = PayRules(minimum=500, shortfall="debt" if shortfall == "debt" else "shop")
        self.till.rules = replace(self.till.rules, pay=rules)
        self.done: c.Command | None = None
        self.do(self.open())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(work)

    async def open(self) -> None:
        if ":memory:" in self.till.database.url:
            async with self.till.database.engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        await self.till.open()
        for rep in REPS:
            await self.till.does(mc.WriteAccount(self.till.actor(rep), f"Bank, {rep}"))
            await self.till.does(mc.ApproveAccount(self.till.actor(OWNER), f"R{rep}", True))
        async with self.till.database.begin() as session:
            await kernel.set_if_none(session, TimerKind.CUT_OFF, "shop", self.till.now)

    def does(self, command: c.Command) -> bool:
        """Whether the desk did it; a refusal changes nothing."""
        self.done = None
        try:
            self.do(self.till.does(command))
        except (Refused, RuleError):
            return False
        self.done = command
        return True

    async def some(self, number: int) -> Order | None:
        """Any order there is, the latest ones most likely."""
        async with self.till.database.begin() as session:
            query = select(Order).order_by(Order.id.desc()).offset(number).limit(1)
            return (await session.scalars(query)).one_or_none()

    def order(self, number: int) -> Order | None:
        return self.do(self.some(number))

    @rule(customer=CUSTOMER, service=st.sampled_from(["chat15", "chat30"]))
    def orders(self, customer: int, service: str) -> None:
        try:
            self.do(self.till.queued(customer, service))
        except Refused:
            self.does(c.DropDraft(self.till.actor(customer)))

    @rule(customer=CUSTOMER, rep=REP, service=st.sampled_from(["chat15", "chat30"]))
    def talks(self, customer: int, rep: int, service: str) -> None:
        try:
            self.do(self.till.talking(customer, rep, service))
        except Refused:
            self.does(c.DropDraft(self.till.actor(customer)))

    @rule(number=st.integers(0, 3), rep=REP)
    def is_given(self, number: int, rep: int) -> None:
        order = self.order(number)
        if order is not None:
            self.does(c.AssignOrder(self.till.actor(OWNER), order.code, f"R{rep}"))

    @rule(who=st.sampled_from((*CUSTOMERS, *REPS)))
    def speaks(self, who: int) -> None:
        with contextlib.suppress(Refused):
            self.do(self.till.says(who, "hello"))

    @rule(seconds=st.sampled_from([1, 59, 60, 61, 299, 601, 1800, 3 * 3600, 26 * 3600, 8 * 24 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.do(self.till.wait(seconds=seconds))

    @rule(
        who=st.sampled_from((*CUSTOMERS, *REPS)), number=st.integers(0, 3), why=st.sampled_from((None, *WHY_REP_ENDS))
    )
    def ends(self, who: int, number: int, why: EndReason | None) -> None:
        order = self.order(number)
        if order is not None:
            self.does(c.ConfirmEnd(self.till.actor(who), order.code, why))

    @rule(who=st.sampled_from((*CUSTOMERS, *REPS)), pause=st.booleans())
    def pauses(self, who: int, pause: bool) -> None:
        self.does(c.Pause(self.till.actor(who)) if pause else c.Resume(self.till.actor(who)))

    @rule(customer=CUSTOMER)
    def cancels(self, customer: int) -> None:
        self.does(c.Cancel(self.till.actor(customer)))

    @rule(customer=CUSTOMER, who=st.sampled_from(("customer", "rep")))
    def do_not_fit(self, customer: int, who: str) -> None:
        """Whoever talks now; the second time in a month the shop pays for who was there."""
        order = self.do(self.talk_of(customer))
        if order is not None:
            person = customer if who == "customer" else order.rep_id or 0
            self.does(c.NotAFit(self.till.actor(person), order.code, sure=True))

    async def talk_of(self, customer: int) -> Order | None:
        async with self.till.database.begin() as session:
            talking = (Order.customer_id == customer, Order.state == OrderState.LIVE)
            return (await session.scalars(select(Order).where(*talking).limit(1))).one_or_none()

    @rule(number=st.integers(0, 3), fault=st.sampled_from(["technical", "misconduct", "crisis", "harassment"]))
    def is_settled(self, number: int, fault: str) -> None:
        order = self.order(number)
        if order is not None:
            self.does(mc.Settle(self.till.actor(OWNER), order.code, fault))
            self.do(self.hire_back())

    async def hire_back(self) -> None:
        async with self.till.database.begin() as session:
            for rep in await session.scalars(select(Rep)):
                rep.status, rep.on_duty = RepStatus.ACTIVE, True

    @rule(customer=CUSTOMER, rep=REP, amount=st.sampled_from(["1", "4", "50"]))
    def goes_badly(self, customer: int, rep: int, amount: str) -> None:
        """A talk for which the representative pays a penalty, and after which the customer has all of it back."""
        try:
            code = self.do(self.till.talked(customer, rep, minutes=12, service="chat15"))
        except Refused:
            self.does(c.DropDraft(self.till.actor(customer)))
            return
        self.does(mc.Penalise(self.till.actor(OWNER), code, amount, "late"))
        self.does(c.Refund(self.till.actor(OWNER), code))

    @rule(number=st.integers(0, 3), amount=st.sampled_from(["0.01", "3", "6.66", "20"]), both=st.booleans())
    def is_refunded(self, number: int, amount: str, both: bool) -> None:
        order = self.order(number)
        if order is not None:
            self.does(mc.RefundPart(self.till.actor(OWNER), order.code, amount, both))

    @rule(number=st.integers(0, 3), fault=st.sampled_from([Fault.NOT_WORTH_IT, Fault.MISCONDUCT, Fault.HARASSMENT]))
    def complains(self, number: int, fault: Fault) -> None:
        order = self.order(number)
        if order is not None:
            who = order.rep_id if fault is Fault.HARASSMENT else order.customer_id
            self.does(mc.Complain(self.till.actor(who or 0), order.code, fault))

    @rule(granted=st.booleans())
    def is_decided(self, granted: bool) -> None:
        for case in self.do(self.cases()):
            self.does(mc.DecideCase(self.till.actor(OWNER), case, granted))
        self.do(self.hire_back())

    async def cases(self) -> list[int]:
        async with self.till.database.begin() as session:
            return [case.id for case in await settlements.open_complaints(session)]

    @rule(number=st.integers(0, 2), amount=st.sampled_from([500, 1000]))
    def tips(self, number: int, amount: int) -> None:
        order = self.order(number)
        if order is not None:
            self.does(mc.GiveTip(self.till.actor(order.customer_id), order.code, amount))

    @rule(number=st.integers(0, 2), amount=st.sampled_from(["1", "4", "50"]))
    def is_penalised(self, number: int, amount: str) -> None:
        order = self.order(number)
        if order is not None:
            self.does(mc.Penalise(self.till.actor(OWNER), order.code, amount, "late"))

    @rule(who=REP, number=st.integers(0, 5), granted=st.booleans())
    def questions_a_line(self, who: int, number: int, granted: bool) -> None:
        line = self.do(self.line_against(who, number))
        if line is not None and self.does(mc.AppealLine(self.till.actor(who), line)):
            card = self.till.heard(OWNER, mn.AppealCard)[-1]
            self.does(mc.DecideAppeal(self.till.actor(OWNER), card.appeal_id, granted))

    async def line_against(self, rep: int, number: int) -> int | None:
        """Any line of theirs that took something."""
        async with self.till.database.begin() as session:
            query = select(Earning.id).where(Earning.rep_id == rep, Earning.amount < 0).order_by(Earning.id.desc())
            return await session.scalar(query.offset(number).limit(1))

    @rule(paid=st.booleans())
    def the_bank_answers(self, paid: bool) -> None:
        for code in self.do(self.open_payouts()):
            self.does(mc.SettlePayout(self.till.actor(OWNER), code, paid))

    async def open_payouts(self) -> list[str]:
        async with self.till.database.begin() as session:
            query = select(Payout.code).where(Payout.state == PayoutState.REQUESTED).order_by(Payout.id)
            return list(await session.scalars(query))

    @rule()
    def said_again(self) -> None:
        """What was done last arrives once more, as after a lost answer."""
        repeatable = (mc.GiveTip, mc.DecideCase, mc.SettlePayout, mc.Complain, c.ConfirmEnd)
        if isinstance(self.done, repeatable):
            before, done = self.do(self.till.balances()), self.done
            self.does(done)
            assert self.do(self.till.balances()) == before, done

    @rule(number=st.integers(0, 3))
    def the_process_dies(self, number: int) -> None:
        """In the middle of a settlement: nothing of it stays."""
        order = self.order(number)
        if order is None:
            return
        before = self.do(self.till.balances())
        command = c.ConfirmEnd(self.till.actor(order.customer_id), order.code)
        self.do(self.dying(command))
        assert self.do(self.till.balances()) == before

    async def dying(self, command: c.Command) -> None:
        with contextlib.suppress(Crashed, Refused):
            async with self.till.database.begin() as session:
                await door.handle(self.till.work(session), command)
                raise Crashed

    @invariant()
    def holds(self) -> None:
        self.steps += 1
        self.do(self.till.holds())
        self.do(self.nobody_pays_more_than_they_bought())

    async def nobody_pays_more_than_they_bought(self) -> None:
        """And no penalty takes from a representative, with refunds and debts of the same order, more than it earned."""
        async with self.till.database.begin() as session:
            undone = set(await session.scalars(select(Appeal.earning_id).where(Appeal.state == CaseState.GRANTED)))
            owed = await debts(session)
            for order in await session.scalars(select(Order)):
                rows = await settlements.all_of(session, order.id)
                paid = [row.charged for row in rows]
                assert paid == sorted(paid, reverse=True), "what was given back is never charged again"
                assert all(row.billed_s <= order.minutes * 60 for row in rows)
                lines = [
                    line for line in await pay.lines_of_order(session, order.id) if line.kind not in {"tip", "gift"}
                ]
                assert sum(line.amount for line in lines) <= order.price
                for rep in REPS:
                    left = sum(line.amount for line in lines if line.rep_id == rep and line.id not in undone)
                    assert left >= owed.get((order.id, debt_of(rep)), 0), "no more is taken than was earned"

    def teardown(self) -> None:
        try:
            self.do(self.agree())
        finally:
            self.do(self.till.database.close())

    async def agree(self) -> None:
        async with self.till.database.begin() as session:
            said, _ = await audit.first_difference(session)
        assert said == ""


async def debts(session: AsyncSession) -> dict[tuple[int, str], int]:
    """What representatives came to owe, by order."""
    query = select(PostingRow.order_id, PostingLine.account, func.sum(PostingLine.amount)).join(
        PostingLine, PostingLine.posting_id == PostingRow.id
    )
    of_orders = query.where(PostingLine.account.endswith(":debt"), PostingRow.order_id.is_not(None))
    found = await session.execute(of_orders.group_by(PostingRow.order_id, PostingLine.account))
    return {(order_id or 0, account): int(amount) for order_id, account, amount in found}


def walk(url: str, shortfall: str, *, examples: int, steps: int, part: int = 0) -> int:
    """So many runs of so many steps; returns how many steps were made."""
    made: list[MoneyMachine] = []
    with asyncio.Runner() as loop:

        @seed(part)
        def machine() -> MoneyMachine:
            made.append(MoneyMachine(url, loop, shortfall))
            return made[-1]

        run_state_machine_as_test(
            machine,  # type: ignore[arg-type]  # it calls it
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
            ),
        )  # fmt: skip
    return sum(one.steps for one in made)


@pytest.mark.parametrize("shortfall", SHORTFALL)
def test_money_adds_up_whatever_happens(shortfall: str) -> None:
    assert walk("sqlite:///:memory:", shortfall, examples=6, steps=25) >= 100


@pytest.mark.timeout(0)
@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_money_adds_up_for_twenty_thousand_steps(part: int) -> None:
    """Each part goes other ways, the same ones every time."""
    assert walk("sqlite:///:memory:", SHORTFALL[part % 2], examples=50, steps=45, part=part) >= 2000
