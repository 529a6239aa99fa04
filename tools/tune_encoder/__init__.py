"""Trains the encoder's top layers on the labelled texts: ``python -m tools.tune_encoder``. Not needed at run time."""
