"""The one form in which answers are compared."""

import json

from questionnaires.engine.answers import Answers


def canonical(answers: Answers) -> bytes:
    """Give stable JSON (keys sorted, UTF-8) for the content hash; `finish` the answers first."""
    text = json.dumps(answers.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
