"""What people type and tap becomes the right command, through the whole routing tree."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Update

from bot.desk import clock_commands as cc
from bot.desk import commands as c
from bot.desk import money_commands as mc
from bot.desk import till_commands as tc
from bot.desk.notices import Notice, Reason, Sorry
from bot.desk.work import Actor
from bot.rules.parcel import Parcel, ParcelKind
from bot.telegram import callbacks as cb
from bot.telegram.handlers.owner import REP_USAGE, VOUCHER_USAGE
from bot.telegram.routes import build_router
from bot.telegram.translate import to_parcel
from models.kinds import AgeBand, EndReason, Gender, Language, Style

ME = Actor(1, Language.EN, adult=True)
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -5, "type": "supergroup", "title": "Reps"}
PERSON = {"id": 7, "is_bot": False, "first_name": "Ann"}


class Recorder:
    """Stands in for `Reply`: keeps what handlers ask for."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.actor = ME
        self.raw = raw
        self.asked: list[c.Command] = []
        self.said: list[Notice | None] = []

    @property
    def parcel(self) -> Parcel:
        return to_parcel(self.raw.get("message") or self.raw["edited_message"])

    async def __call__(self, command: c.Command) -> None:
        self.asked.append(command)

    async def say(self, notice: Notice | None) -> None:
        self.said.append(notice)


@cache
def dispatching() -> Dispatcher:
    dispatcher = Dispatcher()
    dispatcher.include_router(build_router())
    return dispatcher


@cache
def a_bot() -> Bot:
    return Bot("1:made-up")


async def feed(**event: Any) -> Recorder:
    bot, recorder, dispatcher = a_bot(), Recorder(event), dispatching()
    update = Update.model_validate({"update_id": 1, **event}, context={"bot": bot})
    await dispatcher.feed_update(bot, update, reply=recorder)
    return recorder


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 100, "chat": chat, "from": PERSON, **content}


async def typed(text: str, chat: dict[str, Any] = PRIVATE) -> Recorder:
    return await feed(message=message(chat, text=text))


async def tapped(data: str, chat: dict[str, Any] = PRIVATE) -> Recorder:
    query = {"id": "1", "from": PERSON, "chat_instance": "x", "data": data, "message": message(chat, text="card")}
    return await feed(callback_query=query)


SAID_AT = datetime.fromtimestamp(100, UTC)

