"""Prints the settings of the service as a Markdown table, made from the docstring of `Settings`: `docs/deploy.md` holds it."""

from __future__ import annotations

import inspect
import re

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from service.settings import Settings


def meanings() -> dict[str, str]:
    """What each setting means, as its docstring says."""
    _, listed = (inspect.getdoc(Settings) or "").split("Attributes:\n", 1)
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", listed, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}


def table() -> str:
    """One row a setting, in the order of the class."""
    told = meanings()
    rows = [
        f"| `MATCHER_{name.upper()}` | {told[name].replace('|', chr(92) + '|')} | {_default(field)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | what | without it |", "| --- | --- | --- |", *rows])


def _default(field: FieldInfo) -> str:
    """A field's default as it would be written; nothing for none."""
    value = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value in (None, "", {}):
        return ""
    return f"`{int(value) if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    print(table())
