"""What an order costs: quoted on the confirm page, kept in the order; and the owner's rules and coupons."""

from zoneinfo import ZoneInfo

from bot.desk import events
from bot.desk import price_notices as pn
from bot.desk import till_commands as tc
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only
from bot.desk.work import Work
from bot.rules import days, earnings, prices
from bot.rules.amounts import places_of
from bot.rules.errors import BadAmount, BadDay
from bot.rules.prices import Change, CouponFacts, Kind, Quote
from models import order as orders
from models import price, shop
from models.kinds import OrderState
from models.order import Draft, Order
from models.price import Coupon, PriceRule
from models.shop import Service, Topic

MOST_SESSIONS = 50
FAULTS = {
    prices.CouponFault.UNKNOWN: Reason.COUPON_UNKNOWN,
    prices.CouponFault.EXPIRED: Reason.COUPON_EXPIRED,
    prices.CouponFault.USED_UP: Reason.COUPON_USED_UP,
    prices.CouponFault.USED_BEFORE: Reason.COUPON_USED_BEFORE,
}


async def quoted(work: Work, draft: Draft) -> Quote:
    """Raises Refused where the rules make a price that nobody can pay."""
    chosen = draft.choices
    service = await work.session.get_one(Service, chosen["service"])
    rules = {row.key: Change(Kind(row.kind), row.value) for row in await price.rules(work.session)}
    coupon = await valid_coupon(work, chosen.get("coupon", ""), draft.person_id)
    asked = prices.Asked(
        base=service.price,
        topic=chosen["topic"],
        tier="experienced" if chosen.get("experienced") == "yes" else "",
        night=earnings.at_night(work.now, ZoneInfo(work.rules.time_zone), work.rules.pay),
        first=not await orders.ever_served(work.session, draft.person_id),
        coupon=Change(Kind(coupon.kind), coupon.value) if coupon is not None else None,
    )
    try:
        return prices.quote(asked, rules)
    except BadAmount:
        raise Refused(Reason.BAD_PRICE) from None


async def keep(work: Work, order: Order, quote: Quote, coupon: str) -> None:
    """The quote is the order's now; a coupon that was the better of two counts as used. Raises Refused."""
    order.quote = {"parts": [[part.name, part.amount] for part in quote.parts]}
    if quote.has("coupon"):
        order.quote["coupon"] = coupon
        if not await price.use(work.session, coupon, order.customer_id, order.id):
            raise Refused(Reason.COUPON_USED_UP)


async def closed(work: Work, event: events.Closed) -> None:
    """An order that came to nothing gives its coupon back."""
    order = await work.session.get_one(Order, event.order_id)
    if event.over and order.state in (OrderState.CANCELLED, OrderState.EXPIRED) and "coupon" in order.quote:
        await price.release(work.session, order.id)


# --- coupons ---


async def valid_coupon(work: Work, code: str, person_id: int) -> Coupon | None:
    """None for no code, and for one that has become worthless meanwhile."""
    row = await work.session.get(Coupon, code, populate_existing=True) if code else None
    return row if row is not None and await fault_of(work, row, person_id) is None else None


async def fault_of(work: Work, row: Coupon | None, person_id: int) -> prices.CouponFault | None:
    facts = None
    if row is not None:
        used = await price.used_by(work.session, row.code, person_id)
        facts = CouponFacts(row.active, row.expires_at, row.left, used)
    return prices.coupon_fault(facts, work.now)


async def check_coupon(work: Work, text: str, person_id: int) -> str:
    """The code as it is kept. Raises Refused for one that takes nothing off."""
    code = prices.coupon_code(text)
    row = await work.session.get(Coupon, code, populate_existing=True) if code else None
    fault = await fault_of(work, row, person_id)
    if fault is not None or row is None:
        raise Refused(FAULTS[fault or prices.CouponFault.UNKNOWN])
    return row.code


@owner_only
async def set_coupon(work: Work, command: tc.SetCoupon) -> pn.CouponPage:
    """`CODE 20%`, `CODE 5.00 100 2026-12-31` (so often, until that day), `CODE off`; nothing: how they stand."""
    match command.words:
        case []:
            pass
        case [word, "off"]:
            row = await work.session.get(Coupon, prices.coupon_code(word) or "")
            if row is None or not row.active:
                raise Refused(Reason.COUPON_UNKNOWN)
            row.active = False
            audit(work, command.actor, "coupon", row.code, "off")
        case [word, change, *more] if len(more) <= 2:
            row = await made(work, word, change, more)
            audit(work, command.actor, "coupon", row.code, f"{row.kind} {row.value}")
        case _:
            raise Refused(Reason.BAD_USAGE, usage=tc.COUPON_USAGE)
    await work.session.flush()
    listed = [
        pn.CouponLine(row.code, Kind(row.kind).value, -row.value, row.left, row.expires_at)
        for row in await price.coupons(work.session)
    ]
    return pn.CouponPage(tuple(listed), work.rules.currency)


