"""The clock of a running talk, brought up to date: what was said since it last listened, and what came by itself.

Whoever asks the clock for anything catches up first. Words that were carried by the hundred cost it nothing: it finds
them by the link table, with one timer row an order, which comes as often as a wait could begin.
"""

from datetime import datetime, timedelta

from bot.desk import facts, rooms
from bot.desk import notices as n
from bot.desk.work import Work
from bot.rules import pulse
from bot.rules.meter import EXTRA, STANDS, After, Meter
from bot.rules.pulse import Ear, Word
from bot.rules.terms import Terms
from models import clockwork, kernel, link, outage
from models.clockwork import NEVER_WARNED, Clockwork
from models.kinds import OrderState, Side, SpanKind, TimerKind
from models.link import Link
from models.order import Order

REFRESH = timedelta(seconds=60)
TO_GO_ON_S = 30
"""So long at least a talk that is extended by itself stays open for that."""

TRUSTED = timedelta(minutes=2)
"""So much older than it is handled may a message be; where it is more and the shop was not away, clocks disagree."""


def side_of(order: Order, person_id: int) -> Side:
    return Side.CUSTOMER if order.customer_id == person_id else Side.REP


def person_at(order: Order, side: Side) -> int:
    if side is Side.CUSTOMER:
        return order.customer_id
    if order.rep_id is None:
        raise LookupError(f"order {order.code} has no representative")
    return order.rep_id


async def tell(work: Work, order: Order, side: Side, notice: n.Notice) -> None:
    """Where the side has several talks, it is said first which one it is about."""
    person_id = person_at(order, side)
    await rooms.aside(work, person_id, order)
    work.tell(person_id, notice, order_id=order.id)


async def moment(work: Work, at: datetime | None) -> datetime:
    """When something happened, by Telegram's date of it, as far as that can be; a tap has none."""
    if at is None or at > work.now:
        return work.now
    return at if work.now - at <= TRUSTED or await outage.covers(work.session, at) else work.now


def ear_of(row: Clockwork) -> Ear:
    return Ear(row.unanswered_at, row.spoken_at, row.asked_at, row.quiet)


def keep_ear(row: Clockwork, ear: Ear) -> None:
    row.unanswered_at, row.spoken_at, row.asked_at, row.quiet = ear.unanswered, ear.spoken, ear.asked, ear.quiet


def after_of(order: Order, row: Clockwork) -> After:
    """What follows the bought time."""
    terms = facts.terms_of(order)
    topup_s = terms.topup_hold_s if row.short_minutes else 0
    return After(row.gift_s, topup_s, max(terms.grace_s, TO_GO_ON_S if row.auto_left else 0))


async def words_since(work: Work, order: Order, row: Clockwork) -> list[Word]:
    links = await link.said_since(work.session, order.id, row.heard_id)
    row.heard_id = max((one.id for one in links), default=row.heard_id)
    return [word(order, one) for one in links]


def word(order: Order, one: Link) -> Word:
    return Word(one.said_at or one.created_at, one.created_at, side_of(order, one.sender_id), one.real)


async def catch_up(work: Work, order: Order, *, anew: datetime | None = None) -> Meter:
    """The meter as it is now, written down. Since `anew` whoever waits, or is silent, does so."""
    meter = await facts.meter_of(work, order)
    if meter.open is None:
        return meter
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    words = await words_since(work, order, row)
    ear, gaps = pulse.listen(ear_of(row), words, terms)
    ear = ear.back_at(anew) if anew is not None else ear
    keep_ear(row, ear)
    now = pulse.followed(meter, gaps, pulse.late(words, terms))
    now = pulse.as_now(now, ear, terms, after_of(order, row), work.now)
    if now != meter:
        await facts.keep_meter(work, order, now)
    return now


