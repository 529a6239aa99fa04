"""The service's settings for a command: what was typed wins over the environment; a fault is told by its variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cli.errors import USAGE_STATUS, fail

if TYPE_CHECKING:
    from service.settings import Settings


def settings_or_fail(**typed: object) -> Settings:
    """The settings, with those of ``typed`` that are not None; ends the command when one of them cannot be used."""
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        return Settings.model_validate({name: value for name, value in typed.items() if value is not None})
    except ValidationError as error:
        told = [
            f"MATCHER_{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        ]
        fail("\n".join(told), USAGE_STATUS)
