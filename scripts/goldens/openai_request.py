#!/usr/bin/env python3
"""Records what OpenAI's own Python client sends for the question that landcover-opinion asks.

    python3 -m venv venv && venv/bin/pip install openai cryptography protobuf
    venv/bin/python scripts/goldens/openai_request.py           # rewrites the recording
    venv/bin/python scripts/goldens/openai_request.py --check   # exits 1 if it is stale

A real landcover-opinion asks a local server about a sample; the client is then given the same
arguments, and what it sends to the same server is kept in Tests/EndToEnd/openai-request.json, the
image's bytes left out. Tests/EndToEnd/test_opinion.py holds landcover-opinion against that file.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests/EndToEnd/openai-request.json"
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
sys.dont_write_bytecode = True

import openai  # noqa: E402
from model_api import ModelAPI, answers, without_image  # noqa: E402
from test_opinion import KEY, Opinion  # noqa: E402

# What both send and what means something to the server.
FIELDS = ("authorization", "content-type", "accept")


def main() -> int:
    with ModelAPI(answers()) as api:
        with Opinion(api.url, None) as asked:
            response = asked.ask()
            assert response.HasField("opinion"), response
        ours = api.requests[0]
        api.play(answers())
        client = openai.OpenAI(base_url=api.url, api_key=KEY, max_retries=0)
        client.chat.completions.create(**ours.json)
        theirs = api.requests[0]
    assert ours.json == theirs.json, "the image differs, or the client changed the body"
    recording = {
        "client": f"openai {openai.__version__}",
        "line": theirs.line,
        "fields": {name: theirs.fields[name].replace(KEY, "KEY") for name in FIELDS},
        "body": without_image(theirs.json),
    }
    text = json.dumps(recording, indent=1, ensure_ascii=False) + "\n"
    if "--check" not in sys.argv:
        TARGET.write_text(text)
        return 0
    kept = json.loads(TARGET.read_text())
    kept.pop("client"), recording.pop("client")
    print("current" if kept == recording else f"{TARGET.name} is stale")
    return 0 if kept == recording else 1


if __name__ == "__main__":
    sys.exit(main())
