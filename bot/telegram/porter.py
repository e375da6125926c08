"""The courier's way to Telegram: files are fetched, cleaned and sent anew; everything else goes as it is.

A file that is sent on by its id keeps its name, its tags and whatever its maker wrote into it. So a row that bears one
says so (`CLEAN`), and what leaves is a new file under a neutral name.
"""

import asyncio
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.files.cleaner import Cleaner
from bot.files.download import download
from bot.files.kinds import Declared, FileRefused, Limits, Reason
from bot.files.workroom import Workroom
from bot.guard.papers import tells_contact
from bot.guard.qr import BadPhoto, codes_in
from bot.telegram.api import Api, Broken, Refused, Upload
from bot.telegram.errors import Outcome, classify
from bot.telegram.strip import DRAW, Strip, draw

CLEAN = "clean"
"""The parameter that says what the sender's side told of the file: `name`, `mime`, and `size` in bytes."""

LOOK = "look"
"""The parameter that says: look into this photo. It is sent on by its id; Telegram has made it anew already."""

WRITTEN = "written"
"""The parameter that holds the text of a file that the shop itself wrote; the file's field holds its name."""

FIELDS = ("document", "video", "animation", "audio", "voice", "video_note", "sticker")
FILE = "file"
TRIES, PAUSE_S = 3, 1.0


