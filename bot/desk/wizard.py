"""The way to an order: topic, service, wishes, note, confirm. Half-made, it lives in the draft."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from bot.desk import commands as c
from bot.desk import ledger, pricing, rails, wishing
from bot.desk import notices as n
from bot.desk import price_notices as pn
from bot.desk import till_commands as tc
from bot.desk.facts import words
from bot.desk.notices import OrderFacts, Reason, Refused
from bot.desk.wishing import OTHER
from bot.desk.work import Actor, Work
from bot.guard.words import guard
from bot.rules import codes, terms
from models import kernel, shop
from models import order as orders
from models.kinds import AgeBand, Gender, Language, OrderState, Style, TimerKind
from models.order import Draft, Order
from models.shop import Service, Topic

STEPS = ("topic", "service", "wishes", "note", "confirm")
WISHES: dict[str, tuple[str, ...]] = {
    "gender": tuple(Gender),
    "age": tuple(AgeBand),
    "experienced": ("yes",),
    "language": tuple(Language),
    "style": tuple(Style),
}
NOTE_LIMIT = 1000
DRAFT_KEPT = timedelta(days=1)


async def begin(work: Work, command: c.BeginOrder) -> n.Notice:
    """A fresh draft, or the half-made one where it was left."""
    if not command.actor.adult:
        return n.AdultCheck()
    if await orders.unfinished_of(work.session, command.actor.id):
        raise Refused(Reason.ALREADY_ORDERING)
    if await shop.setting(work.session, "paused") == "yes":
        raise Refused(Reason.SHOP_PAUSED)
    if await ledger.wallet(work, command.actor.id) < 0:
        raise Refused(Reason.WALLET_OWES)
    draft = await work.session.get(Draft, command.actor.id)
    if draft is None:
        draft = Draft(person_id=command.actor.id, step="topic", choices={}, updated_at=work.now)
        work.session.add(draft)
    elif draft.step not in (*STEPS, "coupon") or draft.updated_at < work.now - DRAFT_KEPT:
        draft.step, draft.choices = "topic", {}
    draft.updated_at = work.now
    await work.session.flush()
    return await page(work, draft)


async def again(work: Work, command: c.OrderAgain) -> n.Notice:
    """A draft like that order, at its last step; a half-made one gives way to it."""
    former = await orders.by_code(work.session, command.code)
    if former is None or former.customer_id != command.actor.id:
        raise Refused(Reason.NOT_YOURS)
    await begin(work, c.BeginOrder(command.actor))
    draft = await work.session.get_one(Draft, command.actor.id)
    topic = await work.session.get_one(Topic, former.topic)
    service = await work.session.get_one(Service, former.service)
    if not (topic.active and on_menu(work, service)):
        raise Refused(Reason.GONE_FROM_MENU)
    draft.choices = {
        "topic": former.topic,
        "service": former.service,
        "note": "",
    } | wishing.wishes_of(former)
    return await go_on(work, draft, "confirm")


def on_menu(work: Work, service: Service) -> bool:
    """Whether it can be had; what is priced in another currency than the shop's waits for a new price."""
    return service.active and service.currency == work.rules.currency


async def pick_topic(work: Work, command: c.PickTopic) -> n.Notice:
    draft = await at_step(work, command.actor, "topic")
    topic = await work.session.get(Topic, command.slug)
    if topic is None or not topic.active:
        raise Refused(Reason.GONE_FROM_MENU)
    return await go_on(work, draft, "service", topic=topic.slug)


async def pick_service(work: Work, command: c.PickService) -> n.Notice:
    draft = await at_step(work, command.actor, "service")
    service = await work.session.get(Service, command.slug)
    if service is None or not on_menu(work, service):
        raise Refused(Reason.GONE_FROM_MENU)
    return await go_on(work, draft, "wishes", service=service.slug)


