"""The part of `python -m bot check` about paying: which ways are open, and where Telegram's terms ask for Stars."""

from bot.config import Config
from bot.rules import rails
from models import shop
from models.engine import Database
from models.kinds import Rail
from models.shop import Service

Finding = tuple[bool, str]


async def payments(config: Config) -> list[Finding]:
    """Of a database that is up to date."""
    database = Database(config.database.url)
    try:
        async with database.snapshot() as connection:
            rows = await connection.execute(shop.on_offer())
            services = [Service(slug=row.slug, rails=row.rails, live=row.live) for row in rows]
    finally:
        await database.close()
    rules = config.payment.rules(config.shop.currency)
    return [ways(rules), *shut(config, rules), *stars_only(rules, services), *unpayable(rules, services)]


def ways(rules: rails.RailRules) -> Finding:
    return True, f"Money comes in by: {', '.join(rules.rails) or 'nothing but the wallet'}."


def shut(config: Config, rules: rails.RailRules) -> list[Finding]:
    """Ways that are asked for and cannot be had."""
    if Rail.PROVIDER not in config.payment.rails or Rail.PROVIDER in rules.rails:
        return []
    why = f"Telegram counts {config.shop.currency} in smaller units than the shop does, so nobody can pay by provider."
    return [(False, f"{why} Take it out of payment.rails.")]


def stars_only(rules: rails.RailRules, services: list[Service]) -> list[Finding]:
    """Telegram's terms, 6.2: digital goods and services are sold for Stars; a live talk of two is held to be none."""
    found = []
    for service in services:
        others = [rail.value for rail in rails.offered(rules, service.rails) if rail is not Rail.STARS]
        if not service.live and others:
            found.append(
                (
                    False,
                    f"{service.slug} is no live talk of two, and can be paid by {', '.join(others)}: Telegram's terms "
                    f"ask for Stars alone there. Write /rails {service.slug} stars.",
                )
            )
    if found or Rail.STARS in rules.rails:
        return found
    return [(True, "Live talks of two need no Stars; plans, tips and whatever is kept to be read again do.")]


def unpayable(rules: rails.RailRules, services: list[Service]) -> list[Finding]:
    return [
        (False, f"{service.slug} can be paid by no way that the shop has: {', '.join(service.rails)}. See /rails.")
        for service in services
        if not rails.offered(rules, service.rails)
    ]
