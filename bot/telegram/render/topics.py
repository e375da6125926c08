"""Words for the owner: what a topic asks of who takes it."""

from html import escape

from bot.desk import notices as n
from bot.telegram.render.book import GAP, lines, renders
from bot.telegram.render.common import age_name
from bot.telegram.render.sorry import exclusion_name
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import View


@renders(n.TopicPage)
def topic_page(t: Tongue, notice: n.TopicPage) -> View:
    if len(notice.topics) == 1:
        return View(one_topic(t, notice.topics[0]))
    listed = [
        f"<code>{escape(one.slug)}</code> {escape(one.emoji)} {t.words(one.name)} · {floors(t, one)}"
        + ("" if one.able else " ⚠️")
        for one in notice.topics
    ]
    return View(lines(t("<b>What topics ask for</b>"), *listed, GAP, t("More on one: /topic SLUG")))


def one_topic(t: Tongue, topic: n.TopicFloors) -> str:
    able = t.plural("{n} person on your team can take it.", "{n} people on your team can take it.", topic.able)
    return lines(
        f"{escape(topic.emoji)} <b>{t.words(topic.name)}</b> · <code>{escape(topic.slug)}</code>",
        floors(t, topic),
        able if topic.able else nobody(t, topic),
        GAP,
        t("Change it:"),
        f"/topic {escape(topic.slug)} level 1…5",
        f"/topic {escape(topic.slug)} experience 0…5",
        f"/topic {escape(topic.slug)} certified on|off",
        f"/topic {escape(topic.slug)} ages 20s,30s,40plus|any",
    )


def floors(t: Tongue, topic: n.TopicFloors) -> str:
    asked = [
        t("level {level}", level=topic.level),
        t("life experience {level}", level=topic.experience) if topic.experience else "",
        t("certified 📜") if topic.certified else "",
        t.listing(age_name(t, band) for band in topic.ages),
    ]
    return " · ".join(part for part in asked if part)


def nobody(t: Tongue, topic: n.TopicFloors) -> str:
    reasons = Html(t.listing(exclusion_name(t, reason) for reason in topic.lacking))
    return lines(
        t("⚠️ <b>Nobody on your team can take it as it stands.</b>"),
        t("What stands against all of them: {reasons}.", reasons=reasons) if topic.lacking else "",
        t(
            "Ask for less, or certify somebody: /rep CODE certify {topic}.",
            topic=topic.slug,
        )
        if topic.certified
        else t("Ask for less, or /invite somebody."),
    )
