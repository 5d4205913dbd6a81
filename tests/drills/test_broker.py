"""A listener at a real broker: each message until it was taken, also over a restart of the broker."""

import time

import pytest

from shanzhi.couriers.broker import Listener, broker_at
from tests.broker import Mosquitto


@pytest.fixture
def mosquitto(tmp_path):
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.stop()


def until(listener: Listener, held, seconds: float = 15.0) -> None:
    """Listens until something holds."""
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end, "nothing came"
        listener.step(0.1)


def listening(broker: Mosquitto, take, *filters: str) -> Listener:
    """A listener whose topics the broker knows."""
    listener = Listener(broker_at(broker.url, "test"), take)
    listener.ask_for(filters)
    for _ in range(10):
        listener.step(0.1)
    return listener


def test_a_message_comes_again_until_it_is_taken(mosquitto):
    came: list[bytes] = []

    def take(_topic: str, payload: bytes) -> None:
        came.append(payload)
        if len(came) == 1:
            raise RuntimeError("the database is away")

    listener = listening(mosquitto, take, "water/+/reading")
    mosquitto.publish(("water/1/reading", b"one"), ("other/1", b"not asked for"))
    until(listener, lambda: listener.taken == 1)
    assert came == [b"one", b"one"]
    listener.stop()


def test_what_comes_while_nobody_listens_is_kept_over_a_restart_of_the_broker(mosquitto):
    came: list[tuple[str, bytes]] = []
    listening(mosquitto, lambda *said: came.append(said), "water/#").stop()
    mosquitto.publish(("water/1/reading", b"one"), ("water/2/reading", b"two"))
    time.sleep(0.2)
    mosquitto.stop()
    mosquitto.start()
    listener = Listener(broker_at(mosquitto.url, "test"), lambda *said: came.append(said))
    until(listener, lambda: listener.taken == 2)
    assert came == [("water/1/reading", b"one"), ("water/2/reading", b"two")]
    mosquitto.stop()
    assert not any(listener.step(0.1) for _ in range(2))
    mosquitto.start()
    listener.ask_for(["water/#"])
    until(listener, lambda: listener.step(0.1))
    mosquitto.publish(("water/1/reading", b"three"))
    until(listener, lambda: listener.taken == 3)
    listener.stop()


def test_topics_no_longer_asked_for_fall_silent(mosquitto):
    came: list[bytes] = []
    listener = listening(mosquitto, lambda _topic, payload: came.append(payload), "a/b", "c/d")
    listener.ask_for(["c/d"])
    for _ in range(5):
        listener.step(0.1)
    mosquitto.publish(("a/b", b"no"), ("c/d", b"yes"))
    until(listener, lambda: listener.taken == 1)
    assert came == [b"yes"]
    listener.stop()
