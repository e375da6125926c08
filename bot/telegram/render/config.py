"""Words for the owner about the configuration, and about what stands in the database and cannot be right."""

from html import escape

from bot.desk import notices as n
from bot.telegram.render.book import GAP, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View

SHOWN = 20


@renders(n.ConfigTaken)
def config_taken(t: Tongue, notice: n.ConfigTaken) -> View:
    if not notice.changes and not notice.later:
        return View(t("🔧 Nothing in the configuration has changed."))
    changes = [f"<code>{escape(key)}</code>: {escape(old)} → {escape(new)}" for key, old, new in notice.changes[:SHOWN]]
    later = t.listing(f"<code>{escape(key)}</code>" for key in notice.later[:SHOWN])
    return View(
        lines(
            t("🔧 <b>Taken into the running shop</b>") if changes else "",
            *changes,
            "…" if len(notice.changes) > SHOWN else "",
            t("Needs a restart: {keys}", keys=Html(later)) if notice.later else "",
        )
    )


@renders(n.ConfigRefused)
def config_refused(t: Tongue, notice: n.ConfigRefused) -> View:
    return View(
        lines(
            t("✖️ The new configuration cannot be used. The last good one stays in force."),
            GAP,
            *(f"<code>{escape(fault[:300])}</code>" for fault in notice.faults[:SHOWN]),
            GAP,
            t("Put it right, then send /reload."),
        )
    )


def doubt_line(t: Tongue, doubt: n.Doubt) -> str:
    match doubt.kind:
        case "hours":
            return t(
                "⚠️ {rep} has hours or a time zone that nobody can read, and counts as off shift: {what}. They can set it anew in /profile.",
                rep=doubt.subject,
                what=doubt.detail,
            )
        case "days_off":
            return t(
                "⚠️ {rep} has days off that end before they begin; /profile, Hours, takes them back.", rep=doubt.subject
            )
        case "currency":
            return t(
                "⚠️ {service} is priced in {currency}, not in the shop's money, so nobody can order it. /price service {service} 25.00 sets a new price.",
                service=doubt.subject,
                currency=doubt.detail,
            )
        case _:
            return t("⚠️ Nobody on the team could take {topic}. /topic {topic} says why.", topic=doubt.subject)
