"""The configuration: where it is read from, what wins, and how its faults are told."""

import dataclasses
import os
import re
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Config, keys, load
from bot.config_faults import ConfigFault
from bot.desk.work import ShopRules
from bot.rules.terms import Terms
from bot.secret import with_secret

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
TOKEN = "123456:SECRET-of-somebody"
COMMENTED_OUT = {("clock", "anchor")}
"""Keys without a default that TOML could write."""


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and none of our variables."""
    for name in [name for name in os.environ if name.startswith("EARSHOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fault_of(text: str | None = None) -> str:
    if text is not None:
        Path("config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigFault) as caught:
        load()
    return str(caught.value)


def plain(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def test_the_example_has_every_key_with_its_default_and_none_besides() -> None:
    told = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    defaults = {
        section: {key: plain(value) for key, value in getattr(Config(), section) if (section, key) not in COMMENTED_OUT}
        for section in keys()
    }
    assert told == defaults
    assert list(told) == list(defaults)


def test_the_example_says_one_line_about_each_key_and_names_what_is_commented_out() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assigned = [at for at, line in enumerate(lines) if re.match(r"(# )?\w+ = ", line)]
    assert len(assigned) == sum(map(len, keys().values()))
    for at in assigned:
        assert re.match(r"# \S.*\.$", lines[at - 1]), lines[at]
        assert not lines[at - 2].startswith("# "), lines[at]
    assert {key for at in assigned for _, key in COMMENTED_OUT if lines[at].startswith(f"# {key} = ")} == {"anchor"}


def test_the_example_loads_as_it_is() -> None:
    assert load(EXAMPLE) == load()


def test_every_number_of_the_shop_can_be_configured_and_has_the_desks_default() -> None:
    rules = {field.name for field in dataclasses.fields(ShopRules)}
    met = {"secret", "bot_username", "topics"}  # known only when the bot meets Telegram
    told = keys()["shop"] | keys()["relay"] | keys()["routing"] | {"talk", "special"}
    assert rules - met == told
    assert {field.name for field in dataclasses.fields(Terms)} | {"special"} == keys()["talk"]
    assert Config().rules() == ShopRules()


def test_what_is_special_about_a_topic_or_a_service_goes_over_the_usual_terms_and_is_checked_like_them() -> None:
    Path("config.toml").write_text(
        "[talk]\ngreet_s = 60\nspecial = { night = { slow_reply_s = 0 }, chat30 = { extensions = [30] } }\n", "utf-8"
    )
    rules = load().rules()
    assert rules.terms("night", "chat30") == Terms(greet_s=60, slow_reply_s=0, extensions=(30,))
    assert rules.terms("work", "chat15") == Terms(greet_s=60)
    assert ShopRules().terms("night", "chat15").warn_aloud == ()


@pytest.mark.parametrize(
    ("special", "told"),
    [
        ("{ night = { slow_reply_s = -1 } }", "expected special.night.slow_reply_s to be 0 or more."),
        ("{ night = { slow = 1 } }", "expected special.night to hold keys of this section."),
        ("{ night = { warn_minutes = [0] } }", "expected special.night.warn_minutes to be more than 0."),
        ("{ 'Night!' = {} }",
         "expected special to name topics and services by their short names, such as night."),
    ],
)  # fmt: skip
def test_a_fault_in_what_is_special_names_the_key(special: str, told: str) -> None:
    assert fault_of(f"[talk]\nspecial = {special}\n") == f"config.toml: talk: {told}"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("config.toml").write_text("[telegram]\ngroup_id = -1\nwebhook_port = 9000\n", encoding="utf-8")
    monkeypatch.setenv("EARSHOT_TELEGRAM__GROUP_ID", "-2")
    told = load().telegram
    assert (told.group_id, told.webhook_port) == (-2, 9000)


@pytest.mark.parametrize("written", ["1,2", "[1, 2]", "1, 2"])
def test_ids_are_read_from_the_environment_as_people_write_them(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_OWNER__IDS", written)
    monkeypatch.setenv("EARSHOT_SHOP__TIER_SIZES", written)
    assert (load().owner.ids, load().shop.tier_sizes) == ([1, 2], [1, 2])


def test_a_single_id_needs_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_OWNER__IDS", "77")
    assert load().owner.ids == [77]


def test_a_file_can_be_named_by_the_environment_and_a_named_file_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("shop.toml").write_text("[owner]\nids = [5]\n", encoding="utf-8")
    monkeypatch.setenv("EARSHOT_CONFIG", "shop.toml")
    assert load().owner.ids == [5]
    monkeypatch.setenv("EARSHOT_CONFIG", "shup.toml")
    assert fault_of() == "shup.toml: there is no such file. Copy config.example.toml and fill it in."


def test_made_by_hand_it_does_not_read_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_OWNER__IDS", "77")
    assert Config().owner.ids == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[telegrm]\n", "config.toml: telegrm is not a key of Earshot. config.example.toml lists them all."),
        ("[owner]\nid = [1]\n", "config.toml: owner.id is not a key of Earshot. config.example.toml lists them all."),
        ("telegram = 5\n", "config.toml: telegram: expected a section with its keys below it."),
        ("[telegram]\ntoken = 5\n", "config.toml: telegram.token: expected a text in quotes."),
        ("[telegram]\ngroup_id = 5\n", "config.toml: telegram.group_id: expected 0 or less."),
        ("[telegram]\nmode = 'push'\n", "config.toml: telegram.mode: expected 'poll' or 'webhook'."),
        ("[telegram]\ngroup_language = 'fr'\n", "config.toml: telegram.group_language: expected 'en' or 'zh'."),
        ("[owner]\nids = ['me']\n", "config.toml: owner.ids: expected a whole number."),
        ("[shop]\nrep_share = 101\n", "config.toml: shop.rep_share: expected 100 or less."),
        ("[shop]\nrep_share = 0.6\n", "config.toml: shop.rep_share: expected a whole number."),
        ("[shop]\nunpaid_s = 5\n", "config.toml: shop.unpaid_s: expected 60 or more."),
        ("[shop]\ncurrency = 'yuan'\n", "config.toml: shop.currency: expected three capital letters such as CNY."),
        ("[shop]\ntime_zone = 'X/Y'\n", "config.toml: shop.time_zone: expected a time zone such as Asia/Shanghai."),
        ("[shop]\ntier_sizes = [3]\n",
         "config.toml: shop: expected tier_sizes and tier_windows_s to be of the same length."),
        ("[shop]\ntier_sizes = [3, 0]\n", "config.toml: shop.tier_sizes: expected more than 0."),
        ("[clock]\nspeed = 'fast'\n", "config.toml: clock.speed: expected a number."),
        ("[pacing]\non = 'perhaps'\n", "config.toml: pacing.on: expected true or false."),
        ("[database]\nurl = 'mysql://h/d'\n",
         "config.toml: database.url: expected a URL that begins with sqlite:/// or postgresql://."),
        ("[owner]\nids = [1\n[log]", 'config.toml: expected TOML, at line 3. A text stands in quotes: token = "…".'),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_key_and_what_was_expected(text: str, told: str) -> None:
    assert fault_of(text) == told


def test_each_of_several_faults_has_a_sentence() -> None:
    assert len(fault_of("[owner]\nids = ['x']\n[shop]\nrep_share = -1\n[log]\nlevel = 'loud'\n").splitlines()) == 3


def test_a_fault_of_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_TELEGRAM__WEBHOOK_PORT", "99999")
    assert fault_of() == ("environment EARSHOT_TELEGRAM__WEBHOOK_PORT: telegram.webhook_port: expected 65535 or less.")


@pytest.mark.parametrize("name", ["EARSHOT_TOKEN", "EARSHOT_TELEGRM__TOKEN", "EARSHOT_TELEGRAM__TOKN", "EARSHOT_OWNER"])
def test_a_variable_that_names_no_key_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, TOKEN)
    told = fault_of()
    assert told.startswith(f"environment {name}: not a key of Earshot.")
    assert TOKEN not in told


def test_a_folder_or_bytes_in_place_of_the_file_are_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    assert fault_of() == "config.toml: expected a text file in UTF-8."
    (tmp_path / "config.toml").unlink()
    (tmp_path / "config.toml").mkdir()
    assert fault_of() == "config.toml: cannot be read: Is a directory."


@pytest.mark.parametrize(
    "text",
    [
        f"{TOKEN}\n",
        f"[telegram]\n{TOKEN}\n",
        f"[telegram]\ntoken = {TOKEN}\n",
        f"[telegram]\n'{TOKEN}' = 1\n",
        f"['{TOKEN}']\ntoken = 1\n",
        f"a = {{'{TOKEN}' = 1, '{TOKEN}' = 2}}\n",
        *(f"[{section}]\n{key} = '{TOKEN}'\n" for section, names in keys().items() for key in sorted(names)
          if (section, key) not in {("telegram", "token"), ("telegram", "webhook_url"), ("telegram", "webhook_host"),
                                    ("telegram", "webhook_secret"), ("watch", "host"), ("security", "secret")}),
    ],
)  # fmt: skip
def test_a_token_in_a_wrong_place_is_never_printed(text: str) -> None:
    told = fault_of(text)
    assert "SECRET" not in told
    assert "123456" not in told


def test_secrets_are_hidden_where_a_configuration_is_printed() -> None:
    config = Config.model_validate({"telegram": {"token": TOKEN}, "security": {"secret": "hush-hush-hush-hush"}})
    assert "SECRET" not in f"{config!r} {config}"
    assert "hush" not in f"{config!r} {config}"


def test_without_a_secret_one_is_made_once_beside_the_database_for_the_owners_eyes(tmp_path: Path) -> None:
    config = Config.model_validate({"database": {"url": f"sqlite:///{tmp_path}/var/shop.db"}})
    first, second = with_secret(config), with_secret(config)
    assert first.security.secret.get_secret_value() == second.security.secret.get_secret_value()
    assert len(first.security.secret.get_secret_value()) >= 32
    kept = list((tmp_path / "var").iterdir())
    assert [oct(file.stat().st_mode & 0o777) for file in kept] == ["0o600"]


def test_with_postgresql_the_secret_must_be_configured_and_a_short_one_is_refused() -> None:
    config = Config.model_validate({"database": {"url": "postgresql://shop@db/shop"}})
    with pytest.raises(ConfigFault, match=r"security\.secret: expected a random text"):
        with_secret(config)
    short = Config.model_validate({"security": {"secret": "hush"}})
    with pytest.raises(ConfigFault, match="at least 16 characters"):
        with_secret(short)
