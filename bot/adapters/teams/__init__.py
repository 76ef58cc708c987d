"""Microsoft Teams: activities in, Adaptive Cards out.

The only place that imports botbuilder, and of that only ``connector``, ``authentication``, ``credentials`` and
``errors`` do: everything else here deals in plain JSON, so that another SDK can take its place without touching cards,
forms or what is stored.
"""

from typing import Any

Json = dict[str, Any]
