"""Pictures to classify: painted, smooth with some grain, the same for the same seed."""

import io

import numpy as np
from PIL import Image


def picture(seed: int, side: int) -> np.ndarray:
    """`[side, side, 3]` bytes of RGB."""
    rng = np.random.default_rng(seed)
    patches = Image.fromarray(rng.integers(30, 200, (6, 6, 3), np.uint8))
    smooth = np.asarray(patches.resize((side, side), Image.Resampling.BICUBIC), np.float32)
    return np.clip(smooth + rng.normal(0, 8, smooth.shape), 0, 255).astype(np.uint8)


def png(pixels: np.ndarray) -> bytes:
    return _encoded(pixels, "PNG")


def jpeg(seed: int, side: int = 64) -> bytes:
    """A JPEG of EuroSAT's size and about its bytes."""
    return _encoded(picture(seed, side), "JPEG", quality=90)


def _encoded(pixels: np.ndarray, format: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format, **options)
    return file.getvalue()
