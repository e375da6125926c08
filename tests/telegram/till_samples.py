"""Examples of what is said about paying, the wallet and prices."""

from datetime import UTC, datetime

from bot.desk import notices as n
from bot.desk import price_notices as pn
from bot.desk import till_notices as tn
from bot.desk.notices import Notice, OrderFacts, Words
from bot.rules.rails import Into
from models.kinds import EndReason, PaymentState, Rail

NOW = datetime(2026, 11, 23, 12, 5, 9, tzinfo=UTC)

RAILS = tuple(Rail)

PARTS = ("service", "topic", "tier", "night", "trial", "coupon")
PRICE_RULES = (
    ("topic:breakup", "percent", 10),
    ("tier:experienced", "add", 500),
    ("trial", "set", 990),
    ("package:chat30:5", "set", 9000),
)


def way_back() -> list[Notice]:
    back = n.WayBack(7, 2000, 300, "CNY")
    whole = ("K7Q2M", 2000, "CNY", Rail.TRANSFER)
    cards = [
        tn.ReturnCard(7, 1, "K7Q2M", 2000, 2003, "CNY", Rail.TRANSFER, NOW, "open"),
        tn.ReturnCard(7, 2, "K7Q2M", 2000, 2003, "CNY", Rail.PROVIDER, NOW, "sent"),
        tn.ReturnCard(7, 3, "K7Q2M", 2000, 2003, "CNY", Rail.PROVIDER, NOW, "undone"),
    ]
    asked = [tn.BackOffer("K7Q2M", back), tn.BackAsked(*whole), tn.BackSent(*whole), tn.NotGivenBack(*whole, 2500)]
    closed = [n.OrderClosed("K7Q2M", EndReason.UNFILLED, 2000, "CNY", 2000, back=back)]
    return [*asked, *cards, tn.ReturnWaits(cards[0]), *closed, n.Refunded("K7Q2M", 2000, "CNY", 2500, back)]


def till(words: Words) -> list[Notice]:
    order = OrderFacts("K7Q2M", words, "💔", words, 30, 2000, "CNY")
    time = tn.Banked(18, words, NOW, "K7Q2M")
    return [
        tn.WalletPage(1234, "CNY"),
        tn.WalletPage(0, "CNY", on_its_way=2000),
        tn.WalletPage(-500, "CNY", (time, tn.Banked(5, words, NOW))),
        tn.TimeBanked(time),
        tn.TimeEnds(time, 7),
        tn.TimeEnds(time, 1),
        tn.TimeEnds(tn.Banked(5, words, NOW), 0),
        tn.TimeEnds(tn.Banked(5, words, NOW), 1),
        *[tn.TopUpPage(amount, "CNY", ways, (1200, 2000)) for amount in (0, 2000) for ways in ((), RAILS)],
        *[
            tn.TransferPage(7, code, 2003, "CNY", "Alipay <138…>", claimed)
            for code in ("K7Q2M", "")
            for claimed in (False, True)
        ],
        tn.ProofTaken(True, 7),
        tn.ProofTaken(False, 7),
        *[tn.TransferCard(7, code, 2003, "CNY", state, bool(code)) for code in ("K7Q2M", "") for state in PaymentState],
        tn.NotArrived(7, "K7Q2M", 2003, "CNY"),
        tn.InvoiceTitle("K7Q2M", words, 30),
        tn.InvoiceTitle("", None, 0),
        tn.InvoiceComes(),
        *[tn.InvoiceLost(code, unknown) for code in ("K7Q2M", "") for unknown in (False, True)],
        *[tn.MoneyCame(why, 2000, "CNY", 2500, "K7Q2M") for why in Into],
        tn.MoneyTaken(2000, "CNY", -2000, "K7Q2M"),
        tn.MoneyTaken(2000, "CNY", 0),
        tn.MoneyGoesBack(2000, "CNY", Rail.STARS, "K7Q2M"),
        tn.GivenBack("K7Q2M", 2000, "CNY", Rail.STARS, by_hand=False),
        tn.GivenBack("K7Q2M", 2000, "CNY", Rail.TRANSFER, by_hand=True),
        tn.GivenBack("K7Q2M", 500, "CNY", Rail.TRANSFER, by_hand=True, left=1500),
        tn.ReturnAsk(7, "K7Q2M", 500, 300, 2000, 1700, "CNY", Rail.TRANSFER),
        tn.ReturnFailed("K7Q2M", 2000, "CNY", True),
        tn.ReturnFailed("K7Q2M", 2000, "CNY", False),
        *way_back(),
        tn.StrangeMoney(7, 223, "XTR"),
        tn.StrangeMoney(7, 2000, "USD"),
        tn.RailsPage((("chat30", RAILS, True), ("plan", RAILS, False), ("tips", (Rail.STARS,), False)), RAILS),
        tn.RailsPage((("chat30", (), True),), ()),
        n.PaymentPrompt(order, 5000, 18, RAILS),
        n.PaymentPrompt(order, 0, 0, (Rail.STARS,)),
        pn.PricePage((("chat30", 2000),), PRICE_RULES, "CNY", (23, 6)),
        pn.CouponPage((), "CNY"),
        pn.CouponPage(
            (pn.CouponLine("NIGHT20", "percent", 20, 100, NOW), pn.CouponLine("FIVE", "add", 500, None, None)), "CNY"
        ),
        pn.VouchersReady("taobao-1", 1, words, 2000, "CNY"),
        pn.VouchersReady("taobao-1", 200, words, 2000, "CNY"),
        pn.BatchPage(()),
        pn.BatchPage((pn.BatchLine("taobao-1", "chat30", 2000, "CNY", NOW, 5, 4, 3),) * 30),
        pn.VouchersRevoked("taobao-1", 5),
        pn.VouchersRevoked("", 1),
        pn.CouponPrompt(),
        pn.PackagePage((), "CNY", 0, 0),
        pn.PackagePage(
            (pn.Package("chat30", words, 5, 9000, 10000), pn.Package("chat60", words, 2, 7200, 7200)), "CNY", 100, 2
        ),
        n.ConfirmCard(order, "", 10, parts=tuple((name, -100) for name in PARTS), changed=True),
        tn.TermsPage(10, 0),
        tn.TermsPage(10, 30),
        tn.PaySupport(),
        tn.PaySupport(sent=True),
        tn.PaySupportAsked("I paid <twice>", "K7Q2M", 2000, "CNY"),
        tn.PaySupportAsked("x" * 1000, "", -5, "CNY"),
    ]
