"""Names under which two strangers know each other: one pair per customer and representative, unlike any other pair."""

from dataclasses import dataclass
from random import Random

ALIASES: dict[str, tuple[str, str]] = {
    "aspen": ("Aspen", "白杨"), "bamboo": ("Bamboo", "青竹"), "birch": ("Birch", "白桦"),
    "breeze": ("Breeze", "微风"), "brook": ("Brook", "小溪"), "camellia": ("Camellia", "山茶"),
    "cedar": ("Cedar", "雪松"), "clover": ("Clover", "三叶草"), "cloud": ("Cloud", "云朵"),
    "coral": ("Coral", "珊瑚"), "crane": ("Crane", "白鹤"), "cypress": ("Cypress", "柏树"),
    "dawn": ("Dawn", "黎明"), "dew": ("Dewdrop", "露珠"), "dune": ("Dune", "沙丘"),
    "fern": ("Fern", "蕨叶"), "finch": ("Finch", "雀儿"), "firefly": ("Firefly", "萤火"),
    "forest": ("Forest", "森林"), "ginkgo": ("Ginkgo", "银杏"), "harbor": ("Harbour", "港湾"),
    "hazel": ("Hazel", "榛子"), "heron": ("Heron", "苍鹭"), "island": ("Island", "小岛"),
    "ivy": ("Ivy", "常春藤"), "jasmine": ("Jasmine", "茉莉"), "juniper": ("Juniper", "杜松"),
    "lake": ("Lake", "湖水"), "lantern": ("Lantern", "灯笼"), "lark": ("Lark", "云雀"),
    "lotus": ("Lotus", "荷叶"), "maple": ("Maple", "枫叶"), "meadow": ("Meadow", "草地"),
    "mint": ("Mint", "薄荷"), "mist": ("Mist", "薄雾"), "moon": ("Moonlight", "月光"),
    "moss": ("Moss", "青苔"), "oak": ("Oak", "橡树"), "olive": ("Olive", "橄榄"),
    "orchid": ("Orchid", "兰草"), "osmanthus": ("Osmanthus", "桂花"), "otter": ("Otter", "水獭"),
    "pear": ("Pear Blossom", "梨花"), "pebble": ("Pebble", "鹅卵石"), "pine": ("Pine", "青松"),
    "plum": ("Plum", "梅子"), "rain": ("Rain", "细雨"), "reed": ("Reed", "芦苇"),
    "river": ("River", "河流"), "robin": ("Robin", "知更鸟"), "sage": ("Sage", "鼠尾草"),
    "shore": ("Shore", "海岸"), "snow": ("Snow", "初雪"), "sparrow": ("Sparrow", "麻雀"),
    "spring": ("Spring", "泉水"), "star": ("Starlight", "星光"), "stone": ("Stone", "山石"),
    "swallow": ("Swallow", "燕子"), "tide": ("Tide", "潮汐"), "valley": ("Valley", "山谷"),
    "violet": ("Violet", "紫罗兰"), "willow": ("Willow", "柳枝"), "wren": ("Wren", "鹪鹩"),
    "zephyr": ("Zephyr", "清风"),
}  # fmt: skip
"""Stable keys and how each is called in English and Chinese."""


@dataclass(frozen=True)
class AliasPair:
    """Keys of ALIASES, or such a key with a number: `maple-2`."""

    customer: str
    rep: str


def pick(rng: Random, taken: set[str]) -> AliasPair:
    """Two different names that neither of the two has met or borne before, drawn at random."""
    customer = draw(rng, taken)
    return AliasPair(customer, draw(rng, taken | {customer}))


def draw(rng: Random, taken: set[str]) -> str:
    """A name that is not taken; when all are, names with a number, from 2 on."""
    round_ = 1
    while True:
        names = [key if round_ == 1 else f"{key}-{round_}" for key in ALIASES]
        free = [name for name in names if name not in taken]
        if free:
            return rng.choice(free)
        round_ += 1


def wording(key: str, language: str) -> str:
    """How an alias reads: `Maple`, `枫叶 2`."""
    name, _, number = key.partition("-")
    english, chinese = ALIASES.get(name, (name, name))
    return f"{chinese if language == 'zh' else english} {number}".strip()
