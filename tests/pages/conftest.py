"""Pages over a fake lab and a folder of lessons that the test writes itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.lessons import Lesson, Library
from tests.pages.fake_lab import LABS, FakeLab

FRONT = """---
title: A small lesson
summary: Two rounds.
lab: fake-pool
lede: It is nine o’clock.
figures: {tcp: 0.001, tls: 0.002}
---
The opening.
"""
ROUND = """
## First round

```round
summary: How it starts.
preset: {max_size: 4}
controls: [max_size]
actions: [kill]
```

The pool has {{ param max_size }} slots.
"""
END = """
::: takehome
Reuse.
:::
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    (folder / "figures").mkdir(parents=True)
    return folder


@pytest.fixture
def write(folder: Path) -> Callable[..., Lesson]:
    """`write(body)` makes a lesson file of good front matter, `body` and an ending; returns it loaded."""

    def write(body: str = ROUND, *, front: str = FRONT, end: str = END) -> Lesson:
        FakeLab.runs.clear()
        (folder / "pool-architecture.md").write_text(front + body + end, encoding="utf-8")
        lesson = Library(LABS, folder).get("pool-architecture")
        assert lesson is not None
        return lesson

    return write


class Client(FlaskClient):
    """Reads every answer to its end and closes it, as a browser does; files would stay open otherwise."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    app = create_app(labs=LABS, lessons=folder, live=False)
    app.test_client_class = Client
    return app.test_client()
