"""Words for no: each refusal is one friendly sentence that says what to do next."""

from typing import Any

from bot.desk import notices as n
from bot.desk.notices import Reason
from bot.telegram.render import kinds
from bot.telegram.render.book import renders
from bot.telegram.render.rep import page_name
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View
from models.kinds import Language

PLAIN: dict[Reason, str] = {
    Reason.ADULTS_ONLY: "This place is for adults. /start asks you once.",
    Reason.UNKNOWN_COMMAND: "I don't know that command. /help shows what I can do.",
    Reason.USE_BUTTONS: "Please tap one of the buttons above, or /cancel to drop it.",
    Reason.NO_ORDER_YET: "No order is yours right now, so nobody read this. Once one is, what you write here goes over.",
    Reason.NOTHING_OPEN: "Nobody is on the line yet. /order finds someone to talk to.",
    Reason.STALE_BUTTON: "This button has had its day. Please use the newest message.",
    Reason.NOT_YOURS: "This button belongs to somebody else. /order starts your own.",
    Reason.ALREADY_ORDERING: "You have an order open already. Finish it first, or /cancel it.",
    Reason.SHOP_PAUSED: "The shop is resting and takes no new orders just now. Please come back a little later.",
    Reason.GONE_FROM_MENU: "This is no longer offered. /order shows today's choice.",
    Reason.NOTE_TOO_LONG: "That is a little long: {length} characters, and {limit} fit. Could you shorten it?",
    Reason.NOTE_TEXT_ONLY: "The note is words only. Please write it as text, or skip it.",
    Reason.NOTE_CONTACT: "Please leave numbers, links and names on messengers out of the note: nobody here needs to know who you are.",
    Reason.VOUCHER_MISTYPED: "That doesn't look like one of our codes; a letter may be off. Please copy it once more.",
    Reason.VOUCHER_UNKNOWN: "I don't know this code. Is it from our shop? Please check it, or ask where you bought it.",
    Reason.VOUCHER_USED: "This code has been used already. Please send another one.",
    Reason.VOUCHER_OTHER_SERVICE: "This code is for “{service}”. Please send one for what you ordered, or /cancel and order that.",
    Reason.VOUCHER_REVOKED: "That code has been called back by the shop. Ask where you bought it, or write to /paysupport.",
    Reason.VOUCHER_EXPIRED: "That code has expired. Ask where you bought it, or write to /paysupport.",
    Reason.VOUCHER_TRIES: "Those were many codes that do not exist. Please copy yours once more, and try again in {minutes} min.",
    Reason.VOUCHER_NAME: "That name is taken, or no name: letters, digits, - _ . only, up to {limit}.",
    Reason.VOUCHER_NO_BATCH: "There is no batch of that name, and it is no code. /vouchers lists the batches.",
    Reason.VOUCHER_TEXT_ONLY: "I am waiting for your voucher code. Please send it as text, or /cancel the order.",
    Reason.WALLET_SHORT: "Your wallet doesn't hold enough for this. Please send a voucher code.",
    Reason.NOTHING_TO_CANCEL: "There is nothing to cancel. /order starts something new.",
    Reason.TALKING_USE_END: "You are in a talk. /end ends it; what is not used comes back to you.",
    Reason.NOT_OVER_YET: "This order is still under way. When it is over, /verify reckons it anew.",
    Reason.TOO_LATE_FOR_NO_FIT: "It is too late to say so for nothing. /end ends the talk; what is not used stays yours.",
    Reason.NO_FIT_ALREADY: "You have had somebody else on this order already. /end ends the talk.",
    Reason.NO_FIT_TOO_OFTEN: "That was asked for {limit} times in 30 days already. /end ends the talk; what is not used stays yours.",
    Reason.TALK_ENDED: "This talk is over, so your message was not sent. /order starts a new one.",
    Reason.KIND_NOT_CARRIED: kinds.ANYTHING_NEW,
    Reason.EDIT_NOT_CARRIED: "I can't carry this change over. Please send it as a new message.",
    Reason.UNSEND_WHICH: "Please reply to your message with /unsend, and I take that one back.",
    Reason.UNSEND_NOT_YOURS: "That message is the other side's, so only they can take it back. Yours you can.",
    Reason.UNSEND_TOO_OLD: "That message is older than 48 hours, and Telegram no longer lets me delete it.",
    Reason.NOTHING_TO_UNSEND: "There is nothing to take back here. Reply with /unsend to something you said in a talk.",
    Reason.NOTHING_TO_VANISH: "There is nothing to remove: no talk of yours is left here from the last two days.",
    Reason.NOT_TALKING: "You are not in a talk just now. /order finds someone.",
    Reason.WHICH_TALK: "You are in several talks. /talk shows them: choose one, or use the buttons of its card.",
    Reason.NOT_STARTED: "The clock has not started yet, so there is nothing to pause. Just write.",
    Reason.ALREADY_PAUSED: "It is paused already. Just write to go on.",
    Reason.NOT_PAUSED: "Nothing is paused; the clock runs.",
    Reason.OTHER_PAUSED: "The other side paused. What you write goes over when the pause ends, and nothing counts meanwhile.",
    Reason.BOUGHT_ALREADY: "More time was bought just before, so this tap cost nothing. The card shows how much is left.",
    Reason.TIME_IS_UP: "The bought time is over and nothing counts now, so there is nothing to pause. /end ends the talk.",
    Reason.NO_PAUSES_LEFT: "You have used your pauses for this talk. /end ends it.",
    Reason.ALREADY_RATED: "You rated this talk already. Thank you.",
    Reason.BREAK_LENGTH: "How many minutes? Write for example /break 15; from 1 to {longest} will do.",
    Reason.BREAK_OFF_DUTY: "You are off duty, so no orders come anyway. /on brings you back.",
    Reason.DAY_OFF_WHICH: "Which day? Write for example /dayoff tomorrow, or /dayoff 24 Dec - 27 Dec.",
    Reason.DAY_UNREADABLE: "I could not read “{text}” as a day of the next two years. Write for example /dayoff 24 Dec - 27 Dec.",
    Reason.DAY_PAST: "“{text}” is over already. Write a day that is still to come, with its year if need be.",
    Reason.DAYS_OFF_FULL: "That would make more than {limit} stretches of days off. Take some back first: /profile, then Hours.",
    Reason.DECLINE_WHICH: "Which order? Write /pass with the code on its card, such as /pass K7Q2.",
    Reason.DECLINE_TOO_LATE: "You have said hello on this one already. /end ends the talk.",
    Reason.PAIR_BLOCKED: "{code} and this customer would rather not meet again. Please choose somebody else; they do not learn why.",
    Reason.NOT_A_REP: "Only the shop's representatives can do this. Ask the owner for an invitation.",
    Reason.REP_SUSPENDED: "This representative is suspended. The owner can change that.",
    Reason.SETUP_INCOMPLETE: "The profile is not finished yet: /profile shows what is missing. Then go on duty with /on.",
    Reason.NOTHING_PARKED: "Nothing lies aside under {number}. /parked lists what does.",
    Reason.REP_NOT_SET_UP: "{code} has not finished the profile yet, or is new. Ask them to send /on first.",
    Reason.INVITE_INVALID: "This invitation is not valid, or too old. Please ask the owner for a new one.",
    Reason.INVITE_USED: "This invitation has been used already. Please ask the owner for another.",
    Reason.ALREADY_REP: "You are in the team already. /profile is your page.",
    Reason.ORDER_TAKEN: "Somebody was a little faster this time. Thank you for being ready.",
    Reason.ORDER_GONE: "This order is no longer wanted. Thank you for being ready.",
    Reason.ORDER_YOURS: "It is yours already. Open your chat with me and say hello.",
    Reason.OPENS_LATER: "It opens for you in {seconds} s, if nobody takes it first.",
    Reason.OWN_ORDER: "Nobody can take their own order.",
    Reason.OWNER_ONLY: "This is for the owner of the shop. /help shows what you can do.",
    Reason.BAD_USAGE: "Please write it like this: {usage}",
    Reason.NO_SUCH_ORDER: "There is no order {code}. /orders lists the latest.",
    Reason.NO_SUCH_REP: "There is no representative {code}. /reps lists them.",
    Reason.NO_SUCH_SERVICE: "There is no such service. You offer: {services}",
    Reason.NO_SUCH_TOPIC: "There is no such topic. You have: {topics}",
    Reason.VOUCHER_COUNT: "Please ask for 1 to {limit} codes at a time.",
    Reason.ORDER_NOT_OPEN: "Order {code} is not looking for anyone. /order {code} shows how it stands.",
    Reason.REP_BUSY: "No room for another talk just now. One ends, and the next can begin.",
    Reason.ORDER_FINISHED: "This order is finished already. /orders lists the latest.",
    Reason.WALLET_OWES: "Your wallet is below nothing, because a payment was taken back. /wallet settles it; then order again.",
    Reason.RAIL_CLOSED: "This is not paid that way. Please take one of the ways that the page shows.",
    Reason.BAD_MONEY: "That is no amount I can ask for. Write it as 20 or 19.90, behind the command.",
    Reason.PAYMENT_STRANGE: "This shop did not ask for that payment. The owner looks into it; /paysupport helps.",
    Reason.PAYMENT_NOT_THEIRS: "This invoice was made for somebody else. Make your own with /order.",
    Reason.PAYMENT_DONE: "This is settled already. Nothing is to be done.",
    Reason.PAYMENT_ORDER_OVER: "This order does not wait for money any more. Nothing was taken. /order starts a new one.",
    Reason.PAYMENT_EXPIRED: "This invoice is too old. Nothing was taken. Ask for a new one on the order's page.",
    Reason.PAYMENT_PRICE_CHANGED: "The price is another one by now. Nothing was taken. Ask for a new invoice on the order's page.",
    Reason.NOTHING_TO_RETURN: "No payment came in for this order that could go back.",
    Reason.RETURN_NOT_IN_WALLET: "The money is not in the customer's wallet. /refund {code} puts it there first.",
    Reason.RETURN_WALLET_SHORT: "So much is not in the customer's wallet. /refund {code} puts it there first; /return {code} AMOUNT gives back less.",
    Reason.RETURN_TOO_MUCH: "That is more than came in. Of order {code}, {left} can still go back.",
    Reason.RETURN_STARS_WHOLE: "Telegram gives Stars back only whole: /return {code}. A part goes to the customer's wallet: /refund {code} AMOUNT.",
    Reason.RETURN_ASKED: "The customer has asked for money of order {code} the way they paid. Settle that card first.",
    Reason.BACK_UNDER_WAY: "That is under way already, or has gone back. Nothing more is needed; /wallet shows how it stands.",
    Reason.BACK_SPENT: "That money is not in your wallet any more: it paid for something since. /wallet shows what is there.",
    Reason.BACK_SPENT_STARS: "Stars go back only whole, and not all of them are in your wallet any more. What is there pays your next order.",
    Reason.RETURN_MOVED: "Some of it went back meanwhile. Nothing was done now; /return {code} AMOUNT shows how it stands.",
    Reason.BAD_PRICE: "That makes no price. Write 25.00 for a price, +5 or -5 for more or less, +10% or -50% for percents; /price shows examples.",
    Reason.COUPON_UNKNOWN: "There is no such coupon. Look at it once more, or go on without one.",
    Reason.COUPON_EXPIRED: "That coupon has expired. You can go on without one.",
    Reason.COUPON_USED_UP: "That coupon is used up. You can go on without one.",
    Reason.COUPON_USED_BEFORE: "You have used that coupon before; it counts once. You can go on without one.",
    Reason.NO_TIME_BANKED: "There is no kept time for this any more. /wallet shows what is there.",
    Reason.NOTHING_TO_REFUND: "There is nothing to give back on this order. Before the talk, /cancel CODE returns the money.",
    Reason.REFUND_TOO_MUCH: "That is more than was charged for {code}. /order {code} shows what it was.",
    Reason.NOTHING_TO_SETTLE: "Order {code} was never talked on, so there is nothing to settle. /cancel {code} returns the money.",
    Reason.COMPLAINT_TWICE: "You have told us already, and the shop looks at it. You will hear from me.",
    Reason.COMPLAINT_NOTHING: "Nothing was charged for this, so there is nothing to give back. /help shows what I can do.",
    Reason.COMPLAINT_LATE: "This talk is too long ago for that. /help shows how to reach the shop.",
    Reason.COMPLAINT_OFTEN: "You have said so about another talk not long ago. What else was wrong? Please tap another reason.",
    Reason.CASE_CLOSED: "This is decided already. /cases shows what still waits.",
    Reason.NO_SUCH_PAYOUT: "There is no payout {code}. /payouts lists what waits.",
    Reason.PAY_WEEKLY: "Your pay comes by itself once a week. /pay tells the day.",
    Reason.PAY_ASKED_TODAY: "You have asked for your pay today already. What has come since can be asked for tomorrow.",
    Reason.PAY_TOO_LITTLE: "What is yours is still less than a payout. /pay tells from how much on it is sent.",
    Reason.PAYOUT_SETTLED: "Payout {code} is settled already. /payouts lists what waits.",
    Reason.BAD_ACCOUNT: "Please write in one line where your money is to go, in {shortest} to {longest} characters: /account Bank, number, name",
    Reason.NOTHING_WANTED: "{code} wants no new account just now, or you have said yes already.",
    Reason.APPEAL_LATE: "This line is too old to be questioned. Please talk to the owner.",
    Reason.APPEAL_TWICE: "You have questioned this line already. The owner has it and answers.",
    Reason.APPEAL_CLOSED: "This is decided already.",
    Reason.NOTHING_EARNED: "Nothing is earned on order {code} that could be taken. /order {code} shows how it stands.",
    Reason.WALLET_SHORT_FOR_TIP: "Your wallet doesn't hold that much just now. A smaller one, perhaps?",
    Reason.TIP_TWICE: "You have given something for this talk already. Thank you!",
    Reason.NOT_DECIDED_YET: "Nobody was chosen yet: this order is not paid. Ask again after that.",
    Reason.DECISION_UNREADABLE: "Another version of me wrote down how {code} was decided, and I cannot read it. /order {code} shows how it went.",
}
"""The sentence of each reason that needs no more than its data."""

