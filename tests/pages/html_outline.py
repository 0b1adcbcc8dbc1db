"""What a test wants to know of a page: its headings, links, files, and the data it hands to the browser."""

from __future__ import annotations

from html.parser import HTMLParser


class Outline(HTMLParser):
    """Reads a page once; then `headings`, `links`, `files`, `attributes` and `ids` can be asked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.files: list[str] = []
        self.ids: list[str] = []
        self.attributes: dict[str, dict[str, str]] = {}
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.setdefault(tag, given)
        self.handlers += [name for name in given if name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and given.get("rel") in ("stylesheet", "modulepreload", "icon", "preload"):
            self.files.append(given["href"])
        if tag == "script" and "src" in given:
            self.files.append(given["src"])
