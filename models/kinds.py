"""The words of the trade as enumerations, for rules, routing, tables and the edge alike."""

from enum import IntEnum, StrEnum


class Language(StrEnum):
    """Languages in which the bot speaks and in which talks are offered."""

    EN = "en"
    ZH = "zh"


class OrderState(StrEnum):
    """Where an order stands. Every state but the last three has a deadline row among the timers."""

    AWAITING_PAYMENT = "awaiting_payment"
    QUEUED = "queued"  # paid, looking for a representative
    CLAIMED = "claimed"  # a representative accepted; the clock waits until both have spoken
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    EXPIRED = "expired"  # nobody could take it, or it was never paid
    CANCELLED = "cancelled"


OPEN_LINE = frozenset({OrderState.CLAIMED, OrderState.LIVE, OrderState.PAUSED})
"""States in which customer and representative are connected."""

UNFINISHED = OPEN_LINE | {OrderState.AWAITING_PAYMENT, OrderState.QUEUED}
"""States from which an order still moves."""


class Side(StrEnum):
    """The two ends of a line."""

    CUSTOMER = "customer"
    REP = "rep"

    @property
    def other(self) -> "Side":
        return Side.REP if self is Side.CUSTOMER else Side.CUSTOMER


class SpanKind(StrEnum):
    """What a stretch of a session's time was."""

    LIVE = "live"  # counted; nothing else is
    WAITING = "waiting"  # a customer waits for an answer
    PAUSED = "paused"  # one side paused
    SILENT = "silent"  # neither wrote for long
    OUTAGE = "outage"  # they could not talk
    GIFT = "gift"  # the representative gave it
    TOPUP = "topup"  # the bought time is over, and the customer pays for more
    TRIED = "tried"  # the first two did not fit
    GRACE = "grace"  # the bought time is over; both finish a sentence


class EndReason(StrEnum):
    """Why an order came to its end."""

    TIME_UP = "time_up"
    CUSTOMER_END = "customer_end"
    REP_END = "rep_end"
    REP_MUST_GO = "rep_must_go"
    REP_UNWELL = "rep_unwell"
    REP_LINE = "rep_line"  # their connection is bad
    REP_DONE = "rep_done"  # all is said, they say
    OWNER_END = "owner_end"
    CUSTOMER_ABSENT = "customer_absent"
    CANCELLED = "cancelled"
    UNFILLED = "unfilled"
    UNPAID = "unpaid"
    REP_LEFT = "rep_left"  # no answer came any more
    PAUSED_OUT = "paused_out"  # neither came back from a silence
    TECHNICAL = "technical"  # the shop's own trouble
    CUSTOMER_LOST = "customer_lost"  # they cannot be reached any more


WHY_REP_ENDS = (EndReason.REP_MUST_GO, EndReason.REP_UNWELL, EndReason.REP_LINE, EndReason.REP_DONE)
"""One of these is said by a representative who ends a running talk."""


class Fault(StrEnum):
    """What an order came to, as the table of refunds and pay (bot.rules.faults) has it."""

    DONE = "done"  # all the bought time was talked
    UNFILLED = "unfilled"
    CANCELLED_EARLY = "cancelled_early"  # by the customer, before anybody had taken it
    CANCELLED_LATE = "cancelled_late"  # after somebody had, before the talk
    ABSENT = "absent"  # the customer never said a word
    NO_GREET = "no_greet"  # the representative never did
    MISMATCH = "mismatch"  # the two did not fit, and said so at once
    REP_LEFT = "rep_left"
    REP_EXCUSED = "rep_excused"  # the representative had to end it, and could not help it
    AGREED = "agreed"  # the representative ended it when all was said
    TECHNICAL = "technical"  # the shop's own trouble
    CUSTOMER_ENDED = "customer_ended"
    OWNER_ENDED = "owner_ended"
    HARASSMENT = "harassment"  # by the customer
    MISCONDUCT = "misconduct"  # by the representative
    NOT_WORTH_IT = "not_worth_it"
    CRISIS = "crisis"  # somebody was in danger, and the clock no longer mattered
    RAIL_REFUND = "rail_refund"  # whoever carried the money took it back


class EarningKind(StrEnum):
    """Why a line stands in a representative's statement."""

    SESSION = "session"  # their share of a talk
    STANDBY = "standby"  # they waited for somebody who did not come
    EXTENSION = "extension"  # the customer wanted more of the same talk
    DESIGNATED = "designated"  # the customer came back to them
    NIGHT = "night"
    TIP = "tip"
    GIFT = "gift"  # the owner's, with a reason
    PENALTY = "penalty"  # the owner's, with a reason
    REFUND = "refund"  # taken back because the customer got money back
    REPAYMENT = "repayment"  # of what they owed the shop


class EarningState(StrEnum):
    """Where the money of a line is. The sums of these are the representative's accounts in the ledger."""

    PENDING = "pending"  # open to question
    AVAILABLE = "available"
    REQUESTED = "requested"  # in a payout that is on its way
    PAID = "paid"


class PayoutState(StrEnum):
    """What became of a payout."""

    REQUESTED = "requested"
    PAID = "paid"
    FAILED = "failed"  # the bank sent it back; the money is available again


