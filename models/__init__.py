"""What is true: one noun per file, each with its named queries beside it. No rules, no clock, no Telegram."""

from models import kernel, link, money, order, person, rep, shop
from models.base import Base

__all__ = ["Base", "kernel", "link", "money", "order", "person", "rep", "shop"]
