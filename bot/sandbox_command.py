"""`python -m bot sandbox`: the stand-in alone."""

import asyncio

import typer

from bot.sandbox.server import serve


def main(host: str, port: int, speed: float) -> int:
    """Serve until Ctrl-C; 2 if the port is taken."""
    typer.echo(f"The stand-in's Bot API and page: http://{host}:{port}/   (Ctrl-C stops it)")
    try:
        asyncio.run(serve(host, port, speed))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        typer.echo(f"Cannot listen on {host}:{port}: {error.strerror or error}. Choose another with --port.", err=True)
        return 2
    return 0