TYPED: list[tuple[str, c.Command]] = [
    ("/start", c.Start(ME)),
    ("/start Ab_-9", c.Start(ME, "Ab_-9")),
    ("/help", c.AskHelp(ME)),
    ("/privacy", c.AskPrivacy(ME)),
    ("/language", c.AskLanguage(ME)),
    ("/wallet", tc.ShowWallet(ME)),
    ("/terms", tc.AskTerms(ME)),
    ("/paysupport", tc.AskPaySupport(ME)),
    ("/paysupport I paid twice", tc.AskPaySupport(ME, "I paid twice")),
    ("/order", c.BeginOrder(ME)),
    ("/ORDER", c.BeginOrder(ME)),
    ("/order@SomeBot", c.BeginOrder(ME)),
    ("／ｏｒｄｅｒ", c.BeginOrder(ME)),
    ("/order k7q2m", c.ShowOrder(ME, "k7q2m")),
    ("/order@SomeBot Ｋ７Ｑ２Ｍ", c.ShowOrder(ME, "K7Q2M")),
    ("/order a b", c.BadUsage(ME, "/order CODE")),
    ("/cancel", c.Cancel(ME)),
    ("/cancel K7Q2M", c.OwnerCancel(ME, "K7Q2M")),
    ("/pause", c.Pause(ME, at=SAID_AT)),
    ("/resume", c.Resume(ME, at=SAID_AT)),
    ("/end", c.AskEnd(ME)),
    ("/verify k7q2m", cc.Verify(ME, "k7q2m")),
    ("/verify", c.BadUsage(ME, "/verify CODE")),
    ("/talk", c.ListTalks(ME)),
    ("/unsend", c.Unsend(ME, 5, None)),
    ("/vanish", c.AskVanish(ME)),
    ("/on", c.GoOnDuty(ME, True)),
    ("/off", c.GoOnDuty(ME, False)),
    ("/oncall", c.GoOnCall(ME)),
    ("/break", c.TakeBreak(ME)),
    ("/break 15 min", c.TakeBreak(ME, "15 min")),
    ("/dayoff", c.AddDayOff(ME)),
    ("/dayoff 24 Dec - 27 Dec", c.AddDayOff(ME, "24 Dec - 27 Dec")),
    ("/dayoff 明天", c.AddDayOff(ME, "明天")),
    ("/pass", c.Decline(ME)),
    ("/pass k7q2m", c.Decline(ME, "k7q2m")),
    ("/profile", c.ShowProfile(ME)),
    ("/today", c.Today(ME)),
    ("/orders", c.ListOrders(ME)),
    ("/reps", c.ListReps(ME)),
    ("/rep RK7Q2M", c.ShowRep(ME, "RK7Q2M")),
    ("/rep RK7Q2M suspend", c.SetRepStatus(ME, "RK7Q2M", True)),
    ("/rep RK7Q2M takes 2", c.SetCapacity(ME, "RK7Q2M", 2)),
    ("/rep RK7Q2M UNSUSPEND", c.SetRepStatus(ME, "RK7Q2M", False)),
    ("/rep RK7Q2M certify Love", c.Certify(ME, "RK7Q2M", "love", True)),
    ("/rep RK7Q2M uncertify love", c.Certify(ME, "RK7Q2M", "love", False)),
    ("/rep RK7Q2M certify", c.BadUsage(ME, REP_USAGE)),
    ("/rep RK7Q2M fire", c.BadUsage(ME, REP_USAGE)),
    ("/rep", c.BadUsage(ME, REP_USAGE)),
    ("/topic", c.ShowTopic(ME)),
    ("/topic Love", c.ShowTopic(ME, "love")),
    ("/topic love level 3", c.SetTopicFloor(ME, "love", "level", "3")),
    ("/topic love Ages 30s, 40plus", c.SetTopicFloor(ME, "love", "ages", "30s,40plus")),
    ("/topic love certified", c.SetTopicFloor(ME, "love", "certified", "")),
    ("/invite", c.MakeInvite(ME)),
    ("/voucher 10 talk-30", c.MakeVouchers(ME, 10, "talk-30")),
    ("/voucher　１０　talk-30", c.MakeVouchers(ME, 10, "talk-30")),
    ("/voucher 200 chat30 taobao-1 2027-01-31", c.MakeVouchers(ME, 200, "chat30", "taobao-1", "2027-01-31")),
    ("/vouchers", c.VoucherBatches(ME)),
    ("/vouchers revoke taobao-1", c.VoucherBatches(ME, "taobao-1")),
    ("/voucher talk-30", c.BadUsage(ME, VOUCHER_USAGE)),
    ("/voucher -1 talk-30", c.BadUsage(ME, VOUCHER_USAGE)),
    ("/voucher 99999999999 talk-30", c.BadUsage(ME, VOUCHER_USAGE)),
    ("/assign K7Q2M RK7Q2M", c.AssignOrder(ME, "K7Q2M", "RK7Q2M")),
    ("/assign K7Q2M", c.BadUsage(ME, "/assign CODE REP")),
    ("/refund K7Q2M", c.Refund(ME, "K7Q2M")),
    ("/refund", c.BadUsage(ME, "/refund CODE [AMOUNT] [shop]")),
    ("/pause_shop", c.PauseShop(ME)),
    ("/why K7Q2M", c.Why(ME, "K7Q2M")),
    ("/why K7Q2M RK7Q2M", c.WhyNot(ME, "K7Q2M", "RK7Q2M")),
    ("/why", c.BadUsage(ME, "/why CODE [REP]")),
    ("/why a b c", c.BadUsage(ME, "/why CODE [REP]")),
    ("/gaps", c.ShowGaps(ME)),
    ("/gaps now", c.ShowGaps(ME)),
    ("/dance now", c.UnknownCommand(ME, "/dance")),
    ("／dance", c.UnknownCommand(ME, "／dance")),
]
TAPPED: list[tuple[CallbackData, c.Command]] = [
    (cb.Go(what="order"), c.BeginOrder(ME)),
    (cb.Go(what="adult"), c.ConfirmAdult(ME)),
    (cb.Go(what="language"), c.AskLanguage(ME)),
    (cb.Go(what="wishes"), c.WishesDone(ME)),
    (cb.Go(what="skip"), c.SkipNote(ME)),
    (cb.Go(what="confirm"), c.ConfirmOrder(ME)),
    (cb.Go(what="drop"), c.DropDraft(ME)),
    (cb.Go(what="on"), c.GoOnDuty(ME, True)),
    (cb.Go(what="off"), c.GoOnDuty(ME, False)),
    (cb.TopicTap(slug="break-up"), c.PickTopic(ME, "break-up")),
    (cb.ServiceTap(slug="talk-30"), c.PickService(ME, "talk-30")),
    (cb.WishTap(wish="style", value="listen"), c.ToggleWish(ME, "style", "listen")),
    (cb.BackTap(step="topic"), c.BackTo(ME, "topic")),
    (cb.LanguageTap(language="zh"), c.ChooseLanguage(ME, Language.ZH)),
    (cb.OrderTap(act="wallet", code="K7Q2M"), c.PayFromWallet(ME, "K7Q2M")),
    (cb.OrderTap(act="anyone", code="K7Q2M"), c.DropWishes(ME, "K7Q2M")),
    (cb.LaterTap(code="K7Q2M", hours=3), c.CallLater(ME, "K7Q2M", 3)),
    (cb.OrderTap(act="again", code="K7Q2M"), c.OrderAgain(ME, "K7Q2M")),
    (cb.OrderTap(act="pause", code="K7Q2M"), c.Pause(ME, "K7Q2M")),
    (cb.MoreTap(code="K7Q2M", minutes=30, upon=45), cc.Extend(ME, "K7Q2M", 30, 45)),
    (cb.OrderTap(act="stay", code="K7Q2M"), cc.StayOn(ME, "K7Q2M", yes=True)),
    (cb.OrderTap(act="leave", code="K7Q2M"), cc.StayOn(ME, "K7Q2M", yes=False)),
    (cb.OrderTap(act="auto", code="K7Q2M"), cc.SetAuto(ME, "K7Q2M", on=True)),
    (cb.OrderTap(act="auto!", code="K7Q2M"), cc.SetAuto(ME, "K7Q2M", on=False)),
    (cb.OrderTap(act="gift", code="K7Q2M"), cc.GiveTime(ME, "K7Q2M")),
    (cb.OrderTap(act="once", code="K7Q2M"), cc.Reconnect(ME, "K7Q2M")),
    (cb.OrderTap(act="quiet", code="K7Q2M"), c.QuietIsFine(ME, "K7Q2M")),
    (cb.OrderTap(act="nofit", code="K7Q2M"), c.NotAFit(ME, "K7Q2M")),
    (cb.OrderTap(act="nofit!", code="K7Q2M"), c.NotAFit(ME, "K7Q2M", sure=True)),
    (cb.OrderTap(act="resume", code="K7Q2M"), c.Resume(ME, "K7Q2M")),
    (cb.OrderTap(act="ask", code="K7Q2M"), c.AskEnd(ME, "K7Q2M")),
    (cb.OrderTap(act="here", code="K7Q2M"), c.ChooseTalk(ME, "K7Q2M")),
    (cb.SendTap(held_id=2**40, code="K7Q2M"), c.SendHeldTo(ME, 2**40, "K7Q2M")),
    (cb.OrderTap(act="cancel", code="K7Q2M"), c.Cancel(ME, "K7Q2M")),
    (cb.OrderTap(act="wait", code="K7Q2M"), c.KeepWaiting(ME, "K7Q2M")),
    (cb.PayTap(act="now", line=0), mc.AskPayout(ME)),
    (cb.OrderTap(act="rep_unwell", code="K7Q2M"), c.ConfirmEnd(ME, "K7Q2M", EndReason.REP_UNWELL)),
    (cb.OrderTap(act="end", code="K7Q2M"), c.ConfirmEnd(ME, "K7Q2M")),
    (cb.OrderTap(act="talk", code="K7Q2M"), c.KeepTalking(ME, "K7Q2M")),
    (cb.OrderTap(act="vanish", code="K7Q2M"), c.ConfirmVanish(ME, "K7Q2M")),
    (cb.OrderTap(act="keep", code="K7Q2M"), c.KeepTalk(ME)),
    (cb.Go(what="break"), c.TakeBreak(ME)),
    (cb.Go(what="blocks"), c.ListBlocks(ME)),
    (cb.BreakTap(minutes=30), c.TakeBreak(ME, "30")),
    (cb.DayOffTap(first="2026-12-24"), c.RemoveDayOff(ME, "2026-12-24")),
    (cb.OrderTap(act="pass", code="K7Q2M"), c.Decline(ME, "K7Q2M")),
    (cb.OrderTap(act="block", code="K7Q2M"), c.SetBlock(ME, "K7Q2M", True)),
    (cb.OrderTap(act="unblock", code="K7Q2M"), c.SetBlock(ME, "K7Q2M", False)),
    (cb.OrderTap(act="unlist", code="K7Q2M"), c.SetBlock(ME, "K7Q2M", False, listed=True)),
    (cb.RateTap(code="K7Q2M", stars=5), c.Rate(ME, "K7Q2M", 5)),
    (cb.PageTap(page=""), c.ShowProfile(ME, "")),
    (cb.PageTap(page="hours"), c.ShowProfile(ME, "hours")),
    (cb.SpecialtyTap(topic="night", level=3), c.SetSpecialty(ME, "night", 3)),
    (cb.ProfileTap(setting="gender", value="female"), c.SetGender(ME, Gender.FEMALE)),
    (cb.ProfileTap(setting="age", value="40plus"), c.SetAgeBand(ME, AgeBand.FORTIES)),
    (cb.ProfileTap(setting="experience", value="4"), c.SetExperience(ME, 4)),
    (cb.ProfileTap(setting="language", value="en"), c.ToggleLanguage(ME, Language.EN)),
    (cb.ProfileTap(setting="style", value="comfort"), c.ToggleStyle(ME, Style.COMFORT)),
]
STALE = [
    "",
    "x",
    "go:fly",
    "go",
    "l:fr",
    "r:K7Q2M:five",
    "o:eat:K7Q2M",
    "pp:age:90s",
    "pp:mood:good",
    "t:a:b",
    "br:soon",
    "tr:paid:-1",
    f"tr:paid:{10**40}",
]


