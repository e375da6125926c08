"""`python -m bot vouchers make|list|revoke`, on a file of its own."""

import asyncio
from pathlib import Path

import pytest

from bot import commands
from bot.seed import seed_menu
from models.engine import Database


@pytest.fixture
def config(sqlite_template: Path, tmp_path: Path) -> Path:
    file = tmp_path / "shop.db"
    file.write_bytes(sqlite_template.read_bytes())

    async def plant() -> None:
        database = Database(f"sqlite:///{file}")
        async with database.begin() as session:
            await seed_menu(session)
        await database.close()

    asyncio.run(plant())
    told = tmp_path / "config.toml"
    told.write_text(
        f"[database]\nurl = 'sqlite:///{file}'\n[security]\nsecret = 'a-secret-of-32-characters-for-tests'\n"
    )
    return told


def test_codes_are_made_listed_and_called_back(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.vouchers(config, "make", "3", "chat30", "taobao-1", "2099-12-31") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "code,service,value,currency,batch,until"
    assert len({row.split(",")[0] for row in rows}) == 3
    assert all(row.endswith(",chat30,2000,CNY,taobao-1,2099-12-31") for row in rows)
    assert commands.vouchers(config, "revoke", rows[0].split(",")[0]) == 0
    assert commands.vouchers(config, "revoke", "taobao-1") == 0
    assert "taobao-1: 2 codes" in capsys.readouterr().out
    assert commands.vouchers(config, "list") == 0
    assert "taobao-1\tchat30\t2000\tCNY\t2099-12-31\t0\t0\t3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("make", "3", "nothing"), 1, "chat15, chat30"),
        (("make", "5000", "chat30"), 1, "Between 1 and 1000"),
        (("make", "3", "chat30", "a b"), 1, "letters, digits"),
        (("make", "3", "chat30", "old", "2020-01-01"), 1, "lies ahead"),
        (("revoke", "nothing"), 1, "no batch"),
        (("make", "many", "chat30"), 2, "make N SERVICE"),
        (("what",), 2, "make N SERVICE"),
    ],
)
def test_what_cannot_be_is_said(
    config: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    assert commands.vouchers(config, *words) == code
    assert said in capsys.readouterr().err
