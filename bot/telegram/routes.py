"""The whole routing tree on one screen."""

from aiogram import F, Router
from aiogram.enums import ChatType

from bot.telegram import callbacks as cb
from bot.telegram.handlers import clock, common, customer, money, owner, rep, talk, till
from bot.telegram.words import Word, looks_like_command
from models.kinds import WHY_REP_ENDS, Fault


def build_router() -> Router:
    root = Router(name="root")
    private = Router(name="private")
    private.message.filter(F.chat.type == ChatType.PRIVATE)
    private.edited_message.filter(F.chat.type == ChatType.PRIVATE)
    private.callback_query.filter(F.message.chat.type == ChatType.PRIVATE)
    private.message_reaction.filter(F.chat.type == ChatType.PRIVATE)
    private.my_chat_member.filter(F.chat.type == ChatType.PRIVATE)
    group = Router(name="group")
    group.callback_query.filter(F.message.chat.type != ChatType.PRIVATE)
    root.pre_checkout_query.register(till.pre_checkout)
    private.message.register(till.paid, F.successful_payment.as_("money"))
    private.message.register(till.taken_back, F.refunded_payment.as_("money"))
    add_commands(private)
    add_buttons(private)
    private.message.register(common.unknown_command, looks_like_command)
    private.message.register(common.any_message)
    private.edited_message.register(common.any_edit)
    private.message_reaction.register(talk.react)
    private.my_chat_member.register(common.membership)
    private.callback_query.register(common.stale)
    group.callback_query.register(rep.accept, cb.AcceptTap.filter())
    group.callback_query.register(common.stale)
    root.include_routers(private, group)
    return root


def add_commands(router: Router) -> None:
    message = router.message
    message.register(common.start, Word("start"))
    message.register(owner.order, Word("order", magic=F.args))
    message.register(owner.cancel, Word("cancel", magic=F.args))
    for name, handler in (
        ("help", common.ask_help),
        ("privacy", common.ask_privacy),
        ("language", common.ask_language),
        ("order", customer.order),
        ("wallet", till.wallet),
        ("packages", till.packages),
        ("terms", till.terms),
        ("paysupport", till.pay_support),
        ("cancel", customer.cancel),
        ("pause", talk.pause),
        ("resume", talk.resume),
        ("end", talk.end),
        ("talk", talk.talks),
        ("unsend", talk.unsend),
        ("vanish", talk.vanish),
        ("verify", clock.verify),
        ("on", rep.on),
        ("off", rep.off),
        ("oncall", rep.on_call),
        ("break", rep.rest),
        ("dayoff", rep.day_off),
        ("pass", rep.decline),
        ("profile", rep.profile),
        ("today", owner.today),
        ("orders", owner.orders),
        ("reps", owner.reps),
        ("rep", owner.rep),
        ("topic", owner.topic),
        ("invite", owner.invite),
        ("voucher", owner.voucher),
        ("vouchers", owner.vouchers),
        ("return", till.give_back),
        ("rails", till.rails),
        ("price", till.price),
        ("coupon", till.coupon),
        ("arrived", till.arrived),
        ("assign", owner.assign),
        ("refund", money.refund),
        ("settle", money.settle),
        ("cases", money.cases),
        ("pay", money.pay),
        ("account", money.account),
        ("payouts", money.payouts),
        ("paid", money.paid),
        ("penalty", money.penalty),
        ("bonus", money.bonus),
        ("why", owner.why),
        ("gaps", owner.gaps),
        ("pause_shop", owner.pause_shop),
        ("reload", owner.reload),
        ("parked", owner.parked),
        ("replay", owner.replay),
    ):
        message.register(handler, Word(name))


