"""A group that becomes a supergroup: ids count anew there, so what is known of the old one's cards is wrong."""

from contextlib import closing

from models.outbox import GROUP
from tests.databases import Databases
from tests.kernel.test_machine_of_outbox import Outboxes


def test_cards_of_a_group_that_moved_are_shown_anew_and_no_other_card_is_overwritten(databases: Databases) -> None:
    with closing(Outboxes(databases)) as shop:
        shop.show(GROUP, "one", 1)
        shop.show(GROUP, "two", 1)
        shop.all_but_the_troubled_arrives()
        shop.the_group_moves()
        shop.show(GROUP, "two", 1)
        shop.all_but_the_troubled_arrives()
        shop.show(GROUP, "one", 1)
