"""What a shop begins with: topics and services, written once and the owner's to change."""

from sqlalchemy.ext.asyncio import AsyncSession

from models.shop import Service, Topic

TOPICS: tuple[tuple[str, str, str, str, int, int, int], ...] = (
    # slug, English, Chinese, emoji, specialty level wanted, life experience wanted, its weight in percent
    ("breakup", "Break-up comfort", "失恋安慰", "💔", 2, 3, 30),
    ("chat", "Casual chat", "随便聊聊", "☕️", 1, 0, 8),
    ("study", "Study", "学业", "📚", 2, 0, 8),
    ("love", "Love", "恋爱", "🌷", 2, 2, 30),
    ("work", "Work", "工作", "💼", 2, 2, 15),
    ("tough", "Wake me up", "骂醒我", "⚡️", 3, 3, 30),
    ("night", "Night company", "深夜陪伴", "🌙", 1, 1, 10),
)

SERVICES: tuple[tuple[str, str, str, int, int], ...] = (
    # slug, English, Chinese, minutes, price in minor units
    ("chat15", "15 minutes", "15 分钟", 15, 12_00),
    ("chat30", "30 minutes", "30 分钟", 30, 20_00),
    ("chat60", "60 minutes", "60 分钟", 60, 36_00),
    ("chat120", "2 hours", "2 小时", 120, 66_00),
)


async def seed_menu(session: AsyncSession, currency: str = "CNY") -> int:
    """Write the topics and services that are not there yet; returns how many. Existing ones stay as they are."""
    made = 0
    for place, (slug, en, zh, emoji, level, experience, weight) in enumerate(TOPICS):
        if await session.get(Topic, slug) is None:
            made += 1
            topic = Topic(slug=slug, name_en=en, name_zh=zh, emoji=emoji, min_level=level, position=place)
            topic.min_experience, topic.experience_weight = experience, weight
            session.add(topic)
    for place, (slug, en, zh, minutes, price) in enumerate(SERVICES):
        if await session.get(Service, slug) is None:
            made += 1
            service = Service(slug=slug, name_en=en, name_zh=zh, minutes=minutes, price=price, position=place)
            service.currency = currency
            session.add(service)
    await session.flush()
    return made
