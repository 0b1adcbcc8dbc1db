"""A real server on a free port, and real clients over websockets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask

from app.live import LiveOptions, LiveServer, init_app, live_of, make_http_server
from app.live.interface import LabClass
from tests.live.browser import Browser
from tests.live.fake_lab import FakeLab


class Site:
    """A server under test. `labs` are the fake labs it has built, in order."""

    def __init__(self, *, others: Mapping[str, LabClass] | None = None, **options: Any) -> None:
        self.lab_class = FakeLab.kind()
        app = Flask("test")
        init_app(app, labs={"fake": self.lab_class, **(others or {})}, options=LiveOptions(**options))
        self.live: LiveServer = live_of(app)
        self._http = make_http_server(app, "127.0.0.1", 0)
        self.port: int = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._browsers: list[Browser] = []
        self._thread.start()

    @property
    def labs(self) -> list[FakeLab]:
        return self.lab_class.made

    def browser(self) -> Browser:
        browser = Browser(f"http://127.0.0.1:{self.port}")
        self._browsers.append(browser)
        return browser

    def stop(self) -> None:
        for lab in self.labs:
            lab.go.set()
        try:
            for browser in self._browsers:
                browser.close()
        finally:
            self.live.close()
            self._http.shutdown()
            self._thread.join()


@pytest.fixture
def make_site() -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def make(**options: Any) -> Site:
        sites.append(Site(**options))
        return sites[-1]

    yield make
    for site in sites:
        site.stop()


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()