@pytest.mark.parametrize(("text", "command"), TYPED)
async def test_words_become_commands(text: str, command: c.Command) -> None:
    assert (await typed(text)).asked == [command]


@pytest.mark.parametrize(("data", "command"), TAPPED)
async def test_buttons_become_commands(data: CallbackData, command: c.Command) -> None:
    packed = data.pack()
    assert len(packed.encode()) <= 64
    recorder = await tapped(packed)
    assert (recorder.asked, recorder.said) == ([command], [])


@pytest.mark.parametrize("data", STALE)
async def test_a_button_from_another_time_is_answered(data: str) -> None:
    recorder = await tapped(data)
    assert (recorder.asked, recorder.said) == ([], [Sorry(Reason.STALE_BUTTON)])


@pytest.mark.parametrize("text", ["hello", "/", "//", "/:)", "/ order"])
async def test_anything_else_is_a_message(text: str) -> None:
    sent = (await feed(message=message(text=text))).asked
    assert len(sent) == 1
    assert isinstance(sent[0], c.Message)
    assert (sent[0].message_id, sent[0].parcel, sent[0].sent_at.timestamp()) == (5, Parcel(ParcelKind.TEXT, text), 100)


async def test_a_caption_is_no_command() -> None:
    photo = [{"file_id": "P", "file_unique_id": "u", "width": 1, "height": 1}]
    sent = (await feed(message=message(photo=photo, caption="/end"))).asked
    assert isinstance(sent[0], c.Message)


