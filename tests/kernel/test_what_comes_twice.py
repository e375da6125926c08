"""The rarest paths of the outbox's machine, walked each time: what may come twice, and what never may."""

from contextlib import closing

import pytest

from tests.databases import Databases
from tests.kernel.model_of_outbox import Kind
from tests.kernel.telegrams import Fault
from tests.kernel.test_machine_of_outbox import Outboxes
from tests.patience import eventually


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.NOTICE])
@pytest.mark.parametrize("fault", [Fault.HANGS_AFTER, Fault.DIED_AFTER])
@pytest.mark.parametrize("killed", [True, False])
def test_an_invoice_never_comes_twice_and_a_notice_at_most(
    databases: Databases, kind: Kind, fault: Fault, killed: bool
) -> None:
    with closing(Outboxes(databases)) as shop:
        shop.one_meets_with_trouble(0, kind, fault, 3, killed)
        if fault is Fault.DIED_AFTER:
            shop.do(eventually(shop.quiet))
