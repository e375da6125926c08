"""The configuration read anew: the owner hears what was taken, or why it was not."""

from bot.desk import commands as c
from bot.desk import contacts
from bot.desk import notices as n
from bot.desk.owner import audit, owner_only
from bot.desk.work import Work


@owner_only
async def reload(work: Work, command: c.Reload) -> n.Notice:
    notice = work.reload()
    audit(work, command.actor, "reload", "refused" if isinstance(notice, n.ConfigRefused) else "taken")
    return notice


async def by_signal(work: Work, command: c.ConfigRead) -> None:
    await contacts.tell_owners(work, command.notice)
