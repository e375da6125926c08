"""Orders and representatives for the router's tests: one who fits, and strategies for any."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from routing.request import Candidate, Request

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)

ORDER = Request(customer_id=1, topic="sleep", min_level=2)
FITTING = Candidate(
    rep_id=2, levels={"sleep": 4}, life_experience=3, gender="female", languages=frozenset({"en", "zh"}), capacity=1
)

TOPICS = st.sampled_from(["sleep", "grief", "work"])
GENDERS = st.sampled_from(["female", "male"])
LANGUAGES = st.sampled_from(["en", "zh"])
FLAGS = st.booleans()

REQUESTS = st.builds(
    Request,
    customer_id=st.integers(1, 5),
    topic=TOPICS,
    min_level=st.integers(1, 5),
    min_experience=st.integers(0, 5),
    experience_weight=st.integers(0, 60),
    gender=st.none() | GENDERS,
    experienced=FLAGS,
    language=st.none() | LANGUAGES,
)


def stars(count: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, count).flatmap(lambda n: st.tuples(st.integers(n, 5 * n), st.just(n)))


@st.composite
def candidates(draw: st.DrawFn, rep_id: int | None = None) -> Candidate:
    rating_sum, rating_count = draw(stars(300))
    own_sum, own_count = draw(stars(9))
    return Candidate(
        rep_id=draw(st.integers(1, 99)) if rep_id is None else rep_id,
        active=draw(FLAGS),
        on_duty=draw(FLAGS),
        on_shift=draw(FLAGS),
        levels=draw(st.dictionaries(TOPICS, st.integers(1, 5))),
        life_experience=draw(st.integers(0, 5)),
        gender=draw(st.none() | GENDERS),
        languages=frozenset(draw(st.sets(LANGUAGES))),
        open_lines=draw(st.integers(0, 3)),
        capacity=draw(st.integers(1, 3)),
        rating_sum=rating_sum,
        rating_count=rating_count,
        past_orders=draw(st.integers(0, 9)),
        own_stars_sum=own_sum,
        own_stars_count=own_count,
        released=draw(FLAGS),
    )


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=14))
    base = draw(candidates())
    fit = [Candidate(rep_id, levels=base.levels, languages=frozenset({"en", "zh"})) for rep_id in ids[::2]]
    return fit + [draw(candidates(rep_id)) for rep_id in ids[1::2]]
