"""Payloads as Slack sends them (docs.slack.dev), with names, ids and tokens replaced."""

import json
from pathlib import Path
from typing import Any


def payload(name: str, **changes: Any) -> dict[str, Any]:
    """The saved payload, with some of its top-level facts changed."""
    saved: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return {**saved, **changes}
