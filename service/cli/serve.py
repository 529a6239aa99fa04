"""`hub-matcher serve`: the HTTP service with its page."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.errors import plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.stated_settings import settings_or_fail

Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; 127.0.0.1 if not set.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, metavar="NUMBER", help="Port to listen on; 8000 if not set.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=64, metavar="NUMBER", help="Processes that answer; 1 if not set.")
]
Public = Annotated[bool, typer.Option("--public", help="Open to anyone, without keys; keys still count where sent.")]


@plain_errors()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    public: Public = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Serve page and API; what is not given here comes from the environment (MATCHER_HOST, MATCHER_PORT ...)."""
    from service.operation.serving import serve as serve_forever

    serve_forever(
        settings_or_fail(
            host=host, port=port, workers=workers, public=public or None, data=data, models=models, encoder=encoder
        )
    )
