"""What the owner hears when the machine stumbles: updates that could not be handled, without their content."""

from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason, Refused
from bot.desk.owner import audit, owner_only
from bot.desk.work import Work
from models import inbox
from models import person as persons
from models.inbox import InboxRow
from models.kinds import InboxState


async def parked(work: Work, command: c.UpdateParked) -> None:
    for owner_id in await persons.ids_of(work.session, work.owners):
        work.tell(owner_id, n.UpdateParked(command.number, command.reason))


@owner_only
async def list_parked(work: Work, _command: c.ListParked) -> n.Notice:
    rows = await inbox.parked(work.session)
    return n.ParkedPage(tuple(n.ParkedLine(row.id, row.error, row.received_at) for row in rows))


@owner_only
async def replay(work: Work, command: c.Replay) -> n.Notice:
    """Put it back where it was; it is handled again after this transaction."""
    row = await work.session.get(InboxRow, command.number, with_for_update=True)
    if row is None or row.state != InboxState.PARKED:
        raise Refused(Reason.NOTHING_PARKED, number=command.number)
    row.state, row.attempts, row.error = InboxState.PENDING, 0, ""
    audit(work, command.actor, "replay", str(row.id))
    return n.Done("replay", str(row.id))
