"""`python -m bot simulate` as people meet it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.simulate import COLUMNS, policies_of, promises_of, seeds_of
from routing.simulation.outcome import HEADLINES
from routing.simulation.pictures import undominated
from routing.simulation.policies import CONTENDERS

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]


def simulate(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "simulate", "--days", "2", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=80, check=False)


def test_json_has_means_and_intervals_and_the_same_again() -> None:
    words = ("--policy", "ours", "--scale", "1", "--seeds", "101-102", "--json")
    first, again = simulate(*words), simulate(*words, "--processes", "1")
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout
    told = json.loads(first.stdout)
    assert tuple(told)[: len(HEADLINES)] == HEADLINES
    assert told["seeds"] == 2
    for name in HEADLINES:
        low, high = told["intervals"][name]
        assert low <= told[name] <= high


def test_several_policies_pictures_and_discouragement(tmp_path: Path) -> None:
    done = simulate("--policy", "first-claim,ours", "--seeds", "7", "--pictures", str(tmp_path), "--discouraged", "0.2")
    assert done.returncode == 0, done.stderr
    assert "first-claim" in done.stdout
    assert "ours, discouraged" in done.stdout
    for name in ("frontier.png", "day.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    words = ("--policy", "first-claim,ours", "--seeds", "7", "--promises", "wishes,head-start", "--json")
    several = json.loads(simulate(*words).stdout)
    assert list(several) == ["first-claim", "ours"]
    assert set(several["ours"]["promises"]) == {*COLUMNS, "intervals"}
    assert several["ours"]["promises"]["ratio"] != several["ours"]["ratio"]
    assert "promises" not in several["first-claim"]
    assert several["ours"]["intervals"]["ratio"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--policy", "magic"), "magic"),
        (("--seeds", "9-3"), "9-3"),
        (("--seeds", "x"), "x"),
        (("--promises", "wishes,luck"), "luck is nothing"),
        (("--promises", "all", "--from-db"), "--promises"),
    ],
)
def test_what_cannot_be_read_is_named(words: tuple[str, ...], says: str) -> None:
    answer = simulate(*words)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert answer.stdout == ""


def test_seeds_and_names_are_read() -> None:
    assert seeds_of("101-104") == (101, 102, 103, 104)
    assert seeds_of("1,3,5-7,3") == (1, 3, 5, 6, 7)
    with pytest.raises(ValueError, match="more than 1000 seeds"):
        seeds_of("1-999999999")
    assert policies_of("all") == tuple(one.name for one in CONTENDERS)
    assert policies_of("ours, tiers") == ("ours", "tiers")
    assert promises_of("all") == ("wishes", "head-start", "early-tiers")
    assert promises_of("early-tiers, wishes") == ("wishes", "early-tiers")
    assert promises_of("") == ()


def test_the_frontier_leaves_out_whom_others_beat() -> None:
    assert undominated([(30.0, 0.9), (20.0, 0.8), (40.0, 0.85), (20.0, 0.7)]) == [(20.0, 0.8), (30.0, 0.9)]
