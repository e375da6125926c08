"""Which lanes of the outbox the courier looks at next: those with news first, then those that can be patient."""

from collections.abc import Iterable


class Turns:
    """Lanes wait here until they are taken. A lane that is busy needs no turn: it is heard of again when it is free."""

    def __init__(self) -> None:
        self.ready: dict[str, None] = {}
        self.patient: dict[str, None] = {}  # cards and broadcasts, while others need what Telegram lets through
        self.busy: set[str] = set()  # in flight, at rest, or back and not written down

    def __len__(self) -> int:
        return len(self.ready) + len(self.patient)

    def heard(self, lanes: Iterable[str]) -> None:
        """Something waits in these."""
        for lane in lanes:
            if lane not in self.busy:
                self.patient.pop(lane, None)
                self.ready[lane] = None

    def put_off(self, lane: str) -> None:
        """What is next in this one comes after everything urgent."""
        if lane not in self.ready:
            self.patient[lane] = None

    def take(self, limit: int, patient_limit: int) -> list[str]:
        """So many lanes at most, and of the patient ones so many at most; in the order in which they were heard of."""
        taken: list[str] = []
        for waiting, most in ((self.ready, limit), (self.patient, patient_limit)):
            full = min(limit, len(taken) + most)
            while waiting and len(taken) < full:
                lane = next(iter(waiting))
                del waiting[lane]
                if lane not in self.busy:
                    taken.append(lane)
        return taken

    def clear(self) -> None:
        self.ready.clear()
        self.patient.clear()