async def made(work: Work, word: str, told: str, more: list[str]) -> Coupon:
    code = prices.coupon_code(word)
    try:
        change = prices.parse(f"-{told.lstrip('-−')}", places_of(work.rules.currency))
    except BadAmount:
        raise Refused(Reason.BAD_PRICE) from None
    if code is None or not change.value:
        raise Refused(Reason.BAD_USAGE, usage=tc.COUPON_USAGE)
    row = await work.session.get(Coupon, code)
    if row is None:
        row = Coupon(code=code, created_at=work.now)
        work.session.add(row)
    row.kind, row.value, row.active = change.kind, change.value, True
    row.left, row.expires_at = None, None
    for part in more:
        limit(work, row, part)
    return row


def limit(work: Work, row: Coupon, part: str) -> None:
    """So often, or to the end of that day by the shop's clock. Raises Refused for what is neither, or a day gone by."""
    if part.isdecimal() and len(part) <= 6:
        row.left = int(part)
        return
    try:
        row.expires_at = days.end_of(part, ZoneInfo(work.rules.time_zone), work.now)
    except BadDay:
        raise Refused(Reason.BAD_USAGE, usage=tc.COUPON_USAGE) from None


# --- the owner's rules ---


@owner_only
async def set_price(work: Work, command: tc.SetPrice) -> pn.PricePage:
    """One rule set or taken away; without words, how they stand."""
    match command.words:
        case []:
            pass
        case ["service", slug, value]:
            await set_base(work, slug, value)
        case ["topic", slug, value]:
            if await work.session.get(Topic, slug) is None:
                known = ", ".join(topic.slug for topic in await shop.topics(work.session))
                raise Refused(Reason.NO_SUCH_TOPIC, topics=known)
            await set_rule(work, f"topic:{slug}", value)
        case ["experienced", value]:
            await set_rule(work, "tier:experienced", value)
        case ["night" | "trial" as key, value]:
            await set_rule(work, key, value)
        case ["package", slug, count, value] if count.isdecimal() and len(count) <= 3:
            await set_package(work, slug, int(count), value)
        case _:
            raise Refused(Reason.BAD_USAGE, usage=tc.PRICE_USAGE)
    if command.words:
        audit(work, command.actor, "price", " ".join(command.words[:-1]), command.words[-1])
    await work.session.flush()
    return await price_page(work)


async def set_base(work: Work, slug: str, value: str) -> None:
    service = await work.session.get(Service, slug)
    if service is None:
        raise Refused(Reason.NO_SUCH_SERVICE, services=", ".join(s.slug for s in await shop.services(work.session)))
    change = parsed(work, value)
    if change.kind is not Kind.SET:
        raise Refused(Reason.BAD_PRICE)
    service.price, service.currency = change.value, work.rules.currency


async def set_rule(work: Work, key: str, value: str) -> None:
    row = await work.session.get(PriceRule, key)
    if value == "off":
        if row is not None:
            await work.session.delete(row)
        return
    change = parsed(work, value)
    if change.kind is Kind.SET and key != "trial" and not key.startswith("package:"):
        raise Refused(Reason.BAD_PRICE)  # a surcharge says by how much
    if row is None:
        work.session.add(PriceRule(key=key, kind=change.kind, value=change.value))
    else:
        row.kind, row.value = change.kind, change.value


async def set_package(work: Work, slug: str, count: int, value: str) -> None:
    service = await work.session.get(Service, slug)
    if service is None or not service.active:
        raise Refused(Reason.NO_SUCH_SERVICE, services=", ".join(s.slug for s in await shop.services(work.session)))
    if not 2 <= count <= MOST_SESSIONS or (value != "off" and parsed(work, value).kind is not Kind.SET):
        raise Refused(Reason.BAD_PRICE)
    await set_rule(work, f"package:{slug}:{count}", value)


def parsed(work: Work, value: str) -> Change:
    try:
        return prices.parse(value, places_of(work.rules.currency))
    except BadAmount:
        raise Refused(Reason.BAD_PRICE) from None


async def price_page(work: Work) -> pn.PricePage:
    rules = tuple((row.key, Kind(row.kind).value, row.value) for row in await price.rules(work.session))
    ours = [s for s in await shop.services(work.session) if s.currency == work.rules.currency]
    services = tuple((s.slug, s.price) for s in ours)
    pay = work.rules.pay
    return pn.PricePage(services, rules, work.rules.currency, (pay.night_from, pay.night_to))
