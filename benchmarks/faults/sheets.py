"""Answer sheets that can be told apart, and the requests that carry them."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from questionnaires.model import Questionnaire
from questionnaires.reader import read_text

DESIGN = """
format: ydan/1
id: thu-loi
title: Phiếu thử lỗi
consent: {text: Đồng ý trả lời phiếu này?, yes: Đồng ý, no: Không}
pages:
- id: a
  items:
  - {id: mark, type: text, required: true, text: Dấu riêng của phiếu?}
  - id: q1
    type: single
    required: true
    text: Đường đi có tốt hơn không?
    choices: [{code: co, text: Có}, {code: khong, text: Không}]
  - id: q2
    type: multiple
    text: Cần làm gì trước?
    choices: [{code: duong, text: Đường}, {code: nuoc, text: Nước}, {code: song, text: Sóng}]
  - {id: q3, type: integer, min: 0, max: 99, text: Nhà có mấy người?}
"""
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
RECEIPT = re.compile(r'<p class="z">\s*([0-9A-Z]+)\s*</p>')
TIMEOUT_S = 10.0
Answer = str | int | list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer sheet of one person; `answers` is the stored form of what they say."""

    id: UUID
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, and the receipt if there is one."""

    status: int
    receipt: str = ""


@dataclass
class Way:
    """How sheets of one client travel: the form (with its token) or the phone's queue."""

    port: int
    code: str
    form: bool
    token: str = field(default="")

    def request(self, sheet: Sheet) -> tuple[str, bytes, str]:
        """Path, body and content type of a sheet."""
        if self.form:
            own = {"submission_id": str(sheet.id), "csrf_token": self.token}
            fields = {**own, "consent": "yes", "action": "send", **sheet.answers}
            body = urlencode(fields, doseq=True).encode()
            return f"/s/{self.code}", body, "application/x-www-form-urlencoded"
        head = {"submission_id": str(sheet.id), "collector": self.code, "consent": True}
        body = json.dumps({**head, "language": "vi", "answers": sheet.answers}).encode()
        return "/api/v1/responses", body, "application/json"

    @contextmanager
    def sent(self, sheet: Sheet) -> Iterator[HTTPConnection]:
        """Send a sheet without waiting for the reply; OSError when nobody listens."""
        path, body, content_type = self.request(sheet)
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)) as connection:
            connection.request("POST", path, body, {"Content-Type": content_type})
            yield connection

    def send(self, sheet: Sheet) -> Reply:
        """Send a sheet and wait; OSError or HTTPException when the server died over it."""
        with self.sent(sheet) as connection:
            return read_reply(connection)

    def fetch_token(self) -> None:
        """Load the page as a person would; its token is good for a day, restarts included."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)) as connection:
            connection.request("GET", f"/s/{self.code}")
            found = TOKEN.search(connection.getresponse().read().decode())
        if found is None:
            raise RuntimeError("the page holds no form token")
        self.token = found[1]


def read_reply(connection: HTTPConnection) -> Reply:
    """Wait for the reply; OSError or HTTPException when the server died over it."""
    with connection.getresponse() as answer:
        body = answer.read().decode()
    if answer.status not in (200, 201):
        return Reply(answer.status)
    if body.startswith("{"):
        return Reply(answer.status, json.loads(body)["receipt"])
    found = RECEIPT.search(body)
    return Reply(answer.status, found[1] if found else "")


def make_sheet(chance: Random) -> Sheet:
    """A sheet like no other: its mark would show it under another id too."""
    places = [code for code in ("duong", "nuoc", "song") if chance.random() < 0.5]
    answers: dict[str, Answer] = {
        "mark": f"{chance.getrandbits(64):016x} được",
        "q1": chance.choice(("co", "khong")),
        "q3": chance.randrange(100),
    }
    if places:
        answers["q2"] = places
    return Sheet(UUID(int=chance.getrandbits(128), version=4), answers)


def changed(sheet: Sheet) -> Sheet:
    """The same id with another answer."""
    other = "khong" if sheet.answers["q1"] == "co" else "co"
    return Sheet(sheet.id, {**sheet.answers, "q1": other})


def fault_questionnaire() -> Questionnaire:
    """The questionnaire that these sheets answer."""
    return read_text(DESIGN, "faults.yaml")