def add_buttons(router: Router) -> None:
    query = router.callback_query
    for what, handler in (
        ("order", customer.order),
        ("wishes", customer.wishes_done),
        ("skip", customer.skip_note),
        ("confirm", customer.confirm),
        ("drop", customer.drop),
        ("coupon", till.ask_coupon),
        ("nocoupon", till.leave_coupon),
        ("packages", till.packages),
        ("adult", common.adult),
        ("language", common.languages),
        ("on", rep.on),
        ("off", rep.off),
        ("break", rep.rest_lengths),
        ("blocks", talk.blocks),
    ):
        query.register(handler, cb.Go.filter(F.what == what))
    query.register(customer.topic, cb.TopicTap.filter())
    query.register(customer.service, cb.ServiceTap.filter())
    query.register(customer.wish, cb.WishTap.filter())
    query.register(customer.must, cb.MustTap.filter())
    query.register(customer.back, cb.BackTap.filter())
    query.register(common.choose_language, cb.LanguageTap.filter(F.language.in_({"en", "zh"})))
    query.register(customer.wallet, cb.OrderTap.filter(F.act == "wallet"))
    query.register(till.pay_with_time, cb.OrderTap.filter(F.act == "time"))
    query.register(till.payment, cb.OrderTap.filter(F.act == "ways"))
    query.register(till.pay_by, cb.RailTap.filter())
    query.register(till.buy_package, cb.PackTap.filter())
    query.register(till.top_up, cb.TopUpTap.filter())
    query.register(till.say_paid, cb.TransferTap.filter(F.act == "paid"))
    query.register(till.give_part, cb.ReturnTap.filter())
    query.register(till.back_as_paid, cb.WayBackTap.filter())
    query.register(till.settle_return, cb.SentTap.filter(F.act.in_({"sent", "not"})))
    query.register(till.looked, cb.TransferTap.filter(F.act.in_({"here", "gone"})))
    query.register(customer.cancel_order, cb.OrderTap.filter(F.act == "cancel"))
    query.register(customer.keep_waiting, cb.OrderTap.filter(F.act == "wait"))
    query.register(customer.anyone, cb.OrderTap.filter(F.act == "anyone"))
    query.register(customer.other_wishes, cb.OrderTap.filter(F.act == "rewish"))
    query.register(customer.later, cb.LaterTap.filter())
    query.register(rep.accept, cb.AcceptTap.filter())
    query.register(customer.again, cb.OrderTap.filter(F.act == "again"))
    query.register(talk.pause_order, cb.OrderTap.filter(F.act == "pause"))
    query.register(talk.resume_order, cb.OrderTap.filter(F.act == "resume"))
    query.register(clock.extend, cb.MoreTap.filter())
    for acts, of_the_clock in (
        ({"stay", "leave"}, clock.stay),
        ({"auto", "auto!"}, clock.auto),
        ({"gift"}, clock.give),
        ({"once"}, clock.once_more),
        ({"quiet"}, talk.quiet),
        ({"nofit"}, talk.no_fit),
        ({"nofit!"}, talk.sure_no_fit),
    ):
        query.register(of_the_clock, cb.OrderTap.filter(F.act.in_(acts)))
    query.register(talk.end_order, cb.OrderTap.filter(F.act == "ask"))
    query.register(talk.confirm_end, cb.OrderTap.filter(F.act.in_({"end", *WHY_REP_ENDS})))
    query.register(talk.keep_talking, cb.OrderTap.filter(F.act == "talk"))
    query.register(talk.choose, cb.OrderTap.filter(F.act == "here"))
    query.register(talk.send_held, cb.SendTap.filter())
    query.register(talk.confirm_vanish, cb.OrderTap.filter(F.act == "vanish"))
    query.register(talk.keep_talk, cb.OrderTap.filter(F.act == "keep"))
    query.register(talk.block, cb.OrderTap.filter(F.act == "block"))
    query.register(talk.unblock, cb.OrderTap.filter(F.act == "unblock"))
    query.register(talk.unlist, cb.OrderTap.filter(F.act == "unlist"))
    query.register(talk.choose_held, cb.HeldTap.filter(F.choice.in_({"drop", "mask", "shop"})))
    query.register(customer.rate, cb.RateTap.filter())
    query.register(rep.decline_order, cb.OrderTap.filter(F.act == "pass"))
    query.register(rep.rest_for, cb.BreakTap.filter())
    query.register(rep.work_that_day, cb.DayOffTap.filter())
    query.register(rep.page, cb.PageTap.filter())
    query.register(rep.specialty, cb.SpecialtyTap.filter())
    query.register(rep.setting, cb.ProfileTap.filter())
    for handle, of in (
        (money.wrong, cb.OrderTap.filter(F.act == "wrong")),
        (money.complain, cb.OrderTap.filter(F.act.in_(set(Fault)))),
        (money.decide, cb.CaseTap.filter(F.choice.in_({"yes", "no"}))),
        (money.pay_page, cb.PayTap.filter(F.act == "more")),
        (money.appeal, cb.PayTap.filter(F.act == "ask")),
        (money.pay_now, cb.PayTap.filter(F.act == "now")),
        (money.decide_appeal, cb.AppealTap.filter(F.choice.in_({"yes", "no"}))),
        (money.approve_account, cb.AccountTap.filter(F.choice.in_({"yes", "no"}))),
        (money.payout, cb.PayoutTap.filter(F.act.in_({"paid", "failed"}))),
        (money.batch, cb.PayoutTap.filter(F.act == "all")),
        (money.tip, cb.TipTap.filter()),
    ):
        query.register(handle, of)
