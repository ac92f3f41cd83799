"""``continuity toxiproxy``: the embedded server in the foreground, with the flags of the original."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["command"]


@click.command("toxiproxy")
@click.option("-port", "--port", type=click.IntRange(0, 65535), default=8474, show_default=True, help="0: a free one.")
@click.option("-host", "--host", default="localhost", show_default=True, help="Address that the API listens on.")
@click.option(
    "-config",
    "--config",
    type=click.Path(path_type=Path),
    help="JSON array of proxies to create (name, listen, upstream, enabled).",
)
@click.option("-seed", "--seed", type=int, help="Make toxicity and jitter repeatable.")
@click.option(
    "-proxy-metrics",
    "--proxy-metrics",
    is_flag=False,
    flag_value="true",
    default="false",
    type=bool,
    help="Serve metrics of bytes at /metrics.",
)
@click.option(
    "-runtime-metrics",
    "--runtime-metrics",
    is_flag=False,
    flag_value="true",
    default="false",
    type=bool,
    help="Serve metrics of the process at /metrics.",
)
@click.option(
    "-token-file",
    "--token-file",
    type=click.Path(path_type=Path),
    help="File with a token that clients have to send.",
)
@click.option("-version", "--version", is_flag=True, help="Show whose API this is, and end.")
@click.option("--until-stdin-closes", is_flag=True, help="End when stdin reaches its end.")
def command(
    port: int,
    host: str,
    config: Path | None,
    seed: int | None,
    proxy_metrics: bool,
    runtime_metrics: bool,
    token_file: Path | None,
    version: bool,
    until_stdin_closes: bool,
) -> None:
    """Run a Toxiproxy-compatible server until it is interrupted.

    Any Toxiproxy client can use it. It prints one line, "listening on HOST:PORT", when it is ready; it keeps nothing
    on disk. Without a token file, whoever reaches it can use it: leave it on a loopback address.
    """
    from continuity.embedded import VERSION, Options, serve

    if version:
        click.echo(VERSION)
        return
    metrics = (proxy_metrics, runtime_metrics)
    serve(Options(host, port, config, seed, until_stdin_closes, *metrics, token_file), click.echo)
