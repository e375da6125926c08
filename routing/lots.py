"""Lots that anybody can draw again: a counter-based generator (SplitMix64 by Steele, Lea and Flood). Pure."""

import hashlib

import numpy as np
import numpy.typing as npt

GAMMA = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S27, S30, S31 = np.uint64(27), np.uint64(30), np.uint64(31)

Words = npt.NDArray[np.uint64]


def mixed(x: Words) -> Words:
    """Each 64-bit word stirred into another, one to one."""
    shifted = x >> S30
    z = x ^ shifted
    z *= MIX_1
    z ^= np.right_shift(z, S27, out=shifted)
    z *= MIX_2
    z ^= np.right_shift(z, S31, out=shifted)
    return z


def seed_of(*words: object) -> int:
    """A 64-bit number that these words, as they are written, always give."""
    text = " ".join(str(word) for word in words)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def lots(seed: int, ids: npt.NDArray[np.int64]) -> Words:
    """One lot for each id; equal seeds and ids give equal lots."""
    return mixed(ids.astype(np.uint64) * GAMMA + np.uint64(seed))
