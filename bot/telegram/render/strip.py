"""Words below the drawn receipt, and of its recomputation."""

from datetime import timedelta

from bot.desk import clock_notices as cn
from bot.rules.verify import Check
from bot.telegram.render.book import lines, renders
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View


@renders(cn.StripShown)
def strip_shown(t: Tongue, notice: cn.StripShown) -> View:
    lasted: dict[str, int] = {}
    for kind, start, end in notice.spans:
        key = "grace" if kind == "topup" else kind
        lasted[key] = lasted.get(key, 0) + int((end - start).total_seconds())
    names = {
        "live": t("🟩 counted: {time}", time=t.duration(lasted.get("live", 0))),
        "waiting": t("🟨 waiting for an answer: {time}", time=t.duration(lasted.get("waiting", 0))),
        "paused": t("⬜ paused: {time}", time=t.duration(lasted.get("paused", 0))),
        "silent": t("🟦 quiet: {time}", time=t.duration(lasted.get("silent", 0))),
        "outage": t("🟥 out of reach: {time}", time=t.duration(lasted.get("outage", 0))),
        "gift": t("🟪 a gift: {time}", time=t.duration(lasted.get("gift", 0))),
        "grace": t("🟫 after the end: {time}", time=t.duration(lasted.get("grace", 0))),
    }
    text = lines(
        t("📏 <b>{code}</b>: only the green is charged. Both of you see the same strip.", code=notice.code),
        *(told for kind, told in names.items() if lasted.get(kind)),
        t("/verify {code} reckons it anew.", code=notice.code),
    )
    first = notice.spans[0][1].astimezone(t.zone)
    picture = {
        "code": notice.code,
        "spans": [[kind, int(start.timestamp()), int(end.timestamp())] for kind, start, end in notice.spans],
        "counted_s": notice.counted_s,
        "bought_s": notice.bought_s,
        "ahead": int((first.utcoffset() or timedelta()).total_seconds()) // 60,
    }
    return View(text, silent=True, picture=picture)


@renders(cn.Verified)
def verified(t: Tongue, notice: cn.Verified) -> View:
    wrong = [check for check in notice.checks if not check.agrees]
    head = (
        t("✅ <b>Order {code}: every number agrees</b>, reckoned anew from its stretches of time.", code=notice.code)
        if not wrong
        else t("⚠️ <b>Order {code}: not every number agrees.</b> Please show this to the shop.", code=notice.code)
    )
    return View(lines(head, *(check_line(t, check, notice.currency) for check in notice.checks)))


def check_line(t: Tongue, check: Check, currency: str) -> str:
    mark = "✓" if check.agrees else "✗"
    name = {
        "order": t("stretches in order, without a hole"),
        "start": t("nothing before both had written"),
        "flags": t("only talked time is charged"),
        "counted": t("counted"),
        "charge": t("charged"),
        "pay": t("to the representative"),
        "sum": t("all postings come to zero"),
    }[check.name]
    if check.name in ("order", "start", "flags", "sum"):
        return f"{mark} {name}"
    as_told = t.duration if check.name == "counted" else lambda value: t.money(value, currency)
    told, found = as_told(check.told), as_told(check.found)
    return f"{mark} {name}: {told}" if check.agrees else f"{mark} {name}: {told} ≠ {found}"
