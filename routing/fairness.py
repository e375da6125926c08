"""Who has had less than their share of the work. Pure."""

from collections.abc import Iterable

import numpy as np

from routing.pool import Floats

CREDIT_H = 25.0
"""So many hours at everybody's mean are added to everyone, so that newcomers and the long absent begin level."""

LEAST_H = 1 / 3600
"""Before everybody together has worked a second, nobody is behind."""

MOST_ABOVE = 0.35
"""What somebody has had above their share counts against them up to here: lifting those below costs less quality."""


def deficits(earned: Floats, hours: Floats) -> Floats:
    """How far each one's earnings in an hour on shift lie below everybody's: up to 1, and above it down to -MOST_ABOVE.

    `earned` in any one unit, `hours` on shift, both over the same rolling window.
    """
    worked = float(hours.sum())
    mean = float(earned.sum()) / worked if worked >= LEAST_H else 0.0
    if mean <= 0:
        return np.zeros(len(earned))
    rate = (earned + mean * CREDIT_H) / (hours + CREDIT_H)
    return np.maximum(np.tanh((mean - rate) / mean), -MOST_ABOVE)


def behind(worked: Iterable[tuple[int, int]]) -> list[int]:
    """The same in percent, out of what each has earned and the seconds that each was on shift."""
    columns = np.array(list(worked), dtype=np.float64).reshape(-1, 2)
    return [round(share * 100) for share in deficits(columns[:, 0], columns[:, 1] / 3600).tolist()]
