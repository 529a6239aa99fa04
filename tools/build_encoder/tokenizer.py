"""The tokenizer as one ``tokenizer.json`` that the library ``tokenizers`` reads alone.

The packed file has the pieces and a table of what the original normaliser does to each code point, but not its compiled
rules. They are SentencePiece's ``nmt_nfkc``, so the same steps are spelt out here. Compared code point by code point up
to U+2FFFF, the table and these steps differ at two (one is U+FF5E, the wide tilde); over whole strings NFKC also
composes accents typed as separate code points, which a table cannot.
"""

from __future__ import annotations

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from tools.build_encoder.weights import PackedWeights

_METASPACE = "\N{LOWER ONE EIGHTH BLOCK}"


def unigram_tokenizer(packed: PackedWeights) -> Tokenizer:
    """Text to ids, as ``<s> text </s>``; no truncation and no padding is set."""
    ids = packed.architecture
    scored = list(zip(packed.pieces, packed.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=ids.unk_id))
    one_space = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), one_space])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_METASPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=_METASPACE, prepend_scheme="always")
    bos, eos = packed.pieces[ids.bos_id], packed.pieces[ids.eos_id]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, ids.bos_id), (eos, ids.eos_id)],
    )
    special = [packed.pieces[i] for i in (ids.bos_id, ids.pad_id, ids.eos_id, ids.unk_id)]
    tokenizer.add_special_tokens(special)
    return tokenizer
