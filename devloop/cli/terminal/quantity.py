"""Sizes, ages and counts as people write and read them."""

from __future__ import annotations

import re

SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
SIZES |= {"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}
AGES = {"h": 1 / 24, "d": 1.0, "w": 7.0}


def size_of(text: str) -> int:
    """Bytes in `500MB`, `1.5 GiB`, `1000`; `ValueError` for anything else."""
    number, unit = _split(text)
    if unit not in SIZES:
        raise ValueError(f"{text!r} is not a size: write 500MB or 1GB")
    return round(number * SIZES[unit])


def days_of(text: str) -> float:
    """Days in `30d`, `12h`, `2w`; `ValueError` for anything else."""
    number, unit = _split(text)
    if unit not in AGES:
        raise ValueError(f"{text!r} is not an age: write 30d, 12h or 2w")
    return number * AGES[unit]


def _split(text: str) -> tuple[float, str]:
    match = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([A-Za-z]*)", text.strip())
    return (float(match[1]), match[2].lower()) if match else (0.0, "?")


def told_size(size: int) -> str:
    """A size in the unit that a person would choose."""
    for unit, bytes_of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= bytes_of:
            return f"{size / bytes_of:.1f} {unit}"
    return f"{size} bytes"
