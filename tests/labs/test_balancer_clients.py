"""Who asks, and for what: shares as they are set, and the same draws whatever is set."""

from __future__ import annotations

from app.engine.balancer import Request
from app.labs.balancer import BalancerLab
from app.labs.balancer.clients import Clients
from app.labs.balancer.names import OFFICE


def asked(count: int, **params: object) -> list[Request]:
    clients = Clients(BalancerLab.parse(params)[0])
    return [clients.request() for _ in range(count)]


def test_so_many_come_from_the_office_and_ask_for_the_hot_key() -> None:
    requests = asked(4000, office_share=0.3, hot_share=0.2, clients=20, key_count=1000)

    # Four standard deviations of a share of 4,000 draws.
    assert abs(sum(it.client_ip == OFFICE for it in requests) / 4000 - 0.3) < 0.03
    assert abs(sum(it.key == "user:0" for it in requests) / 4000 - 0.2) < 0.03
    assert len({it.client_ip for it in requests}) == 21
    assert len({it.key for it in requests}) > 900


def test_without_an_office_and_a_hot_key_all_are_alike() -> None:
    requests = asked(4000, clients=2, key_count=10)
    assert {it.client_ip for it in requests} == {"192.168.1.100", "10.0.0.50"}, "the document's two"
    assert abs(sum(it.key == "user:0" for it in requests) / 4000 - 0.1) < 0.02


def test_a_slider_changes_only_what_it_is_about() -> None:
    plain, hot = asked(200), asked(200, hot_share=0.5, office_share=0.5)
    assert [(it.demand, it.luck) for it in plain] == [(it.demand, it.luck) for it in hot]
    assert all(one.key == other.key or other.key == "user:0" for one, other in zip(plain, hot, strict=True))
    slow = asked(200, work_time=0.4)
    assert [round(it.demand / 2, 6) for it in slow] == [round(it.demand, 6) for it in plain]
