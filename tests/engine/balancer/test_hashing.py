"""Hashes that stay: known answers, and the same ones in every process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from app.engine.balancer.hashing import SPACE, md5_64, md5_128, mix64

SCRIPT = """
from app.engine.balancer.policies import make_policy
from app.engine.balancer.server import Request, Server
servers = tuple(Server(name) for name in "abcde")
for name in ("ip_hash", "consistent_hash", "bounded_load", "maglev", "rendezvous", "jump_hash"):
    policy = make_policy(name)
    print(name, "".join(policy.pick(servers, Request(f"user:{n}", f"10.0.0.{n}")).name for n in range(200)))
"""


def test_md5_128_is_the_whole_md5_as_a_number() -> None:
    assert md5_128("") == 0xD41D8CD98F00B204E9800998ECF8427E
    for text in ("user:123", "server-a:vn0", "Käse", "鍵"):
        assert md5_128(text) == int(hashlib.md5(text.encode()).hexdigest(), 16) < SPACE
        assert md5_64(text) == md5_128(text) >> 64


def test_half_a_surrogate_pair_has_a_hash_too() -> None:
    assert 0 <= md5_128("\ud800") < SPACE
    assert md5_128("\ud800") != md5_128("\ud801")


def test_mix64_is_the_finaliser_of_splitmix64() -> None:
    # The first numbers that the reference generator gives for the seed 0.
    step = 0x9E3779B97F4A7C15
    assert mix64(step) == 0xE220A8397B1DCDAF
    assert mix64(2 * step % 2**64) == 0x6E789E6AA1B965F4
    assert mix64(3 * step % 2**64) == 0x06C45D188009454F


def test_another_process_sends_everybody_to_the_same_server() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
