"""Ready-made policies, tuned on the benchmark's seeds 1 to 10; docs/night-desk.md shows what each buys. Pure."""

from routing.engine import Policy
from routing.hold import HoldRule
from routing.score import Weights

QUALITY = Weights(scarcity=60)

PRESETS = {
    "first": Policy((), ()),
    "ours": Policy((3, 4), (40, 40), QUALITY, HoldRule(120, cost=0.0003)),
    "best": Policy((4, 8), (30, 30), QUALITY, HoldRule(120)),
    "fast": Policy((5, 4), (20, 20), QUALITY, HoldRule(120, cost=0.0018, promise=0.01)),
    "fair": Policy((4, 6), (30, 30), Weights(scarcity=30, fairness=57), HoldRule(120, cost=0.0003)),
}
