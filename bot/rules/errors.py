"""The errors of the trade's rules.

RuleError
├── WrongMoment     the order stands where this cannot happen
├── Unbalanced      a posting whose lines do not sum to zero
├── Overdrawn       more was to be taken from somebody's account than is in it
├── BadAmount       an amount of money or time that is no such thing
├── Mistyped        a voucher code that cannot be one
├── BadHours        working hours that nobody could keep
├── BadDay          a day that nobody can read
│   └── PastDay     one that is over
└── BadBreak        a break of no such length
"""


class RuleError(ValueError):
    """Base of the tree; a rule was asked for what it does not allow."""


class WrongMoment(RuleError):  # noqa: N818 (named by what happened, as the trade says it)
    """`event` cannot happen to something that is in `state`."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"an order that is {state} cannot {event}")
        self.state, self.event = state, event


class Unbalanced(RuleError):  # noqa: N818
    """A posting that does not sum to zero, has a line of zero, or names an account twice."""


class Overdrawn(RuleError):  # noqa: N818
    """More was to be taken from `account` than is in it; `short` says how much more, in minor units."""

    def __init__(self, account: str, short: int) -> None:
        super().__init__(f"{account} is short of {short}")
        self.account, self.short = account, short


class BadAmount(RuleError):  # noqa: N818
    """Negative, fractional or otherwise no amount."""


class Mistyped(RuleError):  # noqa: N818
    """Not a code that this shop could have made: wrong length, alphabet or check character."""


class BadHours(RuleError):  # noqa: N818
    """Working hours that cannot be read; the text says which part."""


class BadDay(RuleError):  # noqa: N818
    """A day, or days, that cannot be read, or lie too far ahead; the text says which."""


class PastDay(BadDay):
    """A day that is over already."""


class BadBreak(RuleError):  # noqa: N818
    """No number of minutes, or one that is no break."""
