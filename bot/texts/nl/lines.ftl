# De tijdlijn: één regel voor elke gebeurtenis.

line-dated = { $at } ({ $origin }): { $line }

origin-slack = Slack
origin-teams = Teams
origin-topdesk = TOPdesk
origin-board = website
origin-command-line = opdrachtregel

line-case-opened = { $actor } heeft de zaak geopend bij { $intake }.
line-request-made = { $actor } stemt af met { $party }. Wie de student het antwoord schuldig is, verandert niet.
line-request-handed-over = { $actor } heeft de vraag doorgezet naar { $party }, die de student nu het antwoord schuldig is.
line-claimed = { $actor } heeft het verzoek opgepakt voor { $party }.
line-released = { $actor } heeft het verzoek teruggegeven aan { $party }.
line-released-for = { $actor } heeft het verzoek van { $person } teruggegeven aan { $party }.
line-assigned = { $actor } heeft het verzoek overgedragen aan { $person } ({ $party }).
line-assigned-from = { $actor } heeft het verzoek van { $before } overgedragen aan { $person } ({ $party }).
line-taken-over = { $actor } heeft het verzoek overgenomen van { $before } ({ $party }).
line-passed-on = { $actor } heeft het verzoek van { $party } overgedragen aan { $to }: { $reason }
line-declined = { $actor } heeft het verzoek aan { $party } niet aangenomen; het gaat terug naar { $back_to }. Reden: { $reason }
line-handed-back = Het verzoek ligt weer bij { $person } ({ $party }).
line-handed-back-to-party = Het verzoek ligt weer bij { $party }.
line-asked-back = { $actor } ({ $party }) vraagt { $of } om meer informatie: { $question }
line-information-given = { $actor } heeft { $party } de gevraagde informatie gegeven: { $information }
line-answered = { $actor } ({ $party }) heeft geantwoord: { $answer }
line-request-withdrawn = { $actor } heeft het verzoek aan { $party } ingetrokken: { $reason }
line-request-lapsed = Het verzoek aan { $party } is vervallen.
line-request-completed = Het verzoek aan { $party } is afgehandeld.
line-request-resumed = Het verzoek ligt weer bij { $person } ({ $party }).
line-request-resumed-to-party = Het verzoek ligt weer bij { $party }; nog niemand heeft het opgepakt.
line-feedback-moved = { $person } ({ $party }) is de student nu het antwoord schuldig.
line-feedback-moved-to-party = { $party } is de student nu het antwoord schuldig.
line-feedback-offered = { $actor } vraagt { $to } de terugkoppeling over te nemen: { $reason }
line-feedback-accepted = { $actor } ({ $party }) heeft de terugkoppeling overgenomen.
line-feedback-refused = { $actor } ({ $party }) neemt de terugkoppeling niet over: { $reason }
line-feedback-offer-withdrawn = { $to } hoeft de terugkoppeling niet meer over te nemen.
line-feedback-given = { $actor } heeft de student { $how } het antwoord gegeven. De zaak is gesloten.
line-feedback-given-with-answer = { $actor } heeft de student { $how } het antwoord gegeven. De zaak is gesloten. Het antwoord: { $answer }
line-case-redirected = { $actor } heeft de student met een standaardantwoord doorgestuurd naar { $to }. De zaak is gesloten.
line-case-withdrawn = { $actor } heeft de zaak ingetrokken: { $reason }
line-case-reopened = { $actor } heeft de zaak heropend: { $reason }
line-note-added = Notitie van { $actor }: { $text }
line-problem-linked = { $actor } heeft de zaak gekoppeld aan probleem { $problem }.
line-problem-unlinked = { $actor } heeft de zaak losgemaakt van probleem { $problem }.
line-problem-answered = Probleem { $problem } is beantwoord; de student moet dit nog horen: { $answer }
