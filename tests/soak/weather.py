"""What goes wrong with calls to a platform, at random and only while there is a storm."""

import random
from dataclasses import dataclass

from tests.soak.history import History

NOTHING = "nothing"


@dataclass
class Weather:
    """``chances`` are those of each fault for one call, of which the rest stay whole."""

    chances: dict[str, float]
    platform: str
    history: History
    chance: random.Random
    stormy: bool = False

    def fault(self, method: str) -> str:
        """What goes wrong with this call; it is noted."""
        if not self.stormy:
            return NOTHING
        drawn = self.chance.random()
        for fault, likely in self.chances.items():
            if drawn < likely:
                self.history.note("fault", platform=self.platform, method=method, fault=fault)
                return fault
            drawn -= likely
        return NOTHING
