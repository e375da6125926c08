"""The command line as people meet it: a process of its own, its words and its exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "run",
    "migrate",
    "seed",
    "backup",
    "restore",
    "replay",
    "vouchers",
    "check",
    "check-guard",
    "simulate",
    "sandbox",
    "demo",
)


def earshot(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=cwd,
        env=clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"} | environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def imported_by(code: str) -> set[str]:
    """The top-level packages that this code brings in."""
    told = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    found = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True, timeout=200
    )
    return set(found.stdout.split())


def test_help_names_every_command_and_what_it_does() -> None:
    whole = earshot("--help")
    assert whole.returncode == 0
    for command in COMMANDS:
        assert command in whole.stdout
        page = CliRunner().invoke(app, [command, "--help"])
        assert page.exit_code == 0
        assert f"{command} [OPTIONS]" in page.stdout


def test_help_imports_nothing_heavy() -> None:
    assert not imported_by("import bot.__main__") & {"aiogram", "sqlalchemy", "alembic", "aiohttp", "pydantic", "numpy"}


def test_the_stand_in_never_needs_aiogram_or_the_tables() -> None:
    brought = imported_by("import bot.sandbox.server, bot.sandbox_command")
    assert not brought & {"aiogram", "sqlalchemy", "telegram", "models", "routing"}


def test_an_unknown_command_is_told_kindly() -> None:
    answer = earshot("dance")
    assert answer.returncode == 2
    assert "dance" in answer.stderr


def test_without_a_configuration_it_says_what_is_missing_and_where(tmp_path: Path) -> None:
    answer = earshot("run", cwd=tmp_path)
    assert answer.returncode == 2
    for key in ("telegram.token", "telegram.group_id", "owner.ids"):
        assert key in answer.stderr
    assert "EARSHOT_TELEGRAM__TOKEN" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", ["run", "migrate", "seed", "check"])
def test_a_wrong_configuration_names_file_key_and_expectation_and_no_token(tmp_path: Path, command: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[telegram]\ntoken = "SECRETSECRET"\ngroup_id = "many"\nhouse = 1\n', encoding="utf-8")
    answer = earshot(command, "--config", str(file))
    assert answer.returncode == 2
    for words in ("shop.toml", "telegram.token", "telegram.group_id", "telegram.house"):
        assert words in answer.stderr
    assert "SECRETSECRET" not in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    assert "nowhere.toml" in earshot("run", "-c", str(tmp_path / "nowhere.toml")).stderr
    (tmp_path / "bad.toml").write_text("[telegram\n", encoding="utf-8")
    answer = earshot("run", "-c", str(tmp_path / "bad.toml"))
    assert answer.returncode == 2
    assert "bad.toml" in answer.stderr
    assert earshot("run", "-c", str(tmp_path)).returncode == 2


@pytest.mark.long
def test_migrate_seed_and_check_on_a_fresh_folder(tmp_path: Path) -> None:
    told = f"sqlite:///{tmp_path}/var/shop.db"
    stale = earshot("seed", EARSHOT_DATABASE__URL=told)
    assert stale.returncode == 1
    assert "migrate" in stale.stderr
    assert earshot("migrate", EARSHOT_DATABASE__URL=told).returncode == 0
    assert "things written" in earshot("seed", EARSHOT_DATABASE__URL=told).stdout
    assert "Everything is there already" in earshot("seed", EARSHOT_DATABASE__URL=told).stdout
    checked = earshot("check", EARSHOT_DATABASE__URL=told)
    assert checked.returncode == 1
    assert "✓ The database is up to date" in checked.stdout
    assert "✗ telegram.token" in checked.stdout


def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(tmp_path: Path) -> None:
    answer = earshot("migrate", EARSHOT_DATABASE__URL="postgresql://nobody:SECRETSECRET@127.0.0.1:9/none")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "SECRETSECRET" not in answer.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = earshot("migrate", EARSHOT_DATABASE__URL=f"sqlite:///{tmp_path}/file/shop.db")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


def test_a_port_that_is_taken_says_so(tmp_path: Path) -> None:
    import socket  # noqa: PLC0415 (here alone)

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("demo", "sandbox"):
            answer = earshot(command, "--port", port)
            assert answer.returncode == 2, answer.stderr
            assert port in answer.stderr
