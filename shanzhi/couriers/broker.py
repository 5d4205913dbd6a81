"""Listens at an MQTT broker: asks for topics, hands each message on, and says that it was taken only when it was."""

import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

log = logging.getLogger("shanzhi.broker")
AT_LEAST_ONCE: Final = 1
KEEP_ALIVE: Final = 30
PAUSES: Final = (0.5, 2.0, 5.0, 15.0, 60.0)
LARGEST: Final = 4 * 1024 * 1024
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is. name: under which it keeps what came while nobody listened."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    name: str = "shanzhi"


def broker_at(url: str, name: str = "shanzhi") -> Broker | None:
    """The broker of an address such as mqtts://user:password@host:8883, None where it is none."""
    said = urlsplit(url)
    if said.scheme not in _PORTS or not said.hostname:
        return None
    port = said.port or _PORTS[said.scheme]
    return Broker(
        said.hostname, port, unquote(said.username or ""), unquote(said.password or ""), said.scheme == "mqtts", name
    )


class Listener:
    """One lasting session at a broker. take: gets topic and content; where it raises, the message comes again."""

    def __init__(self, broker: Broker, take: Callable[[str, bytes], None]) -> None:
        self._broker, self._take = broker, take
        self._wanted: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()
        self._failed, self._up = 0, False
        self.taken = 0
        self._client = self._made()

    def ask_for(self, filters: Collection[str]) -> None:
        """The topics to listen to from now on, with at least one delivery of each message."""
        self._wanted = frozenset(filters)
        if self._up:
            self._subscribe()

    def step(self, seconds: float) -> bool:
        """Listens so long at most; comes back to a broker that went away. Whether it is there."""
        try:
            if not self._connected():
                return False
            gave = self._client.loop(seconds)
        except Exception:  # whatever it is, the message was not taken: hang up, so that it comes again
            log.exception("message not taken")
            gave = MQTTErrorCode.MQTT_ERR_UNKNOWN
        if gave == MQTTErrorCode.MQTT_ERR_SUCCESS:
            return True
        self._lost()
        return False

    def stop(self) -> None:
        """Ends; the broker keeps what comes meanwhile."""
        with suppress(OSError, ValueError):
            self._client.disconnect()

    def _made(self) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, self._broker.name, clean_session=False, manual_ack=True)
        client.on_connect, client.on_message = self._came_up, self._message
        if self._broker.user:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.tls:
            client.tls_set()
        return client

    def _connected(self) -> bool:
        if self._client.is_connected() or self._client.socket() is not None:
            return True
        try:
            self._client.connect(self._broker.host, self._broker.port, KEEP_ALIVE)
        except OSError as trouble:
            log.warning("broker not there", extra={"trouble": str(trouble)})
            self._lost()
            return False
        return True

    def _lost(self) -> None:
        """Hangs up and waits, longer each time."""
        self._up, self._asked = False, frozenset()
        self.stop()
        self._client = self._made()
        time.sleep(PAUSES[min(self._failed, len(PAUSES) - 1)])
        self._failed += 1

    def _came_up(self, _client: Client, _data: object, _flags: object, code: Any, _more: object) -> None:  # noqa: ANN401 - paho's own
        if code.is_failure:
            log.warning("broker refused", extra={"trouble": str(code)})
            return
        self._up, self._failed = True, 0
        self._subscribe()

    def _subscribe(self) -> None:
        new, gone = self._wanted - self._asked, self._asked - self._wanted
        if new:
            self._client.subscribe([(one, AT_LEAST_ONCE) for one in sorted(new)])
        if gone:
            self._client.unsubscribe(sorted(gone))
        self._asked = self._wanted

    def _message(self, client: Client, _data: object, message: MQTTMessage) -> None:
        self._take(message.topic, bytes(message.payload[:LARGEST]))
        self.taken += 1
        client.ack(message.mid, message.qos)
