"""Make the contact guard's weights, after any change of its corpus or lists: `python -m scripts.weigh_guard > new.tsv`,
which then becomes `bot/guard/weights.tsv`.

Logistic regression over the traits of `bot/rules/guard/tenor.py`, by gradient descent with a step for each weight. It
learns from `bot/guard/corpus.tsv` alone, and gives the same file for the same corpus and lists.
"""

import math
import random
import sys
from collections import Counter

from bot.guard.check import CORPUS, lines
from bot.guard.words import corpus_mark, guard
from bot.rules.guard.fold import fold
from bot.rules.guard.tenor import traits

Sample = tuple[list[str], bool]
ROUNDS, AVERAGED = 12, 6  # and of so many of the last the weights are averaged
STEP, BIAS_STEP = 0.1, 0.01
SHRINK = 0.01  # of a weight, each time its trait is met
RARE = 2  # a trait of fewer lines is left out
FAINT = 0.08  # and one that weighs less


def samples() -> list[Sample]:
    """The corpus' lines of one message, each with its traits."""
    with_guard = guard()
    found: list[Sample] = []
    for line in lines(CORPUS):
        if "\n" not in line.text:
            text = fold(line.text, with_guard.lists.characters).text
            found.append((sorted(traits(with_guard.words(text))), line.contact))
    often = Counter(trait for of_line, _ in found for trait in of_line)
    return [([trait for trait in of_line if often[trait] >= RARE], contact) for of_line, contact in found]


class Learner:
    """The weights as far as they are learned; the empty trait's is the bias."""

    def __init__(self, traits_of_all: set[str]) -> None:
        self.weights = {"": 0.0, **dict.fromkeys(traits_of_all, 0.0)}
        self._steepness = dict.fromkeys(traits_of_all, 0.01)

    def learn(self, of_line: list[str], contact: bool) -> None:
        """One step down the slope of the error."""
        weights = self.weights
        total = weights[""] + sum(weights[trait] for trait in of_line)
        error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - contact
        for trait in of_line:
            slope = error + SHRINK * weights[trait]
            self._steepness[trait] += slope * slope
            weights[trait] -= STEP * slope / math.sqrt(self._steepness[trait])
        weights[""] -= BIAS_STEP * error


def learned(from_samples: list[Sample]) -> dict[str, float]:
    """A weight for each trait, and the bias for the empty one."""
    learner = Learner({trait for of_line, _ in from_samples for trait in of_line})
    lessons, order = list(from_samples), random.Random(1)  # the same order each time
    totals: dict[str, float] = {}
    for done in range(ROUNDS):
        order.shuffle(lessons)
        for of_line, contact in lessons:
            learner.learn(of_line, contact)
        if done >= ROUNDS - AVERAGED:
            for trait, weight in learner.weights.items():
                totals[trait] = totals.get(trait, 0.0) + weight
    return {trait: total / AVERAGED for trait, total in totals.items()}


def main() -> None:
    weights = learned(samples())
    sys.stdout.write(f"# Made by scripts/weigh_guard.py, not by hand. Corpus: {corpus_mark()}\n")
    for trait, weight in sorted(weights.items()):
        if not trait or abs(weight) >= FAINT:
            sys.stdout.write(f"{weight:.2f}\t{trait}\n")


if __name__ == "__main__":
    main()
