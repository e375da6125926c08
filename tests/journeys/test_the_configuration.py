"""The configuration changes while the shop runs; and what cannot be right in the database is shown to the owner."""

from pathlib import Path
from random import Random

import pytest

from bot.app import build
from bot.commands import complete
from bot.config import Config, load
from tests.journeys.conftest import Shop
from tests.patience import eventually


@pytest.fixture
def file(shop: Shop, tmp_path: Path) -> Path:
    """The file that the shop is read from anew; what the tests' shop has from elsewhere goes with it."""
    told = tmp_path / "config.toml"

    def source() -> Config:
        found = load(told)
        here = shop.config.telegram, shop.config.owner, shop.config.security, shop.config.database, shop.config.pacing
        names = ("telegram", "owner", "security", "database", "pacing")
        return complete(found.model_copy(update=dict(zip(names, here, strict=True))))

    shop.app.reloading.source = source
    return told


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


async def test_a_changed_configuration_is_taken_and_a_bad_one_leaves_the_last_good_in_force(
    shop: Shop, file: Path
) -> None:
    # Given the numbers of the tests' shop, When the owner writes others and sends /reload
    usual = "[routing]\ntier_sizes = [3, 6]\ntier_windows_s = [45, 45]\nhold_s = 20\n[routing.weights]\n"
    write(
        file,
        usual + "level = 60\nversion = 'mine'\n[shop]\nrep_share = 70\n[talk]\ngreet_s = 240\n[log]\nlevel = 'debug'\n",
    )
    await shop.owner.says("/reload")
    # Then they are told what was taken, and what a restart takes
    told = str((await shop.owner.sees("Taken into the running shop"))["text"])
    assert "routing.weights.level: – → 60" in told
    assert "shop.rep_share: 60 → 70" in told
    assert "talk.greet_s: 180 → 240" in told
    assert "Needs a restart: log.level" in told
    assert shop.app.units.rules.rep_share == 70
    # And the next decision is made by them
    code = await shop.queued(shop.tom)
    await shop.owner.says(f"/why {code}")
    await shop.owner.sees("mine")
    # When the file is spoilt, Then the sentence with the key comes, at a signal too, and nothing has changed
    in_force = shop.app.units.rules
    write(file, usual + "level = nan\n")
    for tell in (lambda: shop.owner.says("/reload"), None):
        last = (await shop.owner.messages())[-1]["message_id"]
        if tell is not None:
            await tell()
        else:
            shop.app.reloading.on_signal()
        refused = str((await shop.owner.sees("The last good one stays in force", after=last))["text"])
        assert "routing.weights.level: expected a number other than nan and inf." in refused
    assert shop.app.units.rules is in_force
    # And nobody but the owner may
    await shop.lin.says("/reload")
    await shop.lin.sees("owner")
    assert shop.app.units.rules is in_force


@pytest.mark.parametrize("databases", ["postgres"], indirect=True)
async def test_every_process_of_the_shop_takes_it(shop: Shop, file: Path) -> None:
    # Given a second process on the same database
    other = build(shop.config, clock=shop.clock, rng=Random(8), source=shop.app.reloading.source)
    await other.start()
    try:
        # When the owner tells one of them, Then both have it
        write(file, "[shop]\nrep_share = 55\n")
        await shop.owner.says("/reload")
        await shop.owner.sees("shop.rep_share: 60 → 55")

        async def both() -> bool:
            return {app.units.rules.rep_share for app in (shop.app, other)} == {55}

        await eventually(both)
        # When what stands there cannot be, Then it is refused once, and both stay as they are
        write(file, "[shop]\nrep_share = 'all'\n")
        await shop.owner.says("/reload")
        await shop.owner.sees("The last good one stays in force")
        assert await both()
    finally:
        await other.stop()


async def test_a_row_that_cannot_be_right_is_shown_on_the_owners_day_and_stops_no_order(shop: Shop) -> None:
    await shop.hire(await shop.people.person("Mia"), "RMIA2", time_zone="Mars/Olympus", levels={"chat": 5})
    await shop.queued(shop.tom)
    await shop.lin.sees("30 min", in_=shop.group)
    await shop.owner.says("/today")
    told = str((await shop.owner.sees("RMIA2 has hours or a time zone that nobody can read"))["text"])
    assert "Mars/Olympus" in told
