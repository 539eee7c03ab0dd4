"""Sentences for what the services of comments and codebooks refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "unknown_comment": "There is no such comment here",
    "comment_changed": (
        "Somebody else has just changed this comment. Below is how it stands now; nothing of yours "
        "was saved."
    ),
    "nothing_to_cover": "These words are not in the comment, so nothing was covered",
    "nothing_to_undo": "There is nothing to take back on this comment",
    "unknown_step": "Choose what to do with the comment",
    "unknown_topic": "There is no such topic in this codebook",
    "bad_topic": (
        "A topic needs a name of at most %(label)s characters and a description of at most "
        "%(description)s"
    ),
    "bad_topic_code": (
        "A code is 1 to 32 small letters without marks, digits and _, and begins with a letter"
    ),
    "topic_taken": "The codebook has a topic with the code %(code)s already",
    "too_many_topics": "A codebook holds at most %(most)s topics",
    "same_topic": "Choose another topic to merge into",
}
