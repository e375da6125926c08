"""Turns of speech without a name or a number: what is meant as a contact, and what only sounds like it."""

import pytest

from bot.guard.check import lines
from bot.guard.words import CORPUS, FILES, HERE, guard, read
from bot.rules.guard.finding import Kind
from bot.rules.guard.frames import Frames
from bot.rules.guard.guard import Guard

GUARD = guard()


@pytest.mark.parametrize(
    ("meant", "only_sounds_like_it"),
    [
        ("电话写在图片里了，你存一下", "题目写在图片里了，你看一下"),  # where it stands
        ("check my profile, my @ is in there", "the profile picture you drew is so cute"),
        ("每句话第一个字连起来就是我的微信", "每句话第一个字连起来是一首藏头诗"),  # of what it is made
        ("先发一半：1590000，下一条发后面", "前面写了 1590 字，后面再改改"),  # in pieces
        ("号码用谐音发我，系统查不到", "谐音梗扣钱"),  # past the guard
        ("最后一位是8不是3，你再加一次", "最后一题选C不是B，再算一次"),  # told again
        ("好友申请发你了，通过一下", "他把我的好友申请拒了"),  # asked to be let in
        ("以后去哪里找你啊", "这本书去哪里找啊"),  # a way, whichever
        ("is there any other way to reach you", "is there any other way to pay"),
        ("do you have Nina's number", "do you have Nina's recipe"),  # of somebody else
        ("收件地址发我，给你寄点好吃的", "我的地址填错了，外卖送到隔壁了"),  # at home
        ("can we meet irl? im in the city on friday", "we finally met in person last week"),
        ("下次直接找我，不走店里了", "下次还找你，店里付"),  # without the shop
        ("我们去别的软件上聊吧", "我们换个话题聊"),  # elsewhere
        ("on tiktok i'm paleharbour", "on tiktok i'm addicted"),  # a name, where a name should be
        ("以后失联了就上豆瓣私信我", "豆瓣评分八点九的那部"),  # named with a call to go there
        ("你那边有什么聊天软件，我们加一个", "你那边有什么电影，我们看一个"),
    ],
)
def test_what_is_meant_is_found_and_what_sounds_like_it_passes(meant: str, only_sounds_like_it: str) -> None:
    assert GUARD.find(meant)
    assert GUARD.find(only_sounds_like_it) == ()


@pytest.mark.parametrize(
    "text",
    [
        "我不私下联系，规定不能给",
        "前任问我：你微信发我一下",
        "怎么联系客服啊，付款没到账",
        "订单一直没动静，我去哪里找你啊",
        "你平时微信聊天多吗",
        "do you use instagram for art or just memes",
    ],
)
def test_a_no_another_person_an_order_and_mere_talk_pass(text: str) -> None:
    assert GUARD.find(text) == ()


def test_a_turn_of_speech_is_an_invitation() -> None:
    (found,) = GUARD.find("好的呀。我们去别的软件上聊吧")
    assert (found.kind, found.start >= 4) == (Kind.INVITE, True)


def everything_is_there(_: Frames, __: str) -> int:
    return -1


def test_no_frame_is_left_out_that_would_have_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are looked for only where a text has the beginnings of their words; that may cost nothing."""
    texts = [line.text for line in lines(CORPUS) if line.contact][::5]
    by_grammar = Guard({name: read(HERE / name) for name in FILES})
    found = [by_grammar.find(text) for text in texts]
    monkeypatch.setattr(Frames, "_there", everything_is_there)
    assert [by_grammar.find(text) for text in texts] == found
