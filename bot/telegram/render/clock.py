"""Words of the clock: what it asks, what it says by itself, and what stands on the two cards while it runs."""

from bot.desk import clock_notices as cn
from bot.desk import notices as n
from bot.telegram.callbacks import MoreTap, OrderTap, TopUpTap
from bot.telegram.render.book import button, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View
from models.kinds import Side, SpanKind


@renders(n.QuietAsk)
def quiet_ask(t: Tongue, notice: n.QuietAsk) -> View:
    text = t("🌙 It has been quiet for a while. All well? If you do not answer, the clock pauses by itself soon.")
    fine = button(t("🌙 I'm here, quiet is fine"), OrderTap(act="quiet", code=notice.code))
    pause = button(t("⏸ Pause"), OrderTap(act="pause", code=notice.code))
    return View(text, ((fine,), (pause, button(t("⏹ End"), OrderTap(act="ask", code=notice.code)))), silent=True)


@renders(n.QuietKept)
def quiet_kept(t: Tongue, _notice: n.QuietKept) -> View:
    return View(t("🌙 Good. The clock runs on, and I won't ask again in this quiet."))


@renders(n.FellSilent)
def fell_silent(t: Tongue, notice: n.FellSilent) -> View:
    if notice.side is Side.REP:
        text = t(
            "🌙 Nobody has written for a while, so the clock stands still. It runs on when the customer writes; "
            "what you write arrives all the same."
        )
        return View(text, silent=True)
    text = lines(
        t("🌙 It has gone quiet, so the clock stands still and nothing counts. Just write to go on."),
        t.plural(
            "If I hear nothing for {n} minute, I end the talk; what you did not use stays yours.",
            "If I hear nothing for {n} minutes, I end the talk; what you did not use stays yours.",
            notice.minutes,
        ),
    )
    return View(text, ((button(t("▶️ Go on"), OrderTap(act="resume", code=notice.code)),),), silent=True)


@renders(n.GraceBegan)
def grace_began(t: Tongue, notice: n.GraceBegan) -> View:
    time = t.duration(notice.seconds)
    return View(
        t("⌛️ The time is up. Finish your sentence in peace: {time} more, on the house.", time=time), silent=True
    )


@renders(n.WasAway)
def was_away(t: Tongue, notice: n.WasAway) -> View:
    text = t("🔧 I was away for {time}, I am sorry. Nothing of it was counted.", time=t.duration(notice.seconds))
    if not notice.waits:
        return View(text, silent=True)
    waits = t("The clock waits until both of you are back: tap, or just write.")
    return View(lines(text, waits), ((button(t("▶️ Go on"), OrderTap(act="resume", code=notice.code)),),))


@renders(cn.LateMadeGood)
def late_made_good(t: Tongue, notice: cn.LateMadeGood) -> View:
    return View(
        t(
            "🔧 Some words of order {code} were on their way too long, so {time} of it does not count after all. "
            "{amount} is back in your wallet, {wallet} in all. /verify {code} counts it anew.",
            code=notice.code,
            time=t.duration(notice.seconds),
            amount=t.money(notice.amount, notice.currency),
            wallet=t.money(notice.wallet, notice.currency),
        ),
        silent=True,
    )


@renders(n.ConnectionLost)
def connection_lost(t: Tongue, notice: n.ConnectionLost) -> View:
    who = t("The customer") if notice.side is Side.REP else t("The other side")
    return View(
        t.plural(
            "📡 {who} cannot be reached just now, so the clock stands still. I wait {n} minute, then the talk ends.",
            "📡 {who} cannot be reached just now, so the clock stands still. I wait {n} minutes, then the talk ends.",
            notice.minutes,
            who=who,
        )
    )


@renders(n.FitAsk)
def fit_ask(t: Tongue, notice: n.FitAsk) -> View:
    if notice.side is Side.CUSTOMER:
        text = t("Not the right person for you? Nothing is charged, and I look for somebody else at once.")
    else:
        text = t("Not the right customer for you? They pay nothing, and somebody else takes over.")
    yes = button(t("🤝 Yes, somebody else"), OrderTap(act="nofit!", code=notice.code))
    return View(text, ((yes, button(t("💬 Keep talking"), OrderTap(act="talk", code=notice.code))),))


