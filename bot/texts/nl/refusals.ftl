# Wat niet kan: wat er aan de hand is, wie het wel kan, en wat je kunt doen.

and-others = { $total ->
    [one] nog 1 collega
   *[other] nog { $total } collega’s
}

## De stand van een verzoek

refused-already-claimed = { $claimant } heeft dit verzoek al opgepakt. Wil jij het doen, overleg dan even en gebruik ‘{ action-assign }’.
refused-already-done = { $what } Er is niets veranderd.
already-claim = Je had dit verzoek al opgepakt.
already-release = Niemand heeft dit verzoek nu opgepakt; het ligt al bij de partij.
already-assign = Deze collega heeft het verzoek al.
already-take-feedback = Jij bent de student het antwoord al schuldig.
already-accept-feedback = Je bent de student het antwoord al schuldig: de terugkoppeling is bij jou.
already-give-feedback = De student heeft het antwoord al; de zaak is gesloten.
already-redirect = De student is al doorgestuurd; de zaak is gesloten.
already-withdraw = De zaak was al ingetrokken.
already-link-problem = De zaak hoort al bij dit probleem.
already-unlink-problem = De zaak hoort niet bij een probleem.
already-answer-problem = Dit antwoord staat al bij het probleem.

refused-not-possible = Dit kan nu niet: het verzoek aan { $party } is { $state }. De knoppen op de kaart laten zien wat je wel kunt doen.
state-open = nog niet opgepakt
state-claimed = opgepakt
state-asked-back = in afwachting van meer informatie
state-answered = al beantwoord
state-declined = niet aangenomen
state-passed-on = overgedragen
state-withdrawn = vervallen
state-completed = afgehandeld

refused-already-asked = { $party } is in deze zaak al gevraagd. Wacht het antwoord af, of trek dat verzoek eerst in.
refused-own-party = Het verzoek kan niet naar { $party }: die stelt de vraag zelf of is de student het antwoord al schuldig. Kies een andere partij.
refused-still-handed-over = De vraag ligt nu bij { $party }. Die kan het verzoek overdragen aan een andere partij, of niet aannemen; dan komt het bij jullie terug.

## Wie iets mag

refused-not-claimant = Alleen { $claimant } kan dit, want die heeft het verzoek opgepakt. Een collega kan het overnemen met ‘{ action-assign }’.
refused-not-claimant-nobody = Nog niemand heeft dit verzoek opgepakt. Pak het eerst op met ‘{ action-claim }’.
refused-not-in-party = { $total ->
    [0] Dit kan alleen iemand van { $party }. Daar staat nu niemand bij; een beheerder kan mensen toevoegen: { $administrators }.
   *[other] Dit kan alleen iemand van { $party }: { $members }.
}
refused-not-feedback-owner = Dit kan alleen { $party }. { $person } is daar de student het antwoord schuldig.
refused-not-feedback-owner-nobody = { $total ->
    [0] Dit kan alleen { $party }, die de student het antwoord schuldig is. Daar staat nu niemand bij; een beheerder kan mensen toevoegen: { $administrators }.
   *[other] Dit kan alleen { $party }, die de student het antwoord schuldig is: { $members }.
}
refused-not-opener = Alleen { $opener } kan deze zaak intrekken, want die heeft de zaak geopend.
refused-not-allowed = { $total ->
    [0] Dit kan alleen een beheerder: { $administrators }.
   *[other] Dit kan alleen iemand van { $parties }, of een beheerder: { $administrators }.
}
refused-not-member = { $person } hoort niet bij { $party }. Kies iemand van die partij. Hoort deze collega er wel bij, dan past een beheerder dat aan in het organisatiebestand: { $administrators }.
refused-no-intake-desk = Je staat niet bij een loket waar vragen binnenkomen, dus je kunt geen vraag escaleren. Hoor je bij de helpdesk of een onderwijsadministratie, vraag dan een beheerder je toe te voegen: { $administrators }.

## De zaak

