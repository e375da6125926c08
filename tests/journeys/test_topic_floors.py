"""The owner says what a topic asks of who takes it, hears when nobody is left, and certifies."""

from sqlalchemy import select

from models.shop import Topic
from tests.journeys.conftest import Shop
from tests.journeys.test_the_owner import acts
from tests.journeys.test_time_off import accept, answers

NOBODY = "Nobody on your team can take it"


async def test_each_floor_keeps_out_who_is_below_it(shop: Shop) -> None:
    # Given an order for Lin, who has level 3 of 5, experience 4 of 5, no certificate, and is over 40
    await shop.queued(shop.tom)
    for floor, reason, back in (
        ("level 4", "specialty level too low", "level 3"),
        ("experience 5", "more life experience wanted", "experience 0"),
        ("certified on", "a certificate for this topic wanted", "certified off"),
        ("ages 20s, 30s", "another age group wanted", "ages any"),
    ):
        # When the owner asks for more, Then they are warned that nobody is left, and she hears why not
        assert reason in await answers(shop.owner, f"/topic chat {floor}", NOBODY)
        assert reason in await accept(shop)
        await answers(shop.owner, f"/topic chat {back}", "1 person on your team can take it")
    assert "yours" in await accept(shop)
    assert [act for act in await acts(shop) if act[0] == "topic"] == [("topic", "chat")] * 8


async def test_a_certificate_opens_the_topic_and_is_shown(shop: Shop) -> None:
    await answers(shop.owner, "/topic chat certified on", "/rep CODE certify chat")
    await shop.queued(shop.tom)
    assert "a certificate for this topic wanted" in await accept(shop)
    await answers(shop.owner, "/rep RLIN2 certify Chat", "RLIN2 is certified for chat")
    await answers(shop.owner, "/rep RLIN2 certify chat", "RLIN2 is certified for chat")  # twice is once
    assert "Casual chat 3/5 📜" in await answers(shop.owner, "/rep RLIN2", "🎧")
    assert "📜" in await answers(shop.lin, "/profile", "Your profile")
    await answers(shop.owner, "/rep RLIN2 uncertify chat", "no longer certified")
    assert "a certificate for this topic wanted" in await accept(shop)
    await answers(shop.owner, "/rep RLIN2 certify chat", "RLIN2 is certified for chat")
    assert "yours" in await accept(shop)


async def test_all_topics_at_a_glance_with_those_that_nobody_can_take(shop: Shop) -> None:
    await answers(shop.owner, "/topic love level 5", NOBODY)
    lines = (await answers(shop.owner, "/topic", "What topics ask for")).splitlines()
    (love,) = [line for line in lines if line.startswith("love ")]
    (chat,) = [line for line in lines if line.startswith("chat ")]
    assert love.endswith("⚠️")
    assert "level 5" in love
    assert "⚠️" not in chat
    await answers(shop.owner, "/rep RLIN2 suspend", "suspended")
    await answers(shop.owner, "/topic chat", NOBODY)


async def test_what_cannot_be_set_is_refused_and_changes_nothing(shop: Shop) -> None:
    for said, words in (
        ("/topic dinner", "There is no such topic. You have: breakup, chat"),
        ("/topic dinner level 3", "There is no such topic"),
        ("/rep RLIN2 certify dinner", "There is no such topic"),
        ("/rep RNONE certify chat", "There is no representative"),
        ("/topic chat level 0", "/topic SLUG"),
        ("/topic chat level 6", "/topic SLUG"),
        ("/topic chat level ４", "4"),  # full-width is as good
        ("/topic chat level", "/topic SLUG"),
        ("/topic chat experience -1", "/topic SLUG"),
        ("/topic chat certified maybe", "/topic SLUG"),
        ("/topic chat ages 50s", "/topic SLUG"),
        ("/topic chat ages 20s,", "/topic SLUG"),
        ("/topic chat mood 3", "/topic SLUG"),
    ):
        await answers(shop.owner, said, words)
    async with shop.app.database.begin() as session:
        topic = (await session.scalars(select(Topic).where(Topic.slug == "chat"))).one()
        assert (topic.min_level, topic.min_experience, topic.certified, topic.ages) == (4, 0, False, [])
    await shop.tom.starts()
    for said in ("/topic", "/topic chat level 3", "/rep RLIN2 certify chat"):
        await answers(shop.tom, said, "This is for the owner")
