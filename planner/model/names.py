"""Names of services, teams, contracts and versions, as they may stand in a file."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
VERSION_PATTERN = r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
STEP_PATTERN = r"^[A-Z]-[0-9]{1,2}$"

Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=120)]
"""A name that is also safe as one segment of a file path."""

Version = Annotated[str, Field(pattern=VERSION_PATTERN, max_length=60)]
"""A SemVer version, all three numbers given."""

StepId = Annotated[str, Field(pattern=STEP_PATTERN)]
"""A step of a wave, `A-1` for example."""

Text = Annotated[str, Field(max_length=4000)]
"""Prose."""

Whole = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""A whole number from 1 on; text such as `"2"` is refused."""

YesNo = Annotated[bool, Field(strict=True)]
"""true or false; text such as `yes` is refused."""


def _parse_day(value: Any) -> Any:  # noqa: ANN401  raw YAML value
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"expected a date such as 2026-03-31, got `{value}`") from None


Day = Annotated[date, BeforeValidator(_parse_day)]
"""A calendar date, ISO 8601."""


class FileModel(BaseModel):
    """Base of everything that is read from a user's file: frozen, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
