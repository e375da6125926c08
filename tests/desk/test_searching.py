"""Looking for somebody: wishes give way, musts are asked, friends come first, tiers hurry, and nobody is overlooked."""

from dataclasses import replace

import pytest

from bot import replay
from bot.desk import commands as c
from bot.desk import notices as n
from bot.desk.notices import Reason
from bot.desk.routing_rules import RoutingRules
from bot.desk.work import ShopRules
from models import decision as decisions
from models.decision import Kept
from models.engine import Database
from models.kinds import AgeBand, Gender, OrderState
from routing.course import on_course
from routing.decision_text import from_json
from routing.engine import Policy
from tests.desk.floor import OWNER, Floor

TIERS = RoutingRules(policy=Policy((2, 2), (45, 45)), head_start_s=30)
LIN, MIA, ZOE = 100, 101, 102


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database, rules=ShopRules(routing=TIERS))


def refusal(notice: n.Notice | None) -> Reason:
    assert isinstance(notice, n.Sorry), notice
    return notice.reason


async def accepts(floor: Floor, rep: int, code: str) -> n.Notice | None:
    epoch = (await floor.order(code)).epoch
    return await floor.does(c.Accept(floor.actor(rep), code, epoch))


async def opens(floor: Floor, code: str) -> dict[int, float]:
    """When the card opens to whom, in seconds after the offer, as the tiers went."""
    row = await floor.decision(code)
    found = on_course(from_json(row.body), map(float, row.course))
    return dict(zip(found.ids[found.rows].tolist(), found.opens_s.tolist(), strict=True))


async def test_a_wish_gives_way_and_a_newcomer_who_misses_it_waits_as_long(floor: Floor) -> None:
    await floor.open(1, 3, gender=(Gender.MALE, Gender.FEMALE, Gender.FEMALE), on_duty=(True, False, False))
    code = await floor.ordered(1, wish_gender="female")
    assert await opens(floor, code) == {LIN: 90}
    assert refusal(await accepts(floor, LIN, code)) is Reason.OPENS_LATER
    # When a woman comes on duty, it is open to her at once; to a man who comes, when the wish gives way
    await floor.does(c.GoOnDuty(floor.actor(MIA), True))
    await floor.passes(60)
    answer = await accepts(floor, LIN, code)
    assert isinstance(answer, n.Sorry)
    assert answer.data == {"seconds": 30}
    card = floor.last(1, n.StatusCard)
    assert [wish for wish, _ in card.giving_way] == ["gender"]
    # Then, and not before, he may take it, and everybody reads why
    await floor.passes(31)
    assert floor.last("group", n.GroupCard).facts.given_way == ("gender",)
    assert floor.last(1, n.StatusCard).facts.given_way == ("gender",)
    assert isinstance(await accepts(floor, LIN, code), n.AcceptWon)
    page = await floor.does(c.WhyNot(floor.actor(OWNER), code, "R0"))
    assert isinstance(page, n.WhyNotPage)
    assert page.offers[0].misses == ("gender",)
    why = await floor.does(c.Why(floor.actor(OWNER), code))
    assert isinstance(why, n.WhyPage)
    assert why.course is not None
    assert [wish for wish, _ in why.course.gives_way] == ["gender"]


async def test_a_wish_for_an_age_group_gives_way_as_the_others_do(floor: Floor) -> None:
    ages = (AgeBand.TWENTIES, AgeBand.FORTIES, None)
    await floor.open(1, 3, age_band=ages)
    code = await floor.ordered(1, wish_age="40plus")
    assert await opens(floor, code) == {MIA: 0, LIN: 60, ZOE: 60}
    answer = await accepts(floor, ZOE, code)
    assert isinstance(answer, n.Sorry)
    assert (answer.reason, answer.data) == (Reason.OPENS_LATER, {"seconds": 60})
    card = floor.last("group", n.GroupCard)
    assert (card.facts.wish_age, card.facts.given_way) == (AgeBand.FORTIES, ())
    await floor.passes(61)
    assert floor.last("group", n.GroupCard).facts.given_way == ("age",)
    # Whoever meets it still stands before whoever is as good and does not
    decision = from_json((await floor.decision(code)).body)
    wishes = {one.rep_id: one.score.parts["wishes"] for one in decision.ranked}
    assert wishes[MIA] > wishes[LIN] == wishes[ZOE] == 0
    page = await floor.does(c.WhyNot(floor.actor(OWNER), code, "R0"))
    assert isinstance(page, n.WhyNotPage)
    assert (page.offers[0].misses, page.offers[0].wish_age) == (("age",), AgeBand.FORTIES)
    order_id = (await floor.order(code)).id
    async with floor.database.begin() as session:
        kept = await decisions.of_order(session, order_id)
        assert [replay.verdict(one) for one in kept] == [""]


