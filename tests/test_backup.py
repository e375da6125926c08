"""Backup and restore: exact, of one moment, all or nothing, on both databases and between them."""

import asyncio
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tracemalloc
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import JSON, Column, Float, LargeBinary, MetaData, Numeric, Table, func, insert, select

from bot import backup, secret
from bot.backup_file import Header, Unfit, Writer
from bot.config import Config, DatabaseSection, Security
from migrations import runner
from models import dump
from models.base import Base
from models.engine import Database
from models.inbox import InboxRow
from models.kinds import InboxState
from models.money import PostingLine, PostingRow
from tests.conftest import NOON
from tests.full_shop import fill, is_key
from tests.test_cli import ROOT, earshot

pytestmark = pytest.mark.long

SHOP_SECRET = "the secret of this shop"


def configured(url: str, shop_secret: str = SHOP_SECRET) -> Config:
    return Config(database=DatabaseSection(url=url), security=Security(secret=shop_secret))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def filled(url: str) -> None:
    async with opened(url) as database, database.begin() as session:
        await fill(session)


async def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as SQLAlchemy reads it, without models.dump."""
    found = {}
    async with opened(url) as database, database.begin() as session:
        for name, table in Base.metadata.tables.items():
            rows = await session.execute(select(table))
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


async def is_empty(url: str) -> bool:
    return not any((await contents(url)).values())


async def save(url: str, file: Path, *, force: bool = False) -> int:
    return await asyncio.to_thread(backup.save, configured(url), file, NOON, force=force)


async def restore(url: str, file: Path) -> int:
    return await asyncio.to_thread(backup.restore, configured(url), file)


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def sealed(told: list[bytes]) -> list[bytes]:
    """The lines with a checksum that fits them."""
    seal = json.loads(told[-1]) | {"sha256": hashlib.sha256(b"".join(told[:-1])).hexdigest()}
    return [*told[:-1], json.dumps(seal).encode() + b"\n"]


def rows_of(file: Path, table: str) -> list[dict[str, Any]]:
    found, names, here = [], [], False
    for line in map(json.loads, lines(file)):
        if isinstance(line, dict):
            here, names = line.get("table") == table, line.get("columns", [])
        elif here:
            found.append(dict(zip(names, line, strict=True)))
    return found


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> Callable[[str], str]:
    """Makes another fresh SQLite database."""

    def make(name: str) -> str:
        shutil.copy(sqlite_template, tmp_path / name)
        return f"sqlite:///{tmp_path / name}"

    return make


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    name = f"t_{uuid.uuid4().hex}"
    admin = await asyncpg.connect(postgres.format(name="postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template_shop")
    yield postgres.format(name=name)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def full(sqlite_url: Callable[[str], str]) -> str:
    url = sqlite_url("full.db")
    await filled(url)
    return url


@pytest.fixture
async def file(full: str, tmp_path: Path) -> Path:
    assert await save(full, tmp_path / "shop.backup") == 0
    return tmp_path / "shop.backup"


def stored(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What lies in a SQLite file, byte for byte, with the type of each cell."""
    found = {}
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for name, table in Base.metadata.tables.items():
            each = ", ".join(f'"{c.name}", typeof("{c.name}")' for c in table.columns)
            found[name] = sorted(connection.execute(f'SELECT {each} FROM "{name}"').fetchall(), key=repr)  # noqa: S608
    return found


async def test_the_sample_has_rows_in_every_table_and_every_column_with_and_without(full: str) -> None:
    for name, rows in (await contents(full)).items():
        assert len(rows) >= 3, name
        for column, values in zip(Base.metadata.tables[name].columns, zip(*rows, strict=True), strict=True):
            assert any(value is not None for value in values), column
            assert not column.nullable or None in values, column


