"""Words for kinds of messages that are not passed on: why, and what to do instead."""

PLACE = "Sorry, I can't pass this on: a place tells where you are. Please describe it in words, as far as you like."
GIVEAWAY = "Sorry, I can't pass this on: a giveaway names its channels. Please tell about it in words."
SHARED = "Sorry, I can't pass this on: people and chats that you share have names. Please tell about them in words."
SERVICE = "Only I have noticed this: what you change in our chat stays here. Just write on, words reach the other side."
ANYTHING_NEW = "Sorry, I can't pass this on. Please send it as text, a photo, a GIF, a video, a voice message, music, a sticker or a file."

NOT_CARRIED: dict[str, str] = {
    "location": PLACE,
    "venue": PLACE,
    "live_location": "Sorry, I can't pass this on: it tells where you are. Please stop sharing your place, and describe it in words.",
    "contact": "Sorry, I can't pass this on: a contact holds a name and a number. Here you need neither; just write on.",
    "poll": "Sorry, I can't pass this on: a poll can show who votes. Please write the question and its choices as a message.",
    "story": "Sorry, I can't pass this on: a story shows whose it is. Please send its photo or video itself.",
    "giveaway": GIVEAWAY,
    "giveaway_created": GIVEAWAY,
    "giveaway_winners": GIVEAWAY,
    "giveaway_completed": GIVEAWAY,
    "invoice": "Sorry, I can't pass this on: money goes through the shop alone. Please use /order for anything to be paid.",
    "game": "Sorry, I can't pass this on: a game shows who plays. Please send a dice instead, both of you see what falls.",
    "paid_media": "Sorry, I can't pass on what has a price. Please send the photo or video without one.",
    "checklist": "Sorry, I can't pass this on: a checklist shows who ticks it. Please write the list as a message.",
    "live_photo": "Sorry, I can't pass on a live photo. Please send it as a photo or as a video.",
    "rich_message": "Sorry, I can't pass on a page like this. Please send its text and its pictures as messages.",
    "users_shared": SHARED,
    "chat_shared": SHARED,
} | dict.fromkeys(
    (
        "boost_added",
        "chat_background_set",
        "checklist_tasks_added",
        "checklist_tasks_done",
        "connected_website",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "poll_option_added",
        "poll_option_deleted",
        "proximity_alert_triggered",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        "write_access_allowed",
    ),
    SERVICE,
)
"""By the name of the field that Telegram puts the message's content in; what stands here not is `ANYTHING_NEW`."""
