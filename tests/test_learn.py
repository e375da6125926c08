"""`python -m bot learn-weights`, on both databases: a block for the configuration, or a sentence why there is none."""

import tomllib
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import insert, select

from bot.config import Config
from bot.desk import deciding
from bot.desk.work import ShopRules, Work
from models.engine import Database
from models.kinds import Gender, OrderState
from models.order import DecisionRow, Order
from models.rep import Specialty
from routing.learning import FEWEST
from tests.conftest import NOON
from tests.models.test_orders import a_menu, a_rep, an_order, person
from tests.test_cli import earshot

pytestmark = pytest.mark.long

REPS = 12


async def a_rated_shop(database: Database, ratings: int) -> None:
    """Customers who care for the gender they wished for, and hardly for a level in the topic."""
    async with database.begin() as session:
        await a_menu(session)
        customer = await person(session, 1)
        reps = [await a_rep(session, 10 + k, f"RREP{k:02}") for k in range(REPS)]
        for k, rep in enumerate(reps):
            rep.gender = Gender.MALE if k % 2 else Gender.FEMALE
            session.add(Specialty(rep_id=rep.id, topic="chat", level=1 + k % 5))
        asked = await an_order(session, customer, "K7Q2M", OrderState.QUEUED, epoch=1, wish_style="listen")
        for rep in reps[::2]:
            rep.styles = ["listen"]
        await session.flush()
        await deciding.decided(Work(session, NOON, Random(1), ShopRules()), [asked], fresh=False)
        kept = (await session.execute(select(DecisionRow.body, DecisionRow.replay))).one()
        base = {c.key: getattr(asked, c.key) for c in Order.__table__.columns if c.key not in {"id", "code"}}
        orders = [
            base
            | {
                "id": 1000 + k,
                "code": f"H{k:05}",
                "state": OrderState.ENDED,
                "rep_id": reps[k % REPS].id,
                "stars": (5 if k % 2 == 0 else 2) - (k % 5 == 0),
                "ended_at": NOON + timedelta(minutes=k),
            }
            for k in range(ratings)
        ]
        await session.execute(insert(Order), orders)
        rows = [{"order_id": 1000 + k, "epoch": 1, "at": NOON, "body": kept.body, "replay": kept.replay} for k in
                range(ratings)]  # fmt: skip
        await session.execute(insert(DecisionRow), rows)


async def test_the_stars_of_a_shop_become_a_block_for_its_configuration(database: Database, database_url: str) -> None:
    await a_rated_shop(database, FEWEST + 30)
    said = earshot("learn-weights", EARSHOT_DATABASE__URL=database_url)
    assert said.returncode == 0, said.stderr
    told = tomllib.loads(said.stdout)
    rules = Config.model_validate(told).rules().routing.policy.weights
    assert rules.version.startswith("learned-")
    assert rules.wishes > 13
    assert rules.level < 45
    assert rules.fairness == 5, "what stars say nothing about stays as it is"
    assert (
        f"# Learned from {FEWEST + 30} ratings, of {FEWEST + 30} given and {FEWEST + 30} ended orders." in said.stdout
    )
    assert "Nothing has been changed." in said.stdout
    assert earshot("learn-weights", EARSHOT_DATABASE__URL=database_url).stdout == said.stdout


async def test_too_little_to_learn_from_is_said(database: Database, database_url: str) -> None:
    await a_rated_shop(database, 7)
    said = earshot("learn-weights", EARSHOT_DATABASE__URL=database_url)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Of 7 ended orders 7 were rated, and of 7 it is kept what the router knew")
    assert f"At least {FEWEST} are needed" in said.stderr