refused-case-closed = { $case } is gesloten. Is er toch nog iets nodig, heropen de zaak dan eerst met ‘{ action-reopen }’.
refused-case-still-open = { $case } is nog open; je kunt er gewoon in verder.
refused-unknown-case = Er is geen zaak { $case }, en ook geen zaak bij een ticket met dat nummer. Kijk het nummer na, of zoek op een woord uit de vraag.
refused-unknown-problem = Probleem { $problem } bestaat niet of heeft geen open zaken meer. Kijk het nummer na.
refused-not-linked = { $case } hoort niet bij een probleem. Koppel de zaak eerst met ‘{ action-link-problem }’.
refused-transfer-pending = { $party } is al gevraagd de terugkoppeling over te nemen. Wacht op antwoord, of trek dat eerst in met ‘{ action-withdraw-offer }’.
refused-no-transfer-pending = Er is niemand meer gevraagd de terugkoppeling van { $case } over te nemen. Op de kaart staat bij wie die nu ligt.
refused-text-missing = Vul ‘{ $field }’ nog in; zonder dat kan het niet verder.

## Het ticket

refused-ticket-has-open-case = Ticket { $ticket } heeft al een open zaak: { $case }. Ga daarin verder.
refused-ticket-not-found = Ticket { $ticket } staat niet in TOPdesk. Kijk het nummer na, of laat het leeg als er geen ticket is.
refused-ticket-not-open = Ticket { $ticket } is gearchiveerd of samengevoegd met een ander ticket; er kan niets meer in worden geschreven. Haal het in TOPdesk terug uit het archief, gebruik het nummer van het andere ticket, of maak een nieuw ticket.

refused-no-such-ticket = Ticket { $ticket } staat niet in TOPdesk. Kijk het nummer na.
refused-ticket-of-other-case = Ticket { $ticket } hoort al bij de open zaak { $case }. Gaat het om dezelfde vraag, trek deze zaak dan in en ga daar verder.
refused-ticket-stays = Het ticketnummer van { $case } kan niet worden gewijzigd. Dat kan alleen zolang TOPdesk het ticket niet heeft gevonden, of als het ticket is verwijderd, gearchiveerd of samengevoegd. Hoort de vraag bij een ander ticket, trek de zaak dan in en escaleer opnieuw.

## Waar een vraag naartoe gaat

refused-not-askable = { $party } kan voor deze vraag niet worden gevraagd. Kies een andere partij. Hoort deze er wel bij, dan past een beheerder de regels aan in het organisatiebestand: { $administrators }.
refused-redirect-instead = Deze vraag hoort bij { $party }. Stuur de student daarheen door in plaats van de vraag te escaleren.
refused-not-at-wrong-desk = Deze vraag hoort wel bij { $party }; doorsturen is niet nodig. Escaleer de vraag als je er hulp bij wilt.
refused-faculty-needed = Kies de faculteit of opleiding van de student: daarvan hangt af naar wie deze vraag gaat.
refused-no-route = Voor deze vraag staat geen regel in het organisatiebestand. Soort vraag: { $kind }. Faculteit: { $faculty }. Loket: { $intake }. Een beheerder kan de regel toevoegen: { $administrators }.
refused-ambiguous-route = Voor deze vraag staan er meer regels in het organisatiebestand, en het is niet duidelijk welke geldt: { $rules }. Een beheerder kan dat oplossen: { $administrators }.
refused-no-party-for-reference = In het organisatiebestand staat niet wie deze vraag voor { $faculty } krijgt ({ $reference }). Een beheerder kan dat invullen: { $administrators }.
refused-cannot-fill = Het standaardantwoord ‘{ $standard_answer }’ is niet compleet: { $placeholder } ontbreekt. Kies een faculteit als je dat nog niet had gedaan. Anders kan een beheerder het aanvullen in het organisatiebestand: { $administrators }.

refused-no-party = Je hoort bij geen van de partijen, dus je kunt hier geen zaken zien. Hoort dat wel zo te zijn, vraag dan een beheerder je toe te voegen: { $administrators }.

already-dismiss-feedback = Wat de student in het ticket kreeg, is al beoordeeld.
refused-told-since = De student kreeg in het ticket intussen iets anders dan op je kaart stond. Lees hieronder wat er nu staat en kies opnieuw; er is niets veranderd.
already-correct-ticket = Dit ticketnummer stond er al.
already-settle-difference = Ticket en zaak spreken elkaar hierin niet meer tegen.
refused-no-ticket-to-write = { $case } heeft geen ticket in TOPdesk waarmee de student bericht kan krijgen. Laat het de student zelf weten en kies daarna ‘{ action-give-feedback }’.
refused-student-data-in-text = Haal eerst de gegevens van de student uit het bericht: { $sorts }. Het bericht wordt ook bij de zaak bewaard.
