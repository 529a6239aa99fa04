"""A call that is not let in, as the error that routes raise and middleware answers with."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException

from service.problems.types import FORBIDDEN, UNAUTHORISED, ProblemType


class Refusal(HTTPException):
    """Why a call is not let in; ``detail`` never repeats a key."""

    def __init__(self, kind: ProblemType, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind.status, detail, headers)
        self.kind = kind


def unauthorised(detail: str) -> Refusal:
    """401: no key, or none that is in force; RFC 9110 asks for the scheme to use with it."""
    return Refusal(UNAUTHORISED, detail, {"WWW-Authenticate": 'Bearer realm="hub-matcher"'})


def forbidden(detail: str) -> Refusal:
    """403: the key is in force, but not for this call from there."""
    return Refusal(FORBIDDEN, detail)
