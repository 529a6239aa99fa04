"""`hub-matcher recommend`: one need to the terminal or to JSON, or a whole file of needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption

if TYPE_CHECKING:
    from matcher import Recommender

MAX_INPUT_BYTES: Final = 1_000_000
STANDARD: Final = "-"

Text = Annotated[
    str | None, typer.Argument(metavar="NEED", help="What is needed, in plain words; - reads it from stdin.")
]
Language = Annotated[str | None, typer.Option(metavar="LANGUAGE", help="Language of need and answer: pt or en.")]
Place = Annotated[
    str | None, typer.Option(metavar="PLACE", help="Municipality, region, postal or NUTS code of who asks.")
]
Sectors = Annotated[
    list[str] | None, typer.Option("--sector", metavar="CODE", help="Code of a sector; may be repeated.")
]
Technologies = Annotated[
    list[str] | None, typer.Option("--technology", metavar="CODE", help="Code of a technology; may be repeated.")
]
Services = Annotated[
    list[str] | None, typer.Option("--service", metavar="CODE", help="Code of a service; may be repeated.")
]
Client = Annotated[str | None, typer.Option(metavar="CODE", help="Code of the kind of organisation that asks.")]
Networks = Annotated[
    list[str] | None, typer.Option("--network", metavar="CODE", help="Only hubs of this network; may be repeated.")
]
HowMany = Annotated[
    int | None, typer.Option("--k", metavar="NUMBER", help="The most hubs to recommend; 5 if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, the same as over HTTP.")]
Input = Annotated[str | None, typer.Option("--input", metavar="FILE", help="Needs as JSON, one object a line.")]
Output = Annotated[
    str | None, typer.Option("--output", metavar="FILE", help="Answers as JSON, one a line; - is stdout.")
]
Ignore = Annotated[bool, typer.Option("--ignore-unknown", help="With --input: drop fields that are no part of a need.")]


@plain_errors()
def recommend(
    text: Text = None,
    language: Language = None,
    place: Place = None,
    sectors: Sectors = None,
    technologies: Technologies = None,
    services: Services = None,
    client: Client = None,
    networks: Networks = None,
    k: HowMany = None,
    as_json: AsJson = False,
    input_file: Input = None,
    output_file: Output = None,
    ignore_unknown: Ignore = False,
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
) -> None:
    """Recommend hubs for a need told in plain words, with reasons; stated facts win over the text."""
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
    _refuse_mixture(text, [*stated, *(["json"] if as_json else [])], input_file, output_file, ignore_unknown)
    if input_file is not None:
        _recommend_file(input_file, output_file or STANDARD, ignore_unknown, data, models, encoder)
    else:
        _recommend_text({"text": text, **stated}, as_json, data, models, encoder)


def _refuse_mixture(
    text: str | None, stated: list[str], input_file: str | None, output_file: str | None, ignore_unknown: bool
) -> None:
    """End with a message where one need and a file of needs are mixed up."""
    if (text is None) == (input_file is None):
        fail("expected either a need in quotes or --input with a file of needs; see --help", USAGE_STATUS)
    if input_file is not None and stated:
        fail(f"{stated[0]}: goes into the lines of the file given with --input, not beside it", USAGE_STATUS)
    if input_file is None and (output_file is not None or ignore_unknown):
        fail("--output and --ignore-unknown go with --input; for one need, redirect --json", USAGE_STATUS)


def _recommend_text(
    values: dict[str, object], as_json: bool, data: Path | None, models: Path | None, encoder: str | None
) -> None:
    """Answer one need; its text and facts are checked before the models are loaded."""
    from matcher.query import parse_query
    from service.cli.terminal import print_answer

    if values["text"] == STANDARD:
        values["text"] = standard_input()
    query = parse_query(values)
    recommender = _recommender(data, models, encoder)
    answer = recommender.answer(query)
    if as_json:
        typer.echo(answer.model_dump_json().encode())  # bytes: JSON is UTF-8, whatever the terminal speaks
    else:
        print_answer(answer, query, recommender.catalogue.vocabularies)


def _recommend_file(
    input_file: str,
    output_file: str,
    ignore_unknown: bool,
    data: Path | None,
    models: Path | None,
    encoder: str | None,
) -> None:
    """Answer a file of needs; ends with a status that is not 0 when a line could not be answered."""
    from service.cli.batch import finished_file, opened, run_batch

    with opened(input_file) as source, finished_file(output_file) as sink:
        recommender = _recommender(data, models, encoder)
        n_failed = run_batch(source, sink, input_file, recommender.answer, ignore_unknown)
    if n_failed:
        raise typer.Exit(DATA_STATUS)


def _recommender(data: Path | None, models: Path | None, encoder: str | None) -> Recommender:
    from matcher import Recommender

    return Recommender.load(data, models, encoder)


def standard_input() -> str:
    """The need that stdin holds, without the line break at its end."""
    from matcher.errors import NeedError

    raw = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
    if len(raw) > MAX_INPUT_BYTES:
        raise NeedError("text", f"stdin holds more than {MAX_INPUT_BYTES} bytes; expected one need")
    try:
        return raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise NeedError("text", f"stdin is not UTF-8 (byte {error.start + 1}); expected text in UTF-8") from None