async def arm(work: Work, order: Order, meter: Meter) -> None:
    """The timer rows that what the clock shows now asks for, and no others of its own."""
    row, terms, subject = await clockwork.of(work.session, order.id), facts.terms_of(order), str(order.id)
    due: dict[TimerKind, datetime] = {}
    ends = work.now if meter.open is None else meter.next_at(after_of(order, row))
    if ends is not None:
        due[TimerKind.TIME_UP] = ends
    if meter.open in EXTRA and row.auto_left and not meter.remaining_s(work.now):
        due[TimerKind.TIME_UP] = work.now
    if meter.running and ends is not None:
        warned = [ends - timedelta(minutes=left) for left in terms.warnings(order.minutes)]
        due[TimerKind.LOOK] = pulse.next_look(ear_of(row), terms, work.now, work.now + REFRESH, *warned)
    if meter.open in STANDS | {SpanKind.WAITING}:
        due[TimerKind.PAUSE_OVER] = await patient_until(work, order, meter)
    await kernel.clear_timers(work.session, subject, TimerKind.TIME_UP, TimerKind.LOOK, TimerKind.PAUSE_OVER)
    for kind, moment_due in due.items():
        await kernel.set_timer(work.session, kind, subject, moment_due)


async def patient_until(work: Work, order: Order, meter: Meter) -> datetime:
    """When it has stood still as long as it may; while the shop is away nobody's patience runs."""
    since = meter.spans[-1].start
    away = [one.end - max(one.start, since) for one in await outage.since(work.session, since)]
    return since + timedelta(seconds=patience_s(meter, facts.terms_of(order), order)) + sum(away, timedelta())


def patience_s(meter: Meter, terms: Terms, order: Order) -> int:
    """How long it may stand still as it does."""
    if meter.open is not SpanKind.PAUSED:
        return terms.lost_s if meter.spans[-1].reason == "lost" else terms.after_pause_s
    return terms.customer_pause_s if order.paused_by == Side.CUSTOMER else terms.rep_pause_s


async def listened(work: Work, order: Order) -> Meter:
    """Catch up, and let people see what changed."""
    before = (await facts.meter_of(work, order)).open
    meter = await catch_up(work, order)
    await show_change(work, order, before, meter)
    await arm(work, order, meter)
    return meter


async def show_change(work: Work, order: Order, before: SpanKind | None, meter: Meter) -> None:
    """Both see that it is something else now, and hear that the bought time is over."""
    if meter.open is before:
        return
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    if meter.open is SpanKind.GRACE and terms.warn_aloud and not row.auto_left:
        for side in Side:
            await tell(work, order, side, n.GraceBegan(side, terms.grace_s))
    await facts.show_both(work, order)


async def look(work: Work, order: Order) -> None:
    """What the timer does: listen, ask into a silence, warn, and bring the cards up to date."""
    if order.state != OrderState.LIVE:
        return
    meter = await catch_up(work, order)
    row, terms = await clockwork.of(work.session, order.id), facts.terms_of(order)
    ear = ear_of(row)
    if meter.running:
        falls, asks = ear.falls_silent_at(terms), ear.asks_at(terms)
        if falls is not None and falls <= work.now:
            meter = await fall_silent(work, order, meter, falls)
        elif asks is not None and asks <= work.now:
            row.asked_at = work.now
            await tell(work, order, Side.CUSTOMER, n.QuietAsk(order.code))
    if meter.running:
        await warn(work, order, row, meter)
    await arm(work, order, meter)
    await facts.show_both(work, order)


async def fall_silent(work: Work, order: Order, meter: Meter, since: datetime) -> Meter:
    """Nobody wrote, and nobody said that quiet is fine: what follows is not counted."""
    meter = meter.switch(SpanKind.SILENT, since, "silence")
    order.state, order.paused_by = OrderState.PAUSED, None
    await facts.keep_meter(work, order, meter)
    minutes = facts.terms_of(order).after_pause_s // 60
    for side in Side:
        await tell(work, order, side, n.FellSilent(side, order.code, minutes))
    return meter


async def warn(work: Work, order: Order, row: Clockwork, meter: Meter) -> None:
    """Each once: the card tells the minutes, and one warning makes a sound."""
    terms, left = facts.terms_of(order), meter.remaining_s(work.now)
    due = [minutes for minutes in terms.warnings(order.minutes) if left <= minutes * 60 and minutes < row.warned]
    if not due:
        return
    row.warned = min(due)
    if row.warned in terms.warn_aloud:
        for side in Side:
            await tell(work, order, side, n.TimeWarning(row.warned, side))


def time_was_added(row: Clockwork) -> None:
    """The warnings begin anew."""
    row.warned = NEVER_WARNED
