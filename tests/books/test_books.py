"""Exports that a spreadsheet and Beancount can read and that name nobody; an audit that sees what was tampered with."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.books import audit, bank, export
from bot.books.commands import confirmed
from bot.books.months import BadMonth, Period, month_of, year_of
from bot.books.tables import BOM, read_csv
from bot.config import Config
from models import books
from models.engine import Database
from models.kernel import AuditRow
from tests.books.history import FORMULA, a_shop_with_a_past
from tests.desk.money_shop import OWNER, TELEGRAM, Till
from tests.test_cli import earshot

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 5, tzinfo=UTC)
NOVEMBER = month_of("2026-11", NOW, SHANGHAI)


@pytest.fixture
async def till(database: Database) -> Till:
    return await a_shop_with_a_past(database)


async def texts(database: Database, period: Period) -> dict[tuple[str, str], str]:
    async with database.begin() as session:
        found = {asked: await writer(session, period) for asked, writer in export.WRITERS.items()}
        year = year_of("2026", NOW, SHANGHAI)
        return found | {("payouts", "year"): await export.year_csv(session, year, "CNY")}


TAMPERED = {
    "a line": "UPDATE posting_line SET amount = amount + 1 WHERE posting_id = 1 AND account = 'prepaid'",
    "a line that is gone": "DELETE FROM posting_line WHERE posting_id = 3",
    "two lines that still sum to zero": "UPDATE posting_line SET amount = amount * 2 WHERE posting_id = 2",
    "a posting that is gone": "UPDATE posting SET key = 'x' || id WHERE key LIKE 'order:%:settled' AND id < 9",
    "an account that nobody knows": "UPDATE posting_line SET account = 'pocket' WHERE account = 'revenue'",
    "a checkpoint": "UPDATE balance_checkpoint SET amount = amount - 1 WHERE account = 'revenue'",
    "a settlement": "UPDATE settlement SET charged = charged - 1, refunded = refunded + 1, shop = shop - 1 "
    "WHERE id = 2",
    "a fault": "UPDATE settlement SET fault = 'rep_left' WHERE id = 2",
    "a refund": "UPDATE settlement SET charged = charged - 1, refunded = refunded + 1, shop = shop - 1 "
    "WHERE number = 1",
    "an order's charge": 'UPDATE "order" SET charged = charged + 1 WHERE id = 1',
    "an order's price": 'UPDATE "order" SET price = price + 1 WHERE id = 1',
    "what was given back": 'UPDATE "order" SET given_back = 0',
    "an order's state": "UPDATE \"order\" SET state = 'queued' WHERE id = 1",
    "a clock": "DELETE FROM span WHERE order_id = 1",
    "a line of pay": "UPDATE earning SET amount = amount + 1 WHERE id = 1",
    "the state of pay": "UPDATE earning SET state = 'paid' WHERE state = 'pending'",
    "a payout": "UPDATE payout SET amount = amount + 1 WHERE state = 'paid'",
    "a payout's state": "UPDATE payout SET state = 'paid' WHERE state = 'failed'",
    "a voucher": "UPDATE voucher SET state = 'fresh' WHERE id = 1",
    "a voucher's order": "UPDATE voucher SET order_id = 2 WHERE id = 1",
}


def unsealed(dialect: str) -> list[str]:
    """What lets postings be changed, as somebody with the database in their hands could."""
    if dialect == "postgresql":
        return ["SET LOCAL session_replication_role = replica"]
    return [f"DROP TRIGGER {table}_no_{act}" for table in ("posting", "posting_line") for act in ("update", "delete")]


async def tampered(database: Database, statement: str) -> str:
    """What the audit says of books in which this was done; it is taken back again."""
    async with database.begin() as session:
        undone = await session.begin_nested()
        for preparing in unsealed(database.dialect):
            await (await session.connection()).exec_driver_sql(preparing)
        done = await (await session.connection()).exec_driver_sql(statement)
        assert done.rowcount > 0, f"nothing to change: {statement}"
        said, _ = await audit.first_difference(session)
        session.expunge_all()
        await undone.rollback()
    return said


async def test_the_books_agree_and_every_tampered_table_is_seen(till: Till) -> None:
    async with till.database.begin() as session:
        said, read = await audit.first_difference(session)
    assert said == ""
    assert len(read.postings) > 20
    assert read.orders == 8
    seen = {what: await tampered(till.database, statement) for what, statement in TAMPERED.items()}
    assert not [what for what, said in seen.items() if not said], seen
    assert all(said.endswith(".") and "Traceback" not in said for said in seen.values())


async def test_exports_name_nobody_and_hold_no_formula(till: Till) -> None:
    for (kind, form), told in (await texts(till.database, NOVEMBER)).items():
        assert not [person for person in range(1, 6) if str(TELEGRAM + person) in told], kind
        if form == "beancount":
            continue
        assert told.startswith(BOM)
        assert "\r\n" in told
        rows = read_csv(told)
        assert rows, kind
        for line in told.splitlines():
            assert not [cell for cell in line.split(",") if cell.lstrip('"').startswith(("=", "@", "+"))], line


async def test_the_columns_add_up_to_what_the_ledger_says(till: Till) -> None:
    told = await texts(till.database, NOVEMBER)
    ledger = read_csv(told["ledger", "csv"])
    assert sum(round(float(row["amount"]) * 100) for row in ledger) == 0
    by_order = {row["order"]: row for row in read_csv(told["orders", "csv"])}
    assert len(by_order) == 8
    balances = await till.balances()
    shop = sum(round(float(row["shop"] or 0) * 100) for row in by_order.values())
    assert shop == -balances["revenue"] - 100, "and a penalty of one"
    lost = sum(round(float(row["shop loss"]) * 100) for row in by_order.values())
    assert lost == balances["shop-loss"]
    assert [row["stood by"] for row in by_order.values()][-2:] == ["0.00", "2.00"]
    year = read_csv(told["payouts", "year"])
    assert [(row["representative"], row["paid"]) for row in year] == [("R2", "25.66")]


async def test_beancount_accepts_the_ledger_and_proves_its_balances(till: Till, tmp_path: Path) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("beancount")
    async with till.database.begin() as session:
        since = month_of("2026-11", NOW, SHANGHAI)
        whole = await export.ledger_beancount(session, since)
        opening = await export.ledger_beancount(session, month_of("2026-12", NOW, SHANGHAI))
    assert "opening balances" in opening
    for name, told in (("november", whole), ("december", opening)):
        assert checked(tmp_path / f"{name}.beancount", told) == ""
    assert "Balance failed" in checked(tmp_path / "wrong.beancount", tampered_text(whole))


def checked(file: Path, told: str) -> str:
    """What bean-check says."""
    file.write_text(told, encoding="utf-8")
    command = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def tampered_text(told: str) -> str:
    lines = told.splitlines()
    at = max(i for i, line in enumerate(lines) if " balance Liabilities:Rep" in line)
    parts = lines[at].split()
    lines[at] = " ".join([*parts[:-2], "1234.56", parts[-1]])
    return "\n".join(lines) + "\n"


async def test_the_banks_table_goes_out_and_comes_back(till: Till) -> None:
    await till.wait(days=7)
    async with till.database.begin() as session:
        table, count = await bank.open_csv(session)
    assert count == 1
    row = next(row for row in read_csv(table) if row["representative"] == "R3")
    assert row["account"] == FORMULA, "read back as it was written"
    assert f"'{FORMULA}" in table, "but never a formula in a spreadsheet"
    answered = table.replace(",,\r\n", ",Paid,TX 9\r\n")
    config = Config.model_validate({"owner": {"ids": [TELEGRAM + OWNER]}})
    async with till.database.begin() as session:
        assert await confirmed(config, session, answered, till.now) == 1
    async with till.database.begin() as session:
        assert await confirmed(config, session, answered, till.now) == 0
        acts = select(AuditRow).where(AuditRow.act == "payout").order_by(AuditRow.id.desc()).limit(2)
        last, earlier = await session.scalars(acts)
        assert (last.actor_id, last.subject, last.detail) == (OWNER, row["payout"], "paid by file TX 9")
        assert earlier.detail != last.detail, "what is told again is no new act"
        said, _ = await audit.first_difference(session)
        assert said == ""
        codes = await books.rep_codes(session)
    assert codes[3] == "R3"
    for broken, words in (
        ("", "names its columns"),
        ("a,b\r\n1,2\r\n", "names its columns"),
        ("payout,status\r\nPNONE2,paid\r\n", "Line 2: there is no payout"),
        (answered.replace("Paid", "perhaps"), "status is"),
        (answered.replace(row["amount"], "9999.99"), "is of"),
        (answered + answered.splitlines()[1] + "\r\n", "is there twice"),
    ):
        async with till.database.begin() as session:
            with pytest.raises(bank.BadFile, match=words):
                await bank.outcomes(session, broken)


@pytest.mark.parametrize(
    "word", ["", "2026", "2026-13", "2026-00", "26-11", "2026-1", "２０２６-11", "2026-11-01", "; rm"]
)
def test_what_is_no_month_is_refused_in_a_sentence(word: str) -> None:
    with pytest.raises(BadMonth, match="is no month"):
        month_of(word, NOW, SHANGHAI)


def test_a_month_is_by_the_shops_clock_and_no_future_one_is_written() -> None:
    assert NOVEMBER.since == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert NOVEMBER.until == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert month_of("2026-12", NOW, SHANGHAI).until == datetime(2026, 12, 31, 16, tzinfo=UTC)
    with pytest.raises(BadMonth, match="has not begun"):
        month_of("2027-01", NOW, SHANGHAI)
    with pytest.raises(BadMonth, match="is no year"):
        year_of("26", NOW, SHANGHAI)


@pytest.mark.long
def test_the_command_line_says_what_is_wrong_and_writes_what_is_asked(sqlite_template: Path, tmp_path: Path) -> None:
    url, out = f"sqlite:///{sqlite_template}", tmp_path / "ledger.csv"
    for words, code, said in (
        (("export", "secrets", "--month", "2026-11"), 2, "There is no export 'secrets'"),
        (("export", "orders", "--month", "2026-11", "--format", "beancount"), 2, "as csv only"),
        (("export", "ledger", "--month", "2098-01"), 2, "has not begun yet"),
        (("export", "ledger"), 2, "Name the month"),
        (("export", "ledger", "--month", "2026-11", "--out", str(out)), 0, ""),
        (("payouts",), 0, "Nobody waits for money"),
        (("payouts", "--confirm", str(tmp_path)), 2, "cannot be read"),
        (("audit-money",), 0, "All agrees: 0 postings"),
    ):
        done = earshot(*words, EARSHOT_DATABASE__URL=url)
        assert (done.returncode, said in done.stdout + done.stderr) == (code, True), (words, done.stderr)
        assert "Traceback" not in done.stderr
    assert out.read_bytes().startswith("\ufeffdate,time,posting".encode())