class CaseState(StrEnum):
    """What became of something that the owner has to decide: a complaint, an appeal."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # the owner let the deadline pass


class Gender(StrEnum):
    """A representative's gender, and the customer's wish for one."""

    FEMALE = "female"
    MALE = "male"


class Style(StrEnum):
    """How the customer would like to be met."""

    LISTEN = "listen"
    COMFORT = "comfort"
    ADVISE = "advise"
    STRAIGHT = "straight"


class AgeBand(StrEnum):
    """A representative's age, coarse enough to name nobody."""

    TWENTIES = "20s"
    THIRTIES = "30s"
    FORTIES = "40plus"


class RepStatus(StrEnum):
    """A representative's standing with the shop."""

    SETTING_UP = "setting_up"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class OutboxState(StrEnum):
    """What became of an outgoing message."""

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"  # Telegram said no, for good
    UNKNOWN = "unknown"  # the connection died after the bytes had left, and sending again was not allowed


class ErasureState(StrEnum):
    """What became of a message that was to be deleted from one phone."""

    WAITING = "waiting"
    GONE = "gone"
    OLD = "old"  # past the time in which a bot may delete it
    REFUSED = "refused"  # Telegram would not
    UNREACHABLE = "unreachable"  # whose phone it is blocked the bot; it may be tried again


class InboxState(StrEnum):
    """What became of an incoming update."""

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"  # its handler failed too often; kept with its reason


class Rank(IntEnum):
    """What goes first where one chat, or Telegram's overall limit, makes messages wait for each other."""

    NOW = 0  # what people say to each other, answers, notices: in the order in which they arose
    CARD = 1  # edits of a card that stands already
    BROADCAST = 2


class TimerKind(StrEnum):
    """What a timer row wakes. Its subject is an order's id, or a fixed word."""

    WIDEN = "widen"
    WAIT = "wait"  # an order waits: how long yet, and is anybody there by now
    STAFF = "staff"  # a representative came, or can take nothing more; its subject is theirs
    SETTLE = "settle"  # an order that is held becomes its holder's
    UNFILLED = "unfilled"
    BOOKED = "booked"  # the hour at which a customer wants to be called
    EXPIRE = "expire"
    UNPAID = "unpaid"
    GREET = "greet"
    ABSENT = "absent"
    TIME_UP = "time-up"
    PAID_UP = "paid-up"  # money came that more of a talk waits for
    PAUSE_OVER = "pause-over"
    LOOK = "look"  # the clock looks at what was said, and brings the cards up to date
    HELD = "held"  # nobody chose what becomes of words that were held back; its subject is theirs
    VANISH = "vanish"  # a talk ended a while ago, and the shop wants it removed
    VANISHED = "vanished"  # a removal is settled on both phones; its subject is that
    REST_OVER = "rest-over"  # a representative's break ends; its subject is theirs
    TIME_CREDIT = "time-credit"  # banked time is near its end; its subject is that
    BALANCES = "balances"  # what accounts come to is added up
    EARNED = "earned"  # what was earned is no longer open to question; its subject is whose
    DECIDE = "decide"  # nobody decided a complaint in time; its subject is that
    CUT_OFF = "cut-off"  # the week is over, and payouts are made
    PAY_ACCOUNT = "pay-account"  # a new account for payouts comes into use
    RETURN = "return"  # nobody has said whether money was sent back; its subject is the payment
    HOUSEKEEPING = "housekeeping"
    SHARES = "shares"  # the shop looks at who is there and what comes when


class TapState(StrEnum):
    """What became of a tap on Accept."""

    HOLDS = "holds"  # the best so far
    WON = "won"
    OVERTAKEN = "overtaken"  # somebody who fits better tapped while it held
    OUTDONE = "outdone"  # somebody who fits better had tapped before, or it could not be given away any more


class HeldFor(StrEnum):
    """What a message that is not carried yet waits for."""

    CONTACT = "contact"  # its sender's choice: it tells a contact
    START = "start"  # somebody who takes the order
    PAUSE = "pause"  # the end of the pause
    LATE = "late"  # the next talk of the same two
    WHOM = "whom"  # its sender's word, to which of several talks it goes


class Rail(StrEnum):
    """A way by which money comes in."""

    VOUCHER = "voucher"  # a code, sold at another counter
    TRANSFER = "transfer"  # to the shop's own account; a cashier sees it arrive
    STARS = "stars"  # Telegram's
    PROVIDER = "provider"  # a payment provider's invoice in the shop's currency


class PaymentState(StrEnum):
    """What became of a payment that was asked for."""

    ASKED = "asked"
    CLAIMED = "claimed"  # the customer says that it is on its way
    PAID = "paid"
    RETURNING = "returning"  # Telegram, or a person, was asked to give it back
    RETURNED = "returned"
    STRANGE = "strange"  # money came for which nothing was asked; the owner looks into it


class CreditState(StrEnum):
    """What became of banked time."""

    OPEN = "open"
    SPENT = "spent"
    EXPIRED = "expired"


class VoucherState(StrEnum):
    """What became of a voucher code."""

    FRESH = "fresh"
    REDEEMED = "redeemed"
    REVOKED = "revoked"
