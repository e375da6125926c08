"""The configuration: where it is read from, what wins, and how its faults are told."""

import dataclasses
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import Config, keys, load
from bot.config_faults import ConfigFault
from bot.desk.work import ShopRules
from bot.rules.earnings import PayRules
from bot.rules.faults import FaultRules
from bot.rules.terms import Terms
from bot.secret import with_secret

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
TOKEN = "123456:SECRET-of-somebody"
COMMENTED_OUT = {
    ("clock", "anchor"),
    *(("routing", key) for key in ("tier_sizes", "tier_windows_s", "hold_s", "waiting_cost")),
    *(("routing.weights", key) for key in keys()["routing.weights"]),
}
"""Keys without a default that TOML could write; those of routing are as the preset has them."""


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


def part_of(whole: Any, section: str) -> Any:
    for name in section.split("."):
        whole = whole[name] if isinstance(whole, dict) else getattr(whole, name)
    return whole


def example(*, uncommented: bool = False) -> dict[str, Any]:
    text = EXAMPLE.read_text(encoding="utf-8")
    return tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE) if uncommented else text)


def test_the_example_has_every_key_with_its_default_and_none_besides() -> None:
    told = example()
    for section, names in keys().items():
        there = {key: value for key, value in part_of(told, section).items() if f"{section}.{key}" not in keys()}
        defaults = {key: plain(getattr(part_of(Config(), section), key)) for key in names}
        assert there == {key: value for key, value in defaults.items() if (section, key) not in COMMENTED_OUT}
    assert list(told) == list(Config.model_fields)


def test_what_the_example_has_commented_out_is_what_goes_without_it() -> None:
    told = Config.model_validate({"routing": example(uncommented=True)["routing"]})
    assert told.rules() == Config().rules() == ShopRules()
    assert None not in [getattr(told.routing, key) for key in keys()["routing"]]
    assert None not in [getattr(told.routing.weights, key) for key in keys()["routing.weights"]]


def test_the_example_says_one_line_about_each_key_and_names_what_is_commented_out() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assigned = [at for at, line in enumerate(lines) if re.match(r"(# )?\w+ = ", line)]
    assert len(assigned) == sum(map(len, keys().values()))
    for at in assigned:
        assert re.match(r"# \S.*\.$", lines[at - 1]), lines[at]
        assert not lines[at - 2].startswith("# ") or re.match(r"# \w+ = ", lines[at - 2]), lines[at]
    commented = [lines[at].split()[1] for at in assigned if lines[at].startswith("# ")]
    assert sorted(commented) == sorted(key for _, key in COMMENTED_OUT)


def test_the_example_loads_as_it_is() -> None:
    assert load(EXAMPLE) == load()


