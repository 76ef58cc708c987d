"""The local Slack's web page, as a person uses it.

What the client does not do, and a journey therefore cannot show: there is no address that opens the page as somebody
(the person is chosen on the page); ephemeral messages and modals are shown to whoever looks, so two people's modals
cannot be open at once; message shortcuts, confirmations, option groups, buttons inside modals and links of buttons
do nothing. A slash command typed in a thread goes to the channel.
"""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.demo.cast import Person


class SlackPage:
    """One browser page; everything waits until the page shows what is asked for."""

    def __init__(self, page: Page, web_url: str) -> None:
        self.page = page
        self._web_url = web_url

    async def open(self, as_user: Person) -> None:
        await self.page.goto(self._web_url)
        await self.act_as(as_user)

    async def act_as(self, person: Person) -> None:
        """Become somebody else, on the same page and in the same place."""
        await self.page.get_by_label("Act as").select_option(label=person.name)
        await expect(self.page.get_by_label("Act as")).to_have_value(person.slack_id)

    async def go_to_channel(self, name: str) -> None:
        await self._sidebar(re.compile(rf"[#🔒]\s*{re.escape(name)}$")).click()
        await expect(self.page.locator(".channel-title")).to_have_text(re.compile(rf"{re.escape(name)}$"))

    async def go_to_direct_messages(self, person: Person) -> None:
        """What the bot and this person say to each other; it is there once something was said."""
        await self._sidebar(re.compile(rf"^\s*{re.escape(person.name)}$")).click()
        await expect(self.page.locator(".channel-title")).to_have_text(person.name)

    async def go_to_home(self, bot: str = "secondline") -> Locator:
        """Open the bot's Home tab and return it; it is asked for anew each time."""
        await self._sidebar(re.compile(rf"🏠\s*{re.escape(bot)}$")).click()
        home = self.page.locator(".home-inner")
        await expect(home.locator(".blocks")).to_be_visible()
        return home

    async def type_words(self, text: str) -> None:
        """Say something in the open channel. ``@handle`` becomes a mention, as in Slack."""
        await self._send(self.page.locator("main .composer-input"), text)

    async def type_command(self, command: str) -> None:
        """For example ``/escalate M2611 0042``."""
        await self.type_words(command)

    # messages

    def message(self, containing: str) -> Locator:
        """The newest message in the open channel with these words; ephemeral ones too."""
        return self.page.locator(".messages .msg").filter(has_text=containing).last

    def card(self, containing: str) -> Locator:
        """The newest message with these words in the open channel that everybody can see."""
        whispered = self.page.locator(".badge-eph")
        return self.page.locator(".messages .msg").filter(has_text=containing, has_not=whispered).last

    async def press(self, containing: str, button: str) -> None:
        """Press a button of the card with these words, also when a newer answer for one person has them too."""
        await self.card(containing).get_by_role("button", name=button, exact=True).click()

    async def act(self, containing: str, what: str) -> None:
        """Do something with the case of a card: by its button, or else by the choice behind its last one."""
        card = self.card(containing)
        button = card.get_by_role("button", name=what, exact=True)
        more = card.get_by_role("button", name=re.compile("…$"))
        await button.or_(more).first.wait_for()
        if await button.count():
            await button.click()
        else:
            await more.click()
            menu, choices = self.modal.locator("select"), self.modal.locator(".bk-options label")
            await menu.or_(choices).first.wait_for()
            if await menu.count():
                await menu.select_option(label=what)
            else:
                await choices.filter(has_text=re.compile(rf"^\s*{re.escape(what)}$")).click()
            await self.submit()

    async def read(self) -> list[str]:
        """What stands in the open channel: without names and times, the oldest first, threads left out."""
        return [_words(text) for text in await self.page.locator(".messages .msg").all_inner_texts()]

    async def read_ephemeral(self) -> list[str]:
        """What only one person can see. The client shows it to everybody, marked."""
        whispered = self.page.locator(".messages .msg").filter(has=self.page.locator(".badge-eph"))
        return [_words(text) for text in await whispered.all_inner_texts()]

    async def press_button(self, containing: str, button: str) -> None:
        """Press a button of the newest message with these words."""
        await self.message(containing).get_by_role("button", name=button, exact=True).click()

    async def choose_from_overflow(self, containing: str, option: str) -> None:
        """Choose from the menu behind the three dots; also the same option for a second time."""
        await _choose_afresh(self.message(containing).locator("select.bk-overflow"), option)

    async def choose_in_message(self, containing: str, placeholder: str, option: str) -> None:
        """Choose from a select menu that stands in a message."""
        menu = self.message(containing).locator("select:not(.bk-overflow)")
        await _choose_afresh(menu.filter(has=self.page.locator("option", has_text=placeholder)), option)

    async def open_thread(self, containing: str) -> Locator:
        """Open the thread under the newest message with these words and return its pane."""
        message = self.message(containing)
        await message.hover()
        await message.get_by_title("Reply in thread").click()
        pane = self.page.locator(".thread-pane")
        await expect(pane).to_be_visible()
        return pane

    async def read_thread(self) -> list[str]:
        """The open thread, its first message included."""
        return [_words(text) for text in await self.page.locator(".thread-body .msg").all_inner_texts()]

    async def reply_in_thread(self, text: str) -> None:
        await self._send(self.page.locator(".thread-pane .composer-input"), text)

    # modals

    @property
    def modal(self) -> Locator:
        return self.page.locator(".modal")

    async def modal_title(self) -> str:
        """Waits for a modal to be there."""
        return await self.modal.locator(".modal-title").inner_text()

    async def fill(self, label: str, text: str) -> None:
        """Fill a text or date input; every text input has one line here."""
        await self.field(label).fill(text)

    def field(self, label: str) -> Locator:
        """A text or date input of the open modal."""
        return self._input(label).locator("input.bk-plain-input")

    async def choose(self, label: str, option: str) -> None:
        """Choose from a select menu, or one of a group of radio buttons or check boxes."""
        block = self._input(label)
        menu, choices = block.locator("select"), block.locator(".bk-options label")
        await menu.or_(choices.first).wait_for()
        if await menu.count():
            await menu.select_option(label=option)
        else:
            await choices.filter(has_text=re.compile(rf"^\s*{re.escape(option)}\s*$")).click()

    async def submit(self) -> None:
        """Press the button that sends the modal. Whether it was taken shows in ``modal`` and ``errors``."""
        await self.modal.locator(".modal-btn.primary").click()

    async def close_modal(self) -> None:
        await self.modal.locator(".modal-x").click()
        await expect(self.modal).to_have_count(0)

    async def modal_closed(self) -> None:
        """Wait until no modal is open: the submission was taken."""
        await expect(self.modal).to_have_count(0)

    async def errors(self) -> dict[str, str]:
        """Block id and what is wrong, once something is."""
        shown = self.modal.locator(".modal-error")
        await shown.first.wait_for()
        return dict(_block_and_words(line) for line in await shown.all_inner_texts())

    async def screenshot(self, file: Path) -> None:
        await self.page.screenshot(path=file)

    def _sidebar(self, label: re.Pattern[str]) -> Locator:
        return self.page.locator(".sidebar-item").filter(has_text=label)

    def _input(self, label: str) -> Locator:
        named = self.page.locator(".bk-label").filter(has_text=re.compile(rf"^{re.escape(label)}$"))
        return self.modal.locator(".bk-input").filter(has=named)

    async def _send(self, composer: Locator, text: str) -> None:
        await composer.fill(text)
        # A list of people or channels may be open over the composer and would take the Enter key.
        await composer.press("Escape")
        await composer.press("Enter")
        await expect(composer).to_have_value("")


async def _choose_afresh(menu: Locator, option: str) -> None:
    """The menus keep what was chosen, and choosing it again would be no change: put them back without a sound."""
    await menu.evaluate("menu => { menu.value = ''; }")
    await menu.select_option(label=option)


def _block_and_words(line: str) -> tuple[str, str]:
    block, _, words = line.partition(": ")
    return block, words


def _words(shown: str) -> str:
    """A message without its avatar, name, badges, time and the line about its thread."""
    lines = shown.splitlines()
    begins = next(index for index, line in enumerate(lines) if re.fullmatch(r"\d\d:\d\d( [AP]M)?", line)) + 1
    rest = [
        line for line in lines[begins:] if line.strip() and not re.match(r"\(edited\)|\d+ repl|Last reply|💬|😀", line)
    ]
    return "\n".join(rest)
