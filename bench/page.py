"""What the lesson page weighs over the wire."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from app import create_app
from bench.report import Figure

PAGE = "/lessons/pool-architecture"


def run() -> Iterator[Figure]:
    """kilobytes of the lesson page, everything it loads gzipped, without fonts"""
    client = create_app().test_client()
    html = client.get(PAGE).get_data(as_text=True)
    addresses = {
        urljoin(PAGE, found)
        for found in re.findall(r'(?:href|src)="([^"]+\.(?:css|js)[^"]*)"', html)
        if not found.startswith("http")
    }
    sizes = {PAGE: len(gzip.compress(html.encode()))}
    for address in sorted(addresses):
        answer = client.get(address)
        assert answer.status_code == 200, address
        sizes[address] = len(gzip.compress(answer.data))
    yield Figure(f"{len(sizes)} files", sum(sizes.values()) / 1000, " kB", 100)
    for address, size in sorted(sizes.items(), key=lambda pair: -pair[1])[:5]:
        yield Figure(f"  {address}", size / 1000, " kB")
