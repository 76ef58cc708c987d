# Berichten aan één persoon, die nu aan zet is of dat niet meer is, en de notitie in het ticket.

notice =
    { $case } · { $subject }
    { $text }
notice-show = Zaak bekijken

notice-assigned = { $actor } heeft het verzoek aan jou overgedragen.
notice-assigned-from = { $actor } heeft het verzoek van { $before } aan jou overgedragen.
notice-handed-back = Het verzoek ligt weer bij jou: de partij die het van je kreeg, heeft het niet aangenomen.
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

ticket-note =
    { $line }
    Zaak { $case }: { $url }
