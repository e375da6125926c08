"""What the owner does about money that came in: give it back, and say by which rails a service is paid."""

from bot.desk import returns, way_back
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, order_named, owner_only
from bot.desk.work import Work
from bot.rules import rails
from models import shop
from models.kinds import Rail
from models.shop import Service


@owner_only
async def give_back(work: Work, command: tc.GiveBack) -> tn.GivenBack | tn.ReturnAsk:
    """All of it at once; an amount is shown first, so that of two who ask at once one sees what the other did."""
    order = await order_named(work, command.code)
    if command.typed:
        return await returns.ask_part(work, order, command.typed)
    return audited(work, command, await returns.give_back(work, order))


@owner_only
async def give_part(work: Work, command: tc.GivePart) -> tn.GivenBack:
    return audited(work, command, await returns.give_part(work, command.number, command.amount, command.gone))


def audited(work: Work, command: tc.GiveBack | tc.GivePart, given: tn.GivenBack) -> tn.GivenBack:
    audit(work, command.actor, "return", given.code, f"{given.amount} {given.currency}")
    return given


async def settle_return(work: Work, command: tc.SettleReturn) -> tn.ReturnCard:
    if not (command.actor.is_owner or command.actor.is_cashier):
        raise Refused(Reason.OWNER_ONLY)
    card = await way_back.settle(work, command)
    detail = f"{card.amount} {card.currency}{'' if command.sent else ' could not be sent'}"
    audit(work, command.actor, "return", card.code, detail)
    return card


@owner_only
async def set_rails(work: Work, command: tc.SetRails) -> tn.RailsPage:
    """Which rails every service takes; with words, which one takes from now on."""
    if command.service:
        service = await work.session.get(Service, command.service.lower())
        if service is None or not service.active:
            known = ", ".join(s.slug for s in await shop.services(work.session))
            raise Refused(Reason.NO_SUCH_SERVICE, services=known)
        wanted = [word.lower() for word in command.rails]
        if wanted != ["all"] and any(word not in set(Rail) for word in wanted):
            raise Refused(Reason.BAD_USAGE, usage=f"/rails {service.slug} {'|'.join(Rail)}|all")
        service.rails = [] if wanted == ["all"] else list(dict.fromkeys(wanted))
        audit(work, command.actor, "rails", service.slug, " ".join(service.rails))
        await work.session.flush()
    listed = tuple(
        (s.slug, rails.offered(work.rules.rails, s.rails), s.live) for s in await shop.services(work.session)
    )
    return tn.RailsPage(listed, work.rules.rails.rails)
