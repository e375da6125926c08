"""Words about prices: what a quote is made of, the owner's rules, coupons and packages."""

from html import escape

from bot.desk import price_notices as pn
from bot.rules.prices import Kind
from bot.telegram.callbacks import Go, PackTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View


def part_name(t: Tongue, name: str) -> str:
    return {
        "service": t("this service"),
        "topic": t("this topic"),
        "tier": t("more life experience"),
        "night": t("at night"),
        "trial": t("your first talk"),
        "coupon": t("coupon"),
    }[name]


def parts_line(t: Tongue, parts: tuple[tuple[str, int], ...], currency: str) -> str:
    """What the price is made of, where it is more than the service's own."""
    if len(parts) < 2:
        return ""
    told = [
        f"{'+' if amount > 0 and place else ''}{t.money(amount, currency)} {part_name(t, name)}"
        for place, (name, amount) in enumerate(parts)
    ]
    return t("Of it: {parts}", parts=Html(escape(t.listing(told))))


def change(t: Tongue, kind: str, value: int, currency: str) -> str:
    if kind == Kind.PERCENT:
        return f"{value:+d}%"
    money = t.money(value, currency)
    return f"+{money}" if kind == Kind.ADD and value > 0 else money


@renders(pn.PricePage)
def price_page(t: Tongue, notice: pn.PricePage) -> View:
    c = notice.currency
    begins, ends = notice.night
    text = lines(
        t("💰 <b>Prices</b>"),
        *[f"<code>service {escape(slug)} {t.money(price, c)}</code>" for slug, price in notice.services],
        *[f"<code>{escape(rule_name(key))} {change(t, kind, value, c)}</code>" for key, kind, value in notice.rules],
        GAP,
        t("The night is from {begins}:00 to {ends}:00, as [pay] has it.", begins=begins, ends=ends),
        t("Change one by the same words: /price topic breakup +10%, /price trial -50%, /price night off"),
        t("Orders that stand keep their price. /coupon makes coupons."),
    )
    return View(text)


def rule_name(key: str) -> str:
    """As the owner writes it."""
    return key.removeprefix("tier:").replace(":", " ")


@renders(pn.CouponPage)
def coupon_page(t: Tongue, notice: pn.CouponPage) -> View:
    listed = []
    for one in notice.coupons:
        off = f"−{one.off}%" if one.kind == Kind.PERCENT else f"−{t.money(one.off, notice.currency)}"
        more = [
            t("{n} left", n=one.left) if one.left is not None else "",
            t("until {day}", day=t.day(one.until)) if one.until is not None else "",
        ]
        listed.append(" · ".join([f"<code>{escape(one.code)}</code> {off}", *filter(None, more)]))
    text = lines(
        t("🎁 <b>Coupons</b>"),
        *(listed[:50] or [t("No coupons yet.")]),
        t("Make one: /coupon NIGHT20 20% 100 2026-12-31 (so often, until that day). End one: /coupon NIGHT20 off"),
    )
    return View(text)


@renders(pn.CouponPrompt)
def coupon_prompt(t: Tongue, _notice: pn.CouponPrompt) -> View:
    return View(t("🎁 <b>Send me the coupon</b> in one message."), ((button(t("Without one"), Go(what="nocoupon")),),))


@renders(pn.PackagePage)
def package_page(t: Tongue, notice: pn.PackagePage) -> View:
    if not notice.packages:
        return View(t("There are no packages just now. /order starts a single talk."))
    c = notice.currency
    listed = [
        t("{count} × {service}: {price}, instead of {single}",
          count=one.count, service=Html(t.words(one.service)), price=t.money(one.price, c), single=t.money(one.single, c))
        if one.single > one.price
        else t("{count} × {service}: {price}", count=one.count, service=Html(t.words(one.service)), price=t.money(one.price, c))
        for one in notice.packages
    ]  # fmt: skip
    text = lines(
        t("📦 <b>Several talks at once</b>"),
        *listed,
        t("They are kept in your wallet as time, for half a year."),
        t("In your wallet: {money}.", money=t.money(notice.wallet, c)),
    )
    taps = [
        (button(f"{one.count} × {t.words(one.service)} · {t.money(one.price, c)}"[:40],
                PackTap(service=one.slug, count=one.count, bought=notice.bought)),)
        for one in notice.packages
    ]  # fmt: skip
    return View(text, tuple(taps))


@renders(pn.VouchersReady)
def vouchers_ready(t: Tongue, notice: pn.VouchersReady) -> View:
    count, service, value = notice.count, Html(t.words(notice.service)), t.money(notice.value, notice.currency)
    head = t.plural(
        "🎟 {n} voucher for {service}, worth {price}: batch {name}.",
        "🎟 {n} vouchers for {service}, worth {price} each: batch {name}.",
        count,
        service=service,
        price=value,
        name=notice.name,
    )
    text = lines(
        head,
        t(
            "The codes are in the file: I keep no readable copy. /vouchers revoke {name} calls them back.",
            name=notice.name,
        ),
    )
    return View(text)


@renders(pn.BatchPage)
def batch_page(t: Tongue, notice: pn.BatchPage) -> View:
    if not notice.batches:
        return View(t("No vouchers yet. /voucher makes codes to sell."))
    listed = [
        f"<code>{escape(one.name)}</code> {escape(one.service)} {t.money(one.value, one.currency)} · "
        + t("{fresh} good, {used} used, {back} called back", fresh=one.fresh, used=one.redeemed, back=one.revoked)
        + (f" · {t('until {day}', day=t.day(one.until))}" if one.until is not None else "")
        for one in notice.batches
    ]
    return View(lines(t("🎟 <b>Vouchers</b>"), *listed, t("Call back: /vouchers revoke BATCH, or a single code")))


@renders(pn.VouchersRevoked)
def vouchers_revoked(t: Tongue, notice: pn.VouchersRevoked) -> View:
    if not notice.name:
        return View(t("✅ That code is called back."))
    return View(t("✅ Batch {name}: {n} codes are called back.", name=notice.name, n=notice.count))