async def test_an_age_that_must_be_is_asked_at_once_and_a_topics_own_never_gives_way(floor: Floor) -> None:
    await floor.open(1, 1, age_band=AgeBand.TWENTIES)
    code = await floor.ordered(1, wish_age="40plus", musts=["age"])
    await floor.passes(0)
    assert floor.last(1, n.UnfilledChoice).musts == ("age",)
    page = await floor.does(c.WhyNot(floor.actor(OWNER), code, "R0"))
    assert isinstance(page, n.WhyNotPage)
    assert page.offers[0].reasons == ("age",)
    # Another wish, from the page of an order that waits
    await floor.does(c.OtherWishes(floor.actor(1), code))
    wishes = await floor.does(c.ToggleWish(floor.actor(1), "age", "30s"))
    assert isinstance(wishes, n.WishList)
    assert (wishes.age, wishes.musts) == (AgeBand.THIRTIES, ("age",))
    wishes = await floor.does(c.ToggleMust(floor.actor(1), "age"))
    assert isinstance(wishes, n.WishList)
    assert wishes.musts == ()
    await floor.does(c.WishesDone(floor.actor(1)))
    order = await floor.order(code)
    assert (order.wish_age, order.musts) == ("30s", [])
    await floor.passes(61)
    await floor.does(c.SetTopicFloor(floor.actor(OWNER), "chat", "ages", "40plus"))
    assert refusal(await accepts(floor, LIN, code)) is Reason.NOT_ELIGIBLE
    await floor.does(c.SetTopicFloor(floor.actor(OWNER), "chat", "ages", "any"))
    assert isinstance(await accepts(floor, LIN, code), n.AcceptWon)
    gaps = await floor.does(c.ShowGaps(floor.actor(OWNER)))
    assert isinstance(gaps, n.GapPage)
    assert [(gap.wish_age, gap.missed) for gap in gaps.gaps] == [(AgeBand.FORTIES, 1)]


async def test_what_somebody_insists_on_is_asked_at_once_and_dropped_only_by_them(floor: Floor) -> None:
    await floor.open(1, 1, gender=Gender.MALE)
    code = await floor.ordered(1, wish_gender="female", musts=["gender"])
    order = await floor.order(code)
    await floor.passes(0)
    assert floor.last(1, n.UnfilledChoice).musts == ("gender",)
    await floor.does(c.KeepWaiting(floor.actor(1), code))
    await floor.passes(400)
    assert refusal(await accepts(floor, LIN, code)) is Reason.NOT_ELIGIBLE
    assert (await floor.decision(code)).able == 0
    await floor.does(c.DropWishes(floor.actor(1), code))
    assert (await floor.order(code)).wish_gender == order.wish_gender  # still placed better, no longer needed
    assert isinstance(await accepts(floor, LIN, code), n.AcceptWon)
    page = await floor.does(c.ShowGaps(floor.actor(OWNER)))
    assert isinstance(page, n.GapPage)
    assert [(gap.wish_gender, gap.missed, gap.unmet) for gap in page.gaps] == [(Gender.FEMALE, 1, 0)]


async def test_a_customer_who_waits_may_change_their_wishes(floor: Floor) -> None:
    await floor.open(1, 1, gender=Gender.MALE)
    code = await floor.ordered(1, wish_gender="female", musts=["gender"])
    page = await floor.does(c.OtherWishes(floor.actor(1), code))
    assert isinstance(page, n.WishList)
    assert (page.gender, page.musts, page.waits) == (Gender.FEMALE, ("gender",), True)
    await floor.does(c.ToggleWish(floor.actor(1), "gender", "male"))
    page = await floor.does(c.ToggleMust(floor.actor(1), "gender"))
    assert isinstance(page, n.WishList)
    assert (page.gender, page.musts) == (Gender.MALE, ())
    assert isinstance(await floor.does(c.WishesDone(floor.actor(1))), n.StillLooking)
    assert await opens(floor, code) == {LIN: 0}
    # and a second time, when the order is gone meanwhile, nothing happens
    await floor.does(c.OtherWishes(floor.actor(1), code))
    await floor.does(c.Cancel(floor.actor(1), code))
    assert refusal(await floor.does(c.WishesDone(floor.actor(1)))) is Reason.STALE_BUTTON