EXCLUSIONS: dict[str, str] = {
    "same_person": "your own order",
    "not_active": "profile not finished or suspended",
    "off_duty": "off duty",
    "off_shift": "outside working hours",
    "busy": "in another talk",
    "released": "accepted it before without a word",
    "language": "another language wanted",
    "gender": "someone else wanted",
    "level": "specialty level too low",
    "experience": "more life experience wanted",
    "resting": "taking a break",
    "shift_ends": "the shift ends too soon",
    "declined": "passed on this order",
    "blocked": "better with someone else",
    "uncertified": "a certificate for this topic wanted",
    "age": "another age group wanted",
}
"""The router's reasons, in words."""


TOLD_AS = {"blocked": "gender"}
"""What a representative hears instead: nobody learns that somebody would rather not meet them."""


def exclusion_name(t: Tongue, reason: str) -> str:
    return t(EXCLUSIONS[reason])


REASONS_SHOWN = 4
"""As many as a toast of 200 characters holds."""
TEXT_SHOWN = 200


@renders(n.Sorry)
def sorry(t: Tongue, notice: n.Sorry) -> View:
    data = notice.data
    if notice.reason is Reason.NOT_ELIGIBLE:
        told = dict.fromkeys(TOLD_AS.get(reason, reason) for reason in data["reasons"])
        reasons = t.listing(exclusion_name(t, reason) for reason in list(told)[:REASONS_SHOWN])
        return View(t("This one does not fit you just now: {reasons}.", reasons=reasons), alert=True)
    if notice.reason is Reason.SETUP_INCOMPLETE and data.get("missing"):
        missing = t.listing(page_name(t, page) for page in data["missing"])
        return View(t("Still missing: {missing}. Open /profile to fill it in, then /on.", missing=missing), alert=True)
    if notice.reason is Reason.KIND_NOT_CARRIED:
        return View(t(kinds.NOT_CARRIED.get(data["kind"], kinds.ANYTHING_NEW)), alert=True)
    return View(t(PLAIN[notice.reason], **data_of(t, data)), alert=True)


def data_of(t: Tongue, data: dict[str, Any]) -> dict[str, Any]:
    """The data of a refusal; a service's name in the reader's language."""
    if "zh" in data and "en" in data:
        data = {"service": data["zh"] if t.language is Language.ZH else data["en"]}
    return {name: value[:TEXT_SHOWN] if isinstance(value, str) else value for name, value in data.items()}
