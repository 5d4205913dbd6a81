"""Readings come in by a real broker; a message that cannot be read is counted, and listening goes on."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shanzhi.core.kinds import CHINA
from shanzhi.door import now
from shanzhi.models import FeedReading, FeedTrouble
from tests.broker import Mosquitto
from tests.conftest import World, books
from tests.feeds_world import source, wells


def listen() -> str:
    out = StringIO()
    call_command("listen", "--quiet", "1.5", stdout=out)
    return out.getvalue()


def test_readings_come_in_by_a_broker_and_nothing_twice(world: World, tmp_path, settings) -> None:
    broker = Mosquitto(tmp_path)
    settings.MQTT = broker.url
    programme, _ = wells(world.clerk)
    source(world.clerk, programme, topic="water/+/reading")
    at = now().astimezone(CHINA).replace(microsecond=0)
    broker.start()
    try:
        assert listen() == "收到 0 条消息 messages\n"
        good = f'{{"at": "{at.isoformat()}", "values": {{"volume": 7.25}}}}'.encode()
        broker.publish(("water/井1/reading", good), ("water/井1/reading", b"\xff"), ("water/井1/reading", good))
        assert listen() == "收到 3 条消息 messages\n"
        before = books()
        assert (listen(), books()) == ("收到 0 条消息 messages\n", before)
    finally:
        broker.stop()
    assert list(FeedReading.objects.values_list("at", "value")) == [(datetime.fromisoformat(str(at)), 7250)]
    assert list(FeedTrouble.objects.values_list("code", "key", "n")) == [("unreadable", "井1", 1)]


def test_without_a_broker_it_says_what_to_set(world: World, settings) -> None:
    settings.MQTT = ""
    with pytest.raises(CommandError, match="SHANZHI_MQTT"):
        listen()
