"""Listens at the MQTT broker for readings, until it is stopped; each message is acknowledged once it is committed."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from shanzhi import door
from shanzhi.actions.readings import count_unread, take_message
from shanzhi.core.kinds import Refused
from shanzhi.core.topic import fits, named_in
from shanzhi.couriers.broker import Listener, broker_at
from shanzhi.queries.feeds import Topic, broker_topics

log = logging.getLogger("shanzhi.listen")
LOOK_EVERY: Final = 30.0  # seconds between two looks at which topics are wanted
STEP: Final = 0.5


class Command(BaseCommand):
    """Takes what the broker has; a broker or database that goes away is waited for."""

    help = "从 MQTT 服务器接收读数 take readings from the MQTT broker"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", type=float, default=0.0, help="end after so many seconds without a message")

    def handle(self, *_: Any, quiet: float = 0.0, **__: Any) -> None:
        broker = broker_at(settings.MQTT, settings.MQTT_NAME)
        if broker is None:
            raise CommandError("没有设置 SHANZHI_MQTT，例如 mqtt://127.0.0.1:1883。 set SHANZHI_MQTT")
        ears = Ears()
        listener = Listener(broker, ears.take)
        try:
            self._listen(listener, ears, quiet)
        except KeyboardInterrupt:
            pass
        finally:
            listener.stop()
        self.stdout.write(f"收到 {listener.taken} 条消息 messages")

    def _listen(self, listener: Listener, ears: "Ears", quiet: float) -> None:
        looked, heard, taken = -LOOK_EVERY, time.monotonic(), 0
        while not quiet or time.monotonic() < heard + quiet:
            if time.monotonic() >= looked + LOOK_EVERY:
                ears.topics = broker_topics()
                listener.ask_for({topic.filter for topic in ears.topics})
                looked = time.monotonic()
            listener.step(STEP)
            if listener.taken > taken:
                heard, taken = time.monotonic(), listener.taken


class Ears:
    """What is done with a message: every source whose topic it falls under takes it."""

    def __init__(self) -> None:
        self.topics: Sequence[Topic] = ()

    def take(self, topic: str, payload: bytes) -> None:
        """Takes a message; passes on what is nobody's, raises where the database is not there."""
        if not connection.in_atomic_block:
            close_old_connections()  # one that died with the database is left behind
        for one in self.topics:
            if fits(one.filter, topic):
                self._one(one, named_in(one.filter, topic), payload)

    def _one(self, of: Topic, key: str, payload: bytes) -> None:
        try:
            take_message(source_id=of.source, payload=payload, key=key, now=door.now())
        except Refused as refused:  # a source closed meanwhile: the message is nobody's
            log.info("refused", extra={"code": refused.code, "source": of.source})
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # whatever it is, the next message has to be taken
            log.exception("message broke the program", extra={"source": of.source})
            count_unread(source_id=of.source, key=key, now=door.now())
