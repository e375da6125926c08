"""Words for who would rather not meet somebody again. The other side never reads any of them."""

from bot.desk import notices as n
from bot.telegram.callbacks import OrderTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View


@renders(n.BlockSet)
def block_set(t: Tongue, notice: n.BlockSet) -> View:
    text = t("🚫 Noted: you and {name} do not meet here again. Nobody tells them.", name=Html(t.alias(notice.alias)))
    return View(text, ((button(t("↩️ Take it back"), OrderTap(act="unblock", code=notice.code)),),))


@renders(n.BlockLifted)
def block_lifted(t: Tongue, notice: n.BlockLifted) -> View:
    text = t("✅ Taken back: you and {name} may meet again.", name=Html(t.alias(notice.alias)))
    return View(text, ((button(t("🚫 No, not again"), OrderTap(act="block", code=notice.code)),),))


@renders(n.BlockList)
def block_list(t: Tongue, notice: n.BlockList) -> View:
    if not notice.entries:
        return View(t("✅ There is nobody whom you would rather not meet again."))
    text = lines(
        t("🚫 <b>Not with them again</b>"),
        GAP,
        t("Nobody tells them. A tap takes it back."),
    )
    taps = [
        (button(f"↩️ {t.alias(one.alias)} · {one.code}", OrderTap(act="unlist", code=one.code)),)
        for one in notice.entries
    ]
    return View(text, tuple(taps))
