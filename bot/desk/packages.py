"""Packages: several sessions of a service paid at once, kept as time, each used for an order in one tap."""

from datetime import timedelta

from bot.desk import facts, ledger, rails, time_credit
from bot.desk import notices as n
from bot.desk import price_notices as pn
from bot.desk import till_commands as tc
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from bot.rules import postings, prices
from bot.rules.errors import Overdrawn
from models import price
from models import time_credit as credits_
from models.kinds import CreditState
from models.price import PriceRule
from models.shop import Service
from models.time_credit import TimeCredit

GOOD_FOR = timedelta(days=180)


async def show(work: Work, command: tc.ShowPackages) -> pn.PackagePage:
    """The number in each button is how often this person has bought: a second tap on one buys nothing."""
    bought = await credits_.count_of(work.session, command.actor.id)
    found = []
    for row in await price.rules(work.session):
        offer = await of_rule(work, row)
        if offer is not None:
            service, count = offer
            found.append(pn.Package(service.slug, facts.words(service), count, row.value, service.price * count))
    wallet = await ledger.wallet(work, command.actor.id)
    return pn.PackagePage(tuple(found), work.rules.currency, wallet, bought)


async def of_rule(work: Work, row: PriceRule) -> tuple[Service, int] | None:
    kind, _, rest = row.key.partition(":")
    slug, _, count = rest.rpartition(":")
    service = await work.session.get(Service, slug) if kind == "package" else None
    return (service, int(count)) if service is not None and service.active else None


async def buy(work: Work, command: tc.BuyPackage) -> n.Notice | None:
    """Out of the wallet; where that is short, the way to fill it."""
    row = await work.session.get(PriceRule, f"package:{command.service}:{command.count}")
    offer = await of_rule(work, row) if row is not None else None
    if row is None or offer is None or await credits_.count_of(work.session, command.actor.id) != command.bought:
        raise Refused(Reason.STALE_BUTTON)
    service, count = offer
    key = f"package:{command.actor.id}:{command.bought}"
    try:
        bought = await ledger.post(work, postings.time_bought(key, row.value, command.actor.id), None)
    except Overdrawn as short:
        return await rails.top_up(work, tc.TopUp(command.actor, short.short))
    if not bought:
        raise Refused(Reason.STALE_BUTTON)
    for value in prices.split(row.value, count):
        await time_credit.keep(work, session_of(work, command.actor.id, service, value))
    return await time_credit.show_wallet(work, tc.ShowWallet(command.actor))


def session_of(work: Work, customer_id: int, service: Service, value: int) -> TimeCredit:
    return TimeCredit(
        customer_id=customer_id,
        service=service.slug,
        tier="",
        seconds=service.minutes * 60,
        value=value,
        currency=work.rules.currency,
        state=CreditState.OPEN,
        expires_at=work.now + GOOD_FOR,
        created_at=work.now,
    )
