"""Gives schemathesis real images for the bodies that are images; made-up bytes are none."""

import base64
from pathlib import Path

import schemathesis
from hypothesis import strategies

SAMPLES = sorted((Path(__file__).resolve().parent.parent.parent / "docs/samples").glob("*.png"))
images = strategies.sampled_from([file.read_bytes() for file in SAMPLES])

schemathesis.openapi.format("binary", images)
schemathesis.openapi.format("byte", images.map(lambda image: base64.b64encode(image).decode()))
for kind in ("image/png", "image/jpeg", "application/octet-stream"):
    schemathesis.openapi.media_type(kind, images)
