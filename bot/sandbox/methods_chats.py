"""Methods about chats: members, topics, pins, actions, files."""

from bot.sandbox.api import Api, Ask, acts, find
from bot.sandbox.errors import BadRequest
from bot.sandbox.world import Json, Room


@acts("getChat", "ChatFullInfo")
def get_chat(api: Api, ask: Ask) -> Json:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    gifts = dict.fromkeys(api.world.schema.types["AcceptedGiftTypes"]["fields"], True)
    return api.world.chat_json(room) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def member_json(api: Api, room: Room, user_id: int) -> Json:
    bot = api.world.bots.get(user_id)
    user = bot.user() if bot else api.world.users.get(user_id)
    if user is None:
        raise BadRequest("PARTICIPANT_ID_INVALID")
    status = room.members.get(user_id, "left")
    found: Json = {"status": status, "user": user}
    if status == "creator":
        found["is_anonymous"] = False
    if status == "administrator":
        fields = api.world.schema.types["ChatMemberAdministrator"]["fields"]
        rights = [name for name, (kind, required) in fields.items() if required and kind == "Boolean"]
        found |= dict.fromkeys(rights, True) | {"is_anonymous": False}
    if status == "kicked":
        found["until_date"] = 0
    return found


@acts("getChatMember", "ChatMember")
def get_member(api: Api, ask: Ask) -> Json:
    return member_json(api, api.world.room_for_bot(ask.bot, ask.get("chat_id")), ask.get("user_id"))


@acts("getChatAdministrators", "Array of ChatMember")
def get_admins(api: Api, ask: Ask) -> list[Json]:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    if room.private:
        raise BadRequest("there are no administrators in the private chat")
    leading = [user_id for user_id, status in room.members.items() if status in ("creator", "administrator")]
    return [member_json(api, room, user_id) for user_id in leading]


@acts("getChatMemberCount", "Integer")
def count_members(api: Api, ask: Ask) -> int:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    return sum(status not in ("left", "kicked") for status in room.members.values())


@acts("leaveChat", "True")
def leave(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    room.members[ask.bot.id] = "left"
    api.world.changed()
    return True


@acts("banChatMember", "True")
def ban(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    room.members[ask.get("user_id")] = "kicked"
    api.world.changed()
    return True


@acts("unbanChatMember", "True")
def unban(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    room.members[ask.get("user_id")] = "left"
    api.world.changed()
    return True


@acts("sendChatAction", "True")
def chat_action(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    api.world.log(room, "action", {"action": ask.get("action")})
    return True


@acts("pinChatMessage", "True")
def pin(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    find(room, ask.get("message_id"), "pin")
    room.pinned = [i for i in room.pinned if i != ask.get("message_id")] + [ask.get("message_id")]
    show_pin(api, room)
    return True


@acts("unpinChatMessage", "True")
def unpin(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    gone = ask.get("message_id", room.pinned[-1] if room.pinned else None)
    room.pinned = [i for i in room.pinned if i != gone]
    show_pin(api, room)
    return True


@acts("unpinAllChatMessages", "True")
def unpin_all(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    room.pinned = []
    show_pin(api, room)
    return True


def show_pin(api: Api, room: Room) -> None:
    shown = api.world.shown(room.messages[room.pinned[-1]]) if room.pinned else None
    api.world.log(room, "pin", {"pinned": shown})


@acts("createForumTopic", "ForumTopic")
def create_topic(api: Api, ask: Ask) -> Json:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    if not (room.is_forum or (room.private and ask.bot.topics)):
        raise BadRequest("the chat is not a forum")
    name = str(ask.get("name"))
    if not 1 <= len(name) <= 128:
        raise BadRequest("TOPIC_TITLE_EMPTY")
    color = ask.get("icon_color", 0x6FB9F0)
    made = api.world.new_message(room, ask.bot.user(), {"forum_topic_created": {"name": name, "icon_color": color}})
    topic = {"message_thread_id": made.body["message_id"], "name": name, "icon_color": color}
    room.topics[topic["message_thread_id"]] = topic
    return topic


@acts("editForumTopic", "True")
def edit_topic(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    if ask.get("message_thread_id") not in room.topics:
        raise BadRequest("message thread not found")
    room.topics[ask.get("message_thread_id")]["name"] = ask.get("name", "")
    return True


@acts("deleteForumTopic", "True")
def delete_topic(api: Api, ask: Ask) -> bool:
    room = api.world.room_for_bot(ask.bot, ask.get("chat_id"))
    thread = ask.get("message_thread_id")
    if room.topics.pop(thread, None) is None:
        raise BadRequest("message thread not found")
    inside = [i for i, stored in room.messages.items() if stored.body.get("message_thread_id") == thread]
    api.world.delete(room, inside)
    return True


@acts("getFile", "File")
def get_file(api: Api, ask: Ask) -> Json:
    return api.world.files.described(api.world.files.get(ask.get("file_id")))
