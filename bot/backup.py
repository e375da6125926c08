"""The whole shop into one file, while it is open, and back into an empty database of either kind.

Updates that were not handled yet, messages on their way out and timers are rows like any other: a restored shop goes on
with them. What was sent after the backup may therefore go out once more, and a timer that came due since fires at once.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.backup_file import Header, Reader, Unfit, Writer
from bot.config import Config
from bot.secret import fingerprint, key_file
from migrations import runner
from models import dump
from models.engine import Database


def save(config: Config, file: Path, now: datetime, *, force: bool) -> int:
    """Write the backup and say what it needs; returns the exit code."""

    def use() -> str:
        return saved(config, file, asyncio.run(write(config, file, now, force=force)))

    return told(use, "Nothing was written")


def restore(config: Config, file: Path) -> int:
    """Read the backup into the empty database and say what else it needs; returns the exit code."""

    def use() -> str:
        header = checked(file)
        rows = asyncio.run(read(config, file))
        return restored(config, header, rows)

    return told(use, "Nothing was restored")


def told(use: Callable[[], str], nothing: str) -> int:
    try:
        sys.stdout.write(use())
    except Unfit as fault:
        sys.stderr.write(f"{fault} {nothing}.\n")
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        sys.stderr.write(f"{place}{fault.strerror or type(fault).__name__}. {nothing}.\n")
    except SQLAlchemyError as fault:  # the drivers' words can quote rows
        sys.stderr.write(f"The database did not go along ({type(fault).__name__}). {nothing}.\n")
    else:
        return 0
    return 1


async def write(config: Config, file: Path, now: datetime, *, force: bool) -> int:
    """Write one moment of the database into the file; returns the number of rows."""
    database = Database(config.database.url)
    try:
        with whole(file, force=force) as raw:
            async with database.snapshot() as connection:
                revision = await dump.revision(connection)
                made_at = now.astimezone(UTC).isoformat(timespec="seconds")
                writer = Writer(raw, Header(revision, made_at, database.dialect, fingerprint(config)))
                for table in dump.tables().values():
                    writer.table(table)
                    async for row in dump.rows(connection, table):
                        writer.row(row)
                writer.seal()
                return sum(writer.counts.values())
    finally:
        await database.close()


@contextmanager
def whole(file: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A new file that none but its owner may read. It takes its name when all of it is on the disk, or never."""
    free(file, force=force)
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)  # left over by one that was killed
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        mine = os.fstat(raw.fileno())
        try:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
            free(file, force=force)
            if not is_still(partial, mine):
                raise Unfit(f"Another backup is being written to {file}.")
            partial.replace(file)
        finally:
            if is_still(partial, mine):
                partial.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def free(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise Unfit(f"{file} is a folder. Name a file in it.")
    if file.exists() and not force:
        raise Unfit(f"{file} is there already. Name another, or add --force.")


def is_still(path: Path, known: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.lstat(), known)
    except FileNotFoundError:
        return False


def checked(file: Path) -> Header:
    """The header of a file that is whole, unaltered, and of this revision. Raises Unfit."""
    reader = Reader(file)
    if reader.header.revision != runner.head():
        raise Unfit(
            f"{file} is of the tables' version {reader.header.revision}, and this Earshot has {runner.head()}. "
            "Restore it with the Earshot that made it, then update and run `python -m bot migrate`."
        )
    for _ in reader.rows():
        pass
    return reader.header


async def read(config: Config, file: Path) -> int:
    """Put every row into the database, or none; returns their number."""
    database = Database(config.database.url)
    try:
        async with database.begin() as session:
            await dump.hold(session)
            filled = await dump.filled(session)
            if filled:
                raise Unfit(
                    f"The database is not empty ({', '.join(filled)}). Point database.url to a new one, "
                    "run `python -m bot migrate` and nothing else, and restore again."
                )
            rows = await put(session, file)
            await dump.count_on(session)
            return rows
    finally:
        await database.close()


async def put(session: AsyncSession, file: Path) -> int:
    rows = 0
    for table, found in groupby(Reader(file).rows(), key=lambda row: row[0]):
        while batch := [row for _, row in islice(found, dump.BATCH)]:
            try:
                await dump.put(session, table, batch)
            except SQLAlchemyError as fault:
                raise Unfit(f"The database refused rows of {table.name} ({type(fault).__name__}).") from None
            rows += len(batch)
    return rows


def saved(config: Config, file: Path, rows: int) -> str:
    key = key_file(config)
    kept = f"the file {key}" if key else "security.secret"
    return (
        f"{file} holds the whole shop: {rows:,} rows, {file.stat().st_size:,} bytes.\n"
        "It has people's private words in it: keep it safe, where only you can read it.\n"
        f"Your configuration is not in it, nor the secret that codes are kept under: keep {kept} too, elsewhere.\n"
    )


def restored(config: Config, header: Header, rows: int) -> str:
    said = (
        f"The shop of {header.made_at} is back: {rows:,} rows.\n"
        "What was waiting then goes on with `python -m bot run`; let the old shop stay closed.\n"
    )
    if header.secret in {None, fingerprint(config)}:
        return said
    key = key_file(config)
    there = f"to be the file {key}, or " if key else ""
    return said + (
        "But the secret here is not the old shop's, and codes and invitations that are still open need that one.\n"
        f"Before you open, bring it over: {there}as security.secret.\n"
    )
