"""Methods about the bot itself, its updates, its commands, and answers to taps."""

from typing import Any

from bot.sandbox.api import Api, Ask, acts
from bot.sandbox.errors import BadRequest
from bot.sandbox.world import Json

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@acts("getMe", "User")
def get_me(_api: Api, ask: Ask) -> Json:
    flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business",
             "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics", "can_manage_bots")  # fmt: skip
    known = ask_fields(_api, "User")
    on = {"can_join_groups"} | ({"has_topics_enabled"} if ask.bot.topics else set())
    return ask.bot.user() | {flag: flag in on for flag in flags if flag in known}


def ask_fields(api: Api, kind: str) -> dict[str, Any]:
    fields: dict[str, Any] = api.world.schema.types[kind]["fields"]
    return fields


@acts("getUpdates", "Array of Update")
async def get_updates(api: Api, ask: Ask) -> list[Json]:
    return await api.updates.fetch(ask.bot.id, ask.params)


@acts("setWebhook", "True")
def set_webhook(api: Api, ask: Ask) -> tuple[bool, str]:
    return True, api.webhooks.set(ask.bot.id, ask.params)


@acts("deleteWebhook", "True")
def delete_webhook(api: Api, ask: Ask) -> tuple[bool, str]:
    return True, api.webhooks.remove(ask.bot.id, drop=bool(ask.get("drop_pending_updates")))


@acts("getWebhookInfo", "WebhookInfo")
def webhook_info(api: Api, ask: Ask) -> Json:
    return api.webhooks.info(ask.bot.id)


@acts("logOut", "True")
@acts("close", "True")
def log_out(_api: Api, _ask: Ask) -> bool:
    return True


def scope_key(scope: Json | None) -> str:
    scope = scope or {"type": "default"}
    return ":".join(str(scope[key]) for key in ("type", "chat_id", "user_id") if key in scope)


@acts("setMyCommands", "True")
def set_commands(api: Api, ask: Ask) -> bool:
    for command in ask.get("commands"):
        word = command["command"]
        if not 1 <= len(word) <= 32 or not all(c.islower() or c.isdigit() or c == "_" for c in word):
            raise BadRequest("BOT_COMMAND_INVALID")
    ask.bot.commands[(scope_key(ask.get("scope")), ask.get("language_code", ""))] = ask.get("commands")
    for room in [room for (bot_id, _), room in api.world.rooms.items() if bot_id == ask.bot.id]:
        api.world.log(room, "commands", {})
    return True


@acts("getMyCommands", "Array of BotCommand")
def get_commands(_api: Api, ask: Ask) -> list[Json]:
    return ask.bot.commands.get((scope_key(ask.get("scope")), ask.get("language_code", "")), [])


@acts("deleteMyCommands", "True")
def delete_commands(_api: Api, ask: Ask) -> bool:
    ask.bot.commands.pop((scope_key(ask.get("scope")), ask.get("language_code", "")), None)
    return True


def commands_for(bot: Any, user: Json, *, private: bool, chat_id: int) -> list[Json]:
    """The commands that this person's client shows: the narrowest scope, in their language or in none."""
    scopes = [f"chat:{chat_id}", "all_private_chats" if private else "all_group_chats", "default"]
    for scope in scopes:
        for language in (str(user.get("language_code", ""))[:2], ""):
            if (scope, language) in bot.commands:
                found: list[Json] = bot.commands[(scope, language)]
                return found
    return []


def naming(method: str, field: str) -> None:
    def set_it(_api: Api, ask: Ask) -> bool:
        ask.bot.names[field] = ask.get(field, "")
        return True

    acts(method, "True")(set_it)


naming("setMyName", "name")
naming("setMyDescription", "description")
naming("setMyShortDescription", "short_description")


@acts("getMyName", "BotName")
def get_name(_api: Api, ask: Ask) -> Json:
    return {"name": ask.bot.names.get("name", ask.bot.first_name)}


@acts("setChatMenuButton", "True")
def set_menu_button(_api: Api, _ask: Ask) -> bool:
    return True


@acts("answerCallbackQuery", "True")
def answer_callback(api: Api, ask: Ask) -> bool:
    query = ask.bot.queries.get(ask.get("callback_query_id"))
    if query is None or query.get("answered", True) or api.world.clock.now() - query["at"] > 60:
        raise BadRequest(TOO_OLD)
    text = ask.get("text") or ""
    if len(text) > 200:
        raise BadRequest("MESSAGE_TOO_LONG")
    query["answered"] = True
    query["answer"] = {"text": text, "alert": bool(ask.get("show_alert"))} if text else None
    room = query["room"]
    if text:
        toast = {"text": text, "alert": bool(ask.get("show_alert")), "at": api.world.clock.now()}
        room.toasts.setdefault(query["user_id"], []).append(toast)
        api.world.log(room, "toast", {"text": text, "alert": toast["alert"]}, [query["user_id"]])
    query["done"].set()
    return True