@renders(n.NoFit)
def no_fit(t: Tongue, notice: n.NoFit) -> View:
    if notice.side is Side.REP:
        text = t("🤝 This one was no fit, and that happens. You are free for the next; nobody counts it against you.")
        standby = t.money(notice.standby, notice.currency) if notice.standby else ""
        return View(lines(text, t("For waiting you get {amount}.", amount=standby) if standby else ""))
    text = t("🤝 No harm done: nothing was charged. I am looking for somebody else; you are first in line.")
    return View(text, ((button(t("Cancel the order"), OrderTap(act="cancel", code=notice.code)),),))


# --- more of it ---


@renders(cn.Extended)
def extended(t: Tongue, notice: cn.Extended) -> View:
    time = t.duration(notice.minutes * 60)
    if notice.side is Side.REP:
        text = t("➕ {time} more: the customer would like to go on.", time=time)
        return View(text, silent=True)
    price = t.money(notice.price, notice.currency)
    text = t("➕ {time} more for {price}, paid from your wallet.", time=time, price=price)
    if not notice.auto:
        return View(text, silent=True)
    by_itself = t.plural(
        "It went by itself, as you wished; {n} more time it may.",
        "It went by itself, as you wished; {n} more times it may.",
        notice.left,
    )
    return View(lines(text, by_itself), (stop_auto(t, notice.code),), silent=True)


@renders(cn.StayAsk)
def stay_ask(t: Tongue, notice: cn.StayAsk) -> View:
    text = t(
        "🕰 The customer would like {time} more, past the end of your shift. Can you stay?",
        time=t.duration(notice.minutes * 60),
    )
    yes = button(t("✅ I stay"), OrderTap(act="stay", code=notice.code))
    return View(text, ((yes, button(t("🙏 Not today"), OrderTap(act="leave", code=notice.code))),))


@renders(cn.StayAsked)
def stay_asked(t: Tongue, notice: cn.StayAsked) -> View:
    time = t.duration(notice.minutes * 60)
    return View(
        t("🕰 {time} more goes past their shift, so I am asking. Nothing is paid until they say yes.", time=time)
    )


@renders(cn.StayAnswered)
def stay_answered(t: Tongue, notice: cn.StayAnswered) -> View:
    if notice.side is Side.REP:
        return View(t("🕰 Thank you, I have passed that on."))
    return View(t("🙏 They cannot stay that long today. Nothing was paid; a shorter time may still fit."))


@renders(cn.TopUpFirst)
def top_up_first(t: Tongue, notice: cn.TopUpFirst) -> View:
    time, money = t.duration(notice.minutes * 60), t.money(notice.short, notice.currency)
    text = lines(
        t("👛 Your wallet is short of {money} for {time} more.", money=money, time=time),
        t("Send me a voucher code right here: it goes to your wallet, and nobody else reads it.")
        if notice.codes
        else "",
        t("As soon as the money is there, the talk goes on by itself."),
        t("When the time is up, it stays open for {time} while you pay.", time=t.duration(notice.hold_s))
        if notice.hold_s
        else "",
    )
    pay = (button(t("👛 Pay {money}", money=money), TopUpTap(amount=notice.short)),) if notice.ways else ()
    again = MoreTap(code=notice.code, minutes=notice.minutes, upon=notice.upon)
    return View(text, tuple(row for row in (pay, (button(t("➕ {n} min", n=notice.minutes), again),)) if row))


@renders(cn.AutoSet)
def auto_set(t: Tongue, notice: cn.AutoSet) -> View:
    if not notice.blocks:
        return View(t("🔁 The talk is no longer extended by itself."), silent=True)
    time, price = t.duration(notice.minutes * 60), t.money(notice.price, notice.currency)
    if notice.side is Side.REP:
        text = t.plural(
            "🔁 The customer lets the talk go on by itself: {n} time at most, {time} each.",
            "🔁 The customer lets the talk go on by itself: {n} times at most, {time} each.",
            notice.blocks,
            time=time,
        )
        return View(text, silent=True)
    text = t.plural(
        "🔁 When the time is up, I add {time} for {price} from your wallet: {n} time at most. I tell you each time.",
        "🔁 When the time is up, I add {time} for {price} from your wallet: {n} times at most. I tell you each time.",
        notice.blocks,
        time=time,
        price=price,
    )
    return View(text, (stop_auto(t, notice.code),), silent=True)


