"""`hub-matcher explain`: why one hub is recommended for a need, or why not."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.errors import plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption
from service.cli.recommend import (
    STANDARD,
    Client,
    HowMany,
    Language,
    Networks,
    Place,
    Sectors,
    Services,
    Technologies,
    standard_input,
)

Text = Annotated[str, typer.Argument(metavar="NEED", help="What is needed, in plain words; - reads it from stdin.")]
HubId = Annotated[str, typer.Option("--hub", metavar="ID", help="Id of the hub in question.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the explanation as JSON, the same as over HTTP.")]


@plain_errors()
def explain(
    text: Text,
    hub: HubId,
    language: Language = None,
    place: Place = None,
    sectors: Sectors = None,
    technologies: Technologies = None,
    services: Services = None,
    client: Client = None,
    networks: Networks = None,
    k: HowMany = None,
    as_json: AsJson = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Explain where a hub stands for a need, and what sets it apart from the hub ranked above it."""
    from matcher import Recommender
    from matcher.hub_explanation import explain_hub, parse_hub_query
    from service.cli.terminal_explanation import print_explanation

    # A command has as many parameters as it has options: this is the one place where they meet.
    stated: dict[str, object] = {
        "language": language,
        "place": place,
        "sectors": sectors,
        "technologies": technologies,
        "services": services,
        "client": client,
        "networks": networks,
        "k": k,
    }
    stated = {name: value for name, value in stated.items() if value is not None and value != []}
    need = standard_input() if text == STANDARD else text
    query = parse_hub_query({"text": need, "hub_id": hub, **stated})
    told = explain_hub(Recommender.load(data, models, encoder), query)
    if as_json:
        typer.echo(told.model_dump_json().encode())  # bytes: JSON is UTF-8, whatever the terminal speaks
    else:
        print_explanation(told, query.text)
