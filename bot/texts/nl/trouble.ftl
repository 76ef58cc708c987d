# Wat beheerders lezen als iets niet bezorgd kan worden.

trouble = secondline kan niets bezorgen in { $place }. { $advice } Het begon bij zaak { $case }.
trouble-place = { $channel } ({ $platform })
trouble-invite = De bot staat niet in dit kanaal. Nodig de bot uit, en kijk in het organisatiebestand of het kanaal klopt. Daarna: secondline deliveries retry
trouble-archived = Het kanaal is gearchiveerd. Haal het terug, of zet in het organisatiebestand een ander kanaal. Daarna: secondline deliveries retry
trouble-deleted = Het kanaal of het team is verwijderd. Haal het terug (dat kan 30 dagen; wat wacht, komt dan vanzelf aan), of zet in het organisatiebestand een ander kanaal. Daarna: secondline deliveries retry
trouble-token = De bot wordt niet toegelaten: zijn sleutel is verlopen of ingetrokken. Geef de bot een nieuwe sleutel en start hem opnieuw; wat wacht, komt dan vanzelf aan.
trouble-permission = De bot mist een recht. Installeer de app opnieuw met de rechten uit het manifest; wat wacht, komt dan vanzelf aan.
trouble-other = De melding luidt: { $reason }. Is de oorzaak weg, probeer het dan opnieuw met: secondline deliveries retry

members-trouble = De leden van { $parties } staan in { $kind ->
    [user-group] een gebruikersgroep
   *[channel] een kanaal
} van Slack ({ $id }), maar die lijst is nu niet te lezen. { $advice } Tot dan gelden de mensen die er het laatst in stonden.
members-trouble-unknown = Kijk of de gebruikersgroep nog bestaat en in gebruik is, en of de ID in het organisatiebestand klopt.