async def test_from_sqlite_to_postgresql_and_back_nothing_changes(
    full: str, file: Path, postgres_url: str, sqlite_url: Callable[[str], str], tmp_path: Path
) -> None:
    assert await restore(postgres_url, file) == 0
    assert await contents(postgres_url) == await contents(full)
    second, back = tmp_path / "second.backup", sqlite_url("back.db")
    assert await save(postgres_url, second) == 0
    assert await restore(back, second) == 0
    assert stored(back) == stored(full)
    assert sorted(lines(second)[1:-1]) == sorted(lines(file)[1:-1])


async def test_the_header_says_what_it_is(file: Path) -> None:
    header, seal = json.loads(lines(file)[0]), json.loads(lines(file)[-1])
    assert header | {"secret": ""} == {
        "format": "earshot-backup",
        "version": 1,
        "revision": runner.head(),
        "made_at": "2026-11-02T12:00:00+00:00",
        "dialect": "sqlite",
        "secret": "",
    }
    assert set(seal["rows"]) == set(Base.metadata.tables)
    assert SHOP_SECRET not in lines(file)[0].decode()


async def test_new_rows_get_new_ids_after_a_restore(database_url: str, file: Path) -> None:
    assert await restore(database_url, file) == 0
    new: dict[str, int] = {}
    async with opened(database_url) as database, database.begin() as session:
        for table in Base.metadata.sorted_tables:
            key = table.autoincrement_column
            if key is None:
                continue
            top = (await session.execute(select(func.max(key)))).scalar_one()
            row = dict((await session.execute(select(table).order_by(key.desc()).limit(1))).one()._mapping)
            del row[key.name]
            for column in table.columns:  # what no two rows may share
                if column is not key and is_key(column):
                    row[column.name] = another(row[column.name], column, new)
            new[table.name] = (await session.execute(insert(table).values(row).returning(key))).scalar_one()
            assert new[table.name] == top + 1, table.name


def another(value: Any, column: Column[Any], new: dict[str, int]) -> Any:
    """For a row that is not to be the same; where it tells of another row, that is the new one of its table."""
    for referred in column.foreign_keys:
        return new.get(referred.column.table.name, value)
    return "new" if isinstance(value, str) else value + 100