def stop_auto(t: Tongue, code: str) -> tuple[Button, ...]:
    return (button(t("⏹ Not by itself any more"), OrderTap(act="auto!", code=code)),)


@renders(cn.TimeGiven)
def time_given(t: Tongue, notice: cn.TimeGiven) -> View:
    time = t.duration(notice.minutes * 60)
    if notice.side is Side.REP:
        return View(
            t("🎁 You gave {time}. Nobody pays for it, and the customer sees that it comes from you.", time=time)
        )
    return View(t("🎁 You were given {time} more, as a present. It costs you nothing.", time=time))


@renders(cn.OnceMore)
def once_more(t: Tongue, notice: cn.OnceMore) -> View:
    name = Html(t.alias(notice.alias))
    text = t.plural(
        "💬 Something left unsaid? For {n} minute {name} can be back at once.",
        "💬 Something left unsaid? For {n} minutes {name} can be back at once.",
        notice.within,
        name=name,
    )
    price = t.money(notice.price, notice.currency)
    label = t("🔁 {minutes} min more · {price}", minutes=notice.minutes, price=price)
    if notice.kept:
        label = t("🔁 {minutes} min more, of your kept time", minutes=notice.minutes)
    return View(text, ((button(label, OrderTap(act="once", code=notice.code)),),), silent=True)


# --- on the cards ---


def live_line(t: Tongue, face: n.ClockFace, left: str, name: str) -> str:
    """What goes on; `name` is empty on the representative's own card."""
    match face.kind:
        case SpanKind.WAITING if name:
            return t("⏳ Waiting for {name}, not counted · {left} left", name=Html(name), left=left)
        case SpanKind.WAITING:
            return t("⏳ The customer waits for you, not counted · {left} left", left=left)
        case SpanKind.GIFT:
            return t("🎁 Some minutes as a gift, not counted · {left} left", left=left)
        case SpanKind.TOPUP | SpanKind.GRACE:
            return t("⌛️ The time is up. Finish your sentence; this is not counted.")
        case _ if name:
            return t("🟢 Talking with {name} · {left} left", name=Html(name), left=left)
        case _:
            return t("🟢 Talking · {left} left", left=left)


def paused_line(t: Tongue, face: n.ClockFace, left: str) -> str:
    match face.kind:
        case SpanKind.SILENT:
            return t("🌙 Quiet · {left} left, nothing counts now", left=left)
        case SpanKind.OUTAGE if face.came:
            return t("🔧 I was away · {left} left. The clock waits until the other side is back, too.", left=left)
        case SpanKind.OUTAGE:
            return t("🔧 I was away, and nothing was counted · {left} left. Tap or write to go on.", left=left)
        case _:
            return t("⏸ Paused · {left} left, nothing counts now", left=left)


def uncounted_line(t: Tongue, face: n.ClockFace) -> str:
    """Of whole minutes; less would change on every card."""
    minutes = face.uncounted_s // 60
    return t("Not counted so far: {time}", time=t.duration(minutes * 60)) if minutes else ""


def fit_button(t: Tongue, face: n.ClockFace, code: str) -> tuple[tuple[Button, ...], ...]:
    """While it costs nothing."""
    return ((button(t("🤝 Not a fit"), OrderTap(act="nofit", code=code)),),) if face.fit else ()


def more_buttons(t: Tongue, face: n.ClockFace, facts: n.OrderFacts) -> tuple[tuple[Button, ...], ...]:
    """Near the end: how to go on, and whether by itself; to the representative, what may be given."""
    code = facts.code
    more = tuple(
        button(
            t("➕ {minutes} min · {price}", minutes=minutes, price=t.money(price, facts.currency)),
            MoreTap(code=code, minutes=minutes, upon=facts.minutes),
        )
        for minutes, price in face.more
    )
    auto = (button(t("🔁 Go on by itself"), OrderTap(act="auto", code=code)),) if face.auto_blocks else ()
    stop = stop_auto(t, code) if face.auto_left else ()
    gift = (button(t("🎁 Give {n} min", n=face.gift), OrderTap(act="gift", code=code)),) if face.gift else ()
    return tuple(row for row in (more[:2], more[2:4], auto, stop, gift) if row)
