# Wat beheerders lezen als iets niet bezorgd kan worden.

trouble = secondline kan niets kwijt in { $place }. { $advice } Zaak waar het om begon: { $case }.
trouble-place = { $channel } ({ $platform })
trouble-invite = De bot staat niet in dit kanaal. Nodig de bot uit, en kijk in het organisatiebestand of het kanaal klopt. Daarna: secondline deliveries retry
trouble-archived = Het kanaal is gearchiveerd. Haal het terug, of zet in het organisatiebestand een ander kanaal. Daarna: secondline deliveries retry
trouble-token = De bot wordt niet toegelaten: zijn sleutel is verlopen of ingetrokken. Geef de bot een nieuwe sleutel en start hem opnieuw; wat wacht, komt dan vanzelf aan.
trouble-permission = De bot mist een recht. Installeer de app opnieuw met de rechten uit het manifest; wat wacht, komt dan vanzelf aan.
trouble-other = De melding luidt: { $reason }. Is de oorzaak weg, probeer het dan opnieuw met: secondline deliveries retry
