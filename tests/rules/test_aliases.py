"""Names that tell nobody anything."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.aliases import ALIASES, pick, wording


def test_no_two_aliases_read_alike_in_either_language() -> None:
    for language in (0, 1):
        assert len({names[language] for names in ALIASES.values()}) == len(ALIASES)


def test_every_alias_fits_its_column_and_keeps_its_number_apart() -> None:
    assert all(len(key) <= 24 and "-" not in key for key in ALIASES)


@given(st.integers(), st.sets(st.sampled_from(sorted(ALIASES))))
def test_both_get_names_that_neither_knows(seed: int, taken: set[str]) -> None:
    pair = pick(Random(seed), taken)
    assert pair.customer != pair.rep
    assert not {pair.customer, pair.rep} & taken


def test_a_representative_bears_another_name_with_every_customer() -> None:
    rng, known_to_rep = Random(1), set[str]()
    for _ in range(100):
        pair = pick(rng, known_to_rep)
        assert not {pair.customer, pair.rep} & known_to_rep
        known_to_rep |= {pair.customer, pair.rep}
    assert len(known_to_rep) == 200


def test_when_every_name_is_taken_they_come_again_with_a_number() -> None:
    pair = pick(Random(1), set(ALIASES))
    assert pair.rep.endswith("-2")
    assert pair.customer.endswith("-2")


def test_the_generator_alone_decides() -> None:
    assert pick(Random(3), set()) == pick(Random(3), set())
    assert len({pick(Random(seed), set()).rep for seed in range(200)}) > 40


def test_a_name_reads_in_the_readers_language() -> None:
    assert wording("maple", "en") == "Maple"
    assert wording("maple-2", "zh") == "枫叶 2"
