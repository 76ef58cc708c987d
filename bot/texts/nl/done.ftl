# Wat iemand te zien krijgt die net iets heeft gedaan: wat er nu geldt.

done-escalate-hand-over = { $number } is doorgezet naar { $parties }. Die is de student nu het antwoord schuldig; jij hoeft niets meer te doen.
done-escalate-consultation = { $number }: je stemt af met { $parties }. Terugkoppeling aan de student: { $owner }.
done-redirected-ticket = { $number } is vastgelegd. Het antwoord gaat via het ticket naar de student en het ticket wordt gesloten.
done-redirected-copy =
    { $number } is vastgelegd. Stuur dit antwoord nog zelf naar de student:

    { $text }

done-claim = Je hebt { $number } opgepakt. Terugkoppeling aan de student: { $owner }.
done-release = Het verzoek in { $number } is teruggegeven. Een collega van de partij kan het oppakken.
done-take-feedback = Vanaf nu koppel jij terug aan de student van { $number }.
done-accept-feedback = Je hebt de terugkoppeling van { $number } overgenomen: jij bent de student nu het antwoord schuldig.
done-withdraw-offer = Het aanbod is ingetrokken. Terugkoppeling van { $number }: { $owner }.
done-unlink-problem = { $number } is losgemaakt van het probleem.
done-assign = Het verzoek in { $number } is overgedragen aan je collega. Terugkoppeling aan de student: { $owner }.
done-pass-on = Het verzoek in { $number } is overgedragen. Terugkoppeling aan de student: { $owner }.
done-decline = Het verzoek in { $number } is niet aangenomen en gaat terug. Terugkoppeling aan de student: { $owner }.
done-ask-back = Je vraag staat in { $number }. Je krijgt bericht zodra de informatie er is.
done-give-information = De informatie staat in { $number }. Wie erom vroeg, kan verder.
done-answer = Je antwoord staat in { $number }. { $owner } koppelt het terug aan de student.
done-withdraw-request = Het verzoek in { $number } is ingetrokken. Terugkoppeling aan de student: { $owner }.
done-consult = Je stemt af in { $number }. Terugkoppeling aan de student blijft bij { $owner }.
done-hand-over = { $number } is doorgezet. Terugkoppeling aan de student: { $owner }.
done-offer-feedback = De terugkoppeling van { $number } is aangeboden en blijft bij { $owner } tot de andere partij die overneemt.
done-refuse-feedback = Je neemt de terugkoppeling niet over. Die blijft bij { $owner }.
done-give-feedback = { $number } is gesloten: de student heeft het antwoord.
done-redirect = { $number } is gesloten: de student wordt doorgestuurd. Hier blijft niets openstaan.
done-withdraw = { $number } is ingetrokken en gesloten.
done-reopen = { $number } is weer open. Terugkoppeling aan de student: { $owner }.
done-add-note = Je notitie staat in { $number }.
done-open-problem = { $number } hoort nu bij een nieuw probleem. Eén antwoord geldt straks voor alle zaken die eraan zijn gekoppeld.
done-link-problem = { $number } is gekoppeld aan het probleem.
done-answer-problem = Het antwoord staat bij alle open zaken van { $number }. De studenten horen het van wie hun het antwoord schuldig is.
done-similar = Er zijn al open zaken die hierop lijken: { $numbers }.

done-confirm-feedback = { $number } is gesloten: de student heeft het antwoord.
done-dismiss-feedback = { $number } blijft open. Terugkoppeling: { $owner }.
done-settle-difference = Vastgelegd in { $number }. Terugkoppeling: { $owner }.
done-correct-ticket = { $number } hoort nu bij ticket { $ticket }.
done-correct-ticket-about = { $number } hoort nu bij ticket { $ticket }. Dat gaat over: { $about }
done-correct-ticket-unchecked = { $number } hoort nu bij ticket { $ticket }. TOPdesk antwoordt nu niet: het nummer wordt later nagekeken, en tot dan staat dat op de kaart.
done-send-answer = Het bericht gaat via het ticket naar de student. { $number } en het ticket blijven open. Terugkoppeling: { $owner }.
done-send-answer-closing = Het bericht gaat via het ticket naar de student. Zodra het daar staat, sluit { $number }. Het ticket blijft open: dat sluit je zelf in TOPdesk.
