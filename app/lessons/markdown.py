"""The Markdown of lessons: containers such as `::: try`, directives such as `{{ param … }}`, and where both stand.

`parse` only reads; what the words mean (is there such a parameter?) is decided in library.py.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from app.lessons.code import highlight
from app.lessons.source import LessonFault

# What each container becomes: the opening and the closing HTML; {title} is what follows its name.
CONTAINERS = {
    "try": ('<div class="try"><b>Try it</b>', "</div>"),
    "why": ('<details class="why"><summary>{title}</summary>', "</details>"),
    "since": ('<div class="since" role="note"><b>Since this was written</b>', "</div>"),
    "document": ('<blockquote class="document"><b>The document says</b>', "</blockquote>"),
    "takehome": ('<section class="takehome" id="take-home"><h2 tabindex="-1">Take home</h2>', "</section>"),
    "figure": ('<figure class="drawn">{drawing}<figcaption>', "</figcaption></figure>"),
}
DEFAULT_TITLES = {"why": "Why?"}


@dataclass
class Section:
    """A run of blocks: one round, or what stands before the first or after the last."""

    title: str = ""
    line: int = 1
    spec: str = "{}"  # the YAML of the ```round block
    spec_line: int = 1
    tokens: list[Token] = field(default_factory=list)


@dataclass
class Source:
    """A lesson file taken apart, nothing in it judged yet except its syntax."""

    front: str
    opening: Section
    rounds: list[Section]
    ending: Section


def make_markdown() -> MarkdownIt:
    """CommonMark with tables, lesson containers and directives; raw HTML stays text."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": True, "highlight": highlight})
    md.enable(["table", "smartquotes", "replacements"]).use(front_matter_plugin)
    container_plugin(md, "lesson", validate=lambda params, markup: bool(params.strip()), render=_render_container)
    md.inline.ruler.before("backticks", "directive", _directive_rule)
    md.add_render_rule("directive", _render_directive)
    md.add_render_rule("task", _render_task)
    return md


def parse(text: str, name: str, figures: Path) -> tuple[Source | None, list[LessonFault]]:
    """Takes `text` of the lesson file `name` apart; figures are looked for in the folder `figures`."""
    faults = [LessonFault(name, line, message) for line, message in check_containers(text)]
    if faults:
        return None, faults  # with containers astray, everything after would only be blamed for it
    tokens = MARKDOWN.parse(text)
    if not tokens or tokens[0].type != "front_matter":
        faults.append(LessonFault(name, 1, "a lesson begins with front matter between two lines of ---"))
        return None, faults
    sections = list(_sections(tokens[1:], name, faults))
    for token in _containers(tokens):
        kind, _, title = token.info.strip().partition(" ")
        if kind == "figure":
            _load_drawing(token, title.strip(), name, figures, faults)
    source = Source(tokens[0].content, sections[0], sections[1:-1], sections[-1])
    if not source.rounds:
        faults.append(LessonFault(name, 1, "a lesson has at least one round: a heading that begins with ##"))
    return source, faults


def check_containers(text: str) -> Iterator[tuple[int, str]]:
    """Unknown, unclosed and unopened containers; markdown-it closes them silently wherever it likes."""
    opened: list[tuple[int, int, str]] = []
    fence = ""
    for line, content in enumerate(text.splitlines(), 1):
        stripped = content.strip()
        if fence or stripped.startswith(("```", "~~~")):
            mark = re.match(r"`{3,}|~{3,}", stripped)
            if not fence:
                fence = mark.group() if mark else ""
            elif mark and mark.group() == stripped and stripped.startswith(fence):
                fence = ""
            continue
        found = re.fullmatch(r"(:{3,})\s*(.*)", stripped)
        if not found:
            continue
        colons, rest = len(found[1]), found[2].strip()
        if not rest:
            if opened and opened[-1][1] == colons:
                opened.pop()
            else:
                yield line, "this closes a container that was never opened"
            continue
        kind = rest.split()[0]
        if kind not in CONTAINERS:
            yield line, f"unknown container `{kind}`; there are {', '.join(CONTAINERS)}"
        while opened and opened[-1][1] <= colons:  # one inside another is written with fewer colons
            start, _, name = opened.pop()
            yield start, f"the container `{name}` is never closed"
        opened.append((line, colons, kind))
    for start, _, name in opened:
        yield start, f"the container `{name}` is never closed"


