"""The only door: every command of people, timers and the courier comes through here."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.desk import (
    blocks,
    claims,
    closing,
    events,
    floors,
    gaps,
    held,
    late,
    owner,
    owner_pages,
    passing,
    payment,
    people,
    profile,
    reactions,
    reloading,
    rest,
    rooms,
    session,
    talk,
    till,
    time_credit,
    timers,
    trouble,
    undo,
    unfilled,
    vanish,
    why_not,
    wizard,
)
from bot.desk import commands as c
from bot.desk import till_commands as tc
from bot.desk.notices import Notice
from bot.desk.work import Work

USE_CASES: dict[type, Callable[[Work, Any], Awaitable[Notice | None]]] = {
    c.Start: people.start,
    c.ConfirmAdult: people.confirm_adult,
    c.AskLanguage: people.ask_language,
    c.ChooseLanguage: people.choose_language,
    c.AskHelp: people.ask_help,
    c.AskPrivacy: people.ask_privacy,
    c.UnknownCommand: people.unknown_command,
    c.Blocked: people.blocked,
    c.BeginOrder: wizard.begin,
    c.OrderAgain: wizard.again,
    c.PickTopic: wizard.pick_topic,
    c.PickService: wizard.pick_service,
    c.ToggleWish: wizard.toggle_wish,
    c.WishesDone: wizard.wishes_done,
    c.SkipNote: wizard.skip_note,
    c.BackTo: wizard.back_to,
    c.ConfirmOrder: wizard.confirm,
    c.PayFromWallet: payment.pay_from_wallet,
    tc.PayWithTime: time_credit.pay,
    tc.AskTerms: till.ask_terms,
    tc.AskPaySupport: till.ask_support,
    tc.ShowWallet: time_credit.show_wallet,
    c.Cancel: closing.cancel,
    c.DropDraft: wizard.drop,
    c.KeepWaiting: unfilled.keep_waiting,
    c.DropWishes: unfilled.drop_wishes,
    c.CallLater: unfilled.call_later,
    c.GoOnCall: unfilled.on_call,
    c.Rate: closing.rate,
    c.Message: talk.message,
    c.Edited: talk.edited,
    c.ChooseHeld: held.choose,
    c.React: reactions.react,
    c.Unsend: undo.unsend,
    c.SendHeldTo: late.send_to,
    c.ListTalks: rooms.show,
    c.ChooseTalk: rooms.choose,
    c.AskVanish: vanish.ask,
    c.ConfirmVanish: vanish.confirm,
    c.KeepTalk: vanish.keep,
    c.SetBlock: blocks.set_block,
    c.ListBlocks: blocks.list_blocks,
    c.Pause: session.pause,
    c.Resume: session.resume,
    c.AskEnd: session.ask_end,
    c.ConfirmEnd: session.confirm_end,
    c.KeepTalking: session.keep_talking,
    c.Accept: claims.accept,
    c.Decline: passing.decline,
    c.TakeBreak: rest.take_break,
    c.AddDayOff: rest.add_day_off,
    c.RemoveDayOff: rest.remove_day_off,
    c.GoOnDuty: profile.go_on_duty,
    c.ShowProfile: profile.show,
    c.SetSpecialty: profile.set_specialty,
    c.SetAgeBand: profile.set_age,
    c.SetExperience: profile.set_experience,
    c.SetGender: profile.set_gender,
    c.ToggleLanguage: profile.toggle_language,
    c.ToggleStyle: profile.toggle_style,
    c.Today: owner_pages.today,
    c.ListOrders: owner_pages.list_orders,
    c.ShowOrder: owner_pages.show_order,
    c.ListReps: owner_pages.list_reps,
    c.ShowRep: owner_pages.show_rep,
    c.SetRepStatus: owner.rep_status,
    c.SetCapacity: owner.capacity,
    c.Certify: floors.certify,
    c.ShowTopic: floors.show_topic,
    c.SetTopicFloor: floors.set_floor,
    c.MakeInvite: owner.invite,
    c.MakeVouchers: owner.vouchers,
    c.AssignOrder: owner.assign,
    c.OwnerCancel: owner.cancel,
    c.Refund: owner.refund,
    c.Reload: reloading.reload,
    c.ConfigRead: reloading.by_signal,
    c.PauseShop: owner.pause_shop,
    c.Why: owner_pages.why,
    c.WhyNot: why_not.why_not,
    c.ShowGaps: gaps.show,
    c.ListParked: trouble.list_parked,
    c.Replay: trouble.replay,
    c.BadUsage: owner.bad_usage,
    c.TimerFired: timers.fired,
    c.DeliveryFailed: talk.delivery_failed,
    c.Delivered: reactions.delivered,
    c.Erased: vanish.erased,
    c.UpdateParked: trouble.parked,
}


FOLLOW_UPS: dict[type, tuple[Callable[[Work, Any], Awaitable[None]], ...]] = {
    events.Claimed: (rooms.claimed, late.claimed),
    events.Resumed: (late.resumed,),
    events.Closed: (claims.let_go, late.closed, rooms.closed, time_credit.closed),
}


async def handle(work: Work, command: c.AnyCommand) -> Notice | None:
    """Carry the command out inside `work`'s transaction; returns what to answer, raises `Refused` to say no."""
    work.events.clear()  # of a command that was refused
    notice = await USE_CASES[type(command)](work, command)
    while work.events:
        event = work.events.pop(0)
        for follow_up in FOLLOW_UPS[type(event)]:
            await follow_up(work, event)
    await work.session.flush()
    return notice
