"""`hub-matcher train`: fit models on the judgments; needs the extra ``train``."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final

import typer

from service.cli.candidates import candidates
from service.cli.errors import DATA_STATUS, USAGE_STATUS, fail, plain_errors
from service.cli.options import DataOption, EncoderOption, ModelsOption

STRENGTHS: Final = (0.000625, 0.00125, 0.0025, 0.005)  # scikit-learn's C, the inverse of the L2 penalty

train = typer.Typer(
    help="Fit models on the judgments.", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

Output = Annotated[
    Path | None, typer.Option("--output", metavar="FOLDER", help="Where the model goes; its last part is its version.")
]
Concepts = Annotated[
    Path | None,
    typer.Option("--concepts", metavar="FOLDER", help="Concept model to rank with; the one in use if not given."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite a model that stands there already.")]


train.command("candidates")(candidates)


@train.command("concepts")
@plain_errors()
def concepts(
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
    output: Output = None,
    replace: Replace = False,
) -> None:
    """Fit what reads sectors, technologies, services, client and scope out of a text; takes some minutes."""
    from matcher.loading import current_models, shipped
    from service.cli.terminal import busy

    data, models = data or shipped("data"), models or shipped("models")
    current = current_models(models)
    output = output or models / current.concepts
    if find_spec("sklearn") is None:
        fail("training needs scikit-learn; install it with: pip install '.[train]'", DATA_STATUS)
    if (output / "weights.npz").exists() and not replace:
        fail(f"--output: {output} holds a model already; give another folder, or --replace", USAGE_STATUS)
    with busy("Fitting the concept model"):
        results = _fit_concepts(data, encoder or str(models / current.encoder), output)
    typer.echo(json.dumps(results, indent=1))
    typer.echo(f"written to {output}", err=True)


@train.command("ranker")
@plain_errors()
def ranker(
    data: DataOption = None,
    models: ModelsOption = None,
    encoder: EncoderOption = None,
    concepts: Concepts = None,
    output: Output = None,
    replace: Replace = False,
) -> None:
    """Fit what orders the hubs and decides the outcome; cross-validates, and writes a new version for `promote`."""
    from matcher.loading import current_models, shipped
    from service.cli.terminal import busy

    data, models = data or shipped("data"), models or shipped("models")
    output = output or models / current_models(models).ranker
    if find_spec("sklearn") is None:
        fail("training needs scikit-learn; install it with: pip install '.[train]'", DATA_STATUS)
    if (output / "config.json").exists() and not replace:
        fail(f"--output: {output} holds a model already; give another folder, or --replace", USAGE_STATUS)
    with busy("Fitting the ranker"):
        results = _fit_ranker(data, models, encoder, concepts or models / current_models(models).concepts, output)
    typer.echo(results)
    inside = output.resolve().is_relative_to(models.resolve())
    first = "" if inside else f"copy it to {models / 'ranker' / output.name}, then "
    typer.echo(f"written to {output}; to use it {first}run: hub-matcher promote ranker/{output.name}", err=True)


def _fit_ranker(data: Path, models: Path, encoder: str | None, concepts: Path, output: Path) -> str:
    """Read the judged needs blind, fit, write the model and its results, and return what to print."""
    from matcher.evaluation.judgments import load_judgments
    from matcher.learning.ranker_training import save_ranker, train_ranker
    from matcher.loading import BLIND, load_knowledge

    known = load_knowledge(data, models, encoder, concepts / BLIND)
    judged = [load_judgments(data / "judgments", split) for split in ("train", "own")]
    trained = train_ranker(known, judged, output.name, data / "judgments")
    save_ranker(trained, output)
    return trained.results.markdown()


def _fit_concepts(data: Path, encoder_spec: str, output: Path) -> dict[str, object]:
    """Train, write the model with ``results.json`` beside it, and return the results."""
    from matcher.encoder import load_encoder
    from matcher.evaluation.judgments import load_labelled_texts
    from matcher.loading import BLIND
    from matcher.understanding import training
    from matcher.understanding.lexicon import Lexicon
    from matcher.understanding.negation import Negation
    from matcher.vocabulary import load_vocabularies

    tables = data / "vocabularies"
    vocabularies, encoder = load_vocabularies(tables), load_encoder(encoder_spec)
    texts = load_labelled_texts(data / "judgments")
    lexicon, negation = Lexicon(vocabularies.terms), Negation.load(tables / "negation.csv")
    examples = training.build_examples(texts, encoder, lexicon, negation, vocabularies)
    config = training.new_config(output.name, encoder, vocabularies, texts, tables / "terms.csv")
    trained = training.train(examples, config, STRENGTHS)
    results = {"n": len(texts), **trained.results()}
    trained.model.save(output)
    trained.blind.save(output / BLIND)
    (output / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return results
