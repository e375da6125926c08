"""Structured logs: to a person's eye or as JSON, and never with what people wrote."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import EventDict, WrappedLogger


def frames_only(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A traceback as file, line and function: messages of errors can quote what they choked on."""
    told = event.pop("exc_info", None)
    if told:
        kind, _error, trace = told if isinstance(told, tuple) else sys.exc_info()
        event["error"] = event.get("error") or (kind.__name__ if kind else "")
        frames = []
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
            trace = trace.tb_next
        event["at"] = " < ".join(reversed(frames[-6:]))
    return event


class Libraries(logging.Handler):
    """What libraries log, in the same lines; without what they filled their sentences with."""

    def emit(self, record: logging.LogRecord) -> None:
        said = str(record.msg).partition("\n")[0][:120]  # asyncio writes an error's own words below
        structlog.get_logger().log(record.levelno, "library", logger=record.name, said=said, exc_info=record.exc_info)


def setup(level: str, format_: Literal["console", "json"]) -> None:
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if format_ == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            frames_only,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[Libraries()], level=logging.WARNING, force=True)
