"""A real broker on this machine: Debian's mosquitto, with a folder of its own where it keeps what nobody took yet."""

import shutil
import socket
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

PLACES = ("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto")


class Mosquitto:
    """A broker that can be stopped and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("mosquitto") or next((p for p in PLACES if Path(p).exists()), None)
        assert self.program, "mosquitto is missing: apt-get install mosquitto"
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.file = folder / "mosquitto.conf"
        self.file.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_interval 1\nuser root\n"
        )

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([self.program, "-c", str(self.file)], **quiet)
        for _ in range(100):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)):
                return
            time.sleep(0.05)
        raise AssertionError("mosquitto did not start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def publish(self, *messages: tuple[str, bytes]) -> None:
        """Messages of a meter, each told until the broker has it."""
        meter = Client(CallbackAPIVersion.VERSION2)
        meter.connect("127.0.0.1", self.port)
        meter.loop_start()
        for topic, payload in messages:
            meter.publish(topic, payload, qos=1).wait_for_publish(5)
        meter.disconnect()
        meter.loop_stop()
