"""Gives schemathesis real images for the bodies that are images; made-up bytes are none."""

from pathlib import Path

import schemathesis
from hypothesis import strategies

SAMPLES = sorted((Path(__file__).resolve().parent.parent.parent / "docs/samples").glob("*.png"))
images = strategies.sampled_from([file.read_bytes() for file in SAMPLES])

for kind in ("image/png", "image/jpeg", "application/octet-stream"):
    schemathesis.openapi.media_type(kind, images)
