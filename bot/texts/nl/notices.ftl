# Berichten aan één persoon, die nu aan zet is of dat niet meer is, en de notitie in het ticket.

notice =
    { $case } · { $subject }
    { $text }
notice-show = Zaak bekijken

notice-assigned = { $actor } heeft het verzoek aan jou overgedragen.
notice-assigned-from = { $actor } heeft het verzoek van { $before } aan jou overgedragen.
notice-handed-back =
    { $by } heeft het verzoek niet aangenomen: { $reason }
    Het ligt weer bij jou.
notice-handed-back-to-party =
    { $by } heeft het verzoek niet aangenomen: { $reason }
    Het ligt weer bij { $party }; nog niemand heeft het opgepakt.
notice-declined =
    { $actor } ({ $party }) heeft het verzoek niet aangenomen: { $reason }
    Het ligt weer bij jullie: vraag een andere partij of beantwoord de student zelf.
notice-asked-back =
    { $actor } ({ $party }) heeft meer informatie van je nodig: { $question }
    Geef die met ‘{ action-give-information }’; tot dan ligt het verzoek stil.
notice-information-given = { $actor } heeft de gevraagde informatie gegeven: { $information }
notice-answered =
    { $actor } ({ $party }) heeft geantwoord: { $answer }
    Laat het de student weten en kies daarna ‘{ action-give-feedback }’.
notice-problem-answered =
    Er is een antwoord op probleem { $problem }: { $answer }
    Laat het de student weten en kies daarna ‘{ action-give-feedback }’.
notice-case-reopened =
    { $actor } heeft de zaak heropend: { $reason }
    Jij bent de student weer het antwoord schuldig.
notice-feedback-refused =
    { $actor } ({ $party }) neemt de terugkoppeling niet over: { $reason }
    Jij blijft de student het antwoord schuldig.
notice-feedback-moved = { $person } ({ $party }) is de student nu het antwoord schuldig; jij niet meer.
notice-feedback-moved-to-party = { $party } is de student nu het antwoord schuldig; jij niet meer.

notice-feedback-offered =
    { $actor } vraagt { $to } de terugkoppeling over te nemen: { $reason }
    Kies op de kaart ‘{ action-accept-feedback }’ of ‘{ action-refuse-feedback }’.
notice-feedback-due = De student moet uiterlijk { $due } het antwoord hebben. Dat is al gauw.
notice-overview = { $cases ->
    [one] Er gebeurde { $total } keer iets met een zaak van jou. Dit is het laatste:
   *[other] Er gebeurde iets in { $cases } zaken. Dit is van elke zaak het laatste:
}
notice-overview-more = { $total ->
    [one] En nog 1 zaak; je vindt haar onder ‘{ home-title }’.
   *[other] En nog { $total } zaken; je vindt ze onder ‘{ home-title }’.
}

ticket-note =
    { $line }
    Zaak { $case }: { $url }

ticket-note-without-link =
    { $line }
    Zaak { $case }

notice-student-wrote = De student schreef in het ticket: { $text }
notice-student-told-in-ticket =
    { $actor } schreef de student in het ticket: { $text }
    Was dat het antwoord? Kies op de kaart ‘{ action-confirm-feedback }’ of ‘{ action-dismiss-feedback }’.
notice-case-reopened-by-student =
    De student reageerde in het ticket: { $reason }
    De zaak is weer open, en jij bent de student het antwoord schuldig.
notice-ticket-checked-about =
    TOPdesk antwoordt weer. Ticket { $ticket } gaat over: { $about }
    Is dat niet deze vraag, trek de zaak dan in en escaleer met het goede nummer. Anders hoef je niets te doen.
notice-ticket-differs-unknown =
    TOPdesk heeft geen ticket { $note }. De vraag is wel geëscaleerd.
    Kies op de kaart ‘{ action-correct-ticket }’ of ‘{ action-without-ticket }’.
notice-ticket-differs-duplicate =
    Het ticket hoort al bij de open zaak { $note }.
    Gaat het om dezelfde vraag, trek deze zaak dan in. Kies anders op de kaart ‘{ action-correct-ticket }’ of ‘{ action-without-ticket }’.
notice-ticket-differs-deleted =
    Het ticket is verwijderd uit TOPdesk, terwijl de zaak openstaat.
    Kies op de kaart ‘{ action-correct-ticket }’ of ‘{ action-without-ticket }’.
notice-ticket-differs-archived =
    Het ticket is in TOPdesk gearchiveerd of samengevoegd met een ander ticket, terwijl de zaak openstaat.
    Gaat de vraag in een ander ticket verder, kies op de kaart dan ‘{ action-correct-ticket }’. Kies anders ‘{ action-settle-difference }’.
notice-ticket-differs-closed =
    Het ticket is gesloten in TOPdesk, terwijl de zaak openstaat.
    Druk op de kaart op ‘{ action-settle-difference }’.
notice-ticket-differs-moved =
    Het ticket ligt in TOPdesk bij { $party }; de zaak zegt iets anders.
    Druk op de kaart op ‘{ action-settle-difference }’.
notice-ticket-differs-held =
    Het ticket staat in TOPdesk op naam van { $person }; de zaak zegt iets anders.
    Druk op de kaart op ‘{ action-settle-difference }’.
