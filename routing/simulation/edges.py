"""Which pairs of order and representative can be, what each is worth in truth, and who would say yes."""

import numpy as np

from routing.simulation.chance import Flags, Floats, Ints
from routing.simulation.settings import TOPICS
from routing.simulation.world import Edges, World, accepts, reacts_s

WEIGHTS = np.array([topic.experience_weight / 100 for topic in TOPICS])


def true_quality(world: World, order: Ints, rep: Ints) -> Floats:
    """What the match is worth, 0 .. 1, and more for those who know each other."""
    orders, reps, truth = world.orders, world.reps, world.settings.truth
    topic, wish = orders.topic[order], orders.gender[order]
    life = WEIGHTS[topic]
    met = (wish < 0) | (wish == reps.gender[rep])
    worth = truth.level * reps.levels[rep, topic] / 5 + life * reps.life[rep] + truth.rating * reps.rating[rep]
    worth = (worth + truth.wishes * met) / (truth.level + life + truth.rating + truth.wishes)
    worth = worth + truth.known * (orders.known[order] == rep)
    return np.asarray(worth, dtype=np.float64)


def can_serve(world: World, order: Ints, rep: Ints) -> Flags:
    """Language, some level in the topic, and a gender that must be."""
    orders, reps = world.orders, world.reps
    speaks = (reps.languages[rep] >> orders.language[order]) & 1 == 1
    gender = ~orders.hard[order] | (orders.gender[order] == reps.gender[rep])
    can: Flags = speaks & gender & (reps.levels[rep, orders.topic[order]] >= 1)
    return can


def shift_pairs(world: World) -> tuple[Ints, Ints]:
    """Every order with every shift that overlaps the customer's patience."""
    orders, shifts = world.orders, world.shifts
    leaves = orders.at + orders.patience_s
    longest = float((shifts.end - shifts.start).max())
    first = np.searchsorted(shifts.start, orders.at - longest)
    last = np.searchsorted(shifts.start, leaves)
    count = last - first
    order = np.repeat(np.arange(len(orders.at)), count)
    shift = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    overlap = shifts.end[shift] > orders.at[order]
    return order[overlap], shift[overlap]


def willing_pairs(world: World) -> Edges:
    order, shift = shift_pairs(world)
    rep = world.shifts.rep[shift]
    can = can_serve(world, order, rep)
    order, shift, rep = order[can], shift[can], rep[can]
    quality = true_quality(world, order, rep)
    from_s = np.maximum(world.orders.at[order], world.shifts.start[shift])
    react, until = reacts_s(world, order, rep), world.shifts.end[shift]
    leaves = world.orders.at[order] + world.orders.patience_s[order]
    keep = accepts(world, order, rep, quality) & (from_s + react <= leaves) & (from_s + react < until)
    columns = (order[keep], rep[keep], from_s[keep], react[keep], until[keep], quality[keep])
    return Edges(*columns, starts=np.searchsorted(columns[0], np.arange(len(world.orders.at) + 1)))
