"""The command line. Everything heavy is imported by the command that needs it, so that --help answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="earshot",
    help="Earshot: a Telegram bot with which the owner of a companionship shop runs it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The TOML file; config.toml here if not named.", show_default=False),
]


@app.command()
def run(config: ConfigFile = None) -> None:
    """Open the shop: run the bot until it is told to stop."""
    from bot import commands  # noqa: PLC0415 (imports aiogram, which takes seconds)

    sys.exit(commands.run(config))


@app.command()
def migrate(config: ConfigFile = None) -> None:
    """Bring the database up to date. Run it once before the first `run`, and after every update."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.migrate(config))


@app.command()
def seed(
    config: ConfigFile = None,
    demo: Annotated[bool, typer.Option("--demo", help="Also three made-up representatives, for a stand-in.")] = False,
    lines: Annotated[
        int, typer.Option(help="Also so many running talks between made-up people, for load tests.", min=0, max=100_000)
    ] = 0,
) -> None:
    """Put the first topics and services into the shop. What is there already stays as it is."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.seed(config, demo=demo, lines=lines))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it.", show_default=False)],
    config: ConfigFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there already.")] = False,
) -> None:
    """Write the whole shop into one file, while it is open or closed."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.backup(config, file, force=force))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", show_default=False)], config: ConfigFile = None
) -> None:
    """Read a backup into an empty database, SQLite or PostgreSQL. All of it, or nothing."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.restore(config, file))


@app.command()
def replay(
    code: Annotated[str, typer.Argument(help="The order's code, such as K7Q2M.", show_default=False)],
    config: ConfigFile = None,
) -> None:
    """Make every decision about an order again, and say whether it is the same to the byte."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.replay(config, code))


@app.command()
def vouchers(
    words: Annotated[
        list[str],
        typer.Argument(help="make N SERVICE [BATCH [2027-01-31]], list, or revoke BATCH|CODE.", show_default=False),
    ],
    config: ConfigFile = None,
) -> None:
    """Make voucher codes as CSV, show how batches stand, or call codes back."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.vouchers(config, *words))


@app.command("learn-weights")
def learn_weights(config: ConfigFile = None) -> None:
    """Learn the router's weights from the shop's own stars and print them for the configuration. Changes nothing."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.learn_weights(config))


@app.command()
def export(  # noqa: PLR0917 (typer reads the options of a command from its arguments)
    kind: Annotated[str, typer.Argument(help="ledger, orders or payouts.", show_default=False)],
    month: Annotated[str, typer.Option(help="Such as 2026-11, by the shop's clock.", show_default=False)] = "",
    form: Annotated[str, typer.Option("--format", help="csv, or for the ledger beancount.")] = "csv",
    year: Annotated[str, typer.Option(help="For payouts: what each got in a year.", show_default=False)] = "",
    out: Annotated[Path | None, typer.Option(help="Into this file, not to the screen.", show_default=False)] = None,
    config: ConfigFile = None,
) -> None:
    """Write a month of the ledger, of orders or of payouts, for an accountant or a spreadsheet."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.export(config, (kind, month, form), year=year, out=out))


@app.command()
def payouts(
    batch: Annotated[str, typer.Option(help="Of this week alone, such as 2026-11-30.", show_default=False)] = "",
    confirm: Annotated[
        Path | None, typer.Option(help="Read the table back, with `status` filled in.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Into this file, not to the screen.", show_default=False)] = None,
    config: ConfigFile = None,
) -> None:
    """Write the open payouts as a table for the bank, or read what became of them."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.payouts(config, batch=batch, confirm=confirm, out=out))


@app.command("audit-money")
def audit_money(config: ConfigFile = None) -> None:
    """Make every balance and receipt again from the beginning, and name the first that is different."""
    from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

    sys.exit(commands.audit_money(config))


@app.command()
def check(config: ConfigFile = None) -> None:
    """Look at configuration, database, token and group, and say what is wrong and what to do."""
    from bot import check as checking  # noqa: PLC0415 (imports aiogram)

    sys.exit(checking.check(config))


