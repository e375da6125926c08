"""What the sections of the configuration are made of."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode


class Section(BaseModel):
    """What the whole configuration and each part of it share. Made by hand, it reads no file and no environment."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def comma_list(value: Any) -> Any:
    """`1,2`, `[1, 2]` and `1` from the environment, a list from the file."""
    if isinstance(value, str):
        return [part for part in value.strip("[] ").replace(" ", "").split(",") if part]
    return [value] if isinstance(value, int) else value


Positive = Annotated[int, Field(gt=0)]
Numbers = Annotated[list[Positive], NoDecode, BeforeValidator(comma_list)]
