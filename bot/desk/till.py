"""What everybody may ask about money: the terms of sale, and help with a payment."""

from bot.desk import contacts, ledger
from bot.desk import till_commands as tc
from bot.desk import till_notices as tn
from bot.desk.notices import Reason, Refused
from bot.desk.work import Work
from models import order as orders

WORDS_LIMIT = 1000


async def ask_terms(work: Work, _command: tc.AskTerms) -> tn.TermsPage:
    terms = work.rules.terms("", "")
    return tn.TermsPage(terms.minimum_charge_s // 60, terms.bank_days if terms.remainder == "bank" else 0)


async def ask_support(work: Work, command: tc.AskPaySupport) -> tn.PaySupport:
    """The owner hears of whom it is by their last order's code, and by nothing else."""
    words = command.words.strip()
    if not words:
        return tn.PaySupport()
    if len(words) > WORDS_LIMIT:
        raise Refused(Reason.NOTE_TOO_LONG, limit=WORDS_LIMIT, length=len(words))
    last = await orders.last_of(work.session, command.actor.id)
    wallet = await ledger.wallet(work, command.actor.id)
    asked = tn.PaySupportAsked(words, last.code if last is not None else "", wallet, work.rules.currency)
    await contacts.tell_owners(work, asked)
    return tn.PaySupport(sent=True)
