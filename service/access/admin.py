"""Guards of what only operators may ask: ``Depends(secret_key_only)`` for ``/admin``, ``Depends(metrics_reader)``."""

from __future__ import annotations

from starlette.requests import Request

from service.access.access import access_of
from service.access.caller import Caller
from service.access.refusal import forbidden, unauthorised


async def secret_key_only(request: Request) -> Caller:
    """The holder of the secret key that came with the call, in whatever mode the service is.

    Raises:
        Refusal: 401 without a key in force, 403 for a publishable one or from a page of another site.
        HTTPException: 503, where keys cannot be looked up.
    """
    caller = await access_of(request).caller(request)
    if caller is None:
        raise unauthorised("This call needs a secret key, in the header Authorization: Bearer ...")
    if caller.kind != "secret":
        raise forbidden("This call needs a secret key; the one sent is publishable.")
    return caller


async def metrics_reader(request: Request) -> None:
    """Let in whoever may read metrics: anyone of this machine in local mode, else the holder of a secret key."""
    if access_of(request).mode != "local":
        await secret_key_only(request)
