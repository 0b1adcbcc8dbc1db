"""Reading the directives in a lesson's prose: `{{ param … }}`, `{{ measure … }}`, `{{ calc … }}` and their like.

Each directive is read and checked when the lesson is loaded and computed when it is first shown, so that no
number in a lesson is typed by hand and a lesson can never promise what the lab no longer does::

    {{ param max_size }}                                   the value in this round's preset, with its unit
    {{ measure wait_p95 for=20 }}                          what the lab measured after 20 model seconds
    {{ measure served_rate for=20 where max_size=2 as slow }}    … with other parameters, remembered as `slow`
    {{ measure request.served#last.t for=20 do=leak@1 }}    when the last request was served, in a run with a leak
    {{ calc slow * query_time | number 2 }}                arithmetic with figures, parameters, remembered values
    {{ engine ring_owner key=user:1 nodes=a,b,c }}         what the engine's own classes answer, without a run
    {{ label max_size }}                                   what the control, button or metric is called on the page
    {{ state active }}                                     the state's shape and word
"""

from __future__ import annotations

import re
import shlex
from keyword import iskeyword
from typing import Any

import yaml

from app.lessons.calc import CalcError, Expression
from app.lessons.facts_of_engine import FactError, question
from app.lessons.formats import BY_UNIT, FORMATS, declared
from app.lessons.script import Deed, Pick, ScriptError, read_pick, read_script
from app.lessons.values import CalcValue, Computed, EngineValue, Label, MeasureValue, ParamValue, Scene, StateMark

MAX_SECONDS = 600.0
VERBS = ("param", "measure", "calc", "engine", "label", "state")
STATES = ("active", "idle", "connecting", "closed", "waiting")


class DirectiveError(ValueError):
    """A directive that cannot be understood, or that names something unknown."""


def is_name(text: str) -> bool:
    """Whether a figure or a remembered value can be called so: calc must be able to read it."""
    return text.isidentifier() and not iskeyword(text)


def understand(text: str, scene: Scene) -> Computed:
    """Reads one directive (the text between the braces); raises DirectiveError, or LabError for a bad `where`."""
    body, style, digits = _split_format(text)
    verb, _, rest = body.strip().partition(" ")
    rest = rest.strip()
    match verb:
        case "param":
            return _param(rest, scene, style, digits)
        case "measure":
            return _measure(rest, scene, style, digits)
        case "calc":
            return _calc(rest, scene, style, digits)
        case "engine":
            return _engine(rest, scene, style, digits)
        case "label":
            return _label(rest, scene)
        case "state" if rest in STATES:
            return StateMark(rest)
        case "state":
            raise DirectiveError(f"there is no state `{rest}`; there are {', '.join(STATES)}")
    raise DirectiveError(f"unknown directive `{verb}`; there are {', '.join(VERBS)}")


def measured_value(text: str, scene: Scene) -> MeasureValue | EngineValue:
    """`wait_p95 for=20 where max_size=2`: what a {{ measure … }} says, where no braces are needed.

    `engine ring_moved …` is a measurement too: of the engine's classes, without a lab around them.
    """
    body, style, digits = _split_format(text)
    if not body.startswith("engine "):
        return _measure(body, scene, style, digits)
    made = _engine(body.removeprefix("engine "), scene, style, digits)
    if not made.style:
        raise DirectiveError(f"`{made.question.name}` answers with words, not with a number")
    return made


def calculated_value(text: str, scene: Scene) -> CalcValue:
    """`small * query_time | ms`: what a {{ calc … }} says, where no braces are needed."""
    body, style, digits = _split_format(text)
    return _calc(body, scene, style, digits)


def _split_format(text: str) -> tuple[str, str | None, int]:
    body, bar, tail = text.rpartition("|")
    if not bar:
        return text, None, 3
    found = re.fullmatch(r"\s*([a-z]+)(?:\s+([1-9]))?\s*", tail)
    if not found or found[1] not in FORMATS:
        raise DirectiveError(f"unknown format `{tail.strip()}`; there are {', '.join(FORMATS)}")
    return body, found[1], int(found[2] or 3)


def _param(name: str, scene: Scene, style: str | None, digits: int) -> ParamValue:
    declarations = scene.declarations()
    if name not in declarations:
        raise DirectiveError(f"the lab {scene.lab.slug} has no parameter `{name}`")
    value = scene.values()[name]
    if style is None:
        return ParamValue(name, declared(value, declarations[name]))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DirectiveError(f"`{name}` is no number here, so it takes no format")
    return ParamValue(name, FORMATS[style](value, digits))


def _label(name: str, scene: Scene) -> Label:
    labels: dict[str, str] = {}
    for described in (scene.lab.describe(), scene.on_the_page.describe()):  # what is on the page has the last word
        labels |= {key: declared.get("title", key) for key, declared in described["params"]["properties"].items()}
        labels |= {each["name"]: each["label"] for each in (*described["actions"], *described["metrics"])}
    if name not in labels:
        raise DirectiveError(f"the lab {scene.on_the_page.slug} has no parameter, action or metric `{name}`")
    return Label(str(labels[name]))