async def test_a_friend_has_it_alone_at_first_and_at_once(floor: Floor) -> None:
    await floor.open(1, 3)
    await floor.acquainted(1, LIN, 5)
    code = await floor.ordered(1)
    asked = floor.last(LIN, n.HeadStart)
    assert (asked.customer_alias, asked.state) == ("cedar", "first")
    assert floor.last("group", n.GroupCard).opens_at == asked.until
    assert floor.last(1, n.StatusCard).acquainted == ("brook", True)
    answer = await accepts(floor, ZOE, code)
    assert isinstance(answer, n.Sorry)
    assert answer.data == {"seconds": 30}
    # Lin knows casual chat least of all, and nobody is waited for
    assert isinstance(await accepts(floor, LIN, code), n.AcceptWon)
    assert floor.last(LIN, n.HeadStart).state == "yours"
    why = await floor.does(c.Why(floor.actor(OWNER), code))
    assert isinstance(why, n.WhyPage)
    assert why.course is not None
    assert (why.course.known, why.course.head_start_until) == ("R0", asked.until)


async def test_not_now_opens_it_to_the_others_at_once(floor: Floor) -> None:
    await floor.open(1, 4)
    await floor.acquainted(1, LIN, 5)
    code = await floor.ordered(1)
    await floor.passes(7)
    assert isinstance(await floor.does(c.Decline(floor.actor(LIN), code)), n.Passed)
    assert floor.last(LIN, n.HeadStart).state == "gone"
    card = floor.last("group", n.GroupCard)
    assert (card.opens_at, card.opened_to_all) == (None, False)
    assert await opens(floor, code) == {LIN: 0, 103: 7, ZOE: 7, MIA: 52}
    assert isinstance(await accepts(floor, ZOE, code), n.FirstInLine | n.AcceptWon)
    why = await floor.does(c.Why(floor.actor(OWNER), code))
    assert isinstance(why, n.WhyPage)
    assert why.course is not None
    assert len(why.course.hurried) == 1


async def test_a_head_start_that_runs_out_leaves_the_friend_in(floor: Floor) -> None:
    await floor.open(1, 2)
    await floor.acquainted(1, LIN, 5)
    code = await floor.ordered(1)
    await floor.passes(31)
    assert floor.last(LIN, n.HeadStart).state == "open"
    assert floor.last("group", n.GroupCard).opens_at is None
    assert isinstance(await accepts(floor, MIA, code), n.AcceptWon)
    assert floor.last(LIN, n.HeadStart).state == "gone"


@pytest.mark.parametrize(
    ("stars", "on_duty", "told"), [(5, False, ("brook", False)), (3, True, None), (0, True, ("brook", True))]
)
async def test_a_friend_who_is_away_is_named_and_one_who_was_not_liked_is_no_friend(
    floor: Floor, stars: int, on_duty: bool, told: tuple[str, bool] | None
) -> None:
    await floor.open(1, 2, on_duty=(on_duty, True))
    await floor.acquainted(1, LIN, stars)
    code = await floor.ordered(1)
    assert floor.last(1, n.StatusCard).acquainted == told
    assert (await opens(floor, code))[MIA] == (30 if told == ("brook", True) else 0)


async def test_of_several_friends_the_best_liked_comes_first(floor: Floor) -> None:
    await floor.open(1, 3)
    await floor.acquainted(1, LIN, 5)
    await floor.acquainted(1, MIA, 4)
    await floor.acquainted(1, ZOE, 5, orders=0)
    await floor.ordered(1)
    assert floor.last(LIN, n.HeadStart).state == "first"


async def test_orders_of_one_moment_do_not_first_go_to_the_same_people(floor: Floor) -> None:
    await floor.open(2, 4)
    one, other = await floor.ordered_together([1, 2])
    first = [{rep for rep, at in (await opens(floor, code)).items() if at == 0} for code in (one, other)]
    assert first[0].isdisjoint(first[1])
    assert first[0] | first[1] == {100, 101, 102, 103}
    why = await floor.does(c.Why(floor.actor(OWNER), one))
    assert isinstance(why, n.WhyPage)
    assert why.course is not None
    assert set(why.course.lead) == {f"R{rep - 100}" for rep in first[0]}


async def test_while_an_order_is_at_its_first_tier_the_next_one_goes_to_others_first(floor: Floor) -> None:
    await floor.open(2, 4)
    one = await floor.ordered(1)
    await floor.passes(10)
    other = await floor.ordered(2)
    first = {rep for rep, at in (await opens(floor, one)).items() if at == 0}
    assert first == {102, 103}
    assert {rep for rep, at in (await opens(floor, other)).items() if at == 0} == {100, 101}


