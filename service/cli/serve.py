"""`hub-matcher serve`: the HTTP service with its page."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.errors import USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption

Host = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; 127.0.0.1 if not set.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, metavar="NUMBER", help="Port to listen on; 8000 if not set.")
]


@plain_errors()
def serve(
    host: Host = None,
    port: Port = None,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Serve page and API; what is not given here comes from the environment (MATCHER_HOST, MATCHER_PORT ...)."""
    from pydantic import ValidationError

    from service.operation.serving import serve as serve_forever
    from service.settings import Settings

    given = {"host": host, "port": port, "data": data, "models": models, "encoder": encoder}
    try:
        settings = Settings.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        told = [f"MATCHER_{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()]
        fail("\n".join(told), USAGE_STATUS)
    serve_forever(settings)
