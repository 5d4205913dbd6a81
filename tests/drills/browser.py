"""A browser made of the standard library: logs in, reads pages, sends forms and files."""

import re
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError

from tests.e2e.house import PASSWORD


@dataclass
class Browser:
    """Somebody's desk at a running house."""

    url: str
    jar: CookieJar = field(default_factory=CookieJar)

    def log_in(self, name: str) -> "Browser":
        self.get("/login/")
        status, _page = self.post("/login/", {"username": name, "password": PASSWORD})
        assert status == 200
        return self

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.url + path))

    def post(self, path: str, fields: dict[str, str], file: bytes = b"") -> tuple[int, str]:
        token = next((c.value for c in self.jar if c.name == "csrftoken"), "")
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {**fields, "csrfmiddlewaretoken": token or ""}.items()
        ]
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n'
            parts.append(head.encode() + b"Content-Type: text/plain\r\n\r\n" + file + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(urllib.request.Request(self.url + path, body, kind))

    def note(self, task: int, text: str, key: uuid.UUID | None = None, file: bytes = b"") -> tuple[int, str]:
        fields = {"text": text, "key": str(key or uuid.uuid4())}
        return self.post(f"/tasks/{task}/note/", fields, file)

    def open_tasks(self) -> list[int]:
        """Tasks of the first programme on the desk."""
        page = self.get("/")[1]
        programme = re.search(r"/programmes/(\d+)/", page)
        assert programme, page
        return [int(n) for n in dict.fromkeys(re.findall(r"/tasks/(\d+)/", self.get(programme[0])[1]))]

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
