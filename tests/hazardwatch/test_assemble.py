"""What is assembled of settings: topics, passwords, and files that are wrong named at once."""

import pytest
from argon2 import PasswordHasher

from dashboard_api.people import People
from hazardwatch.assemble import _set_admin_password, build_historian, read_mqtt
from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import (
    DEMO_PASSWORD,
    HistorianSettings,
    HttpSettings,
    MqttSettings,
    PlantSettings,
    Settings,
    SettingsError,
)
from ingest.topic import name_subscriptions
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant

T0 = 1_700_000_000_000


@pytest.fixture
def plant(tmp_path):
    return read_plant(write_plant(tmp_path / "plant"))


def test_the_session_hears_the_park_and_not_its_own_acknowledgements(plant):
    topics = name_subscriptions(plant.park.id)
    assert all(topic.startswith("hazard/v1/P1/+/+/") for topic in topics)
    assert not [topic for topic in topics if topic.endswith(("ack", "+/+/#"))]


@pytest.fixture
def people(tmp_path):
    people = People(f"sqlite:///{DataDirectory(tmp_path).people}", PasswordHasher(1, 8, 1))
    yield people
    people.close()


def settle_password(people, folder, password=None, host="127.0.0.1"):
    settings = Settings(
        plant=PlantSettings(dir=folder),
        mqtt=MqttSettings(url="mqtt://broker"),
        http=HttpSettings(host=host),
        admin_password=password,
    )
    _set_admin_password(people, settings, DataDirectory(folder))


def test_the_first_password_is_made_once_and_kept_in_a_file(people, tmp_path):
    settle_password(people, tmp_path)
    password = DataDirectory(tmp_path).admin_password.read_text(encoding="utf-8").strip()
    settle_password(people, tmp_path)
    assert people.log_in("admin", password, T0)


def test_a_password_given_once_stays(people, tmp_path):
    settle_password(people, tmp_path, "given once")
    settle_password(people, tmp_path, host="0.0.0.0")
    assert people.log_in("admin", "given once", T0)


def test_a_demo_password_of_an_earlier_start_is_refused_where_others_reach_the_page(
    people, tmp_path
):
    settle_password(people, tmp_path, DEMO_PASSWORD)
    settle_password(people, tmp_path)
    with pytest.raises(SettingsError, match=r"admin .* demo password.* HAZARDWATCH_ADMIN_"):
        settle_password(people, tmp_path, host="0.0.0.0")
    settle_password(people, tmp_path, "another", host="0.0.0.0")


@pytest.mark.parametrize("key", ["ca", "cert"])
def test_certificates_that_are_none_are_named(tmp_path, key):
    for file in (tmp_path / "absent.pem", tmp_path):
        with pytest.raises(SettingsError, match=f"mqtt.{key} .*{file.name}"):
            read_mqtt(MqttSettings.model_validate({"url": "mqtts://broker", key: file}))


def test_a_token_file_that_is_not_there_is_named(tmp_path):
    settings = HistorianSettings(
        kind="influxdb", url="http://h", bucket="b", token_file=tmp_path / "absent"
    )
    with pytest.raises(SettingsError, match=r"historian\.token_file .*absent"):
        build_historian(settings, DataDirectory(tmp_path))
