"""Taking a message back: the copy on the other side goes, and where Telegram allows it the message itself."""

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk import waiting
from bot.desk.notices import Reason, Refused
from bot.desk.work import Delete, TakeBack, Work
from bot.rules.relay import deletable
from models import held
from models import link as links


async def unsend(work: Work, command: c.Unsend) -> n.Notice:
    """Take back the message that /unsend answers. A second time changes nothing more."""
    if command.answered is None:
        raise Refused(Reason.UNSEND_WHICH)
    actor = command.actor.id
    row = await links.sent_by(work.session, actor, command.answered)
    waits = await held.of_message(work.session, actor, command.answered)
    if waits is not None:
        await waiting.forget(work, waits)
        return n.ContactSettled("drop")
    if row is None:
        theirs = await links.received_by(work.session, actor, command.answered)
        raise Refused(Reason.UNSEND_NOT_YOURS if theirs is not None else Reason.NOTHING_TO_UNSEND)
    if not deletable(row.created_at, work.now):
        raise Refused(Reason.UNSEND_TOO_OLD)
    work.deliveries.append(TakeBack(row.receiver_id, row.id, row.order_id))
    work.deliveries += [Delete(actor, (message,)) for message in (command.answered, command.message_id)]
    return n.TakingBack()