class Porter:
    """As `Api`; `shop` names the private folder, which `open` empties of what a crash left behind."""

    def __init__(
        self, api: Api, files_url: str, shop: str, limits: Limits | None = None, *, looks: bool = True
    ) -> None:
        """`files_url` is the server's address of files with the token; it is in no error. `looks`: into pictures."""
        self.api, self.files_url, self.looks = api, files_url, looks
        self.limits = limits or Limits()
        self.room, self.cleaner = Workroom(shop), Cleaner(self.limits)
        self._http: aiohttp.ClientSession | None = None

    def open(self) -> None:
        self.room.__enter__()

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None
        await self.api.close()
        self.room.__exit__(None, None, None)

    async def __call__(self, method: str, parameters: dict[str, Any]) -> Any:
        """The result. Raises Refused, Broken, and FileRefused for a file that may not pass."""
        parameters = dict(parameters)
        if method == "editMessageMedia":
            parameters["media"] = bearer = dict(parameters["media"])
            field = "media"
        else:
            bearer, field = parameters, next((name for name in FIELDS if name in parameters), "photo")
        with ExitStack() as jobs:
            return await self.api(method, parameters, *await self._ready(bearer, field, FILE, jobs))

    async def album(self, parameters: dict[str, Any]) -> list[Any]:
        """What became of each of the `media` of a sendMediaGroup, in their order: its message, or the error.

        A file that may not pass stays, FileRefused, and the others go without it; the last one left goes by itself.
        What befalls the call, Refused or Broken, befalls all the others. Raises nothing of these.
        """
        became: dict[int, Any] = {}
        passed: dict[int, dict[str, Any]] = {}
        with ExitStack() as jobs:
            try:
                uploads: list[Upload] = []
                for i, told in enumerate(parameters["media"]):
                    passed[i] = dict(told)
                    try:
                        uploads += await self._ready(passed[i], "media", f"{FILE}{i}", jobs)
                    except (FileRefused, Refused) as error:
                        became[i] = stayed(error)
                        del passed[i]
                became |= zip(passed, await self._together(parameters, list(passed.values()), uploads), strict=True)
            except (Refused, Broken) as error:
                return [became.get(i, error) for i in range(len(parameters["media"]))]
        return [became[i] for i in sorted(became)]

    async def _together(self, parameters: dict[str, Any], media: list[dict[str, Any]], uploads: list[Upload]) -> Any:
        """A message for each."""
        if len(media) > 1:
            return await self.api("sendMediaGroup", parameters | {"media": media}, *uploads)
        kept = {name: value for name, value in parameters.items() if name != "media"}
        return [await self.api(f"send{one['type'].title()}", kept | single(one), *uploads) for one in media]

    async def _ready(self, bearer: dict[str, Any], field: str, name: str, jobs: ExitStack) -> list[Upload]:
        """Look into what `bearer[field]` names, or put a new file in its place: an upload, kept as long as the jobs."""
        written = bearer.pop(WRITTEN, None)
        if written is not None:
            path = jobs.enter_context(self.room.job()) / FILE
            path.write_text(written, encoding="utf-8")
            known, bearer[field] = bearer[field], f"attach://{name}"
            return [Upload(name, path, known, "text/csv")]
        drawn = bearer.pop(DRAW, None)
        if drawn is not None:
            return [await self._drawn(drawn, bearer, field, name, jobs)]
        if bearer.pop(LOOK, False) and self.looks:
            await self._look(bearer[field])
        told = bearer.pop(CLEAN, None)
        if told is None:
            return []
        path = await self._fetched(bearer[field], told.get("size"), jobs.enter_context(self.room.job()))
        cleaned = await self.cleaner.cleaned(path, Declared(told.get("name") or None, told.get("mime") or None))
        if self.looks and cleaned.mime.startswith("image/"):
            await without_codes(cleaned.path)
        elif self.looks and await asyncio.to_thread(tells_contact, cleaned.path, cleaned.mime):
            raise FileRefused(Reason.CONTACT)
        bearer[field] = f"attach://{name}"
        return [Upload(name, cleaned.path, cleaned.name, cleaned.mime)]

    async def _drawn(
        self, told: dict[str, Any], bearer: dict[str, Any], field: str, name: str, jobs: ExitStack
    ) -> Upload:
        """A picture of the shop's own, made in this moment; it lies on the disk no longer than the call lasts."""
        path = jobs.enter_context(self.room.job()) / "strip.png"
        path.write_bytes(await asyncio.to_thread(draw, Strip.told(told)))
        bearer[field] = f"attach://{name}"
        return Upload(name, path, "strip.png", "image/png")

    async def _look(self, file_id: str) -> None:
        with self.room.job() as folder:
            await without_codes(await self._fetched(file_id, None, folder))

    async def _fetched(self, file_id: str, size: int | None, folder: Path) -> Path:
        """The file, on this machine. Nothing has happened yet, so whatever breaks here may be tried again."""
        if size is not None and size > self.limits.max_bytes:
            raise FileRefused(Reason.TOO_BIG, "as told")
        try:
            found = await self.api("getFile", {"file_id": file_id})
        except Broken:
            raise Broken(never_left=True) from None
        except Refused as refused:
            if "too big" in refused.description:
                raise FileRefused(Reason.TOO_BIG, "as Telegram says") from None
            raise
        return await self._downloaded(f"{self.files_url}/{found['file_path']}", folder)

    async def _downloaded(self, url: str, folder: Path) -> Path:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        for tries_left in reversed(range(TRIES)):
            try:
                return await download(self._http, url, folder, self.limits)
            except FileRefused as refused:
                if refused.reason is not Reason.UNAVAILABLE or not tries_left:
                    raise
            await asyncio.sleep(PAUSE_S)
        raise AssertionError("the last try returns or raises")


def stayed(error: FileRefused | Refused) -> FileRefused:
    """Why a file of an album is left out. Raises the error again where it says no more than: later."""
    if isinstance(error, FileRefused):
        return error
    if classify(error).outcome is Outcome.REFUSED:
        return FileRefused(Reason.UNAVAILABLE, "as Telegram says")
    raise error


def single(media: dict[str, Any]) -> dict[str, Any]:
    """An InputMedia as parameters of the method that sends it by itself."""
    about = {name: value for name, value in media.items() if name not in ("type", "media")}
    return {media["type"]: media["media"]} | about


async def without_codes(picture: Path) -> None:
    """Raises FileRefused where something is written in a QR code; it leads past the shop as plainly as a link."""

    def codes() -> tuple[str, ...]:
        with suppress(BadPhoto):  # Telegram shows what it made of it, whatever that is
            return codes_in(picture.read_bytes())
        return ()

    if await asyncio.to_thread(codes):
        raise FileRefused(Reason.CODE)
