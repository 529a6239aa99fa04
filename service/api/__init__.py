"""The calls under `/v1`: each translates between HTTP and the library, and nothing else."""