async def test_counters_of_empty_tables_begin_at_one(database_url: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.backup"
    assert await save(database_url, empty) == 0
    assert await restore(database_url, empty) == 0
    async with opened(database_url) as database, database.begin() as session:
        session.add(PostingRow(key="first", memo="", currency="CNY", at=NOON))
        await session.flush()
        assert await session.scalar(select(PostingRow.id)) == 1


async def post(database: Database, key: str) -> None:
    async with database.begin() as session:
        await add_posting(session, key)


async def add_posting(session: Any, key: str) -> None:
    row = PostingRow(key=key, memo="", currency="CNY", at=NOON)
    session.add(row)
    await session.flush()
    session.add_all([PostingLine(posting_id=row.id, account=str(i), amount=i, currency="CNY") for i in (-5, 5)])
    await session.flush()


async def test_a_backup_is_of_one_moment_while_others_write(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(database_url)
    real, file = dump.rows, tmp_path / "one.backup"

    async def busy(connection: Any, table: Table) -> AsyncIterator[list[Any]]:
        """Commits a posting and its lines after each table."""
        async for row in real(connection, table):
            yield row
        await post(shop, f"after {table.name}")

    monkeypatch.setattr(dump, "rows", busy)
    async with opened(database_url) as shop, asyncio.timeout(60):  # nobody waits for the other
        await backup.write(configured(database_url), file, NOON, force=False)
    assert len((await contents(database_url))["posting"]) > 3 + 20
    postings = {row["id"] for row in rows_of(file, "posting")}
    assert len(postings) == 3
    assert {line["posting_id"] for line in rows_of(file, "posting_line")} == postings
    assert sum(line["amount"] for line in rows_of(file, "posting_line")) == 0


async def test_what_is_not_committed_is_no_part_of_it_and_holds_nothing_up(database_url: str, tmp_path: Path) -> None:
    await filled(database_url)
    file = tmp_path / "open.backup"
    async with opened(database_url) as shop, shop.begin() as session:
        await add_posting(session, "open")
        async with asyncio.timeout(60):
            await backup.write(configured(database_url), file, NOON, force=False)
    assert "open" not in {row["key"] for row in rows_of(file, "posting")}
    assert len(rows_of(file, "posting_line")) == 6


async def test_the_snapshot_is_given_back_and_the_next_transaction_writes(database: Database) -> None:
    async with database.snapshot() as connection:
        assert await dump.revision(connection) == runner.head()
    await post(database, "written")


async def test_rows_are_never_all_in_memory(
    database_url: str, sqlite_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "BATCH", 20)
    file, size, rows = tmp_path / "big.backup", 20_000, 1_000
    async with opened(database_url) as database, database.begin() as session:
        for i in range(rows):
            row = {"update_id": i, "lane": "p1", "payload": f"{i:05}" * (size // 5), "state": "new", "attempts": 0}
            await session.execute(insert(InboxRow).values(**row, error="", received_at=NOON))
    out = backup.write(configured(database_url), file, NOON, force=False)
    back = backup.read(configured(sqlite_url("big.db")), file)
    for work in (out, back):
        tracemalloc.start()
        await work
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < size * rows / 2


def regzipped(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    def spoil(raw: bytes) -> bytes:
        return gzip.compress(b"".join(change(gzip.decompress(raw).splitlines(keepends=True))))

    return spoil


def headed(**changes: Any) -> Callable[[bytes], bytes]:
    def change(told: list[bytes]) -> list[bytes]:
        header = json.loads(told[0]) | changes
        return sealed([json.dumps(header).encode() + b"\n", *told[1:]])

    return regzipped(change)


def counted(told: list[bytes]) -> list[bytes]:
    seal = json.loads(told[-1])
    seal["rows"]["person"] -= 1
    return [*told[:-1], json.dumps(seal).encode() + b"\n"]


def flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


FOREIGN = "not a backup of Earshot's"
REFUSALS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing in it": (lambda _: b"", FOREIGN),
    "no gzip": (lambda raw: b"SQLite format 3\0" + raw, FOREIGN),
    "another gzip file": (lambda _: gzip.compress(b"hello\n"), FOREIGN),
    "another JSON file": (lambda _: gzip.compress(b'{"format":"else"}\n[1]\n'), FOREIGN),
    "an empty gzip file": (lambda _: gzip.compress(b""), FOREIGN),
    "another format": (headed(version=2), "format 2, and this Earshot reads 1"),
    "another revision": (headed(revision="20251231_old"), "version 20251231_old"),
    "an unknown word in the header": (headed(more=1), "changed"),
    "cut in the first bytes": (lambda raw: raw[:5], "ends too early"),
    "cut in the middle": (lambda raw: raw[: len(raw) // 2], "ends too early"),
    "cut at its last byte": (lambda raw: raw[:-1], "ends too early"),
    "cut between two lines": (regzipped(lambda told: told[:-1]), "ends too early"),
    "a bit fell over": (flipped, "changed"),
    "a word changed": (
        regzipped(lambda told: [line.replace(b"chat30", b"chat60") for line in told]),
        "changed",
    ),
    "another moment": (regzipped(lambda told: [told[0].replace(b"-11-02T", b"-11-03T"), *told[1:]]), "changed"),
    "a row is missing": (regzipped(lambda told: [*told[:50], *told[51:]]), "changed"),
    "a row is missing under a good checksum": (
        regzipped(lambda told: sealed([*told[:50], *told[51:]])),
        "changed",
    ),
    "the counts changed": (regzipped(counted), "changed"),
    "something after the seal": (regzipped(lambda told: [*told, b"[1]\n"]), "changed"),
    "bytes after the end": (lambda raw: raw + b"more", "changed"),
    "a row of another shape": (regzipped(lambda told: sealed([*told[:2], b"[1]\n", *told[2:]])), "changed"),
    "a table of another shape": (
        regzipped(lambda told: sealed([line.replace(b'"telegram_id",', b"") for line in told])),
        "changed",
    ),
}


def rewritten(file: Path, spoil: Callable[[bytes], bytes]) -> Path:
    spoiled = file.with_name("spoiled.backup")
    spoiled.write_bytes(spoil(file.read_bytes()))
    assert spoiled.read_bytes() != file.read_bytes()
    return spoiled


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_file_that_is_no_whole_backup_is_refused(
    kind: str, file: Path, sqlite_url: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, sentence = REFUSALS[kind]
    spoiled, target = rewritten(file, spoil), sqlite_url("target.db")
    assert await restore(target, spoiled) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert str(spoiled) in said
    assert "Nothing was restored" in said
    assert await is_empty(target)


async def test_a_file_that_changes_between_two_looks_leaves_nothing_behind(database_url: str, file: Path) -> None:
    spoiled = rewritten(file, REFUSALS["cut between two lines"][0])
    with pytest.raises(Unfit):
        await backup.read(configured(database_url), spoiled)
    assert await is_empty(database_url)


async def test_a_file_that_is_not_there_or_a_folder(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await restore(database_url, tmp_path / "none") == 1
    assert "No such file" in capsys.readouterr().err
    assert await restore(database_url, tmp_path) == 1
    assert await save(database_url, tmp_path, force=True) == 1
    assert "folder" in capsys.readouterr().err
    assert await save(database_url, tmp_path / "none" / "file") == 1


async def test_a_database_with_anything_in_it_is_left_alone(
    database_url: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(database_url) as database:
        await post(database, "mine")
    before = await contents(database_url)
    assert await restore(database_url, file) == 1
    said = capsys.readouterr().err
    assert "not empty (posting, posting_line)" in said
    assert "migrate" in said
    assert await contents(database_url) == before


async def test_nobody_else_writes_into_postgresql_during_a_restore(
    postgres_url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, waited = dump.put, []
    other = await asyncpg.connect(postgres_url)
    await other.execute("SET lock_timeout = 20")

    async def watched(session: Any, table: Table, batch: list[dict[str, Any]]) -> None:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await other.execute("INSERT INTO shop_setting VALUES ('paused', '1')")
        waited.append(table)
        await real(session, table, batch)

    monkeypatch.setattr(dump, "put", watched)
    await backup.read(configured(postgres_url), file)
    await other.close()
    assert len(waited) == len(Base.metadata.tables)


async def test_a_row_that_the_database_refuses_takes_all_others_with_it(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.backup"
    with bad.open("wb") as raw:
        writer = Writer(raw, Header(runner.head(), "", "sqlite", None))
        for name, table in dump.tables().items():
            writer.table(table)
            if name == "service":
                writer.row(["one", "SECRETSECRET", "一", 30, 100, "CNY", [], True, 1, True])
            if name == "posting_line":
                writer.row([77, "nobody's posting", 5, "CNY"])
        writer.seal()
    assert await restore(database_url, bad) == 1
    assert "refused rows of posting_line" in capsys.readouterr().err
    assert await is_empty(database_url)


async def test_what_sqlite_holds_and_postgresql_does_not_is_said(
    postgres_url: str, sqlite_url: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, memo in enumerate(("x" * 129, "a\0b")):
        url, long = sqlite_url(f"{number}.db"), tmp_path / f"{number}.backup"
        async with opened(url) as database, database.begin() as session:
            session.add(PostingRow(key="k", memo=memo, currency="CNY", at=NOON))
        assert await save(url, long) == 0
        assert await restore(postgres_url, long) == 1
        said = capsys.readouterr().err
        assert "refused rows of posting " in said
        assert memo not in said
    assert await is_empty(postgres_url)


async def test_the_file_is_private_and_takes_its_name_when_it_is_whole(
    full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, partial, real = tmp_path / "shop.backup", tmp_path / "shop.backup.partial", dump.rows
    partial.write_text("left over")
    partial.chmod(0o644)
    modes = set()

    async def watched(connection: Any, table: Table) -> AsyncIterator[list[Any]]:
        async for row in real(connection, table):
            assert not file.exists()
            modes.add(stat.S_IMODE(partial.stat().st_mode))
            yield row

    monkeypatch.setattr(dump, "rows", watched)
    before = os.umask(0)
    try:
        assert await save(full, file) == 0
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not partial.exists()


async def test_a_file_that_is_there_is_kept_unless_it_is_told(
    full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shop.backup"
    file.write_text("precious")
    assert await save(full, file) == 1
    assert "--force" in capsys.readouterr().err
    assert file.read_text() == "precious"
    assert await save(full, file, force=True) == 0
    assert len(lines(file)) > 50


async def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_is_told(
    full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = tmp_path / "shop.backup", os.fsync
    synced = []

    def watched(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), file.exists()))
        if not file.exists():
            whole = gzip.decompress(file.with_name("shop.backup.partial").read_bytes())
            assert b"sha256" in whole.splitlines()[-1]
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    await backup.write(configured(full), file, NOON, force=False)
    assert synced == [(False, False), (True, True)]


@pytest.mark.parametrize("how", [OSError(28, "No space left on device"), asyncio.CancelledError(), KeyboardInterrupt()])
async def test_what_ends_in_the_middle_leaves_no_half_file_and_the_old_one(
    how: BaseException, full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = tmp_path / "shop.backup", dump.rows
    file.write_text("precious")

    async def ends(connection: Any, table: Table) -> AsyncIterator[list[Any]]:
        async for row in real(connection, table):
            if table.name == "order":
                raise how
            yield row

    monkeypatch.setattr(dump, "rows", ends)
    with pytest.raises(type(how)):
        await backup.write(configured(full), file, NOON, force=True)
    assert file.read_text() == "precious"
    assert not file.with_name("shop.backup.partial").exists()


async def test_of_two_at_once_none_gets_half_of_the_other(
    full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = tmp_path / "shop.backup", dump.rows
    second: list[Path] = []

    async def disturbed(connection: Any, table: Table) -> AsyncIterator[list[Any]]:
        if table.name == "order" and not second:
            partial = file.with_name("shop.backup.partial")
            partial.unlink()
            partial.write_text("half of the other one")
            second.append(partial)
        async for row in real(connection, table):
            yield row

    monkeypatch.setattr(dump, "rows", disturbed)
    with pytest.raises(Unfit, match="Another backup"):
        await backup.write(configured(full), file, NOON, force=False)
    assert not file.exists()
    assert second[0].read_text() == "half of the other one"


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_tables_it_says_migrate_first_and_makes_nothing(command: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/shop.db"
    answer = earshot(command, "shop.backup", cwd=tmp_path, EARSHOT_DATABASE__URL=url)
    assert answer.returncode == 1
    assert "python -m bot migrate" in answer.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture
def full_shop(full: str) -> Path:
    """The folder in which full.db lies."""
    return Path(full.removeprefix("sqlite:///")).parent


@pytest.mark.long
def test_both_commands_as_people_type_them(full_shop: Path) -> None:
    old, new = ({"EARSHOT_DATABASE__URL": f"sqlite:///var/{name}.db"} for name in ("old", "new"))
    (full_shop / "var").mkdir()
    (full_shop / "full.db").rename(full_shop / "var/old.db")
    (full_shop / "var/old.key").write_text("the key that it has kept")
    made = earshot("backup", "shop.backup", cwd=full_shop, **old)
    assert (made.returncode, made.stderr) == (0, "")
    for words in ("shop.backup", "private", "var/old.key", " rows"):
        assert words in made.stdout
    assert "--force" in earshot("backup", "shop.backup", cwd=full_shop, **old).stderr
    assert earshot("backup", "--force", "shop.backup", cwd=full_shop, **old).returncode == 0
    assert earshot("migrate", cwd=full_shop, **new).returncode == 0
    back = earshot("restore", "shop.backup", cwd=full_shop, **new)
    assert (back.returncode, back.stderr) == (0, "")
    assert "secret here is not the old shop's" in back.stdout
    assert "var/new.key" in back.stdout
    again = earshot("restore", "shop.backup", cwd=full_shop, **new)
    assert again.returncode == 1
    assert "not empty" in again.stderr
    assert stored(f"sqlite:///{full_shop}/var/new.db") == stored(f"sqlite:///{full_shop}/var/old.db")
    assert {path.name for path in full_shop.rglob("*.key")} == {"old.key"}


async def test_a_restore_says_whether_the_secret_is_the_old_one(
    full: str, file: Path, sqlite_url: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    other, none = configured(sqlite_url("other.db"), "x" * 32), configured(sqlite_url("none.db"), "")
    same, unknown = configured(sqlite_url("same.db")), configured(sqlite_url("unknown.db"))
    plain = file.with_name("plain.backup")
    assert await asyncio.to_thread(backup.save, configured(full, ""), plain, NOON, force=False) == 0
    capsys.readouterr()
    for target, from_file, warned in ((other, file, 1), (none, file, 1), (same, file, 0), (unknown, plain, 0)):
        assert await asyncio.to_thread(backup.restore, target, from_file) == 0
        assert capsys.readouterr().out.count("secret here is not the old shop's") == warned
    kept = secret.key_file(none)
    assert kept is not None
    assert not kept.exists()


def test_a_fingerprint_is_of_the_secret_that_would_be_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    assert secret.fingerprint(configured(url, "")) is None
    made = secret.with_secret(configured(url, "")).security.secret.get_secret_value()
    assert secret.fingerprint(configured(url, "")) == secret.fingerprint(configured(url, made))
    assert secret.fingerprint(configured(url, "x" * 32)) != secret.fingerprint(configured(url, made))
    assert made not in str(secret.fingerprint(configured(url, "")))


def test_every_column_of_ours_can_be_carried() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            assert dump.codec(column)
            assert not (isinstance(column.type, JSON) and column.nullable), "JSON's null and SQL's would be one"


def test_other_kinds_of_columns_are_exact_or_loud() -> None:
    table = Table("t", MetaData(), Column("number", Numeric(20, 9)), Column("raw", LargeBinary), Column("f", Float))
    for column, value in ((table.c.number, Decimal("0.100000000")), (table.c.raw, bytes(range(256)))):
        pack, unpack = dump.codec(column)
        back = unpack(json.loads(json.dumps(pack(value))))
        assert (back, str(back)) == (value, str(value))
    with pytest.raises(LookupError, match=r"t\.f"):
        dump.codec(table.c.f)


@pytest.fixture
async def big_shop(full: str, full_shop: Path) -> Path:
    """The same, with a row that no gzip makes small."""
    update = InboxRow(update_id=1, payload=os.urandom(300_000).hex(), state=InboxState.PENDING, received_at=NOON)
    async with opened(full) as database, database.begin() as session:
        session.add(update)
    return full_shop


def test_a_full_disk_is_said_and_leaves_nothing(big_shop: Path) -> None:
    small = ("sh", "-c", 'ulimit -f 200; exec "$@"', "sh")  # files of at most 100 kB
    answer = subprocess.run(
        [*small, sys.executable, "-m", "bot", "backup", "shop.backup"],
        cwd=big_shop,
        env=os.environ | {"PYTHONPATH": str(ROOT), "EARSHOT_DATABASE__URL": "sqlite:///full.db"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 1, answer.stderr
    assert "File too large. Nothing was written." in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not list(big_shop.glob("shop.backup*"))
