"""Chance that does not depend on who asks: drawn by counters (common random numbers).

So every policy meets the same willingness and the same reaction of the same representative to the same order.
"""

import numpy as np
import numpy.typing as npt

from routing.lots import GAMMA, mixed

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def uniform(seed: int, stream: int, first: Ints, second: Ints) -> Floats:
    """Uniform in (0, 1), one for each pair of ids: always the same for the same seed, stream and ids."""
    with np.errstate(over="ignore"):
        key = mixed(np.array([seed], dtype=np.uint64) * GAMMA + np.uint64(stream))
        key = mixed(key + first.astype(np.uint64) * GAMMA)
        key = mixed(key + (second.astype(np.uint64) + np.uint64(1)) * GAMMA)
    drawn: Floats = ((key >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return drawn