def _measure(rest: str, scene: Scene, style: str | None, digits: int) -> MeasureValue:
    words = _words(rest)
    metric, unit = _measured(words.pop(0) if words else "", scene)
    name = _taken_name(words)
    seconds: float | None = None
    where: dict[str, Any] = {}
    script: tuple[Deed, ...] = ()
    for word in words:
        key, equals, value = word.partition("=")
        if word == "where" and seconds is not None:
            continue
        if not equals:
            raise DirectiveError(f"`{word}` should read name=value")
        if key == "for" and seconds is None:
            seconds = _seconds(str(scene.figures.get(value, value)))
        elif key == "do" and not script:
            try:
                script = read_script(value, scene.lab, scene.figures)
            except (ScriptError, yaml.YAMLError) as error:
                raise DirectiveError(str(error)) from error
        else:
            where[key] = scene.figures[value] if value in scene.figures else _word(value)
    if seconds is None:
        raise DirectiveError("say how long to measure: for=<model seconds>")
    note = f"measured: {seconds:g} s of model time with this round's settings"
    note += "".join(f", {key} {value}" for key, value in where.items())
    note += "".join(f", {deed}" for deed in script)
    style = style or BY_UNIT[unit]
    made = MeasureValue(scene.lab, metric, seconds, scene.values(where), style, digits, note, script)
    _remember(name, made, scene)
    return made


def _engine(rest: str, scene: Scene, style: str | None, digits: int) -> EngineValue:
    words = _words(rest)
    fact = words.pop(0) if words else ""
    name = _taken_name(words)
    given = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise DirectiveError(f"`{word}` should read name=value")
        given[key] = value
    try:
        asked = question(fact, given)
    except FactError as error:
        raise DirectiveError(str(error)) from error
    if not asked.style and (style or name):
        raise DirectiveError(f"`{fact}` answers with words, so it takes no format and no `as`")
    note = f"computed by the engine: {fact} {', '.join(f'{key} {value}' for key, value in given.items())}"
    made = EngineValue(asked, style or asked.style, digits, note)
    _remember(name, made, scene)
    return made


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise DirectiveError(f"`{text}` cannot be read: {error}") from error


def _taken_name(words: list[str]) -> str | None:
    """Takes `as name` off the end of `words`."""
    if len(words) < 2 or words[-2] != "as":
        return None
    name = words.pop()
    words.pop()
    if not is_name(name):
        raise DirectiveError(f"`{name}` is no name to remember a value by")
    return name


def _remember(name: str | None, made: MeasureValue | EngineValue, scene: Scene) -> None:
    if name is not None:
        if name in scene.remembered and scene.remembered[name] != made:
            raise DirectiveError(f"`{name}` is already the name of another value")
        scene.remembered[name] = made


def _measured(text: str, scene: Scene) -> tuple[str | Pick, str]:
    """What is to be measured, a metric or something out of the journal, and its unit."""
    if "#" in text:
        try:
            pick = read_pick(text, scene.lab)
        except ScriptError as error:
            raise DirectiveError(str(error)) from error
        return pick, "s" if pick.field and (pick.field == "t" or pick.field.endswith("time")) else ""
    units = {each["name"]: each.get("unit", "") for each in scene.lab.describe()["metrics"]}
    if text not in units:
        raise DirectiveError(f"the lab {scene.lab.slug} does not measure `{text}`; it measures {', '.join(units)}")
    return text, units[text]


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_SECONDS:
        raise DirectiveError(f"for={text}: between 0 and {MAX_SECONDS:g} model seconds can be measured")
    return seconds


def _word(text: str) -> Any:
    """A value as YAML would read it: 2 is a number, off is false, null is never."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DirectiveError(f"`{text}` cannot be read") from error


def _calc(text: str, scene: Scene, style: str | None, digits: int) -> CalcValue:
    try:
        expression = Expression(text)
    except CalcError as error:
        raise DirectiveError(str(error)) from error
    known = {k: float(v) for k, v in scene.values().items() if isinstance(v, (int, float)) and not isinstance(v, bool)}
    known.update(scene.figures)
    remembered = {name: scene.remembered[name] for name in expression.names if name in scene.remembered}
    for name in sorted(expression.names):
        if name not in known and name not in remembered:
            raise DirectiveError(f"nothing here is called `{name}`: no figure, no parameter, no value kept by `as`")
    numbers = {name: known[name] for name in expression.names if name in known}
    if not remembered:
        try:
            expression.value(numbers)
        except CalcError as error:
            raise DirectiveError(str(error)) from error
    return CalcValue(expression, numbers, remembered, style or "number", digits)
