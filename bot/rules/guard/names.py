"""Names that somebody has somewhere: what follows or precedes a messenger's name, an @, or `add me`."""

import re
from enum import IntEnum

from bot.rules.guard.lists import Lists


class Strength(IntEnum):
    """How plainly a word is somebody's name somewhere."""

    NONE = 0  # a word like any other
    MAYBE = 1  # a word that is no everyday one: lilyxoxo
    CLEAR = 2  # no word at all: lili_1999, @lily, lily#1234


WORDY = re.compile(
    r".{3,}(?:ing|ed|ful|less|ness|tion|tions|able|ible|ous|ive|ish|ment|ments|ally|ities|ity|ism|ist|ers|ier|iest)"
)
MODEL = re.compile(
    r"(?:av|bv|ep|sp)-?\d+|\d+(?:\.\d+)?e-?\d+|[a-z]{1,2}-?\d{1,4}[a-z]?|[a-z]{3}-?\d{1,3}|v?\d+(?:\.\d+)+|\d+[a-z]{1,4}|\d+(?:st|nd|rd|th)|s\d+e\d+|[a-z]{1,5}\d"
    r"|(?:iphone|ipad|ios|windows|win|macos|android|python|rtx|gtx|galaxy|pixel|mate|note|gpt|chatgpt|mp|covid"
    r"|level|lv|chapter|season|version|episode|number|section|top)[ -]?\d+[a-z]*"
)
EVERYBODY = frozenset({"@all", "@here", "@everyone", "@channel", "@team", "@everybody"})  # nobody's name
SENTENCE = re.compile(  # where one of these stands beside a dot, it ends a sentence: private.it sucks
    r"(?:^|\.)(?:an?|and|are|as|at|be|but|can|do|dont|for|from|go|he|her|his|how|i|if|im|in|is|its?|just|let|me|my|no|not"
    r"|now|of|ok|on|or|our|please|s?he|so|that|then?|there|they|this|to|too|was|we|what|when|where|who|why|will|yes|you|your)"
    r"(?:\.|$)"
)
LETTERS = re.compile(r"[a-z]+")
IDENT = (
    r"(?:[a-z0-9_]{2,20}(?: (?:dot|underscore) [a-z0-9_]{1,20}){1,3}"
    r"|[a-z0-9_](?:[ .·*|-]{1,2}[a-z0-9_](?![a-z0-9])){4,39}"
    r"|[@$]?(?:[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*|_[a-z0-9_]+(?:\.[a-z0-9_]+)*)[_.]{0,2}(?:\#\d{4}(?!\d))?)"
)


class Names:
    """Says how plainly a word is a name; the everyday words come from the lists."""

    def __init__(self, lists: Lists) -> None:
        self._common = lists.words["words.common"]

    def strength(self, word: str) -> Strength:
        """Of a folded word with nothing around it. Digits alone are no business of this."""
        tagged = bool(re.search(r"#\d{4}$", word))
        bare = re.sub(r"[^a-z0-9_.-]", "", word.partition("#")[0]).strip(".-") or word
        if not any("a" <= ch <= "z" for ch in bare) or len(bare) > 40:
            return Strength.NONE
        if word in EVERYBODY:
            return Strength.NONE
        if word.startswith("@") or tagged:
            return Strength.CLEAR if len(bare) > 2 else Strength.NONE
        if " " in word or re.fullmatch(r"\w(?:[.·*|-]{1,2}\w){4,}", word):
            return Strength.CLEAR
        return self._of_letters(bare) if LETTERS.fullmatch(bare) else self._of_mixture(bare)

    def _of_letters(self, word: str) -> Strength:
        if len(word) < 4 or word in self._common or WORDY.fullmatch(word):
            return Strength.NONE
        return Strength.NONE if word.endswith("s") and word[:-1] in self._common else Strength.MAYBE

    def _of_mixture(self, word: str) -> Strength:
        if MODEL.fullmatch(word) and "_" not in word:
            return Strength.MAYBE if len(word) > 5 and re.match(r"[a-z]{4}", word) else Strength.NONE
        parts = [part for part in re.split(r"[._-]", word) if part]
        if all(part in self._common or len(part) < 2 for part in parts) and not re.search(r"\d|_", word):
            return Strength.MAYBE if len(word) > 6 and "." in word and not SENTENCE.search(word) else Strength.NONE
        if "-" in word and not re.search(r"[\d_.]", word):
            return Strength.MAYBE
        return Strength.CLEAR if len(word) > 3 else Strength.NONE
