"""Words for who has several talks, and for words that wait."""

from bot.desk import notices as n
from bot.telegram.callbacks import HeldTap, OrderTap, SendTap
from bot.telegram.render.book import GAP, button, lines, renders
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.view import Button, View
from models.kinds import HeldFor, Side


def name(t: Tongue, talk: n.TalkChoice) -> Html:
    return Html(f"<b>{t.alias(talk.alias)}</b> · {talk.code}")


def plain_name(t: Tongue, talk: n.TalkChoice) -> str:
    """For a button, which has no bold type."""
    return f"{t.alias(talk.alias)} · {talk.code}"


def switch(t: Tongue, talk: n.TalkChoice) -> tuple[Button, ...]:
    return (button(t("💬 Write to {name}", name=plain_name(t, talk)), OrderTap(act="here", code=talk.code)),)


@renders(n.TopicTitle)
def topic_title(t: Tongue, notice: n.TopicTitle) -> View:
    return View(plain_name(t, notice.talk))


@renders(n.AnotherTalk)
def another_talk(t: Tongue, notice: n.AnotherTalk) -> View:
    text = lines(
        t("🎧 {name} is with you as well now.", name=name(t, notice.new)),
        t("What you write still goes to {name}; a reply goes to whom it answers.", name=name(t, notice.now))
        if notice.now
        else t("Please choose to whom you write; a reply goes to whom it answers."),
    )
    return View(text, (switch(t, notice.new),))


@renders(n.Aside)
def aside(t: Tongue, notice: n.Aside) -> View:
    if notice.here:
        return View(t("💬 {name}:", name=name(t, notice.talk)), silent=True)
    text = t("💬 {name}, while you write to somebody else:", name=name(t, notice.talk))
    return View(text, (switch(t, notice.talk),), silent=True)


@renders(n.TalkList)
def talk_list(t: Tongue, notice: n.TalkList) -> View:
    if notice.over:
        text = t("🏁 That talk is over. To whom do you write now? Until you choose, I keep what you write.")
    else:
        text = lines(t("💬 <b>Your talks</b>"), *(row(t, talk) for talk in notice.talks))
    others = tuple(switch(t, talk) for talk in notice.talks if not talk.current)
    return View(text, others)


def row(t: Tongue, talk: n.TalkChoice) -> str:
    if talk.current:
        return t("▸ {name}: what you write goes here", name=name(t, talk))
    return t("▹ {name}", name=name(t, talk))


@renders(n.NowTalking)
def now_talking(t: Tongue, notice: n.NowTalking) -> View:
    if notice.sent:
        return View(t("💬 Sent. What you write goes to {name} now.", name=name(t, notice.talk)))
    return View(t("💬 What you write goes to {name} now.", name=name(t, notice.talk)))


@renders(n.WhichTalk)
def which_talk(t: Tongue, notice: n.WhichTalk) -> View:
    choices = tuple(
        (button(t("💬 To {name}", name=plain_name(t, talk)), SendTap(held_id=notice.held_id, code=talk.code)),)
        for talk in notice.talks
    )
    text = t("✋ I kept this, because I am not sure whom it is for. To whom shall it go?")
    return View(text, (*choices, drop(t, notice.held_id)))


@renders(n.Kept)
def kept(t: Tongue, notice: n.Kept) -> View:
    if notice.why is HeldFor.START:
        text = t("✉️ I keep what you write, and give it to whoever comes.")
    elif notice.why is HeldFor.PAUSE:
        text = t("⏸ The clock is paused, so I keep what you write until it goes on.")
    elif notice.side is Side.REP:
        text = t("🏁 This talk is over, so I kept your message. If the two of you talk again within a day, I send it.")
    else:
        text = lines(
            t("🏁 This talk is over, so I kept your message."),
            GAP,
            t("Order again, and it goes over as soon as the same person comes; after a day I forget it."),
        )
        again = button(t("🔁 The same again, and send it"), OrderTap(act="again", code=notice.code))
        return View(text, ((again,), drop(t, notice.held_id)))
    return View(text, (drop(t, notice.held_id),))


def drop(t: Tongue, held_id: int) -> tuple[Button, ...]:
    return (button(t("🗑 Delete it"), HeldTap(held_id=held_id, choice="drop")),)
