"""Examples of what is said about paying, the wallet and prices."""

from datetime import UTC, datetime

from bot.desk import till_notices as tn
from bot.desk.notices import Notice, Words

NOW = datetime(2026, 11, 23, 12, 5, 9, tzinfo=UTC)


def till(words: Words) -> list[Notice]:
    time = tn.Banked(18, words, NOW, "K7Q2M")
    return [
        tn.WalletPage(1234, "CNY"),
        tn.WalletPage(-500, "CNY", (time, tn.Banked(5, words, NOW))),
        tn.TimeBanked(time),
        tn.TimeEnds(time, 7),
        tn.TimeEnds(time, 1),
        tn.TimeEnds(tn.Banked(5, words, NOW), 0),
        tn.TimeEnds(tn.Banked(5, words, NOW), 1),
        tn.TermsPage(10, 0),
        tn.TermsPage(10, 30),
        tn.PaySupport(),
        tn.PaySupport(sent=True),
        tn.PaySupportAsked("I paid <twice>", "K7Q2M", 2000, "CNY"),
        tn.PaySupportAsked("x" * 1000, "", -5, "CNY"),
    ]
