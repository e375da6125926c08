"""What tests of /vanish share: words to be removed, phones to be looked at, and the receipt."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import func, select

from bot.sandbox.people import Person
from models.link import Link
from models.vanishing import Erasure
from tests.journeys.conftest import Shop
from tests.patience import eventually

CANNOT = "Bad Request: message can't be deleted"
SAID = ("secret", "Hello, I am here.", "Hi, thank you.")
"""What the people of these tests say to each other, and the bot never."""


async def texts(person: Person) -> list[str]:
    return [str(message.get("text") or message.get("caption")) for message in await person.messages()]


async def rows(shop: Shop, table: type[Link | Erasure]) -> int:
    async with shop.app.database.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def say(shop: Shop, count: int) -> None:
    """So many words, from either side in turn, all of them arrived."""
    words = [f"a secret of theirs, number {i}." for i in range(count)]
    for i, word in enumerate(words):
        await (shop.lin if i % 2 else shop.tom).says(word)
    await shop.quiet()
    for person in (shop.tom, shop.lin):
        assert set(words) <= set(await texts(person))


async def vanish(who: Person) -> None:
    """Ask for it and confirm, by a button that was not there before."""
    last = max(message["message_id"] for message in await who.messages())
    await who.says("/vanish")
    question = await who.sees("from both phones?", after=last)
    await who.taps("Yes, remove it", message_id=question["message_id"])


async def left(person: Person) -> list[str]:
    """What the two said to each other and still stands on this phone."""
    return [text for text in await texts(person) if any(said in text for said in SAID)]


async def emptied(*people: Person) -> None:
    async def so() -> bool:
        return not [text for person in people for text in await left(person)]

    await eventually(so)


async def until(shop: Shop, holds: Callable[[], Awaitable[object]]) -> None:
    """It holds in the end, while second after second passes."""

    async def so() -> object:
        shop.clock.advance(1)
        return await holds()

    await eventually(so)


async def receipts(who: Person) -> list[str]:
    return [text for text in await texts(who) if "Deleted:" in text]


async def receipt(shop: Shop, who: Person, *, number: int = 1) -> str:
    """The newest, as soon as there are so many; time passes meanwhile."""

    async def there() -> bool:
        return len(await receipts(who)) == number

    await until(shop, there)
    return (await receipts(who))[-1]


async def deletions(shop: Shop, person: Person) -> list[dict[str, Any]]:
    calls = [call for call in await shop.people.calls() if str(call["method"]).startswith("deleteMessage")]
    return [call for call in calls if call["params"]["chat_id"] == person.id]
