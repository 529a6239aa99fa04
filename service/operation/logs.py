"""Logs as one JSON object a line. What a caller wrote is in none: no text, no query, no message of an error."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

FIELDS: Final = "fields"  # the `extra` of a record under which its own values stand
TALKATIVE: Final = ("alembic",)  # libraries of which only warnings are worth a line


class JsonFormatter(logging.Formatter):
    """A record as one line: time, level, logger, process, message, then the record's own values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without line break; of an exception only its type and where it rose."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "worker": record.process,
            "message": record.getMessage(),
        }
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info and record.exc_info[0] is not None:
            line.update(fault_fields(record.exc_info[0], record.exc_info[2]))
        return json.dumps(line, ensure_ascii=True, default=str)


def fault_fields(kind: type[BaseException], trace: TracebackType | None) -> dict[str, object]:
    """An exception for the log: its type and frames. Its message is left out: it may quote what the caller wrote."""
    frames = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in traceback.walk_tb(trace)]
    return {"error": kind.__name__, "frames": frames}


def configure_logging(level: str) -> None:
    """Send every log of the process to standard error, one JSON line each, from ``level`` up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.setLevel(level.upper())  # some libraries set a lower level on their own loggers
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
