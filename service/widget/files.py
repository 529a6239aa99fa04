"""The widget's script and the frame's own files, under ``/widget/v1/``: the path changes when what hosts rely on does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.problems.types import NOT_FOUND

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE / "static" / "v1"
PREFIX: Final = "/widget/v1/"
_KINDS: Final = {".js": "text/javascript", ".css": "text/css"}
# A day, and for a week an old copy while a new one is fetched; an address with the file's digest never changes at all.
_CACHED: Final = "public, max-age=86400, stale-while-revalidate=604800"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """One file with the digest of its bytes."""

    name: str
    content: bytes
    digest: str

    @property
    def address(self) -> str:
        """Where pages of our own load it: another address for other bytes."""
        return f"{PREFIX}{self.name}?v={self.digest}"

    def response(self, request: Request) -> Response:
        """The file, or 304 for who has it; any site may load it, with or without CORS."""
        digested = request.query_params.get("v") == self.digest
        headers = {
            "ETag": f'"{self.digest}"',
            "Cache-Control": _FOR_GOOD if digested else _CACHED,
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
        if f'"{self.digest}"' in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return Response(self.content, headers=headers, media_type=_KINDS[Path(self.name).suffix])


def widget_files() -> Mapping[str, WidgetFile]:
    """Every file of the folder, by name."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        content = path.read_bytes()
        found[path.name] = WidgetFile(path.name, content, hashlib.sha256(content).hexdigest()[:16])
    return found


def file_routes(files: Mapping[str, WidgetFile]) -> APIRouter:
    """The route that serves them."""
    router = APIRouter(include_in_schema=False)

    @router.get(PREFIX + "{name}")
    def widget_file(request: Request, name: str) -> Response:
        """One file of the widget."""
        file = files.get(name)
        if file is None:
            raise HTTPException(NOT_FOUND.status, f"No such file of the widget; expected one of {', '.join(files)}.")
        return file.response(request)

    return router
