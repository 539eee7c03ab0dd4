"""Call `python -m analysis run` in this process and read what it prints."""

import json
from pathlib import Path
from typing import Any

from analysis.__main__ import main

DATA = "a,b,w,c\n1,x,1,k\n2,y,2,k\n3,x,0.5,l\n4,y,1,l\n"
MEAN = {"id": "m", "statistic": "mean", "variables": ["a"]}
FORMAT = {"format": "ydan-analysis/1"}


def call(tmp_path: Path, plan: Any, data: str | bytes = DATA, name: str = "data.csv") -> int:
    """Run a plan (a text is taken as it is) over data; returns the exit status."""
    text = plan if isinstance(plan, str) else json.dumps({**FORMAT, **plan})
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return main(["run", str(tmp_path / "plan.json"), "--data", str(tmp_path / name)])


def answered(
    tmp_path: Path, capsys: Any, plan: Any, data: str | bytes = DATA, name: str = "data.csv"
) -> Any:
    """Return the answer; fails on a refusal."""
    status = call(tmp_path, plan, data, name)
    printed = capsys.readouterr().out
    assert status == 0, printed
    return json.loads(printed)


def refused(
    tmp_path: Path, capsys: Any, plan: Any, data: str | bytes = DATA, name: str = "data.csv"
) -> tuple[str, str]:
    """Return the code and the detail of a refusal; fails on an answer, or on two lines."""
    status = call(tmp_path, plan, data, name)
    printed = capsys.readouterr().out
    document = json.loads(printed)
    assert (status, printed.count("\n")) == (2, 1)
    assert set(document) == {"error"}
    assert document["error"]["detail"]
    return str(document["error"]["code"]), str(document["error"]["detail"])


def mean(**keys: Any) -> dict[str, Any]:
    """Return a plan of one mean."""
    return {"estimates": [{**MEAN, **keys}]}


def rake(targets: Any, **keys: Any) -> dict[str, Any]:
    """Return the weighting of a plan that rakes."""
    return {"weighting": [{"method": "rake", "targets": targets, **keys}]}
