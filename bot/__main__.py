"""``python -m bot`` is ``secondline``."""

from bot.cli import main

main()