def directives(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Every directive below `tokens` with the line it stands in."""
    line = 1
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        for child in token.children or ():
            if child.type == "directive":
                yield child, line + token.content.count("\n", 0, child.meta["offset"])


def inline(text: str) -> list[Token]:
    """One line of Markdown (a summary, a lede) as tokens."""
    return MARKDOWN.parseInline(text)


def render(tokens: Sequence[Token], **env: Any) -> str:
    """HTML of `tokens`; `env` must hold the `measurements` that directives ask."""
    return str(MARKDOWN.renderer.render(list(tokens), MARKDOWN.options, env))


def _containers(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "container_lesson_open")


def _sections(tokens: Sequence[Token], name: str, faults: list[LessonFault]) -> Iterator[Section]:
    """Opening, rounds, ending: a level-two heading begins a round, the take-home container the ending."""
    section = Section()
    index = 0
    ended = False
    while index < len(tokens):
        token = tokens[index]
        line = token.map[0] + 1 if token.map else section.line
        if token.type == "heading_open" and token.tag in ("h1", "h2") and token.level == 0:
            if token.tag == "h1" or ended:
                faults.append(LessonFault(name, line, "rounds begin with ##, before the take-home"))
            yield section
            section = Section(tokens[index + 1].content, line)
            index += 3
            continue
        if token.type == "fence" and token.info.strip() == "round":
            if not section.title or section.tokens:
                faults.append(LessonFault(name, line, "a ```round block stands right below a ## heading"))
            section.spec, section.spec_line = token.content, line + 1
            index += 1
            continue
        if token.type == "container_lesson_open" and token.level == 0 and token.info.split()[0] == "takehome":
            yield section
            section = Section(line=line)
            ended = True
        section.tokens.append(token)
        index += 1
    yield section
    if not ended:
        faults.append(LessonFault(name, section.line, "a lesson ends with a ::: takehome container"))
        yield Section()


def _load_drawing(token: Token, words: str, name: str, figures: Path, faults: list[LessonFault]) -> None:
    """Puts the SVG of a `::: figure NAME` into its token; drawings belong to the repository and are trusted."""
    line = (token.map or [0])[0] + 1
    path = figures / f"{words}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", words) or not path.is_file():
        faults.append(LessonFault(name, line, f"there is no drawing lessons/figures/{words}.svg"))
        return
    token.meta["drawing"] = path.read_text(encoding="utf-8")


def _directive_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    end = state.src.find("}}", state.pos)
    body = state.src[state.pos + 2 : end if end >= 0 else None].strip()
    if not silent:
        token = state.push("directive", "", 0)
        token.content = body
        token.meta = {"offset": state.pos, "closed": end >= 0}
    state.pos = end + 2 if end >= 0 else state.posMax
    return True


def _render_directive(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    value = tokens[idx].meta.get("value")
    return "" if value is None else str(value.html(env["measurements"]))


def _render_task(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    return str(tokens[idx].meta["html"](env["measurements"]))


def _render_container(self: Any, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
    token = tokens[idx]
    if token.nesting < 0:
        depth = 0
        for earlier in reversed(tokens[:idx]):  # the partner that opened it
            if earlier.type == "container_lesson_close":
                depth += 1
            elif earlier.type == "container_lesson_open":
                if depth == 0:
                    token = earlier
                    break
                depth -= 1
        return CONTAINERS[token.info.split()[0]][1] + "\n"
    kind, _, title = token.info.strip().partition(" ")
    shown = html.escape(title.strip() or DEFAULT_TITLES.get(kind, ""))
    return CONTAINERS[kind][0].format(title=shown, drawing=token.meta.get("drawing", "")) + "\n"


MARKDOWN = make_markdown()