@app.command("check-guard")
def check_guard(
    file: Annotated[
        Path | None,
        typer.Argument(help="Lines of `contact` or `ok`, a tab, a text; our own if not named.", show_default=False),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Also list the lines it got wrong.")] = False,
) -> None:
    """Measure how well the contact guard tells contacts from other lines."""
    from bot.guard import check as checking  # noqa: PLC0415 (imports phonenumbers)

    sys.exit(checking.check_guard(file, misses=misses))


@app.command()
def simulate(  # noqa: PLR0917 (typer reads the options of a command from its arguments)
    policy: Annotated[
        str | None, typer.Option(help="Names with commas between, or `all`; `ours` if not named.", show_default=False)
    ] = None,
    scale: Annotated[float, typer.Option(help="How many times as many orders.", min=0.01, max=100)] = 1.0,
    seeds: Annotated[str, typer.Option(help="Worlds: 7, or 101-104, or 1,3,5-8. Tuned on 1 to 10.")] = "101-104",
    days: Annotated[int, typer.Option(help="How long each world lasts.", min=1, max=366)] = 28,
    discouraged: Annotated[
        float, typer.Option(help="Also with willingness that falls by this share for each lost claim.", min=0, max=0.9)
    ] = 0.0,
    promises: Annotated[
        str, typer.Option(help="Also ours with what a shop promises: wishes, head-start, early-tiers, or `all`.")
    ] = "",
    processes: Annotated[int, typer.Option(help="How many at once.", min=1, max=64)] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Means and 95 % intervals as JSON.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(help="Also draw the frontier and a day into this folder.", show_default=False)
    ] = None,
    from_db: Annotated[bool, typer.Option("--from-db", help="The shop's own orders instead of made-up ones.")] = False,
    weights: Annotated[
        Path | None,
        typer.Option(help="With --from-db: also under the section `routing` of this TOML file.", show_default=False),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Measure who gets which order: the router and the customs of the trade, in made-up worlds or on the own past."""
    from bot import simulate as simulating  # noqa: PLC0415 (imports scipy)

    told = simulating.Told(policy, scale, seeds, days, discouraged, processes, from_db, weights, pictures, promises)
    try:
        wanted = simulating.checked(told)
    except ValueError as fault:
        sys.stderr.write(f"{fault}\n")
        sys.exit(2)
    if from_db:
        from bot import commands  # noqa: PLC0415 (imports SQLAlchemy)

        sys.exit(commands.simulate_own(config, told, wanted.seeds, as_text=as_json))
    sys.exit(simulating.main(wanted, as_text=as_json, pictures=pictures))


@app.command()
def sandbox(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8081,
    speed: Annotated[
        float, typer.Option(help="How many times as fast as real the clock runs.", min=0.1, max=3600)
    ] = 1.0,
) -> None:
    """Serve a local Bot API with people in it and a web page to act as them; any bot can use it."""
    from bot import sandbox_command  # noqa: PLC0415 (imports the web server)

    sys.exit(sandbox_command.main(host, port, speed))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the web page.", min=0, max=65535)] = 8080,
    speed: Annotated[
        float, typer.Option(help="How many times as fast as real the clock runs.", min=0.1, max=3600)
    ] = 1.0,
    script: Annotated[
        bool, typer.Option("--script", help="Play one whole order here and now, without a browser.")
    ] = False,
) -> None:
    """Try the whole shop on this machine: no account, no token, no internet."""
    from bot.demo import main as demo_main  # noqa: PLC0415 (imports everything)

    sys.exit(demo_main(port=port, speed=speed, script=script))


def version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError  # noqa: PLC0415 (only asked for here)
        from importlib.metadata import version as of  # noqa: PLC0415 (likewise)

        try:
            typer.echo(f"Earshot {of('earshot')}")
        except PackageNotFoundError:
            typer.echo("Earshot, from a checkout")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """Earshot: a Telegram bot with which the owner of a companionship shop runs it."""


def main() -> None:
    app()


if __name__ == "__main__":
    main()
