"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Folder of the catalogue; the shipped one if not given.")
]
ModelsOption = Annotated[
    Path | None, typer.Option("--models", metavar="FOLDER", help="Folder of the models; the shipped one if not given.")
]
EncoderOption = Annotated[
    str | None,
    typer.Option("--encoder", metavar="FOLDER", help="Another encoder: an ONNX or Sentence Transformers folder."),
]
