"""Builds the encoder artefact from a pinned package: ``python -m tools.build_encoder``. Not needed at run time."""
