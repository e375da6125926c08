"""One or more examples of every notice, as plain as they come or full of hostile words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.desk import clock_notices as cn
from bot.desk import notices as n
from bot.desk.notices import Notice, OrderFacts, Reason, Words
from bot.files.kinds import Reason as FileReason
from bot.rules.guard.finding import Kind
from bot.rules.parcel import ParcelKind
from bot.rules.relay import Failure
from bot.rules.vanish import Tally
from bot.rules.verify import Check
from bot.telegram.handlers.owner import REP_USAGE
from bot.telegram.render.sorry import EXCLUSIONS
from models.kinds import AgeBand, EndReason, Gender, HeldFor, Language, OrderState, RepStatus, Side, SpanKind, Style
from tests.telegram import money_samples
from tests.telegram.till_samples import till

NOW = datetime(2026, 11, 23, 12, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1500)
CHECKS = ("order", "start", "flags", "counted", "charge", "pay", "sum")
NAME = Words("Break-up comfort", "分手安慰")
SLUG = "x" * 32
CODE = "K7Q2M"
DATA: dict[str, Any] = {
    "limit": 1000,
    "length": 1200,
    "code": CODE,
    "services": "talk-30, talk-60",
    "seconds": 45,
    "longest": 240,
    "minutes": 59,
    "shortest": 4,
    "left": "15.00 CNY",
    "text": "24 Xmas",
    "topics": "chat, love",
}
REASON_DATA: dict[Reason, dict[str, Any]] = {
    Reason.KIND_NOT_CARRIED: {"kind": "video_note"},
    Reason.VOUCHER_OTHER_SERVICE: {"en": "30 minutes", "zh": "30 分钟"},
    Reason.NOT_ELIGIBLE: {"reasons": ("off_duty", "level")},
    Reason.BAD_USAGE: {"usage": REP_USAGE},
    Reason.REP_NOT_SET_UP: {"code": "RK7Q2"},
    Reason.NOTHING_PARKED: {"number": 7},
    Reason.SETUP_INCOMPLETE: {"missing": ("gender",)},
    Reason.UNKNOWN_COMMAND: {"word": "/what"},
}


EVE = date(2026, 12, 24)
AWAY = {
    "resting_until": NOW,
    "days_off": ((EVE, EVE), (EVE + timedelta(days=5), EVE + timedelta(days=9))),
    "certificates": ("night",),
    "blocks": 3,
}


def facts(words: Words = NAME) -> OrderFacts:
    return OrderFacts(
        CODE, words, "💔", words, 30, 2000, "CNY", Gender.FEMALE, True, Language.ZH, wish_style=Style.STRAIGHT
    )


def profile(page: str = "", error: str = "", words: Words = NAME) -> n.Profile:
    return n.Profile(
        code="RK7Q2M",
        page=page,
        status=RepStatus.ACTIVE,
        on_duty=True,
        gender=Gender.FEMALE,
        age_band=AgeBand.THIRTIES,
        life_experience=4,
        languages=(Language.EN, Language.ZH),
        time_zone="Asia/Shanghai",
        hours="Mon,Tue 20:00-02:00; Sat 10:00-24:00",
        specialties=((SLUG, "💔", words, 5), ("night", "🌙", words, 0)),
        missing=() if page else ("gender", "age"),
        error=error,
        styles=(Style.LISTEN, Style.STRAIGHT),
    )


def anyone() -> list[Notice]:
    return [
        n.Welcome(),
        n.Welcome(is_rep=True, is_owner=True),
        n.AdultCheck(),
        n.LanguageChoice(),
        *[n.LanguageSet(language) for language in Language],
        n.Help(),
        n.Help(is_rep=True, is_owner=True, marks_delivered=True),
        n.Privacy(),
        n.Privacy(vanish_at_end=True),
        n.Privacy(blocks=2),
    ]


def wishing(words: Words, **more: tuple[str, ...]) -> OrderFacts:
    return replace(facts(words), wish_gender=Gender.FEMALE, wish_age=AgeBand.THIRTIES, wish_experienced=True, **more)  # type: ignore[arg-type] # a table


def wizard(text: str = "I can't sleep.", words: Words = NAME) -> list[Notice]:
    return [
        n.TopicList(((SLUG, "💔", words), ("night", "🌙", words))),
        n.ServiceList(words, "💔", (n.ServiceChoice(SLUG, words, 30, 2000, "CNY"),)),
        n.WishList(None, False, None, None),
        n.WishList(Gender.MALE, True, Language.EN, Style.LISTEN, AgeBand.FORTIES, musts=("gender", "age")),
        n.WishList(Gender.FEMALE, False, None, None, waits=True),
        n.ConfirmCard(wishing(words, musts=("gender",)), "", gives_way=(("experienced", 120),)),
        n.ConfirmCard(wishing(words), text, gives_way=(("age", 60), ("gender", 90), ("experienced", 120))),
        n.NotePrompt(),
        n.ConfirmCard(facts(words), text, minimum_minutes=10),
        n.ConfirmCard(OrderFacts("", words, "💔", words, 30, 1950, "CNY"), ""),
        n.PaymentPrompt(facts(words), 0),
        n.PaymentPrompt(facts(words), 2000),
    ]


def order(alias: str = "maple", words: Words = NAME) -> list[Notice]:
    return [
        *[n.StatusCard(facts(words), state, alias, 1200) for state in OrderState],
        *[n.StatusCard(facts(words), OrderState.QUEUED, wait_minutes=wait) for wait in ((0, 1), (0, 4), (2, 5))],
        n.StatusCard(facts(words), OrderState.CLAIMED, alias, rep_spoke=True),
        n.StatusCard(facts(words), OrderState.CLAIMED, alias, customer_spoke=True),
        n.RepFound(alias, 30),
        n.RepLeft(),
        n.UnfilledChoice(facts(words), 1),
        n.UnfilledChoice(facts(words), 5, wishes=("gender", "experienced")),
        n.UnfilledChoice(wishing(words, musts=("gender",)), 0, wishes=("gender",), musts=("gender",)),
        n.StatusCard(wishing(words), OrderState.QUEUED, giving_way=(("gender", NOW),), acquainted=(alias, True)),
        n.StatusCard(wishing(words, given_way=("gender", "age")), OrderState.QUEUED, acquainted=(alias, False)),
        n.BookedFor(NOW),
        n.HourCame(),
        n.StatusCard(facts(words), OrderState.QUEUED, booked_for=NOW),
        n.StillLooking(),
        *[n.OrderClosed(CODE, reason, 2000, "CNY", 2000) for reason in EndReason],
        n.DraftDropped(),
        n.RatePrompt(CODE, alias),
        *[n.Rated(stars, alias, CODE) for stars in range(1, 6)],
        *blocks(alias),
        n.Refunded(CODE, 2000, "CNY", 2500),
    ]


def talk(alias: str = "maple", words: Words = NAME) -> list[Notice]:
    return [
        *[n.ClockStarted(side, 30) for side in Side],
        *[n.TimeWarning(minutes, side) for minutes in (5, 1) for side in Side],
        *clock(),
        *[n.ClockPaused(by_you, side, 10, 700, CODE) for by_you in (True, False) for side in Side],
        *[n.ClockResumed(by_you, by_limit, 700) for by_you in (True, False) for by_limit in (True, False)],
        *[n.EndConfirm(CODE, 700, started, side) for started in (True, False) for side in Side],
        n.TalkIsOver(),
        n.EndConfirm(CODE, 700, True, Side.CUSTOMER, minimum_minutes=10),
        n.EndConfirm(CODE, 1100, True, Side.CUSTOMER, minimum_minutes=10, bank_days=30),
        n.EndConfirm(CODE, 700, True, Side.CUSTOMER, bank_days=30),
        n.TalkGoesOn(),
        n.TakingBack(),
        n.AnotherTalk(n.TalkChoice(CODE, alias), n.TalkChoice("K7Q3", alias)),
        n.AnotherTalk(n.TalkChoice(CODE, alias), None),
        n.TopicTitle(n.TalkChoice(CODE, alias)),
        *[n.Aside(n.TalkChoice(CODE, alias), here) for here in (True, False)],
        *[
            n.TalkList((n.TalkChoice(CODE, alias, not over), n.TalkChoice("K7Q3", alias)), over)
            for over in (True, False)
        ],
        *[n.NowTalking(n.TalkChoice(CODE, alias), sent) for sent in (True, False)],
        n.WhichTalk(2**40, (n.TalkChoice(CODE, alias), n.TalkChoice("K7Q3", alias))),
        *[n.Kept(2**40, why, side, CODE) for why in (HeldFor.START, HeldFor.PAUSE, HeldFor.LATE) for side in Side],
        *removals(),
        *[receipt(side, reason, alias, words) for side in Side for reason in EndReason],
        n.Receipt(facts(words), Side.REP, alias, EndReason.OWNER_END, None, NOW, 0, 0, 0, 0, 0, 0),
        n.ContactSeen(2**40, ("phone", "messenger"), ("drop", "mask", "shop")),
        *[n.ContactSettled(choice) for choice in ("drop", "mask", "shop")],
        *[n.ContactRefused((kind,), side, edit) for kind in Kind for side in Side for edit in (True, False)],
        *[n.NotDelivered(why, side) for why in Failure for side in Side],
        *[n.NotDelivered(Failure.FILE, Side.REP, reason) for reason in FileReason],
        *[n.NotDelivered(Failure.FILE, Side.REP, FileReason.CANNOT_BE_CLEANED, kind) for kind in ParcelKind],
    ]


def clock() -> list[Notice]:
    faces = [n.ClockFace(kind, 130, fit, came) for kind in SpanKind for fit in (True, False) for came in (True, False)]
    more = ((15, 1000), (30, 2000), (60, 4000))
    faces += [n.ClockFace(SpanKind.LIVE, more=more, auto_blocks=4), n.ClockFace(SpanKind.GRACE, more=more, auto_left=2)]
    faces += [n.ClockFace(SpanKind.LIVE, gift=5)]
    return [
        *[
            cn.Extended(side, CODE, 15, 1000, "CNY", auto, left)
            for side in Side
            for auto, left in ((False, 0), (True, 1), (True, 3))
        ],
        cn.StripShown(CODE, tuple((kind.value, NOW, NOW) for kind in SpanKind if kind != "tried"), 0, 1800),
        cn.StripShown(CODE, (("live", NOW, LATER), ("waiting", LATER, LATER)), 1500, 1800),
        cn.Verified(CODE, tuple(Check(name, 1500, found) for name in CHECKS for found in (1500, 1440)), "CNY"),
        cn.Verified(CODE, tuple(Check(name, 1500, 1500) for name in CHECKS), "CNY"),
        cn.StayAsk(CODE, 30),
        cn.StayAsked(30),
        *[cn.StayAnswered(side) for side in Side],
        *[cn.TopUpFirst(CODE, 15, 30, 400, "CNY", hold_s, yes, yes) for hold_s in (0, 180) for yes in (True, False)],
        *[cn.AutoSet(side, CODE, blocks, 15, 1000, "CNY") for side in Side for blocks in (0, 1, 4)],
        *[cn.TimeGiven(side, 5) for side in Side],
        cn.LateMadeGood(CODE, 75, 133, "CNY", 533),
        *[cn.OnceMore(CODE, "maple", 15, 1000, "CNY", minutes) for minutes in (1, 10)],
        n.QuietAsk(CODE),
        n.QuietKept(),
        *[n.FellSilent(side, CODE, minutes) for side in Side for minutes in (1, 30)],
        *[n.GraceBegan(side, 90) for side in Side],
        *[n.WasAway(side, CODE, seconds, waits) for side in Side for seconds, waits in ((75, False), (4000, True))],
        *[n.ConnectionLost(side, minutes) for side in Side for minutes in (1, 10)],
        *[n.FitAsk(CODE, side) for side in Side],
        *[n.NoFit(side, CODE) for side in Side],
        *[
            n.StatusCard(facts(NAME), state, "maple", 1200, clock=face)
            for state in (OrderState.LIVE, OrderState.PAUSED)
            for face in faces
        ],
        *[
            n.RepPanel(facts(NAME), state, "maple", "", 1200, 3, clock=face)
            for state in (OrderState.LIVE, OrderState.PAUSED)
            for face in faces
        ],
    ]


def removals() -> list[Notice]:
    tallies = (Tally(), Tally(gone=120), Tally(gone=1, old=2), Tally(refused=3), Tally(old=2, unreachable=4))
    return [
        *[n.VanishConfirm(CODE, messages) for messages in (1, 240)],
        n.TalkKept(),
        n.Vanishing(),
        *[n.VanishReceipt(mine, theirs) for mine in tallies for theirs in tallies],
        *[n.TalkVanished(mine, by_shop) for mine in tallies for by_shop in (True, False)],
    ]


def receipt(side: Side, reason: EndReason = EndReason.TIME_UP, alias: str = "maple", words: Words = NAME) -> n.Receipt:
    return n.Receipt(facts(words), side, alias, reason, NOW, NOW, 1450, 90, 1611, 389, 389, 967)


def reps(text: str = "I can't sleep.", alias: str = "maple", words: Words = NAME) -> list[Notice]:
    pages = ("", "specialties", "styles", "gender", "age", "experience", "languages", "hours", "zone")
    return [
        *[
            n.GroupCard(facts(words), state, 3, opened_to_all=everyone)
            for state in OrderState
            for everyone in (True, False)
        ],
        *[n.Board((n.BoardLine(facts(words), 1),) * waiting, more) for waiting, more in ((0, 0), (1, 0), (15, 7))],
        n.BoardMoved(),
        *[n.RepPanel(facts(words), state, alias, text, 1200, 3) for state in OrderState],
        n.RepPanel(facts(words), OrderState.CLAIMED, alias, "", 0, 1, customer_spoke=True),
        n.RepPanel(facts(words), OrderState.CLAIMED, alias, "", 0, 3, rep_spoke=True),
        n.AcceptWon(CODE),
        n.FirstInLine(20),
        n.Called(facts(words), 3),
        *[n.OnCall(on) for on in (True, False)],
        n.GroupCard(facts(words), OrderState.QUEUED, 3, booked_for=NOW),
        n.GroupCard(wishing(words, musts=("gender",)), OrderState.QUEUED, 3, opens_at=NOW),
        *[n.HeadStart(facts(words), 3, alias, NOW, state) for state in ("first", "open", "yours", "gone")],
        n.Outdone(CODE),
        n.Overtaken(CODE),
        n.PanelGone(CODE),
        n.LineReleased(CODE, "no_greet"),
        n.LineReleased(CODE, "cancelled"),
        n.InviteWelcome(),
        *[profile(page, words=words) for page in pages],
        profile("hours", error=text),
        profile("zone", error="empty"),
        *[replace(profile(page, words=words), **AWAY) for page in ("", "hours")],  # type: ignore[arg-type] # a table
        n.BreakChoice((10, 30, 60)),
        n.BreakBegun(NOW, "Europe/London"),
        *[n.BreakOver(waiting) for waiting in (0, 1, 2)],
        *[n.DayOffSet(EVE, EVE + timedelta(days=more)) for more in (0, 3)],
        n.Passed(CODE),
        n.DutyChanged(on=False, waiting=2),
        *[n.DutyChanged(on=True, waiting=waiting) for waiting in (0, 1, 2)],
    ]


def blocks(alias: str = "maple") -> list[Notice]:
    entry = n.BlockEntry(CODE, alias)
    return [n.BlockSet(CODE, alias), n.BlockLifted(CODE, alias), n.BlockList(()), n.BlockList((entry,) * 50)]


def topic(words: Words, able: int) -> n.TopicFloors:
    lacking = () if able else ("level", "uncertified", "age")
    return n.TopicFloors(SLUG, "💔", words, 5, 3, True, tuple(AgeBand), able, lacking)


def contacts() -> list[Notice]:
    """What the owner hears of contacts."""
    kinds = tuple(kind.value for kind in Kind)
    told: list[Notice] = [n.ContactFlag(CODE, side, kinds, 3) for side in Side]
    return [*told, *[n.ContactAsked(CODE, side, kinds) for side in Side]]


COURSE = n.WhyCourse(
    Gender.FEMALE,
    (("gender", NOW), ("age", NOW)),
    "RK7Q2M",
    NOW,
    lead=("RK7Q2M", "RABCDE"),
    hurried=(NOW, NOW),
    wish_age=AgeBand.FORTIES,
)


def owner(words: Words = NAME) -> list[Notice]:
    states = {state.value: 2 for state in OrderState}
    line = n.OrderLine(CODE, OrderState.LIVE, "💔", words, 30, 2000, "CNY", NOW, "RK7Q2M")
    why = n.WhyCandidate("RK7Q2M", 0.81, dict.fromkeys(("level", "experience", "rating", "continuity"), 0.2), NOW)
    out = n.WhyCandidate("RABCDE", 0.0, {}, None, ("off_duty", "level"))
    acts = ("assign", "cancel", "refund", "suspend", "unsuspend", "replay", "takes", "certify", "uncertify")
    return [
        n.TodayPage(NOW, 14, states, 28000, 20000, 12000, "CNY", 3, 9, 47, 10, True, 2, 1),
        n.TodayPage(NOW, 0, {}, 0, 0, 0, "CNY", 0, 0, 0, 0, False, 0, 0),
        n.OrderPage(()),
        n.OrderPage((line,) * 15),
        n.OrderDetail(
            facts(words), OrderState.ENDED, "RK7Q2M", *(NOW,) * 5, EndReason.TIME_UP, 1450, 90, 1611, 967, True, 5
        ),
        n.OrderDetail(facts(words), OrderState.QUEUED, "", NOW, NOW, *(None,) * 4, 0, 0, None, None, False, None),
        n.RepPage(()),
        n.RepPage(
            tuple(n.RepLineItem("RK7Q2M", s, duty, not duty, 9, 2) for s in RepStatus for duty in (True, False)) * 40
        ),
        *[n.RepDetail(profile(words=words), stars, stars, 12, stars, 2, 12000, "CNY") for stars in (0, 1, 4)],
        n.InviteLink("t" * 43, "EarshotBot", 7),
        *[n.VouchersMade(("ABCDEF-GHJKMN-PQRSTU",) * k, words, 2000, "CNY") for k in (1, 50)],
        n.OrderWaits(CODE, 5, 3, 1),
        *[n.Done(act, CODE, "RK7Q2M") for act in acts],
        *[n.ShopPausedNow(paused) for paused in (True, False)],
        n.ConfigTaken(),
        n.ConfigTaken((("routing.hold_s", "–", "45"), ("shop.time_zone", "UTC", "Asia/<b>")), ("telegram.token",)),
        n.ConfigRefused(("config.toml: routing.hold_s: expected 300 or less.", "config.toml: <b>: no key.")),
        n.TodayPage(
            NOW,
            0,
            {},
            0,
            0,
            0,
            "CNY",
            0,
            0,
            0,
            0,
            False,
            0,
            0,
            (
                n.Doubt("hours", "RK7Q2M", "<b>"),
                n.Doubt("days_off", "RK7Q2M"),
                n.Doubt("topic", SLUG),
                n.Doubt("currency", SLUG, "USD"),
            ),
        ),
        n.WhyPage(CODE, NOW, "simple-1", (why,) * 3, (out,) * 3, "RK7Q2M"),
        n.WhyPage(CODE, NOW, "simple-1", (why,) * 200, (out,) * 200, ""),
        n.WhyPage(CODE, NOW, "simple-1", (), (), ""),
        n.WhyPage(CODE, NOW, "2", (replace(why, misses=("gender", "experience")),), (), "", COURSE),
        n.WhyPage(CODE, NOW, "2", (), (), "", n.WhyCourse(known="RK7Q2M")),
        n.UpdateParked(7, "ValueError"),
        *[n.TopicPage((topic(words, able),)) for able in (0, 1, 3)],
        n.TopicPage((n.TopicFloors(SLUG, "💔", words, 1, 0, False, (), 0),)),
        n.TopicPage((topic(words, 0), topic(words, 2)) * 8),
        n.ParkedPage(()),
        n.ParkedPage((n.ParkedLine(7, "ValueError", NOW),) * 20),
    ]


CHANGES = (
    *[n.WhyChange(reason, 1, 2) for reason in ("level", "experience")],
    *[n.WhyChange("language", language=language) for language in Language],
    n.WhyChange("shift_ends", needed=1800),
    *[n.WhyChange(one) for one in ("not_active", "off_duty", "off_shift", "busy", "resting", "uncertified")],
)


def whys(words: Words = NAME) -> list[Notice]:
    """Why not somebody, and what nobody could take."""
    parts = dict.fromkeys(("level", "experience", "rating", "continuity", "wishes", "fairness", "scarcity"), 0.1)
    sooner = n.WhyInstead(CHANGES[:1], 1, 0)
    offers = (
        n.WhyOffer(5, NOW, place=3, of=7, total=0.62, parts=parts, opens_at=NOW, opens_after_s=45, instead=sooner),
        n.WhyOffer(4, NOW, place=1, of=7, total=0.81, parts=parts, opens_at=NOW),
        n.WhyOffer(3, NOW, reasons=tuple(EXCLUSIONS), tried=True),
        n.WhyOffer(4, NOW, place=2, of=7, parts=parts, opens_at=NOW, opens_after_s=90, misses=("gender",)),
        n.WhyOffer(4, NOW, place=2, of=7, parts=parts, opens_at=NOW, first_known=True),
        n.WhyOffer(2, NOW, reasons=("off_duty", "level"), instead=n.WhyInstead(CHANGES, 2, 45), tried=True),
        n.WhyOffer(1, NOW, joined_later=True),
        n.WhyOffer(1, NOW),
        n.WhyOffer(1, NOW, unreadable=True),
    )
    wished = n.GapLine(23, words, "💔", Gender.FEMALE, True, Language.ZH, 9, 4, away=2)
    plain = n.GapLine(0, words, "💔", None, False, None, 1, 1, away=0)
    return [
        *[n.WhyNotPage(CODE, "RK7Q2M", taker, offers) for taker in ("", "RK7Q2M", "RABCDE")],
        n.WhyNotPage(CODE, "RK7Q2M", "", offers * 20),
        n.GapPage(28, 0, 0, ()),
        *[n.GapPage(28, orders, 0, ()) for orders in (1, 30)],
        n.GapPage(28, 90, 14, (wished, plain, replace(wished, away=1), replace(plain, missed=0, unmet=2)) * 3, more=3),
    ]


def refusals() -> list[Notice]:
    return [n.Sorry(reason, REASON_DATA.get(reason, DATA)) for reason in Reason]


def everything() -> list[Notice]:
    shop = [*owner(), *whys(), *till(NAME), *money_samples.settlements(), *money_samples.pay()]
    return [*anyone(), *wizard(), *order(), *talk(), *reps(), *shop, *contacts(), *refusals()]


def hostile(text: str) -> list[Notice]:
    """Every page that shows something people wrote, with `text` for it."""
    words = Words(text, text)
    bad = [
        n.Sorry(Reason.NO_SUCH_ORDER, {"code": text}),
        n.Sorry(Reason.VOUCHER_OTHER_SERVICE, {"en": text, "zh": text}),
    ]
    return [*wizard(text), *reps(text), *bad, *pages_with_names(words), *money_samples.pay(text[:200])]


def pages_with_names(words: Words) -> list[Notice]:
    """A shop's own names are short (64 characters), yet they may hold anything."""
    short = Words(words.en[:64], words.zh[:64])
    return [
        *wizard(words=short),
        *order(words=short),
        *talk(words=short),
        *reps(words=short),
        *owner(short),
        *whys(short),
        *till(short),
    ]
