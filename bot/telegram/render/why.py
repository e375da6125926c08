"""Words for the owner who asks why: one representative in the decisions about an order, and what nobody could take."""

from bot.desk import notices as n
from bot.telegram.render.book import GAP, lines, renders
from bot.telegram.render.common import LANGUAGE_NAMES, aged, gender_name
from bot.telegram.render.owner import SHOWN, fitting
from bot.telegram.render.sorry import exclusion_name
from bot.telegram.render.tongue import Html, Tongue
from bot.telegram.render.wishes import all_named, wish_name
from bot.telegram.view import View


@renders(n.WhyPage)
def why_page(t: Tongue, notice: n.WhyPage) -> View:
    ranked = [candidate_line(t, place, one, notice.course) for place, one in enumerate(notice.ranked[:SHOWN], 1)]
    out = [
        t("{rep}: {reasons}", rep=one.rep_code, reasons=t.listing(exclusion_name(t, r) for r in one.excluded))
        for one in notice.excluded[:SHOWN]
    ]
    text = lines(
        t("🧭 <b>Why · order {code}</b>", code=notice.code),
        t("Decided {time}, rules version {version}", time=t.day_time(notice.decided_at), version=notice.version),
        t("Taken by {rep}", rep=notice.taken_by) if notice.taken_by else t("Not taken yet"),
        *course_lines(t, notice.course),
        GAP,
        t("<b>Could take it, best first</b>") if ranked else t("Nobody could take it."),
        *ranked,
        *((GAP, t("<b>Could not</b>")) if out else ()),
        *out,
    )
    return View(fitting(text))


def candidate_line(t: Tongue, place: int, one: n.WhyCandidate, course: n.WhyCourse | None) -> str:
    line = t(
        "{place}. {rep}: {total} = {parts}; open from {time}",
        place=place,
        rep=one.rep_code,
        total=f"{one.total:.2f}",
        parts=" + ".join(f"{part_name(t, name)} {value:.2f}" for name, value in one.parts.items()),
        time=t.second(one.opens_at) if one.opens_at else "–",
    )
    if not one.misses:
        return line
    wishes = all_named(t, one.misses, *((course.wish_gender, course.wish_age) if course else (None, None)))
    return f"{line} " + t("(when the wish for {wishes} gives way)", wishes=wishes)


def part_name(t: Tongue, part: str) -> str:
    return {
        "level": t("specialty"),
        "experience": t("life experience"),
        "rating": t("rating"),
        "continuity": t("knows the customer"),
        "wishes": t("wishes met"),
        "fairness": t("fair share"),
        "scarcity": t("needed elsewhere"),
    }[part]


@renders(n.WhyNotPage)
def why_not_page(t: Tongue, notice: n.WhyNotPage) -> View:
    text = lines(
        t("🧭 <b>Why · order {code} · {rep}</b>", code=notice.code, rep=notice.rep_code),
        taken(t, notice),
        *[line for offer in notice.offers for line in (GAP, *offer_lines(t, offer))],
        GAP,
        t("Everybody in this decision: /why {code}", code=notice.code),
    )
    return View(fitting(text))


def taken(t: Tongue, notice: n.WhyNotPage) -> str:
    if notice.taken_by == notice.rep_code:
        return t("They took it.")
    return t("Taken by {rep}", rep=notice.taken_by) if notice.taken_by else t("Not taken yet")


def offer_lines(t: Tongue, offer: n.WhyOffer) -> tuple[str, ...]:
    head = t("<b>Offer {number}</b>, {time}", number=offer.number, time=t.day_time(offer.decided_at))
    if offer.unreadable:
        return head, t("Another version of me wrote this decision, and I cannot read it.")
    if offer.place is not None:
        return head, *ranked(t, offer), instead(t, offer)
    if offer.reasons:
        reasons = t.listing(exclusion_name(t, reason) for reason in offer.reasons)
        return head, t("Could not take it: {reasons}.", reasons=reasons), instead(t, offer)
    if offer.joined_later:
        return head, t("Not in this decision: they joined later.")
    return head, t("Not in this decision.")


def ranked(t: Tongue, offer: n.WhyOffer) -> tuple[str, ...]:
    parts = t.listing(f"{part_name(t, name)} {value:.2f}" for name, value in offer.parts.items())
    place = t("Ranked {place} of {of} with {total}:", place=offer.place, of=offer.of, total=f"{offer.total:.2f}")
    if offer.first_known:
        return f"{place} {parts}", t("The customer knows them, so they had it alone at first.")
    if offer.opens_at is None or not offer.opens_after_s:
        return f"{place} {parts}", t("The card was open to them at once.")
    time, after = t.second(offer.opens_at), t.duration(offer.opens_after_s)
    if offer.misses:
        wishes = all_named(t, offer.misses, offer.wish_gender, offer.wish_age)
        return f"{place} {parts}", t(
            "The card opens to them when the wish for {wishes} gives way, at {time}.", wishes=wishes, time=time
        )
    return f"{place} {parts}", t("The card opened to them at {time}, {after} after the first.", time=time, after=after)


