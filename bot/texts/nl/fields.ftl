# Wat er in een formulier wordt gevraagd. Dezelfde namen staan in de melding dat er iets ontbreekt.

field-intake = Loket waar de vraag binnenkwam
field-ticket = Ticketnummer
field-reference = Kenmerk
field-subject = Onderwerp
field-kind = Soort vraag
field-faculty = Faculteit of opleiding
field-question = Vraag
field-asked = Wie wordt gevraagd
field-parties = Met wie stem je af?
field-party = Partij
field-person = Collega
field-reason = Reden
field-information = Informatie
field-answer = Antwoord
field-manuals = Handleidingen om mee te sturen
field-manuals-sent = Handleidingen die je hebt meegestuurd
field-how = Hoe weet de student het?
field-text = Notitie
field-standard_answer = Standaardantwoord
field-title = Wat is er aan de hand?
field-cases = Open zaken met dezelfde oorzaak
field-problem = Probleem

## Hoe de student het antwoord heeft gekregen: om uit te kiezen, en in een zin

told-by-ticket = Via het ticket
told-by-email = Per e-mail
told-by-phone = Telefonisch
how-ticket = via het ticket
how-email = per e-mail
how-phone = telefonisch

## Wat er uit een tekst is weggelaten

masked = Weggelaten: { $sorts }. Gegevens van studenten staan alleen in het ticket.
masked-email = e-mailadressen
masked-phone = telefoonnummers
masked-student-number = studentnummers
masked-name = namen

field-language = Taal van de student

field-message = Bericht aan de student
field-closes = Zaak
field-right = Wat klopt?
field-without-ticket = Hoe gaat het verder?
closes-case = De student heeft hiermee antwoord: sluit de zaak
right-unknown-ticket = Ga verder zonder ticket
right-duplicate-ticket = Ga verder zonder ticket
right-deleted-ticket = Ga verder zonder ticket
right-archived-ticket = Het ticket: de student heeft antwoord, sluit de zaak
right-archived-case = De zaak: haal het ticket uit het archief
right-closed-ticket = Het ticket: de student heeft antwoord, sluit de zaak
right-closed-case = De zaak: open het ticket weer
right-moved-ticket = Het ticket: de vraag gaat naar { $party }
right-moved-case = De zaak: het ticket gaat terug naar { $owner }
right-held-ticket = Het ticket: { $person } krijgt het verzoek
right-held-case = De zaak: haal { $person } van het ticket
