# Formulieren. Titels en knoppen hebben ten hoogste 24 tekens: meer past er niet boven een venster.

form-cancel = Annuleren

form-escalate = Vraag escaleren
form-escalate-redirect = Student doorsturen
form-give-information = Informatie geven
form-refuse-feedback = Niet overnemen
form-answer = Beantwoorden
form-give-feedback = Teruggekoppeld
form-ask-back = Meer informatie vragen
form-consult = Afstemmen
form-assign = Overdragen aan collega
form-pass-on = Overdragen aan partij
form-decline = Niet aannemen
form-hand-over = Doorzetten
form-offer-feedback = Terugkoppeling aanbieden
form-withdraw-request = Verzoek intrekken
form-redirect = Student doorsturen
form-add-note = Notitie toevoegen
form-open-problem = Probleem melden
form-link-problem = Aan probleem koppelen
form-answer-problem = Probleem beantwoorden
form-withdraw = Zaak intrekken
form-reopen = Zaak heropenen

submit-escalate = Verder
submit-escalate-redirect = Doorsturen
submit-give-information = Informatie geven
submit-refuse-feedback = Niet overnemen
submit-answer = Antwoord geven
submit-give-feedback = Zaak sluiten
submit-ask-back = Vragen
submit-consult = Afstemmen
submit-assign = Overdragen
submit-pass-on = Overdragen
submit-decline = Niet aannemen
submit-hand-over = Doorzetten
submit-offer-feedback = Aanbieden
submit-withdraw-request = Intrekken
submit-redirect-choose = Verder
submit-redirect = Doorsturen
submit-add-note = Toevoegen
submit-open-problem = Melden
submit-link-problem = Koppelen
submit-answer-problem = Antwoord geven
submit-withdraw = Zaak intrekken
submit-reopen = Heropenen

## Wat in een formulier verteld wordt

remark-ticket = Ticket { $ticket }: { $subject }
remark-ticket-closed = Dit ticket is in TOPdesk al gesloten. Je kunt de vraag toch escaleren.
ticket-not-connected = TOPdesk is niet aangesloten. Vul zelf in waar het ticket over gaat; het nummer wordt niet nagekeken.
ticket-not-read = TOPdesk antwoordt nu niet. Vul zelf in waar het ticket over gaat; escaleren kan gewoon.
remark-manual = Misschien helpt deze handleiding: { $title }
remark-similar = Lijkt op { $number } · { $subject }: { $answer }
similar-no-answer = nog geen antwoord
remark-redirect = Deze vraag hoort bij { $party }. Stuur de student daarheen met het standaardantwoord hieronder.
remark-redirect-ticket = Het antwoord gaat via het ticket naar de student en het ticket wordt gesloten. Hier blijft niets openstaan.
remark-redirect-copy = Kopieer het antwoord en stuur het zelf naar de student; dat gebeurt niet vanzelf. Hier blijft niets openstaan.
remark-asked-back = { $party } heeft meer informatie nodig:
remark-question = { $asker } vraagt:
remark-no-similar-cases = Er zijn nu geen andere open zaken die hierop lijken. Je kunt ze later alsnog koppelen.

hint-ask-back = Je vraag gaat naar { $asker }. Het verzoek blijft van jou.
hint-answer = { $owner } koppelt je antwoord terug aan de student.
hint-answer-given = Wat heb je de student laten weten? Collega’s vinden het terug bij een volgende vraag. Geen gegevens van de student.
hint-problem-answer = Dit antwoord komt bij alle open zaken van dit probleem. Elke student krijgt het van wie het antwoord schuldig is.
hint-note = Alleen voor collega’s; de student ziet dit niet.
hint-question = Wat wil de student weten, en wat heb je al bekeken? Geen naam, e-mailadres of studentnummer; die staan in het ticket.
hint-ticket = Bijvoorbeeld M2611 0042. Laat leeg als er geen ticket is.
hint-subject = In één regel waar de vraag over gaat.
hint-kind = Het lijkt te gaan om ‘{ $kind }’, vanwege: { $words }.
hint-faculty = De faculteit of opleiding van de student. Soms hangt ervan af wie er wordt gevraagd.

remark-same-cause = Er zijn open zaken die hierop lijken: { $numbers }. Hebben ze één oorzaak, kies dan op de kaart ‘{ $action }’: één antwoord geldt dan voor alle zaken.

form-unknown = Dit formulier is van een oudere versie. Open het opnieuw vanaf de kaart; er is niets gedaan.
language-nl = Nederlands
language-en = Engels

form-send-answer = Stuur naar student
form-settle-difference = Kies wat klopt
form-without-ticket = Verder zonder ticket
submit-without-ticket = Zonder ticket verder
form-correct-ticket = Ticketnummer wijzigen
submit-correct-ticket = Wijzigen
hint-correct-ticket = Het nummer van het ticket waar deze vraag over gaat, bijvoorbeeld M2611 0042. Het wordt nagekeken in TOPdesk.
submit-send-answer = Versturen
submit-settle-difference = Vastleggen
remark-student-sees = De student van ticket { $ticket } ziet je bericht, precies zoals je het hieronder schrijft.
hint-message = Lees het nog een keer na. Geen gegevens van de student: het bericht wordt ook bij de zaak bewaard.
