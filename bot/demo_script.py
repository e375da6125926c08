"""`make demo SCRIPT=1`: one whole order played by itself, told as each side saw it."""

import struct
import zlib

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.demo import Shop, open_demo
from bot.sandbox.people import Person, Refused

TALKING_SPEED = 8.0
"""Fast enough not to wait for Telegram's one message a second, slow enough that a 30-minute talk does not run away."""


def picture() -> bytes:
    """A small real PNG: a night-blue square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\x1c\x2a\x4a" * 64
    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 64)) + chunk(b"IEND", b"")


async def play(*, speed: float, console: Console) -> int:
    """Play the order and check it as it goes; 0 if everything was seen, 1 with the reason if not."""
    async with open_demo(port=0, speed=TALKING_SPEED) as shop:
        try:
            await order(shop)
            await talk(shop, speed)
            await afterwards(shop)
        except (AssertionError, Refused) as fault:
            console.print(f"[red]The order did not go through:[/] {fault}", markup=True)
            return 1
        await tell(shop, console)
    return 0


async def order(shop: Shop) -> None:
    """The owner makes a voucher; Tom orders in five taps and pays with it; Lin accepts in the group."""
    await shop.owner.says("/voucher 1 chat30")
    made = await shop.owner.sees("🎟")
    code = next(line for line in made["text"].splitlines() if line.count("-") == 2)
    tom = shop.tom
    await tom.starts()
    await tom.taps("Yes, I am 18")
    await tom.taps("Find someone")
    await tom.taps("Break-up")
    await tom.taps("30 minutes")
    await tom.taps("More life experience")
    await tom.sees(lambda message: "✅ 🌳" in str(message.get("reply_markup")), named="the chosen wish")
    await tom.taps("Next")
    await tom.sees("say a word beforehand")
    await tom.says("She moved out on Sunday. I keep looking at my phone.")
    await tom.taps("Confirm")
    await tom.sees("voucher code")
    await tom.says(code)
    await tom.sees("looking for the right person")
    lin = shop.reps["Lin"]
    await lin.sees("Break-up", in_=shop.group)
    await lin.taps("Accept", in_=shop.group)
    await lin.sees("She moved out on Sunday")


async def talk(shop: Shop, speed: float) -> None:
    """Words, formatting, a picture, an answer, an edit, a pause; then the paid time passes."""
    tom, lin = shop.tom, shop.reps["Lin"]
    await tom.sees("is here for you")
    await lin.says("Good evening. I read your note. How was today?")
    heard = await tom.sees("How was today?")
    said = await tom.says("Hard. I even *cooked* for two.", reply_to=heard["message_id"])
    got = await lin.sees("cooked")
    if "reply_to_message" not in got:
        raise AssertionError("the answer lost what it answers")
    await tom.edits(said["message_id"], "Hard. I even cooked for two, out of habit.")
    await lin.sees("out of habit")
    bold = [{"type": "bold", "offset": 0, "length": 9}]
    await lin.says("That hurts. Habits know nothing of endings.", entities=bold)
    await tom.sees("Habits know nothing")
    await tom.sends("photo", picture(), filename="kitchen.png", mime="image/png", caption="My kitchen tonight")
    await lin.sees("My kitchen tonight")
    await tom.says("/pause")
    await lin.sees("paused")
    await tom.taps("Go on")
    await lin.sees("runs again")
    await shop.people.call("POST", "/clock", {"speed": speed})
    await shop.people.advance(24 * 60)
    await tom.sees("5 minutes left", within=30)
    await lin.says("We have a few minutes. What is one kind thing you could do for yourself tonight?")
    await tom.sees("one kind thing")
    await shop.people.advance(4 * 60)
    await tom.sees("Receipt", within=60)
    await lin.sees("Receipt")


async def afterwards(shop: Shop) -> None:
    """A rating, the owner's view of it, and nobody's name where it should not be."""
    await shop.tom.taps("⭐⭐⭐⭐⭐")
    await shop.tom.sees("Thank you")
    await shop.owner.says("/orders")
    listed = await shop.owner.sees("Latest orders")
    code = listed["text"].splitlines()[1].split()[0]
    await shop.owner.says(f"/why {code}")
    await shop.owner.sees("best first")
    await shop.owner.says("/today")
    await shop.owner.sees("Orders: 1")
    await nobody_unmasked(shop)


async def nobody_unmasked(shop: Shop) -> None:
    """Nothing that either side received names the other."""
    lin = shop.reps["Lin"]
    for person, other in ((shop.tom, lin), (lin, shop.tom)):
        received = str(await person.received())
        secrets = [str(other.id), other.user.get("username", ""), other.user.get("last_name", "")]
        if any(secret and secret in received for secret in secrets):
            raise AssertionError(f"{person.name} received something that names the other side")


async def tell(shop: Shop, console: Console) -> None:
    lin = shop.reps["Lin"]
    for heading, person, chat in (
        ("Tom, the customer", shop.tom, None),
        ("The representatives' group, as Lin sees it", lin, shop.group),
        ("Lin, the representative", lin, None),
        ("The owner", shop.owner, None),
    ):
        console.print(Panel(await transcript(person, chat), title=heading, title_align="left"))
    console.print("[green]One order, from the first tap to the receipt. Now try it yourself: make demo[/]")


async def transcript(person: Person, chat: int | None) -> Text:
    told = Text()
    for message in await person.messages(chat):
        who = person.name if message["out"] else "bot" if message["from"]["is_bot"] else message["from"]["first_name"]
        body = message.get("text") or message.get("caption") or ""
        kind = (
            ""
            if "text" in message
            else f"[{next(k for k in ('photo', 'voice', 'sticker', 'video', 'document', 'dice') if k in message)}] "
        )
        told.append(f"{who:>5}  ", style="bold cyan" if message["out"] else "bold")
        told.append(f"{kind}{body}\n".replace("\n\n", "\n").replace("\n", "\n       ").rstrip(" "))
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            told.append("       " + "  ".join(f"[ {button['text']} ]" for button in row) + "\n", style="dim")
    return told
