"""`python -m bot simulate --from-db`, on both databases: the shop's own orders under other weights, or why not."""

import json
import re
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.config import Config
from bot.config_faults import ConfigFault
from bot.desk import deciding
from bot.desk.work import ShopRules, Work
from bot.simulate import Told, checked
from bot.simulate_own import FEWEST, Asked, policies_of
from models.engine import Database
from models.kinds import EndReason, OrderState, TapState
from models.rep import Specialty
from models.tap import Tap
from routing.simulation.outcome import HEADLINES
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep, an_order, person
from tests.test_cli import earshot

pytestmark = pytest.mark.long

MINUTE = timedelta(minutes=1)


async def a_past(database: Database, orders: int) -> None:
    """Every half hour an order; the third who is offered it takes it after a minute, now and then nobody."""
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        reps = [await a_rep(session, 10 + k, f"RREP{k}") for k in range(5)]
        session.add_all(Specialty(rep_id=rep.id, topic="chat", level=1 + k) for k, rep in enumerate(reps))
        for number in range(orders):
            at = NOON + 30 * number * MINUTE
            order = await an_order(
                session, customer, f"H{number:04}", OrderState.QUEUED, epoch=1, queued_at=at, paid_at=at
            )
            await deciding.decided(Work(session, at, Random(1), ShopRules()), [order], fresh=True)
            if number % 7 == 0:
                order.state, order.ended_at = OrderState.EXPIRED, at + 9 * MINUTE
                order.end_reason = EndReason.UNFILLED
                continue
            taker = reps[number % len(reps)]
            tap = {"order_id": order.id, "epoch": 1, "rep_id": taker.id, "became": TapState.WON}
            session.add(Tap(at=at + timedelta(seconds=20 + 7 * (number % 11)), settles_at=None, **tap))
            order.state, order.rep_id, order.claimed_at = OrderState.ENDED, taker.id, at + 2 * MINUTE
            order.ended_at, order.end_reason = at + 32 * MINUTE, EndReason.TIME_UP
            await session.flush()


async def test_a_shops_own_orders_are_played_again_under_other_weights(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await a_past(database, 44)
    file = tmp_path / "bolder.toml"
    file.write_text("[routing]\npreset = 'first'\n[routing.weights]\nlevel = 90\n", encoding="utf-8")
    asked = ("simulate", "--from-db", "--seeds", "1-3", "--weights", str(file), "--json")
    said = earshot(*asked, EARSHOT_DATABASE__URL=database_url)
    assert said.returncode == 0, said.stderr
    figured = json.loads(said.stdout)
    assert list(figured) == ["as it was", "present", "bolder"]
    for figures in figured.values():
        assert set(HEADLINES) <= set(figures)
        assert figures["seeds"] == 3
    assert figured["as it was"]["served"] == pytest.approx(37 / 44)
    assert figured["as it was"]["wait_p50"] == 120
    assert 0 < figured["present"]["ratio"] <= 1.001
    assert figured["bolder"]["wait_p50"] < figured["as it was"]["wait_p50"]
    assert figured["bolder"]["lost_claims_per_order"] == 0
    assert "44 orders and 5 representatives" in said.stderr
    assert "ASSUMED" in said.stderr


async def test_a_shop_without_history_is_told_so_kindly(database: Database, database_url: str) -> None:
    await a_past(database, 3)
    said = earshot("simulate", "--from-db", EARSHOT_DATABASE__URL=database_url)
    assert (said.returncode, said.stdout) == (1, "")
    assert f"hold 3 orders that were offered and came to an end, and at least {FEWEST} are needed" in said.stderr


def told(*, from_db: bool = False, **options: Any) -> Told:
    usual = {"policy": None, "scale": 1.0, "seeds": "1", "days": 28, "discouraged": 0.0, "processes": 1}
    return Told(**(usual | {"from_db": from_db, "weights": None, "pictures": None} | options))


def test_options_that_do_not_go_together_are_refused_in_a_sentence() -> None:
    for options, words in (
        (told(from_db=True, scale=3.0), "--from-db takes the orders as they were"),
        (told(from_db=True, pictures=Path()), "--from-db takes the orders as they were"),
        (told(weights=Path("x.toml")), "--weights needs --from-db"),
        (told(seeds="1-99999"), "'1-99999' names more than 1000 seeds"),
        (told(seeds="²"), "names no seeds. Write 7, or 101-104"),
        (told(policy="magic"), "is no policy. There are: ours, "),
    ):
        with pytest.raises(ValueError, match=re.escape(words)):
            checked(options)
    with pytest.raises(ValueError, match=r"chatwoot is no policy for --from-db\. There are: present, "):
        policies_of(Config(), Asked(("chatwoot",)))
    with pytest.raises(ConfigFault, match=r"none.toml: there is no such file."):
        policies_of(Config(), Asked(weights=Path("none.toml")))


def test_a_file_of_weights_that_is_not_there_is_said_on_the_command_line(tmp_path: Path, sqlite_template: Path) -> None:
    url = f"sqlite:///{sqlite_template}"
    said = earshot("simulate", "--from-db", "--weights", "none.toml", cwd=tmp_path, EARSHOT_DATABASE__URL=url)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("none.toml: there is no such file.")
