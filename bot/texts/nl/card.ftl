# De kaart van een zaak. Feiten staan in variabelen; de tekst zelf heeft geen opmaak.

card-title = { $number } · { $subject }
card-more = Meer
owner = { $person } ({ $party })
no-faculty = niet bekend

## Wie nu wat moet doen

status-nobody-yet = { $party } is de student het antwoord schuldig. Nog niemand heeft dit opgepakt.
status-owed = { $owner } is de student het antwoord schuldig.
status-consulting = { $owner } is de student het antwoord schuldig en stemt af met { $parties }.
status-asked-back = Er is meer informatie nodig van { $party }. { $owner } is de student het antwoord schuldig.
status-feedback-given = Gesloten: { $owner } heeft de student het antwoord gegeven.
status-redirected = Gesloten: de student is doorgestuurd naar het andere loket.
status-withdrawn = Gesloten: de zaak is ingetrokken.

## Feiten

fact-ticket = Ticket
fact-reference = Kenmerk
fact-kind = Soort vraag
fact-faculty = Faculteit
fact-asked-by = Ingebracht door
fact-feedback = Terugkoppeling door
fact-since = Terugkoppeling sinds
fact-ticket-state = Let op
fact-origin = Komt uit
origin-message = een bericht
fact-problem = Probleem
ticket-not-checked = Het ticketnummer is niet nagekeken in TOPdesk.

## Langere stukken: de vraag en wat de partijen ermee doen

section-question = Vraag
section-request-open = Gevraagd aan { $party }, nog niet opgepakt
section-request-claimed = { $party }: opgepakt door { $person }
section-request-asked-back = { $person } ({ $party }) vraagt { $asker } om meer informatie
section-request-answered = Antwoord van { $person } ({ $party })
section-request-declined = { $party } heeft het verzoek niet aangenomen
section-request-passed-on = { $party } heeft het verzoek overgedragen
section-request-withdrawn = Het verzoek aan { $party } is vervallen
section-request-completed = Afgehandeld door { $party }
section-offer = { $person } vraagt { $party } de terugkoppeling over te nemen

## Knoppen, ten hoogste 30 tekens

action-claim = Oppakken
action-give-information = Informatie geven
action-accept-feedback = Terugkoppeling overnemen
action-refuse-feedback = Niet overnemen
action-answer = Beantwoorden
action-give-feedback = Teruggekoppeld
action-ask-back = Meer informatie vragen
action-take-feedback = Ik koppel terug
action-consult = Afstemmen
action-release = Teruggeven
action-assign = Overdragen aan collega
action-pass-on = Overdragen aan andere partij
action-decline = Niet aannemen
action-hand-over = Doorzetten
action-offer-feedback = Terugkoppeling aanbieden
action-withdraw-offer = Aanbod intrekken
action-withdraw-request = Verzoek intrekken
action-redirect = Student doorsturen
action-add-note = Notitie toevoegen
action-open-problem = Probleem melden
action-link-problem = Aan probleem koppelen
action-unlink-problem = Losmaken van probleem
action-answer-problem = Probleem beantwoorden
action-withdraw = Zaak intrekken
action-reopen = Heropenen
action-show-timeline = Tijdlijn bekijken
action-show-problem = Probleem bekijken

action-for-party = { $action }: { $party }
section-problem-answer = Antwoord op probleem { $problem }

## Wat het ticket zegt en de zaak niet

section-difference = Ticket en zaak spreken elkaar tegen
section-no-ticket = Er klopt iets niet met het ticket
section-told-in-ticket = { $person } schreef de student in het ticket. Is dat het antwoord?
difference-unknown = TOPdesk heeft geen ticket { $number }. De zaak staat wel open bij { $owner }.
difference-duplicate = Ticket { $number } hoort al bij de open zaak { $note }. Ook deze zaak staat open bij { $owner }.
difference-deleted = Ticket { $number } is verwijderd uit TOPdesk. Volgens de zaak wacht de student nog op { $owner }.
difference-archived = Het ticket is in TOPdesk gearchiveerd of samengevoegd met een ander ticket. Volgens de zaak wacht de student nog op { $owner }.
difference-archived-because = Het ticket is in TOPdesk gearchiveerd of samengevoegd met een ander ticket (reden: { $note }). Volgens de zaak wacht de student nog op { $owner }.
difference-closed = Het ticket is gesloten in TOPdesk. Volgens de zaak wacht de student nog op { $owner }.
difference-moved = Het ticket ligt in TOPdesk bij { $party }. Volgens de zaak is { $owner } de student het antwoord schuldig.
difference-held = Het ticket staat in TOPdesk op naam van { $person }. Volgens de zaak heeft { $claimant } het verzoek opgepakt.

action-confirm-feedback = Ja, de student heeft antwoord
action-dismiss-feedback = Nee, nog niet beantwoord
action-settle-difference = Kies wat klopt
action-without-ticket = Verder zonder ticket
action-correct-ticket = Ticketnummer wijzigen
action-send-answer = Stuur naar student
