"""Experiments on the pages: listed with the labs, each with a page, its parameters, and the code that it runs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.experiments import EXPERIMENTS
from app.labs import LABS


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(live=False).test_client()


def test_the_api_lists_experiments_with_the_labs(client: FlaskClient) -> None:
    listed = {each["slug"]: each for each in client.get("/api/labs").get_json()}
    assert listed.keys() == {*LABS, *EXPERIMENTS}
    assert {slug for slug, each in listed.items() if each.get("experiment")} == set(EXPERIMENTS)
    assert client.get("/api/labs/executors").get_json() == listed["executors"]


@pytest.mark.parametrize("slug", EXPERIMENTS)
def test_every_experiment_has_a_page_that_heeds_its_address(slug: str, client: FlaskClient) -> None:
    page = client.get(f"/labs/{slug}?repeats=2&sizes=0").get_data(as_text=True)
    assert "Experiment" in page
    assert '"repeats": 2' in page
    assert "from 1 to 128" in page


def test_the_code_of_an_experiment_is_that_of_its_program(client: FlaskClient) -> None:
    code = client.get("/api/labs/executors/code").get_json()
    assert code["kinds"].keys() >= EXPERIMENTS["executors"].describe()["events"].keys()
    places = [code["places"][name]["function"] for name in code["kinds"]["task.started"]]
    assert "Workers.work" in places