async def toggle_wish(work: Work, command: c.ToggleWish) -> n.Notice:
    draft = await at_step(work, command.actor, "wishes", OTHER)
    if command.value not in WISHES.get(command.wish, ()):
        raise Refused(Reason.STALE_BUTTON)
    chosen = None if draft.choices.get(command.wish) == command.value else command.value
    return await go_on(work, draft, draft.step, **{command.wish: chosen})


async def toggle_must(work: Work, command: c.ToggleMust) -> n.Notice:
    """A wish that may give way becomes a must, and a must one that may."""
    draft = await at_step(work, command.actor, "wishes", OTHER)
    if command.wish not in wishing.MARKED or not draft.choices.get(command.wish):
        raise Refused(Reason.STALE_BUTTON)
    musts = sorted(set(draft.choices.get("musts", ())) ^ {command.wish})
    return await go_on(work, draft, draft.step, musts=musts)


async def skip_note(work: Work, command: c.SkipNote) -> n.Notice:
    return await go_on(work, await at_step(work, command.actor, "note"), "confirm", note="")


async def write_note(work: Work, draft: Draft, text: str) -> n.Notice:
    note = text.strip()
    if not note:
        raise Refused(Reason.NOTE_TEXT_ONLY)
    if len(note) > NOTE_LIMIT:
        raise Refused(Reason.NOTE_TOO_LONG, limit=NOTE_LIMIT, length=len(note))
    if work.rules.contact_guard and guard().find(note):
        raise Refused(Reason.NOTE_CONTACT)
    return await go_on(work, draft, "confirm", note=note)


async def back_to(work: Work, command: c.BackTo) -> n.Notice:
    draft = await at_step(work, command.actor, *STEPS)
    if command.step not in STEPS or STEPS.index(command.step) > STEPS.index(draft.step):
        raise Refused(Reason.STALE_BUTTON)
    return await go_on(work, draft, command.step)


async def confirm(work: Work, command: c.ConfirmOrder) -> n.Notice:
    """The order, at the price of this moment, waiting to be paid."""
    draft = await at_step(work, command.actor, "confirm")
    if await shop.setting(work.session, "paused") == "yes":
        raise Refused(Reason.SHOP_PAUSED)
    if not on_menu(work, await work.session.get_one(Service, draft.choices["service"])):
        raise Refused(Reason.GONE_FROM_MENU)
    quote = await pricing.quoted(work, draft)
    if draft.choices.get("quoted", quote.total) != quote.total:
        return replace(await confirm_card(work, draft), changed=True)
    order = await from_draft(work, draft, quote.total)
    work.session.add(order)
    await work.session.delete(draft)
    await work.session.flush()
    await pricing.keep(work, order, quote, draft.choices.get("coupon", ""))
    due = work.now + timedelta(seconds=work.rules.unpaid_s)
    await kernel.set_timer(work.session, TimerKind.UNPAID, str(order.id), due)
    return await rails.prompt(work, order)


async def drop(work: Work, command: c.DropDraft) -> n.Notice:
    await work.session.delete(await at_step(work, command.actor, *STEPS, "coupon"))
    return n.DraftDropped()


async def from_draft(work: Work, draft: Draft, price: int) -> Order:
    chosen = draft.choices
    service = await work.session.get_one(Service, chosen["service"])
    return Order(
        code=await fresh_order_code(work),
        customer_id=draft.person_id,
        state=OrderState.AWAITING_PAYMENT,
        topic=chosen["topic"],
        service=service.slug,
        minutes=service.minutes,
        price=price,
        currency=service.currency,
        rep_share=work.rules.rep_share,
        terms=terms.to_json(work.rules.terms(chosen["topic"], service.slug))
        | {"settlement": asdict(work.rules.settlement)},
        wish_gender=chosen.get("gender"),
        wish_age=chosen.get("age"),
        wish_experienced=chosen.get("experienced") == "yes",
        wish_language=chosen.get("language"),
        wish_style=chosen.get("style"),
        musts=wishing.musts_in(chosen),
        waived=[],
        note=chosen.get("note", ""),
        created_at=work.now,
    )


