"""Who sits at which window."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk, Shop

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_page_guesses_the_cast_from_the_group(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await expect(desk.customer.window).to_have_accessible_name("Customer: Mei")
    await expect(desk.rep.window).to_have_accessible_name("Representative: Lin")
    await expect(desk.group.window).to_have_accessible_name("Group: Lin")
    await expect(desk.owner.window).to_have_accessible_name("Owner: Owner")


async def test_the_address_overrides_the_cast(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk(path=f"/?customer={shop.tom.id}#rep={shop.amy.id}")
    await expect(desk.customer.window).to_have_accessible_name("Customer: Tom")
    await expect(desk.rep.window).to_have_accessible_name("Representative: Amy")


async def test_somebody_else_can_sit_at_a_window_and_is_there_after_a_reload(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    await desk.customer.becomes("Tom")
    await desk.customer.starts()
    assert (await shop.bot.next("message"))["from"]["id"] == shop.tom.id
    await desk.page.reload()
    await expect(desk.customer.window).to_have_accessible_name("Customer: Tom")
    await desk.customer.sees("/start")


async def test_a_person_can_be_added_as_a_representative(open_desk: OpenDesk, shop: Shop) -> None:
    desk = await open_desk()
    drawer = await desk.backstage()
    await drawer.get_by_role("button", name="Add a person").click()
    form = desk.page.get_by_role("dialog", name="Add a person")
    await form.get_by_label("Name").fill("小雨")
    await form.get_by_label("Language").select_option("中文")
    await form.get_by_label("Part").select_option("Representative")
    await form.get_by_role("button", name="Add a person").click()
    await expect(desk.rep.window).to_have_accessible_name("Representative: 小雨")
    await expect(desk.group.window.get_by_text("6 members")).to_be_visible()
    user = (await shop.people.known("小雨")).user
    assert user["language_code"] == "zh"


async def test_one_more_window_shows_a_second_customer(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await desk.customer.more("One more window")
    await expect(desk.page.get_by_test_id("window-customer")).to_have_count(2)
    await desk.customer.more("Close this window")
    await expect(desk.page.get_by_test_id("window-customer")).to_have_count(1)
