"""The service as something that runs: start, workers, reload, readiness, metrics, logs."""
