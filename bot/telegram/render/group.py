"""Words in the group, and for who taps there: cards, the board, what became of a tap."""

from html import escape

from bot.desk import notices as n
from bot.telegram.callbacks import AcceptTap
from bot.telegram.render.book import GAP, button, lines, renders, rows
from bot.telegram.render.common import title, wishes_line
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View
from models.kinds import OrderState


@renders(n.GroupCard)
def group_card(t: Tongue, notice: n.GroupCard) -> View:
    facts = notice.facts
    state = OrderState(notice.state)
    text = lines(title(t, facts), wishes_line(t, facts), f"<code>{escape(facts.code)}</code> · {group_line(t, notice)}")
    if state is not OrderState.QUEUED or notice.booked_for is not None:
        return View(text, silent=True)
    return View(text, ((button(t("🙋 Accept"), AcceptTap(code=facts.code, epoch=notice.epoch)),),))


@renders(n.Board)
def board(t: Tongue, notice: n.Board) -> View:
    if not notice.waiting:
        return View(t("📋 No order waits here now."), silent=True)
    texts = [
        lines(f"<code>{escape(one.facts.code)}</code> {title(t, one.facts)}", wishes_line(t, one.facts))
        for one in notice.waiting
    ]
    more = t.plural(
        "… and {n} more, shown as these are taken.", "… and {n} more, shown as these are taken.", notice.more
    )
    text = lines(t("📋 <b>Waiting for someone</b>"), GAP, *texts, *((GAP, more) if notice.more else ()))
    taps = [button(f"🙋 {one.facts.code}", AcceptTap(code=one.facts.code, epoch=one.epoch)) for one in notice.waiting]
    return View(text, rows(taps, 3))


@renders(n.BoardMoved)
def board_moved(t: Tongue, _notice: n.BoardMoved) -> View:
    return View(t("📋 The list of waiting orders is further down."), silent=True)


def group_line(t: Tongue, notice: n.GroupCard) -> str:
    match OrderState(notice.state):
        case OrderState.QUEUED if notice.booked_for is not None:
            return t("🗓 wanted at {time}", time=t.day_time(notice.booked_for))
        case OrderState.QUEUED if notice.opens_at is not None:
            return t("🔒 opens at {time}", time=t.second(notice.opens_at))
        case OrderState.QUEUED if notice.opened_to_all:
            return t("open to everyone who fits")
        case OrderState.QUEUED:
            return t("open to the best fitting first")
        case OrderState.CLAIMED | OrderState.LIVE | OrderState.PAUSED:
            return t("✅ taken")
        case OrderState.ENDED:
            return t("🏁 finished")
        case _:
            return t("✖️ no longer wanted")


@renders(n.AcceptWon)
def accept_won(t: Tongue, _notice: n.AcceptWon) -> View:
    return View(t("🎉 It is yours! Open your chat with me and say hello."), alert=True)


@renders(n.Called)
def called(t: Tongue, notice: n.Called) -> View:
    facts = notice.facts
    text = lines(
        t("📞 Nobody is there for this one. Would you take it?"),
        title(t, facts),
        wishes_line(t, facts),
        t("/oncall, and I no longer ask you."),
    )
    return View(text, ((button(t("🙋 Accept"), AcceptTap(code=facts.code, epoch=notice.epoch)),),))


@renders(n.OnCall)
def on_call(t: Tongue, notice: n.OnCall) -> View:
    if notice.on:
        return View(
            t("📞 Good: when nobody else is there for an order that fits you, I ask you here. /oncall ends it.")
        )
    return View(t("🌙 You are no longer on call."))


@renders(n.FirstInLine)
def first_in_line(t: Tongue, notice: n.FirstInLine) -> View:
    return View(
        t("✋ You are first in line. In {n} s it is yours, if nobody who fits even better taps.", n=notice.seconds),
        alert=True,
    )


@renders(n.Outdone)
def outdone(t: Tongue, _notice: n.Outdone) -> View:
    return View(
        t("Somebody who fits this one even better is in line already. Thank you; it counts for you."), alert=True
    )


@renders(n.Overtaken)
def overtaken(t: Tongue, notice: n.Overtaken) -> View:
    return View(
        t("🙏 Order {code} went to somebody who fits it even better. Thank you; it counts for you.", code=notice.code)
    )
