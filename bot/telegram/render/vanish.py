"""Words for the removal of a talk: the question, what went, and what remains."""

from bot.desk import notices as n
from bot.rules.vanish import Tally
from bot.telegram.callbacks import OrderTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View


@renders(n.VanishConfirm)
def vanish_confirm(t: Tongue, notice: n.VanishConfirm) -> View:
    text = lines(
        t.plural(
            "🫧 Remove your talk from both phones? {n} message goes, here and on the other side, and nobody can bring it back.",
            "🫧 Remove your talk from both phones? {n} messages go, here and on the other side, and nobody can bring them back.",
            notice.messages,
        ),
        t("Orders and receipts stay. A talk that is under way goes on."),
    )
    yes = button(t("🫧 Yes, remove it"), OrderTap(act="vanish", code=notice.code))
    return View(text, ((yes, button(t("Keep it"), OrderTap(act="keep", code=notice.code))),))


@renders(n.TalkKept)
def talk_kept(t: Tongue, _notice: n.TalkKept) -> View:
    return View(t("Good, everything stays where it is. /vanish asks you again whenever you like."))


@renders(n.Vanishing)
def vanishing(t: Tongue, _notice: n.Vanishing) -> View:
    return View(
        t("🫧 I am removing it from both phones, and tell you when it is done. What is said from now on stays.")
    )


@renders(n.VanishReceipt)
def vanish_receipt(t: Tongue, notice: n.VanishReceipt) -> View:
    mine, theirs = notice.mine, notice.theirs
    if mine.left or theirs.left:
        head = t("🫧 <b>I removed what Telegram let me.</b>")
    else:
        head = t("🫧 <b>Your talk is gone from both phones.</b>")
    text = lines(
        head,
        t("Deleted: {mine} here, {theirs} on the other phone.", mine=mine.gone, theirs=theirs.gone),
        *left_here(t, mine),
        *left_there(t, theirs),
        GAP,
        t("Orders and receipts stay: /privacy says what is kept."),
    )
    return View(text, silent=True)


@renders(n.TalkVanished)
def talk_vanished(t: Tongue, notice: n.TalkVanished) -> View:
    if notice.by_shop:
        head = t("🫧 I deleted your talk on both phones, as after every talk here. Orders and receipts stay.")
    else:
        head = t(
            "🫧 The other side wished your talk removed, so I deleted it on both phones. Orders and receipts stay."
        )
    return View(lines(head, *left_here(t, notice.mine)), silent=True)


def left_here(t: Tongue, mine: Tally) -> tuple[str, ...]:
    """What remains on the reader's own phone, where they can delete it themselves."""
    return (
        t("Still here: {n}, older than 48 hours. Please delete those yourself in Telegram.", n=mine.old)
        if mine.old
        else "",
        t("Still here: {n}, which Telegram would not delete. Please delete those yourself.", n=mine.refused)
        if mine.refused
        else "",
    )


def left_there(t: Tongue, theirs: Tally) -> tuple[str, ...]:
    return (
        t("Still on the other phone: {n}, older than 48 hours. Only they can delete those.", n=theirs.old)
        if theirs.old
        else "",
        t("Still on the other phone: {n}, which Telegram would not delete. Only they can.", n=theirs.refused)
        if theirs.refused
        else "",
        t(
            "Still on the other phone: {n}, for they blocked me. Once they are back, /vanish tries again.",
            n=theirs.unreachable,
        )
        if theirs.unreachable
        else "",
    )
