from sqlalchemy import text

from models.engine import Database


async def test_each_kind_of_database_is_fresh_and_migrated(database: Database) -> None:
    async with database.begin() as session:
        assert (await session.scalar(text("SELECT count(*) FROM person"))) == 0
