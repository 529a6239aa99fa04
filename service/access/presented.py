"""The key that a call comes with, and whether that kind of key may be used from there."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection

from service.access.caller import Caller
from service.access.origins import is_own, sent_origin
from service.access.refusal import forbidden, unauthorised

EMBED: Final = "/embed"  # a frame's address; nothing else can carry its key


def presented_key(connection: HTTPConnection) -> str | None:
    """The key in ``Authorization: Bearer``, or a publishable one in the address of the frame; None without any.

    Raises:
        Refusal: 401, for two keys, an empty one, or a secret one in an address.
    """
    stated = connection.headers.getlist("authorization")
    schemes = (value.partition(" ") for value in stated)
    bearers = [key.strip() for scheme, _, key in schemes if scheme.lower() == "bearer"]
    if len(bearers) > 1:
        raise unauthorised("More than one key came with the call; expected one header Authorization: Bearer ...")
    if bearers == [""]:
        raise unauthorised("The header Authorization: Bearer came without a key.")
    if bearers:
        return bearers[0]
    in_address = connection.query_params.getlist("key") if connection.scope["path"] == EMBED else []
    if len(in_address) > 1:
        raise unauthorised("More than one key stands in the address; expected one.")
    if in_address and in_address[0].startswith("hm_sec_"):
        raise unauthorised("A secret key must never stand in an address, which many can read: revoke it.")
    return in_address[0] if in_address else None


def check_use(caller: Caller, connection: HTTPConnection) -> None:
    """Refuse a key where it does not belong: a publishable one off its sites, a secret one on a page.

    Only browsers are held to this. A program may state any origin, so a publishable key guards a quota, not a secret.

    Raises:
        Refusal: 403.
    """
    origin = sent_origin(connection.headers)
    if is_own(origin, connection.headers, connection.scope["scheme"]):
        return
    if caller.kind == "secret":
        if origin is not None:
            raise forbidden("A secret key came from a page of another site, where visitors can read it: revoke it.")
    elif origin is None:
        raise forbidden(
            "A publishable key works from web pages only (header Origin). Between servers, use a secret key."
        )
    elif origin not in caller.origins:
        raise forbidden("The key does not list the site (header Origin) that this call comes from.")
