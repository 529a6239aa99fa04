"""Which sites may show the widget's frame: for ``frame-ancestors`` of its Content-Security-Policy."""

from __future__ import annotations

from typing import Final

from service.access.caller import Caller
from service.access.mode import Mode

SELF: Final = "'self'"


def frame_ancestors(caller: Caller | None, mode: Mode) -> tuple[str, ...]:
    """Sources for ``frame-ancestors``: our own pages, and the origins of the key that the frame's address carries.

    Without a key, only our own; on a machine that serves nobody else any site, so that who builds a portal can try it.
    """
    if caller is not None:
        return (SELF, *caller.origins)
    return ("*",) if mode == "local" else (SELF,)
