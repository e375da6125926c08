"""The process that cleans one file and ends: hostile bytes meet the libraries here, in bounds that the system holds.

`python -m bot.files.worker`, with the job as JSON on standard input and the outcome as JSON on standard output.
"""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from bot.files.kinds import Cleaned, Declared, FileRefused, Kind, Limits, Reason


def job_written(path: Path, declared: Declared, limits: Limits) -> bytes:
    """What the process is asked."""
    return json.dumps({"path": str(path.absolute()), "declared": asdict(declared), "limits": asdict(limits)}).encode()


def outcome_read(said: bytes) -> Cleaned:
    """What the process answered. Raises FileRefused: its answer, or broken when it made no sense."""
    try:
        told = json.loads(said)
        if "refused" in told:
            refusal = FileRefused(Reason(told["refused"]), str(told["detail"]))
        else:
            return Cleaned(Path(told["path"]), Kind(told["kind"]), told["name"], told["mime"], int(told["size"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(Reason.BROKEN, "no answer from cleaning") from error
    raise refusal


def main() -> None:
    """Clean one file within the limits of its job."""
    told = json.load(sys.stdin.buffer)
    limits = Limits(**told["limits"])
    os.umask(0o077)
    confine(limits)
    json.dump(outcome(Path(told["path"]), Declared(**told["declared"]), limits), sys.stdout)


def confine(limits: Limits) -> None:
    """Bound memory, time on the processor and by the clock, and the size of what is written; no core file."""
    whole = int(limits.seconds) + 1
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + 5)  # should the bot be gone meanwhile
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.max_unpacked, limits.max_unpacked))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the system counts what it only promised, or nothing
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def outcome(path: Path, declared: Declared, limits: Limits) -> dict[str, str | int]:
    """The answer, ready for JSON; any failure is a refusal."""
    from bot.files.clean import clean  # noqa: PLC0415 (the libraries come in after the bounds are set)

    try:
        cleaned = clean(path, declared, limits)
    except FileRefused as refused:
        return {"refused": refused.reason, "detail": refused.detail}
    except MemoryError:
        return {"refused": Reason.BOMB, "detail": "memory"}
    except Exception as error:
        return {"refused": Reason.BROKEN, "detail": type(error).__name__}
    return {
        "path": str(cleaned.path),
        "kind": cleaned.kind,
        "name": cleaned.name,
        "mime": cleaned.mime,
        "size": cleaned.size,
    }


if __name__ == "__main__":
    main()
