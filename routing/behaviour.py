"""How people behave, as far as the shop has seen: who says yes, how soon, and how long a customer waits. Pure."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from routing.pool import Floats

TABLE_S = 3600
"""Times further off than an hour are taken to be an hour."""


@dataclass(frozen=True)
class Behaviour:
    """Log-normal times by median and spread (of the logarithm); `accept`: how many of those offered would say yes.

    That is so of somebody who fits half; for each point of fit above it, `drawn` more say yes.

    `rates` are orders an hour by topic, for each of the 24 hours of the shop's day; `session_s` by topic.
    """

    accept: float = 0.55
    drawn: float = 0.2
    reaction_s: float = 45.0
    reaction_spread: float = 1.06  # of anybody's
    patience_s: float = 540.0
    patience_spread: float = 0.9
    rates: dict[str, tuple[float, ...]] = field(default_factory=dict, hash=False)
    session_s: dict[str, float] = field(default_factory=dict, hash=False)


@lru_cache(maxsize=64)
def log_normal(median_s: float, spread: float) -> Floats:
    """Probability of having happened by each whole second of the first hour."""
    at = np.arange(TABLE_S + 1, dtype=np.float64)
    with np.errstate(divide="ignore"):
        table: Floats = ndtr((np.log(at) - np.log(median_s)) / spread)
    table.flags.writeable = False
    return table


def tapped(behaviour: Behaviour, seconds: Floats, willing: Floats | None = None) -> Floats:
    """How likely somebody has tapped so many seconds after the offer; nobody does before it.

    `willing`: how likely they say yes at all, where more is known than what is so of everybody.
    """
    at = np.clip(seconds, 0, TABLE_S).astype(np.intp)
    done = log_normal(behaviour.reaction_s, behaviour.reaction_spread)[at]
    return done * (behaviour.accept if willing is None else willing)


def willing(behaviour: Behaviour, fits: Floats) -> Floats:
    """How likely those say yes who fit so well."""
    return np.clip(behaviour.accept + behaviour.drawn * (fits - 0.5), 0.01, 0.99)


def gave_up(behaviour: Behaviour, seconds: Floats) -> Floats:
    """How many customers have gone after so many seconds."""
    return log_normal(behaviour.patience_s, behaviour.patience_spread)[np.clip(seconds, 0, TABLE_S).astype(np.intp)]
