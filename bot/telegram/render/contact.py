"""Words for what holds a contact: a kind question, a no, and what the owner hears of it."""

from bot.desk import notices as n
from bot.telegram.callbacks import HeldTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Tongue
from bot.telegram.view import View
from models.kinds import Side


def kind_name(t: Tongue, kind: str) -> str:
    match kind:
        case "phone":
            return t("a phone number")
        case "email":
            return t("an e-mail address")
        case "link":
            return t("a link")
        case "invite":
            return t("talking somewhere else")
        case _:
            return t("a name on another messenger")


def kinds_named(t: Tongue, kinds: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(kind_name(t, kind) for kind in kinds))


def side_name(t: Tongue, side: Side) -> str:
    return t("the customer") if side == Side.CUSTOMER else t("the representative")


@renders(n.ContactSeen)
def contact_seen(t: Tongue, notice: n.ContactSeen) -> View:
    text = lines(
        t("🫧 I kept this message for a moment: it looks like {kinds}.", kinds=kinds_named(t, notice.kinds)),
        GAP,
        t("You are both safest while nobody knows who the other is. What shall I do with it?"),
    )
    labels = {
        "drop": t("🗑 Don't send it"),
        "mask": t("⬛ Send it with that part blotted out"),
        "shop": t("🙋 Ask the shop"),
    }
    return View(
        text,
        tuple((button(labels[choice], HeldTap(held_id=notice.held_id, choice=choice)),) for choice in notice.choices),
    )


@renders(n.ContactSettled)
def contact_settled(t: Tongue, notice: n.ContactSettled) -> View:
    match notice.choice:
        case "mask":
            return View(t("⬛ Sent, with that part blotted out."))
        case "shop":
            return View(t("🙋 The shop knows that you ask, and will write to you. The message was not sent."))
        case _:
            return View(t("🗑 It was not sent, and I have forgotten it."))


@renders(n.ContactRefused)
def contact_refused(t: Tongue, notice: n.ContactRefused) -> View:
    kinds = kinds_named(t, notice.kinds)
    if notice.edit:
        return View(t("🫧 Your change looks like {kinds}, so the message stays as it was.", kinds=kinds))
    if notice.side == Side.REP:
        return View(
            t(
                "🫧 This was not sent: it looks like {kinds}. Contacts stay out of our talks; the owner knows.",
                kinds=kinds,
            )
        )
    return View(
        t("🫧 This was not sent: it looks like {kinds}. Please go on here, where nobody sees who you are.", kinds=kinds)
    )


@renders(n.ContactFlag)
def contact_flag(t: Tongue, notice: n.ContactFlag) -> View:
    return View(
        t(
            "🫧 Order {code}: {side} was about to bring up {kinds}. Times in this order: {hits}. What was written, nobody keeps.",
            code=notice.code,
            side=side_name(t, notice.side),
            kinds=kinds_named(t, notice.kinds),
            hits=notice.hits,
        )
    )


@renders(n.ContactAsked)
def contact_asked(t: Tongue, notice: n.ContactAsked) -> View:
    return View(
        t(
            "🙋 Order {code}: {side} asks about {kinds}: is it all right this once? Please write to them.",
            code=notice.code,
            side=side_name(t, notice.side),
            kinds=kinds_named(t, notice.kinds),
        )
    )