async def test_who_comes_back_unserved_goes_before_who_came_later(floor: Floor) -> None:
    """The representative never greeted; the age of the order counts from when it first came."""
    floor.rules = ShopRules(routing=replace(TIERS, policy=Policy((1,), (45,))))
    await floor.open(2, 3, capacity=1)
    old = await floor.ordered(1)
    await accepts(floor, ZOE, old)
    await floor.passes(170)
    young = await floor.ordered(2)
    assert await opens(floor, young) == {MIA: 0, LIN: 45}
    await floor.passes(
        20
    )  # the greeting did not come: Zoe is out of it, and of the two others the older gets the better
    assert {rep for rep, at in (await opens(floor, old)).items() if at == 0} == {MIA}


async def test_a_tier_of_which_everybody_is_gone_makes_way(floor: Floor) -> None:
    await floor.open(1, 4)
    code = await floor.ordered(1)
    assert await opens(floor, code) == {103: 0, ZOE: 0, MIA: 45, LIN: 45}
    await floor.passes(5)
    await floor.does(c.Decline(floor.actor(103), code))
    assert (await opens(floor, code))[MIA] == 45  # the other one may well take it
    await floor.does(c.GoOnDuty(floor.actor(ZOE), False))
    await floor.passes(1)
    assert (await opens(floor, code))[MIA] == 5
    assert floor.last("group", n.GroupCard).opened_to_all


async def test_one_alone_is_not_waited_for_as_long_as_two(floor: Floor) -> None:
    await floor.open(1, 4)
    code = await floor.ordered(1)
    await floor.does(c.Decline(floor.actor(103), code))
    await floor.passes(44)
    assert 10 < (await opens(floor, code))[MIA] < 30


async def test_who_comes_on_duty_is_offered_what_nobody_could_take(floor: Floor) -> None:
    await floor.open(2, 1, on_duty=False)
    codes = await floor.ordered_together([1, 2])
    assert [(await floor.decision(code)).able for code in codes] == [0, 0]
    await floor.does(c.GoOnDuty(floor.actor(LIN), True))
    await floor.passes(1)
    assert [(await floor.decision(code)).able for code in codes] == [1, 1]
    assert isinstance(await accepts(floor, LIN, codes[0]), n.AcceptWon)
    # and when the talk is over, the other one is not forgotten
    await floor.passes(1)
    await floor.does(c.Cancel(floor.actor(1), codes[0]))
    await floor.passes(1)
    assert isinstance(await accepts(floor, LIN, codes[1]), n.AcceptWon)


async def test_hours_that_begin_without_a_word_are_seen_within_a_minute(floor: Floor) -> None:
    await floor.open(1, 1, hours="Mon 20:01-23:00", time_zone="Asia/Shanghai")
    code = await floor.ordered(1)  # it is 20:00 of a Monday there
    assert (await floor.decision(code)).able == 0
    await floor.passes(121)
    assert await opens(floor, code) == {LIN: 0}


async def test_those_whose_hour_comes_in_one_moment_are_offered_together(floor: Floor) -> None:
    await floor.open(2, 4)
    codes = await floor.ordered_together([1, 2])
    for customer, code in enumerate(codes, 1):
        await floor.does(c.CallLater(floor.actor(customer), code, 1))
    await floor.passes(3601)
    first = [{rep for rep, at in (await opens(floor, code)).items() if at == 0} for code in codes]
    assert first[0].isdisjoint(first[1])
    assert {(await floor.order(code)).state for code in codes} == {OrderState.QUEUED}
    assert isinstance(await accepts(floor, min(first[1]), codes[1]), n.AcceptWon | n.FirstInLine)


async def test_every_decision_is_made_again_to_the_byte(floor: Floor) -> None:
    await floor.open(2, 5, gender=(Gender.MALE, *(Gender.FEMALE,) * 4))
    await floor.acquainted(1, MIA, 5)
    codes = await floor.ordered_together([1, 2], wish_gender="female", wish_experienced=True, musts=["experienced"])
    await floor.passes(3)
    await floor.does(c.Decline(floor.actor(MIA), codes[0]))
    await floor.does(c.DropWishes(floor.actor(1), codes[0]))
    ids = [(await floor.order(code)).id for code in codes]
    kept: list[Kept] = []
    async with floor.database.begin() as session:
        for order_id in ids:
            kept += await decisions.of_order(session, order_id)
    assert len(kept) == 3
    assert [replay.verdict(one) for one in kept] == ["", "", ""]
