"""Judging a lesson: the declared shape of its front matter and rounds, checked against the lab they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.lessons.source import LessonFault, Located

if TYPE_CHECKING:
    from app.labs import Lab

Value = bool | int | float | str | None
Model = TypeVar("Model", bound=BaseModel)


class FrontMatter(BaseModel):
    """What stands between the two --- at the top of a lesson file."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, description="its name on the map")
    summary: str = Field(min_length=1, description="one sentence on the map")
    lab: str = Field(description="the slug of the lab its rounds run")
    lede: str = Field(min_length=1, description="one sentence from working life, below the headline")
    headline: str | None = Field(None, description="the page's heading; the title if there is none")
    eyebrow: str | None = Field(None, description="the few words before `round 1 of 7`")
    opening: str = Field("Before the bell", description="heading of what stands before the first round")
    group: str | None = Field(None, description="for a lesson that is not on the map: the heading it stands under")
    preset: dict[str, Value] = Field(default_factory=dict, description="parameters of every round")
    figures: dict[str, float] = Field(default_factory=dict, description="named numbers of the document, for calc")


Panel = Literal["table", "log", "code", "theory", "compare", "take"]


class RoundSpec(BaseModel):
    """What stands in the ```round block below a round's heading."""

    model_config = ConfigDict(extra="forbid")
    summary: str = Field(min_length=1, description="the line shown while the round is closed")
    preset: dict[str, Value] = Field(default_factory=dict, description="parameters that differ from the front matter's")
    controls: list[str] = Field(default_factory=list, description="parameters the learner may move")
    actions: list[str] = Field(default_factory=list, description="buttons the learner may press")
    highlight: list[str] = Field(default_factory=list, description="of these, the ones to point at")
    panel: Panel | None = Field(None, description="what opens below the lab with the round")
    experiment: str | None = Field(None, description="the experiment that is on the page instead of the lesson's lab")
    settings: dict[str, Value] = Field(default_factory=dict, description="the experiment's parameters")


def shaped(model: type[Model], yaml: Located, name: str, faults: list[LessonFault]) -> Model | None:
    """`yaml` as a `model`, or None with a fault for every key that does not fit."""
    try:
        return model.model_validate(dict(yaml.data))
    except ValidationError as error:
        seen = set()
        for each in error.errors(include_url=False):
            # A union reports one error for each of its types; its first place is enough to find the key.
            path = tuple(str(part) for part in each["loc"] if part not in ("bool", "int", "float", "str"))
            if path in seen:
                continue
            seen.add(path)
            message = "unknown key" if each["type"] == "extra_forbidden" else each["msg"].lower()
            faults.append(LessonFault(name, yaml.line(*path), f"`{'.'.join(path)}`: {message}"))
        return None


def check_preset(
    lab: type[Lab], preset: Mapping[str, Any], own: Located, name: str, faults: list[LessonFault], key: str = "preset"
) -> bool:
    """Whether the lab takes `preset`, of which the `key` of `own` is the part that stands at this place."""
    from app.labs import LabError

    declared = lab.describe()["params"]["properties"]
    known = True
    for each in own.data.get(key) or {}:
        if each not in declared:
            known = False
            faults.append(LessonFault(name, own.line(key, each), f"the lab {lab.slug} has no parameter `{each}`"))
    if not known:
        return False
    try:
        lab.parse(preset)
    except LabError as error:
        place = own.line(key, error.field) if error.field else own.line(key)
        faults.append(LessonFault(name, place, error.message))
        return False
    return True


def check_names(lab: type[Lab], spec: RoundSpec, yaml: Located, name: str, faults: list[LessonFault]) -> None:
    """Controls, actions and highlights must be the lab's own."""
    description = lab.describe()
    params = set(description["params"]["properties"])
    actions = {action["name"] for action in description["actions"]}
    wanted = (
        ("controls", spec.controls, params),
        ("actions", spec.actions, actions),
        ("highlight", spec.highlight, set(spec.controls) | set(spec.actions)),
    )
    for key, names, allowed in wanted:
        for index, each in enumerate(names):
            if each not in allowed:
                what = {"controls": "parameter", "actions": "action"}.get(key, "control or action of this round")
                faults.append(LessonFault(name, yaml.line(key, index), f"the lab {lab.slug} has no {what} `{each}`"))
    if spec.panel == "compare" and not description.get("tables"):
        faults.append(LessonFault(name, yaml.line("panel"), f"the lab {lab.slug} has no tables to compare"))
