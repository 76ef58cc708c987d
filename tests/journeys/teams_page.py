"""Microsoft's local Teams client, as Bram Mulder uses it: he is the only person it plays.

The bot hears of its installation when a page is first opened (personal chat) and when a channel is first gone to.
A page shows only what was said since it was opened: open it before the bot posts, and do not load it again. Below
about 1300 pixels of width it hides the list of channels. What the client does not do: dialogs behind ``task/fetch``,
``imBack``, deleting messages. After an Action.Execute that is answered with a card it says "Your response was sent
to the app".
"""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE_S = 30.0
MORE = "More options"
BUTTONS = "card => [...card.querySelectorAll('button')].map(b => b.getAttribute('aria-label') || b.textContent.trim())"
HEADER = 'button[aria-label="Show more information"]'


class TeamsPage:
    """One browser page; everything waits until the page shows what is asked for."""

    def __init__(self, page: Page, web_url: str) -> None:
        self.page = page
        self._web_url = web_url
        self._newest_first = False
        """A channel shows its newest thread above the others, a chat its newest message below."""

    async def open(self) -> None:
        await self.page.goto(self._web_url)
        await self.page.get_by_role("button", name="Hide log panel").click()

    async def go_to_personal_chat(self) -> None:
        await self.page.get_by_role("treeitem", name="Personal Chat").click()
        await expect(self.page.get_by_role("button", name="Post", exact=True)).to_have_count(0)
        self._newest_first = False

    async def go_to_channel(self, name: str) -> None:
        """A channel of the one team, by its name."""
        await self.page.get_by_role("treeitem", name=re.compile(rf" - {re.escape(name)}$")).click()
        await expect(self.page.get_by_role("button", name="Post", exact=True)).to_be_visible()
        self._newest_first = True

    async def say(self, words: str) -> None:
        """Say something in the personal chat."""
        await self._composer.click()
        await self.page.keyboard.type(words)
        await self.page.get_by_role("button", name="Send Message").click()
        await expect(self._composer).to_have_text("")

    async def post_mentioning_bot(self, words: str, bot: str = "secondline") -> None:
        """Start a thread in the open channel; without the mention the bot would not hear of it."""
        await self._mention(self._composer, bot, words)
        await self.page.get_by_role("button", name="Post", exact=True).click()
        await self.thread(words).wait_for()

    async def reply_mentioning_bot(self, thread: str, words: str, bot: str = "secondline") -> None:
        """Answer in the thread with these words in it."""
        place = self.thread(thread)
        await self._mention(place.locator('[role="textbox"][contenteditable]'), bot, words)
        await place.get_by_role("button", name="Send Message").click()
        await expect(place).to_contain_text(words)

    # messages and cards

    def thread(self, containing: str) -> Locator:
        """The newest thread of the open channel with these words in it."""
        return self.page.locator(".fui-Card[role=group]").filter(has=self.page.locator(HEADER)).filter(
            has_text=containing
        ).first  # fmt: skip

    def message(self, containing: str) -> Locator:
        """The last message of the chat, or the last reply in the channel, with these words, cards included."""
        return self.page.locator(_MESSAGES).filter(has_text=containing).last

    async def read(self) -> list[str]:
        """What stands in the open chat, without names and times."""
        return [_words(text) for text in await self.page.locator(_MESSAGES).all_inner_texts()]

    async def read_thread(self, containing: str) -> list[str]:
        """The newest thread of the open channel with these words in it, its first message included."""
        thread = self.thread(containing)
        first = await thread.locator(
            "xpath=./div[contains(@class, 'fui-CardHeader')]/following-sibling::*[1]"
        ).inner_text()
        replies = await thread.locator(_MESSAGES).all_inner_texts()
        return [_squeezed(first), *(_words(text) for text in replies)]

    def card(self, containing: str) -> Locator:
        """The newest card with these words. It is replaced as a whole by what an action answers."""
        cards = self.page.locator(".ac-adaptiveCard").filter(has_text=containing)
        return cards.first if self._newest_first else cards.last

    async def press(self, containing: str, button: str) -> None:
        """Press a button of the last card with these words, also one behind the three dots.

        The card may be drawn anew while somebody reaches for the button, so this looks again until it is there.
        """
        card = self.card(containing)
        async with asyncio.timeout(PATIENCE_S):
            while not await self._pressed(card, button):  # noqa: ASYNC110  # only the page knows
                await asyncio.sleep(0.05)

    async def _pressed(self, card: Locator, button: str) -> bool:
        shown: list[str] = await card.evaluate(BUTTONS)
        if button in shown:
            await card.get_by_role("button", name=button, exact=True).click()
            return True
        if MORE in shown:
            await card.get_by_role("button", name=MORE, exact=True).click()
            choices = self.page.get_by_role("menuitem")
            await choices.first.wait_for()
            choice = self.page.get_by_role("menuitem", name=button, exact=True)
            if await choice.count():
                await choice.click()
                return True
            await self.page.keyboard.press("Escape")
            await expect(choices).to_have_count(0)
        return False

    async def fill(self, label: str, text: str) -> None:
        """Fill a text input of a card or a dialog."""
        await self.page.get_by_role("textbox", name=label).last.fill(text)

    async def choose(self, label: str, option: str) -> None:
        """Choose from a compact ``Input.ChoiceSet``, or one of an expanded one."""
        menu = self.page.get_by_role("combobox", name=label).last
        expanded = self.page.get_by_role("radio", name=option).or_(self.page.get_by_role("checkbox", name=option))
        await menu.or_(expanded).last.wait_for()
        if await menu.count():
            await menu.click()
            await self.page.get_by_role("option", name=option, exact=True).click()
        else:
            await expanded.last.check()

    def bar(self, containing: str) -> Locator:
        """What is said under the last card with these words after a press: a message or an error."""
        dismiss = 'xpath=ancestor::div[position() <= 3]//button[@aria-label="Dismiss Invoke Message"]/..'
        return self.card(containing).locator(dismiss)

    # the message extension

    async def start_from_compose_box(self, command: str) -> Locator:
        """Start the bot's message extension action and return the dialog with its card."""
        await self.page.get_by_role("button", name="Trigger Message Extension App").first.click()
        return await self._action_command(command)

    async def start_from_message(self, containing: str, command: str) -> Locator:
        """The same from a message of the chat, or from the first message of a channel's thread."""
        message = self.thread(containing) if self._newest_first else self.message(containing)
        await message.locator(HEADER).first.click()
        return await self._action_command(command)

    async def send_prepared_card(self) -> None:
        """Send the card which the message extension left in the compose box."""
        await expect(self._composer.locator(".ac-adaptiveCard")).to_be_visible()
        await self.page.get_by_role("button", name=re.compile("^(Send Message|Post)$")).first.click()
        await expect(self._composer.locator(".ac-adaptiveCard")).to_have_count(0)

    async def screenshot(self, file: Path) -> None:
        await self.page.screenshot(path=file)

    @property
    def _composer(self) -> Locator:
        return self.page.locator('[role="textbox"][contenteditable]').first

    async def _mention(self, composer: Locator, bot: str, words: str) -> None:
        await composer.click()
        await self.page.keyboard.type(f"@{bot[:4]}")
        await self.page.get_by_role("menuitem", name=bot).first.click()
        await self.page.keyboard.type(f" {words}")

    async def _action_command(self, command: str) -> Locator:
        await self.page.get_by_role("menuitem", name="Action Command").click()
        asked = self.page.get_by_role("dialog", name="Command ID option dialog")
        await asked.get_by_role("textbox", name="Command ID").fill(command)
        await asked.get_by_role("button", name="Create").click()
        dialog = self.page.get_by_role("dialog").filter(has=self.page.locator(".ac-adaptiveCard"))
        await dialog.wait_for()
        return dialog


# What holds the header that a message has; the header of a thread's first message is part of a CardHeader instead.
_MESSAGES = (
    'xpath=.//button[@aria-label="Show more information"]/ancestor::div[2]/parent::div'
    '[not(contains(@class, "fui-CardHeader"))]'
)


def _words(shown: str) -> str:
    """A message without its author, time and avatar."""
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    begins = next(index for index, line in enumerate(lines) if re.fullmatch(r"\d?\d:\d\d( [AP]M)?", line)) + 1
    return "\n".join(lines[begins:])


def _squeezed(shown: str) -> str:
    return "\n".join(line.strip() for line in shown.splitlines() if line.strip())