def instead(t: Tongue, offer: n.WhyOffer) -> str:
    """What would have changed it, as far as that could be looked for."""
    found = offer.instead
    if found is None:
        shut_out = offer.tried and offer.reasons
        return t("Nothing that they or you can change would have let them in.") if shut_out else ""
    changes = t.listing(change_name(t, change) for change in found.changes)
    if found.opens_after_s:
        after = t.duration(found.opens_after_s)
        return t(
            "💡 They would have been number {place}, with the card open to them after {after}: {changes}.",
            place=found.place,
            after=after,
            changes=changes,
        )
    return t(
        "💡 They would have been number {place}, with the card open to them at once: {changes}.",
        place=found.place,
        changes=changes,
    )


def change_name(t: Tongue, change: n.WhyChange) -> str:
    match change.reason:
        case "level":
            return t("with specialty level {needed} instead of {had}", needed=change.needed, had=change.had)
        case "experience":
            return t("with life experience {needed} instead of {had}", needed=change.needed, had=change.had)
        case "language":
            spoken = LANGUAGE_NAMES[change.language] if change.language else ""
            return t("speaking {language}", language=Html(spoken))
        case "shift_ends":
            return t("with {time} of the shift left", time=t.duration(change.needed or 0))
    return {
        "not_active": t("with the profile finished and not suspended"),
        "off_duty": t("on duty"),
        "off_shift": t("within their working hours"),
        "busy": t("with room for another talk"),
        "resting": t("not on a break"),
        "uncertified": t("with a certificate for this topic"),
    }[change.reason]


@renders(n.GapPage)
def gap_page(t: Tongue, notice: n.GapPage) -> View:
    if not notice.orders:
        return View(t("No order was offered in the last {days} days, so nothing was missed.", days=notice.days))
    if not notice.gaps:
        return View(
            t.plural(
                "🌤 Nothing was missed in the last {days} days: the {n} order that came had somebody there who could take it.",
                "🌤 Nothing was missed in the last {days} days: each of the {n} orders had somebody there who could take it.",
                notice.orders,
                days=notice.days,
            )
        )
    text = lines(
        t("🕳 <b>What nobody there could take</b>, in the last {days} days", days=notice.days),
        t("{missed} of {orders} orders. The most missed first, by the hour in which they came:",
          missed=notice.missed, orders=notice.orders),
        *[line for gap in notice.gaps for line in (GAP, *gap_lines(t, gap))],
        GAP,
        t("Kinds that are not shown: {n}.", n=notice.more) if notice.more else "",
        t("/reps shows your team, /invite brings somebody new."),
    )  # fmt: skip
    return View(fitting(text))


def gap_lines(t: Tongue, gap: n.GapLine) -> tuple[str, str]:
    head = t(
        "<b>{start}:00–{end}:00</b> {emoji} {topic}{wishes}: {missed} of {orders}",
        start=f"{gap.hour:02}",
        end=f"{gap.hour + 1:02}",
        emoji=gap.emoji,
        topic=Html(t.words(gap.topic)),
        wishes=Html(asked_for(t, gap)),
        missed=gap.missed,
        orders=gap.orders,
    )
    if gap.unmet:
        went = t.plural("{n} went without the wish.", "{n} went without the wish.", gap.unmet)
        head = f"{head}; {went}"
        if not gap.missed:
            return head, t(
                "→ Whoever was there did not meet it: find somebody who does, or ask who can work at that hour."
            )
    if gap.away:
        return head, t.plural(
            "→ {n} of your team could, but was off, busy or on a break: ask who can work at that hour.",
            "→ {n} of your team could, but were off, busy or on a break: ask who can work at that hour.",
            gap.away,
        )
    return head, t("→ Nobody in your team could at any hour: look at their levels with /rep, or find somebody new.")


def asked_for(t: Tongue, gap: n.GapLine) -> str:
    wishes = [
        gender_name(t, gap.wish_gender) if gap.wish_gender else "",
        aged(t, gap.wish_age) if gap.wish_age else "",
        t("more life experience") if gap.wish_experienced else "",
        LANGUAGE_NAMES[gap.wish_language] if gap.wish_language else "",
    ]
    return "".join(f" · {wish}" for wish in wishes if wish)


def course_lines(t: Tongue, course: n.WhyCourse | None) -> tuple[str, ...]:
    """What was settled beside the ranking, and what became of the tiers."""
    if course is None:
        return ()
    known = ""
    if course.known and course.head_start_until is not None:
        time = t.second(course.head_start_until)
        known = t("💛 The customer knows {rep}, who had it alone until {time}.", rep=course.known, time=time)
    elif course.known:
        known = t("🌙 The customer knows {rep}, who was not on shift.", rep=course.known)
    ways = [
        t(
            "🌱 The wish for {wish} gives way at {time}.",
            wish=Html(wish_name(t, wish, course.wish_gender, course.wish_age)),
            time=t.second(at),
        )
        for wish, at in course.gives_way
    ]
    lead = t("🧩 The first tier was composed with those of other orders: {reps}.", reps=t.listing(course.lead))
    early = [
        t("⏩ The next tier opened early, at {time}: nobody was likely to tap.", time=t.second(at))
        for at in course.hurried
    ]
    return known, *ways, lead if course.lead else "", *early
