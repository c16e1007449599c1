"""A house, people, and a client that speaks to the application without a socket."""

import httpx
import pytest

from tests.dashboard_api.house import NOON, PASSWORD, House, make_app, make_people


@pytest.fixture
def house():
    house = House()
    yield house
    house.audit.store.close()


@pytest.fixture
def people(tmp_path):
    people = make_people(f"sqlite:///{tmp_path}/people.sqlite")
    yield people
    people.close()


@pytest.fixture
def app(house, people):
    return make_app(house, people)


@pytest.fixture
async def stranger(app):
    """A client that has not logged in."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://park") as client:
        yield client


@pytest.fixture
def token_of(people):
    return lambda name: people.log_in(name, PASSWORD, NOON)[0]


@pytest.fixture
def client(stranger, token_of):
    """A client that has logged in as admin."""
    stranger.headers["Authorization"] = f"Bearer {token_of('admin')}"
    return stranger


@pytest.fixture
def as_(client, people, token_of):
    """Ask as somebody else, once; 甲方 and 乙方 are accounts of the enterprises E1 and E2."""
    people.set_password("甲方", PASSWORD, "enterprise", "E1")
    people.set_password("乙方", PASSWORD, "enterprise", "E2")

    async def ask(name, method, path, **more):
        headers = {"Authorization": f"Bearer {token_of(name)}", **more.pop("headers", {})}
        return await client.request(method, path, headers=headers, **more)

    return ask