async def fresh_order_code(work: Work) -> str:
    while True:
        code = codes.order_code(work.rng)
        if await orders.by_code(work.session, code) is None:
            return code


async def at_step(work: Work, actor: Actor, *steps: str) -> Draft:
    """The actor's draft if it stands at one of these steps; a button from elsewhere is stale."""
    draft = await work.session.get(Draft, actor.id)
    if draft is None or draft.step not in steps:
        raise Refused(Reason.STALE_BUTTON)
    return draft


async def go_on(work: Work, draft: Draft, step: str, **chosen: Any) -> n.Notice:
    draft.choices = {**draft.choices, **chosen}
    draft.step, draft.updated_at = step, work.now
    await work.session.flush()
    return await page(work, draft)


async def page(work: Work, draft: Draft) -> n.Notice:
    """The wizard's page for the step at which the draft stands."""
    chosen = draft.choices
    if draft.step == OTHER:
        return wishing.wish_list(chosen, waits=True)
    if draft.step == "topic":
        return n.TopicList(tuple((t.slug, t.emoji, words(t)) for t in await shop.topics(work.session)))
    topic = await work.session.get_one(Topic, chosen["topic"])
    if draft.step == "service":
        listed = [one for one in await shop.services(work.session) if on_menu(work, one)]
        choices = tuple(n.ServiceChoice(s.slug, words(s), s.minutes, s.price, s.currency) for s in listed)
        return n.ServiceList(words(topic), topic.emoji, choices)
    if draft.step == "wishes":
        return wishing.wish_list(chosen)
    if draft.step in ("note", "coupon"):
        return n.NotePrompt() if draft.step == "note" else pn.CouponPrompt()
    return await confirm_card(work, draft)


async def confirm_card(work: Work, draft: Draft) -> n.ConfirmCard:
    """What is to be confirmed, at the price of this moment; the draft keeps which price was shown."""
    quote = await pricing.quoted(work, draft)
    draft.choices = chosen = {**draft.choices, "quoted": quote.total}
    topic = await work.session.get_one(Topic, chosen["topic"])
    service = await work.session.get_one(Service, chosen["service"])
    facts = OrderFacts(
        code="",
        topic=words(topic),
        emoji=topic.emoji,
        service=words(service),
        minutes=service.minutes,
        price=quote.total,
        currency=service.currency,
        wish_gender=Gender(chosen["gender"]) if chosen.get("gender") else None,
        wish_age=AgeBand(chosen["age"]) if chosen.get("age") else None,
        wish_experienced=chosen.get("experienced") == "yes",
        wish_language=Language(chosen["language"]) if chosen.get("language") else None,
        wish_style=chosen.get("style"),
        musts=tuple(wishing.musts_in(chosen)),
    )
    terms = work.rules.terms(topic.slug, service.slug)
    bank_days = terms.bank_days if terms.remainder == "bank" else 0
    parts = tuple((part.name, part.amount) for part in quote.parts)
    await work.session.flush()
    gives_way, minimum = wishing.clocks_of(work, facts), terms.minimum_charge_s // 60
    return n.ConfirmCard(facts, chosen.get("note", ""), minimum, gives_way, parts, bank_days=bank_days)


async def ask_coupon(work: Work, command: tc.AskCoupon) -> n.Notice:
    draft = await at_step(work, command.actor, "confirm")
    draft.step, draft.updated_at = "coupon", work.now
    await work.session.flush()
    return pn.CouponPrompt()


async def take_coupon(work: Work, draft: Draft, text: str) -> n.Notice:
    return await go_on(work, draft, "confirm", coupon=await pricing.check_coupon(work, text, draft.person_id))


async def leave_coupon(work: Work, command: tc.LeaveCoupon) -> n.Notice:
    return await go_on(work, await at_step(work, command.actor, "coupon"), "confirm", coupon="")