def test_every_number_of_the_shop_can_be_configured_and_has_the_desks_default() -> None:
    rules = {field.name for field in dataclasses.fields(ShopRules)}
    met = {"secret", "bot_username", "topics"}  # known only when the bot meets Telegram
    told = {"talk", "special", "routing", "settlement", "pay", "rails"}
    assert rules - met == keys()["shop"] | keys()["relay"] | told
    assert {field.name for field in dataclasses.fields(Terms)} | {"special"} == keys()["talk"]
    of_the_terms = {"minimum_s", "bank_rest", "bank_from_s"}
    assert {field.name for field in dataclasses.fields(FaultRules)} - of_the_terms == keys()["settlement"]
    assert {field.name for field in dataclasses.fields(PayRules)} == keys()["pay"]
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
    monkeypatch.setenv("EARSHOT_ROUTING__TIER_SIZES", written)
    monkeypatch.setenv("EARSHOT_ROUTING__WEIGHTS__LEVEL", "50")
    assert (load().owner.ids, load().routing.tier_sizes, load().routing.weights.level) == ([1, 2], [1, 2], 50)


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
         "config.toml: shop.tier_sizes is not a key of Earshot. config.example.toml lists them all."),
        ("[routing]\ntier_sizes = [3]\n",
         "config.toml: routing: expected tier_sizes and tier_windows_s to be of the same length."),
        ("[routing]\ntier_sizes = [3, 0]\n", "config.toml: routing.tier_sizes: expected 1 or more."),
        ("[routing]\ntier_sizes = 'three'\n", "config.toml: routing.tier_sizes: expected a whole number."),
        ("[routing]\ntier_sizes = [1,1,1,1,1,1,1,1,1,1,1]\n",
         "config.toml: routing.tier_sizes: expected at most 10 of them."),
        ("[routing]\ntier_windows_s = [45, 4500]\n", "config.toml: routing.tier_windows_s: expected 3600 or less."),
        ("[routing]\nhold_s = -1\n", "config.toml: routing.hold_s: expected 0 or more."),
        ("[routing]\nhold_s = 1e30\n", "config.toml: routing.hold_s: expected a whole number."),
        ("[routing]\nhead_start_s = 999999999999999999999\n",
         "config.toml: routing.head_start_s: expected 600 or less."),
        ("[routing]\nrelax_ages_s = -5\n", "config.toml: routing.relax_ages_s: expected 0 or more."),
        ("[routing]\nrelax_gender_s = nan\n",
         "config.toml: routing.relax_gender_s: expected a number other than nan and inf."),
        ("[routing]\nwaiting_cost = nan\n",
         "config.toml: routing.waiting_cost: expected a number other than nan and inf."),
        ("[routing]\nwaiting_cost = inf\n",
         "config.toml: routing.waiting_cost: expected a number other than nan and inf."),
        ("[routing]\nwaiting_cost = -0.1\n", "config.toml: routing.waiting_cost: expected 0 or more."),
        ("[routing]\npreset = 'best of all'\n",
         "config.toml: routing.preset: expected 'ours', 'best', 'fast', 'fair' or 'first'."),
        ("[routing]\nweights = 5\n", "config.toml: routing.weights: expected a section with its keys below it."),
        ("[routing.weights]\nlevle = 5\n",
         "config.toml: routing.weights.levle is not a key of Earshot. config.example.toml lists them all."),
        ("[routing.weights]\nlevel = 'high'\n", "config.toml: routing.weights.level: expected a whole number."),
        ("[routing.weights]\nlevel = nan\n",
         "config.toml: routing.weights.level: expected a number other than nan and inf."),
        ("[routing.weights]\nrating = inf\n",
         "config.toml: routing.weights.rating: expected a number other than nan and inf."),
        ("[routing.weights]\nrating = 0.12\n", "config.toml: routing.weights.rating: expected a whole number."),
        ("[routing.weights]\nrating = true\n", "config.toml: routing.weights.rating: expected a whole number."),
        ("[routing.weights]\nwishes = -1\n", "config.toml: routing.weights.wishes: expected 0 or more."),
        ("[routing.weights]\nwishes = 5000\n", "config.toml: routing.weights.wishes: expected 1000 or less."),
        ("[routing.weights]\nlevel = 0\nrating = 0\nwishes = 0\n",
         "config.toml: routing: expected one of weights.level, weights.rating and weights.wishes to be more than 0."),
        ("[routing.weights]\nversion = ''\n",
         "config.toml: routing.weights.version: expected a name of at most 24 characters."),
        ("[clock]\nspeed = 'fast'\n", "config.toml: clock.speed: expected a number."),
        ("[pacing]\non = 'perhaps'\n", "config.toml: pacing.on: expected true or false."),
        ("[database]\nurl = 'mysql://h/d'\n",
         "config.toml: database.url: expected a URL that begins with sqlite:/// or postgresql://."),
        ("[owner]\nids = [1\n[log]", 'config.toml: expected TOML, at line 3. A text stands in quotes: token = "…".'),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_key_and_what_was_expected(text: str, told: str) -> None:
    assert fault_of(text) == told


@pytest.mark.parametrize("name", ["ours", "best", "fast", "fair", "first"])
def test_a_preset_fills_what_is_not_said_and_a_single_key_overrides_it(name: str) -> None:
    untouched = Config.model_validate({"routing": {"preset": name}}).rules().routing.policy
    assert untouched.weights.version.startswith(name)
    assert untouched.weights.fairness >= 5, "a lost tap must count whatever the preset"
    told = {"preset": name, "hold_s": 7, "weights": {"level": 60}}
    policy = Config.model_validate({"routing": told}).rules().routing.policy
    assert (policy.hold.cap_s, policy.weights.level) == (7, 60)
    own = dataclasses.replace(policy.weights, level=untouched.weights.level, version=untouched.weights.version)
    hold = dataclasses.replace(policy.hold, cap_s=untouched.hold.cap_s)
    assert dataclasses.replace(policy, hold=hold, weights=own) == untouched


def test_weights_of_ones_own_bear_a_name_of_their_own() -> None:
    names = [
        Config.model_validate({"routing": {"weights": told}}).rules().routing.policy.weights.version
        for told in ({}, {"level": 45}, {"level": 46}, {"level": 47}, {"level": 46, "version": "mine"})
    ]
    assert names[0] == names[1] == "ours-3"
    assert names[4] == "mine"
    assert len(set(names[1:])) == 4


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
                                    ("telegram", "webhook_secret"), ("watch", "host"), ("security", "secret"),
                                    ("payment", "provider_token")}),
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
