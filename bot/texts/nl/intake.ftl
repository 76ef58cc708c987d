# Waar een vraag naartoe gaat, in het formulier waarmee iemand haar escaleert.

goes-not-yet = Kies de soort vraag. Dan staat hier wie er wordt gevraagd, en wie de student het antwoord schuldig is.
goes-hand-over = Dit gaat naar { $parties } (doorzetten). Die is de student daarna het antwoord schuldig; jij niet meer.
goes-consultation = { $total ->
    [one] Je stemt af met { $parties }. De student krijgt het antwoord van { $owner }.
   *[other] Je stemt af; vink hieronder aan met wie. De student krijgt het antwoord van { $owner }.
}
goes-redirect = Deze vraag hoort bij { $party } (doorsturen). De student krijgt een standaardantwoord, dat je hierna nog ziet; hier blijft niets openstaan.
goes-while-open = Het is nu kantoortijd, tot { $until }.
goes-while-closed = Het is nu geen kantoortijd; iemand ziet dit vanaf { $opens }.
goes-because = Waarom: { $kind }, binnengekomen bij { $intake }. Zo is het afgesproken in ‘{ $source }’ (nagekeken op { $checked }, regel { $rule }).
goes-of-faculty = { $kind }, { $faculty }

submit-escalate-hand-over = Doorzetten
submit-escalate-consultation = Afstemmen

hint-parties = { $most ->
    [one] Kies één partij.
   *[other] Kies er { $least } tot { $most }.
}
remark-look-first = Kijk eerst of alles klopt, en of iets onderaan al helpt. Ga dan verder.
remark-origin = De link naar het bericht komt op de kaart van de zaak.

offer-escalate = Ticket { $ticket } ({ $subject }) kun je hier escaleren.
offer-open-form = Vraag escaleren
offer-show = Zaak bekijken