async def test_an_edit_is_an_edit_even_of_a_command() -> None:
    sent = (await feed(edited_message=message(text="/end", edit_date=101))).asked
    assert sent == [c.Edited(ME, 5, Parcel(ParcelKind.TEXT, "/end"))]


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
async def test_blocking_and_coming_back(status: str, blocked: bool) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "Earshot"}
    new = {"status": status, "user": bot} | ({"until_date": 0} if status == "kicked" else {})
    old = {"status": "member", "user": bot}
    event = {"chat": PRIVATE, "from": PERSON, "date": 100, "old_chat_member": old, "new_chat_member": new}
    assert (await feed(my_chat_member=event)).asked == [c.Blocked(ME, blocked)]
    assert (await feed(my_chat_member=event | {"chat": GROUP})).asked == []


async def test_a_reaction_in_private_names_the_plain_ones() -> None:
    kinds = [{"type": "emoji", "emoji": "👍"}, {"type": "custom_emoji", "custom_emoji_id": "9"}, {"type": "paid"}]
    event = {"chat": PRIVATE, "user": PERSON, "message_id": 5, "date": 100, "old_reaction": [], "new_reaction": kinds}
    (asked,) = (await feed(message_reaction=event)).asked
    assert isinstance(asked, c.React)
    assert (asked.message_id, asked.emojis, asked.at.timestamp()) == (5, ("👍",), 100)
    assert (await feed(message_reaction=event | {"chat": GROUP})).asked == []


async def test_in_the_group_only_accept_counts() -> None:
    packed = cb.AcceptTap(code="K7Q2M", epoch=3).pack()
    assert (await tapped(packed, GROUP)).asked == [c.Accept(ME, "K7Q2M", 3)]
    assert (await tapped(cb.Go(what="end").pack(), GROUP)).said == [Sorry(Reason.STALE_BUTTON)]
    for text in ("hello", "/order", "/today", "/dance"):
        recorder = await typed(text, GROUP)
        assert (recorder.asked, recorder.said) == ([], [])
    assert (await feed(edited_message=message(GROUP, text="hello"))).asked == []


def test_the_longest_slugs_fit_a_button() -> None:
    slug = "x" * 32
    for data in (cb.TopicTap(slug=slug), cb.ServiceTap(slug=slug), cb.SpecialtyTap(topic=slug, level=5)):
        assert len(data.pack().encode()) <= 64
