"""The benchmark in pictures: what each policy buys with what, and one day of the desk."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from routing.simulation.night import Tally
from routing.simulation.outcome import Estimate
from routing.simulation.policies import BY_NAME
from routing.simulation.runs import seen_before, world_of
from routing.simulation.settings import DAY_S, Settings
from routing.simulation.world import World

WAITS_S = (0, 10, 30, 60, 120, 300, 900)

DAY = 2
"""Which day of the world is drawn."""

mpl.use("Agg")  # files alone, no window


def draw(figures: Mapping[str, Mapping[str, Estimate]], settings: Settings, folder: Path) -> list[Path]:
    """Write `frontier.png` and `day.png` into the folder; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"frontier.png": frontier(figures), "day.png": day(settings)}
    for name, picture in pictures.items():
        picture.savefig(folder / name, dpi=120)
    return [folder / name for name in pictures]


def frontier(figures: Mapping[str, Mapping[str, Estimate]]) -> Figure:
    """Quality over speed, and quality over fairness; nobody beats those on the line in both."""
    picture = Figure(figsize=(12, 5.5), layout="constrained")
    speed, fairness = picture.subplots(1, 2, sharey=True)
    panel(speed, figures, "wait_p50", "median wait, s")
    panel(fairness, figures, "gini", "Gini of earnings in an hour on shift")
    speed.set_ylabel("quality, as a share of the clairvoyant's bound")
    picture.suptitle("Up and to the left is better; nobody beats those on the line in both", fontsize=10)
    return picture


def panel(axes: Axes, figures: Mapping[str, Mapping[str, Estimate]], across: str, label: str) -> None:
    points = {name: (one[across].mean, one["ratio"].mean) for name, one in figures.items()}
    right = max(x for x, _ in points.values()) - 0.2 * float(np.ptp([x for x, _ in points.values()]))
    above: list[tuple[float, float]] = []  # those whose names stand above them
    for name, (x, y) in sorted(points.items(), key=lambda one: (one[1][1], one[1][0])):
        ours = name.startswith("ours")
        spread = figures[name]["ratio"].plus_minus
        axes.errorbar(x, y, yerr=spread, fmt="o" if ours else "s", color="#c0392b" if ours else "#7f8c8d", capsize=2)
        crowded = crowds((x, y), above, list(points.values()))
        if not crowded:
            above.append((x, y))
        side = "right" if x > right else "left"
        offset = (-5 if side == "right" else 5, -11 if crowded else 4)
        axes.annotate(name, (x, y), textcoords="offset points", xytext=offset, fontsize=8, ha=side)
    best = undominated(list(points.values()))
    axes.plot([x for x, _ in best], [y for _, y in best], color="#c0392b", linewidth=0.8, zorder=0)
    axes.set_xlabel(label)
    axes.grid(alpha=0.3)


def crowds(point: tuple[float, float], others: list[tuple[float, float]], points: list[tuple[float, float]]) -> bool:
    """Whether a name above this point would be written over that of another."""
    wide, high = (max(float(np.ptp([one[axis] for one in points])), 1e-9) for axis in (0, 1))
    return any(abs(point[0] - x) < 0.12 * wide and abs(point[1] - y) < 0.03 * high for x, y in others)


def undominated(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those that no other beats both by less across and by more up, in order."""
    best: list[tuple[float, float]] = []
    for x, y in sorted(points, key=lambda point: (point[0], -point[1])):
        if not best or y > best[-1][1]:
            best.append((x, y))
    return best


def day(settings: Settings) -> Figure:
    """Every order of one day, from when it came to when somebody had it, and how many people were on shift."""
    world = world_of(settings)
    tally = BY_NAME["ours"].desk(world, seen_before(settings)).run()
    picture = Figure(figsize=(12, 5.5), layout="constrained")
    above, below = picture.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    start = min(DAY, settings.days) * DAY_S
    waits(above, world, tally, start)
    at = np.arange(start, start + DAY_S, 600.0)
    there = [((world.shifts.start <= moment) & (world.shifts.end > moment)).sum() for moment in at.tolist()]
    below.fill_between((at - start) / 3600, there, step="post", color="#2980b9", alpha=0.4)
    below.set_ylabel("on shift")
    below.set_xlabel("hour of the shop's day")
    below.set_xlim(0, 24)
    below.set_xticks(range(0, 25, 3))
    picture.suptitle("One day: every order, when it came and how long it waited", fontsize=10)
    return picture


def waits(axes: Axes, world: World, tally: Tally, start: float) -> None:
    orders = world.orders
    today = np.flatnonzero((orders.at >= start) & (orders.at < start + DAY_S))
    hour = (orders.at[today] - start) / 3600
    got = ~np.isnan(tally.wait_s[today])
    quality = axes.scatter(hour[got], tally.wait_s[today][got], c=tally.quality[today][got], cmap="viridis", s=22)
    gave_up = np.minimum(orders.patience_s[today][~got], 900)
    axes.scatter(hour[~got], gave_up, marker="x", color="#c0392b", s=26, label="left unserved")
    axes.set_ylabel("wait, s")
    axes.set_yscale("symlog", linthresh=30)
    axes.set_yticks(WAITS_S, labels=[str(wait) for wait in WAITS_S])
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_ylim(0, 1200)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(loc="upper right")
    axes.figure.colorbar(quality, ax=axes, label="quality of the match", pad=0.01)
