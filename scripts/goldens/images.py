#!/usr/bin/python3
"""Writes the fixtures that Pillow decides: pictures in every JPEG and PNG variant, and checksums
of what Pillow makes of them.

    /usr/bin/python3 scripts/goldens/images.py

Needs Debian's python3-pil and python3-numpy, whose libjpeg is the one that landcover links. The
pictures are procedural and seeded: the same versions write the same bytes.

Tests/ImageCodecsTests/Fixtures/
    *.jpg, *.png      the pictures
    decoded.txt       file, width, height, CRC-32 of the RGB bytes of
                      ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    scaled.txt        file, denominator, width, height, CRC-32 of the RGB bytes of Image.draft
                      (libjpeg's scaled decoding)
Tests/ResamplingTests/PillowGoldens.swift
    sizes and CRC-32 of Image.resize(size, BILINEAR) on pictures and grids that the tests make
    themselves, byte for byte, with the generator of `lcg_bytes`
"""

import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

TESTS = pathlib.Path(__file__).resolve().parents[2] / "Tests"
FIXTURES = TESTS / "ImageCodecsTests" / "Fixtures"
RESAMPLING = TESTS / "ResamplingTests" / "PillowGoldens.swift"
SEED = 20240607


# Pictures


def landscape(width, height, channels=3, seed=SEED):
    """Smooth fields with edges and a little noise: something for every part of a codec."""
    rng = np.random.default_rng([seed, width, height, channels])
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    picture = np.empty((height, width, channels))
    for channel in range(channels):
        fx, fy, phase = rng.uniform(0.02, 0.35, 3)
        waves = np.sin(fx * x + phase) + np.cos(fy * y - phase)
        fields = ((x // 11 + y // (7 + channel)) % 2) * rng.uniform(20, 80)
        picture[..., channel] = 110 + 45 * waves + fields
    picture += rng.normal(0, 6, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def rgb(width, height):
    return Image.fromarray(landscape(width, height))


def grey(width, height):
    return Image.fromarray(landscape(width, height, 1)[..., 0])


# JPEG


def jpeg(image, **options):
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x010F] = "landcover"
    tags[0x0112] = orientation
    return tags.tobytes()


def big_endian_exif(orientation):
    directory = struct.pack(">H HHIHH I", 1, 0x0112, 3, 1, orientation, 0, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">I", 8) + directory


def with_adobe_transform(data, transform):
    """Pillow writes CMYK; this says that the same four components are YCCK."""
    at = data.index(b"Adobe") + 11
    return data[:at] + bytes([transform]) + data[at + 1 :]


def jpegs():
    yield "eurosat-like.jpg", jpeg(rgb(64, 64), quality=100)
    for quality in (30, 50, 75, 90):
        yield f"quality-{quality}.jpg", jpeg(rgb(64, 64), quality=quality)
    for width, height in ((1, 1), (17, 31), (8, 8), (65, 3), (3, 65)):
        yield f"size-{width}x{height}.jpg", jpeg(rgb(width, height), quality=80)
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        picture = rgb(45, 37)
        yield f"sampling-{name}.jpg", jpeg(picture, subsampling=subsampling)
        yield (
            f"sampling-{name}-progressive.jpg",
            jpeg(picture, subsampling=subsampling, progressive=True),
        )
    yield "progressive-17x31.jpg", jpeg(rgb(17, 31), quality=85, progressive=True)
    yield "optimized.jpg", jpeg(rgb(40, 40), optimize=True)
    yield "grey.jpg", jpeg(grey(33, 29), quality=85)
    yield "grey-progressive.jpg", jpeg(grey(33, 29), quality=85, progressive=True)
    cmyk = Image.fromarray(landscape(37, 23, 4), mode="CMYK")
    yield "cmyk.jpg", jpeg(cmyk, quality=90)
    yield "ycck.jpg", with_adobe_transform(jpeg(cmyk, quality=90), 2)
    yield "restart-444.jpg", with_restart_markers(50, 96, 8)
    yield "restart-420.jpg", with_restart_markers(50, 64, 16)
    yield "comment-and-profile.jpg", jpeg(
        rgb(16, 16), comment=b"a comment", icc_profile=b"not a profile" * 9
    )
    for orientation in range(1, 9):
        yield (
            f"orientation-{orientation}.jpg",
            jpeg(rgb(24, 16), quality=90, exif=exif(orientation)),
        )
    yield "orientation-6-big-endian.jpg", jpeg(rgb(24, 16), exif=big_endian_exif(6))
    yield "large-300x200.jpg", jpeg(rgb(300, 200), quality=60)
    yield "large-301x203-progressive.jpg", jpeg(
        rgb(301, 203), quality=40, progressive=True
    )


def with_restart_markers(width, height, strip):
    """A restart interval for every `strip` rows, one row of MCUs of 4:2:0 (or 4:4:4) pixels.

    This Pillow cannot write restart markers. But the entropy-coded data of an interval are those
    of a picture of its own, so pictures of one strip each are joined by markers.
    """
    picture = rgb(width, height)
    pieces = []
    for top in range(0, height, strip):
        part = picture.crop((0, top, width, top + strip))
        data = jpeg(part, quality=80, subsampling=2 if strip == 16 else 0)
        scan = data.index(b"\xff\xda")
        entropy = scan + 2 + struct.unpack(">H", data[scan + 2 : scan + 4])[0]
        pieces.append(data[entropy:-2])
    head = bytearray(data[:entropy])
    frame = head.index(b"\xff\xc0")
    head[frame + 5 : frame + 7] = struct.pack(">H", height)
    interval = b"\xff\xdd" + struct.pack(">HH", 4, -(-width // strip))
    joined = bytearray()
    for index, piece in enumerate(pieces):
        joined += piece
        if index + 1 < len(pieces):
            joined += bytes([0xFF, 0xD0 + index % 8])
    return bytes(head[:scan]) + interval + bytes(head[scan:]) + bytes(joined) + b"\xff\xd9"


# PNG, by hand where Pillow does not write a variant


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def hand_made_png(width, height, depth, color_type, rows, interlaced=False, extra=b""):
    """`rows` are the unfiltered bytes of each row, of all passes if interlaced."""
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


ADAM7 = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
]


def adam7(samples):
    """The rows of Adam7's seven passes; `samples` is height x width x bytes a pixel."""
    for left, top, across, down in ADAM7:
        part = samples[top::down, left::across]
        if part.size:
            yield from (row.tobytes() for row in part)


def packed(samples, depth):
    """Rows of samples below 8 bits, packed from the high bits of each byte."""
    for row in samples:
        bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
        yield np.packbits(bits.reshape(-1)).tobytes()


def png(image, **options):
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def pngs():
    yield "rgb.png", png(rgb(40, 30))
    yield "rgb-1x1.png", png(rgb(1, 1))
    yield "grey-8.png", png(grey(31, 17))
    for depth in (1, 2, 4):
        samples = landscape(31, 17, 1)[..., 0] >> (8 - depth)
        rows = list(packed(samples, depth))
        yield f"grey-{depth}.png", hand_made_png(31, 17, depth, 0, rows)
    palette = rgb(33, 21).quantize(200)
    yield "palette.png", png(palette)
    yield "palette-transparent.png", png(palette, transparency=bytes(range(0, 200)))
    yield "palette-4.png", png(rgb(33, 21).quantize(13), bits=4)
    yield "palette-1.png", png(rgb(33, 21).quantize(2), bits=1)
    yield "rgb-transparent-colour.png", png(rgb(20, 20), transparency=(110, 120, 130))
    yield "rgba.png", png(Image.fromarray(landscape(30, 22, 4), mode="RGBA"))
    yield "grey-alpha.png", png(Image.fromarray(landscape(30, 22, 2), mode="LA"))
    deep = landscape(19, 13, 3).astype(np.uint16) * 257 + landscape(19, 13, 3, seed=1)
    deep_rows = [row.astype(">u2").tobytes() for row in deep.astype(np.uint16)]
    yield "rgb-16.png", hand_made_png(19, 13, 16, 2, deep_rows)
    deep_alpha = landscape(19, 13, 4).astype(np.uint16) * 251
    yield "rgba-16.png", hand_made_png(
        19, 13, 16, 6, [row.astype(">u2").tobytes() for row in deep_alpha]
    )
    deep_grey = landscape(19, 13, 1)[..., 0].astype(np.uint16) * 256 + 77
    yield "grey-16.png", hand_made_png(
        19, 13, 16, 0, [row.astype(">u2").tobytes() for row in deep_grey]
    )
    yield "rgb-interlaced.png", hand_made_png(
        27, 19, 8, 2, list(adam7(landscape(27, 19))), interlaced=True
    )
    yield "rgb-interlaced-3x2.png", hand_made_png(
        3, 2, 8, 2, list(adam7(landscape(3, 2))), interlaced=True
    )
    profile = b"x\0\0" + zlib.compress(b"not a profile" * 20)
    yield "ancillary-chunks.png", hand_made_png(
        9, 9, 8, 2, [row.tobytes() for row in landscape(9, 9)],
        extra=chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tEXt", b"k\0v")
        + chunk(b"iCCP", profile),
    )


# Checksums


def decoded(name, data):
    image = Image.open(io.BytesIO(data))
    if name == "grey-16.png":
        # Pillow clips 16-bit grey at 255; landcover keeps its high byte, as for 16-bit colour.
        high = np.asarray(image).astype(np.int64) >> 8
        image = Image.fromarray(high.astype(np.uint8))
    return ImageOps.exif_transpose(image).convert("RGB")


def scaled(data, denominator):
    """libjpeg's scaled decoding; it must come before anything else is asked of the image."""
    image = Image.open(io.BytesIO(data))
    image.draft(image.mode, (image.width // denominator, image.height // denominator))
    return image.convert("RGB")


def write_codec_fixtures():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for old in FIXTURES.iterdir():
        old.unlink()
    table, scaled_table, total = [], [], 0
    for name, data in [*jpegs(), *pngs()]:
        (FIXTURES / name).write_bytes(data)
        total += len(data)
        image = decoded(name, data)
        table.append(f"{name} {image.width} {image.height} {zlib.crc32(image.tobytes()):08x}")
        for denominator in (2, 4, 8) if name.startswith("large") else ():
            image = scaled(data, denominator)
            checksum = zlib.crc32(image.tobytes())
            scaled_table.append(
                f"{name} {denominator} {image.width} {image.height} {checksum:08x}"
            )
    (FIXTURES / "decoded.txt").write_text("\n".join(table) + "\n")
    (FIXTURES / "scaled.txt").write_text("\n".join(scaled_table) + "\n")
    print(f"{len(table)} pictures, {total} bytes, {len(scaled_table)} scaled decodings")


# Resampling


PICTURE_SIZES = [
    ((64, 64), (224, 224)), ((64, 64), (128, 128)), ((64, 64), (64, 64)),
    ((64, 64), (96, 96)), ((64, 64), (256, 256)), ((64, 64), (65, 63)),
    ((64, 64), (64, 224)), ((64, 64), (224, 64)), ((64, 64), (32, 32)),
    ((64, 64), (1, 1)), ((64, 64), (7, 7)), ((64, 64), (33, 500)),
    ((512, 512), (224, 224)), ((1342, 1308), (224, 224)), ((3, 5), (224, 224)),
    ((1000, 7), (32, 32)), ((7, 1000), (32, 32)), ((1, 1), (1, 1)),
    ((1, 1), (224, 224)), ((2, 2), (224, 224)), ((1, 50), (10, 10)),
    ((50, 1), (10, 10)), ((2, 3), (3, 2)), ((3, 3), (2, 2)),
    ((224, 224), (64, 64)), ((224, 224), (223, 225)), ((225, 223), (224, 224)),
    ((100, 100), (99, 99)), ((100, 100), (101, 101)), ((100, 100), (50, 200)),
    ((100, 100), (200, 50)), ((331, 257), (224, 224)), ((257, 331), (224, 224)),
    ((640, 480), (224, 224)), ((480, 640), (64, 64)), ((17, 31), (224, 224)),
    ((31, 17), (64, 64)), ((5, 5), (13, 11)), ((13, 11), (5, 5)),
    ((2000, 2), (3, 3)), ((2, 2000), (3, 3)), ((4000, 3), (1, 1)),
    ((255, 255), (256, 256)), ((128, 128), (224, 224)), ((300, 200), (298, 224)),
]

GRID_SIZES = [
    ((7, 7), (224, 224)), ((7, 7), (64, 64)), ((2, 2), (64, 64)), ((4, 4), (128, 128)),
    ((8, 8), (224, 224)), ((1, 1), (5, 5)), ((7, 7), (7, 7)), ((3, 5), (50, 40)),
    ((14, 14), (512, 512)), ((7, 7), (7, 64)), ((7, 7), (64, 7)), ((28, 28), (9, 13)),
]


def lcg_bytes(count, seed):
    """The high bytes of Knuth's 64-bit linear congruential generator."""
    value = seed
    out = bytearray(count)
    for index in range(count):
        value = (value * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        out[index] = value >> 56
    return bytes(out)


def resized_picture(source, target):
    width, height = source
    data = lcg_bytes(width * height * 3, width << 16 | height)
    image = Image.frombytes("RGB", source, data)
    return image.resize(target, Image.Resampling.BILINEAR).tobytes()


def resized_grid(source, target):
    width, height = source
    data = np.frombuffer(lcg_bytes(width * height, width << 16 | height), dtype=np.uint8)
    image = Image.fromarray((data.reshape(height, width) / 256).astype(np.float32), mode="F")
    return np.asarray(image.resize(target, Image.Resampling.BILINEAR)).astype("<f4").tobytes()


def swift_table(name, comment, sizes, resized):
    lines = [f"    /// {comment}", f"    static let {name}: [Resizing] = ["]
    for source, target in sizes:
        checksum = zlib.crc32(resized(source, target))
        lines.append(f"        Resizing(from: {source}, to: {target}, crc32: 0x{checksum:08X}),")
    return "\n".join([*lines, "    ]"])


def write_resampling_goldens():
    tables = [
        swift_table("pictures", "RGB pictures.", PICTURE_SIZES, resized_picture),
        swift_table("grids", "Grids of numbers, Pillow's mode `F`.", GRID_SIZES, resized_grid),
    ]
    RESAMPLING.write_text(
        "// Written by scripts/goldens/images.py.\n\n"
        "/// CRC-32 of what Pillow's `resize(size, BILINEAR)` makes of `SeededContent` "
        "content.\n"
        "enum PillowGoldens {\n" + "\n\n".join(tables) + "\n}\n"
    )
    print(f"{len(PICTURE_SIZES)} resized pictures, {len(GRID_SIZES)} resized grids")


if __name__ == "__main__":
    write_codec_fixtures()
    write_resampling_goldens()
