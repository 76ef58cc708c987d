# Lijsten met zaken.

list-open = { $total ->
    [0] Open zaken
    [one] Open zaken: 1
   *[other] Open zaken: { $total }
}
list-open-empty = Er zijn geen open zaken. Gesloten zaken vind je met ‘{ $slash }case zoek’ en een woord uit de vraag.
list-overdue = { $total ->
    [0] Zaken die te laat zijn
    [one] 1 zaak is te laat: de afgesproken tijd is voorbij
   *[other] { $total } zaken zijn te laat: de afgesproken tijd is voorbij
}
list-overdue-empty = Er is niets te laat: elke open zaak is nog binnen de afgesproken tijd.
list-closed = { $total ->
    [0] Gesloten zaken
    [one] Gesloten zaken: 1
   *[other] Gesloten zaken: { $total }
}
list-closed-empty = Geen gesloten zaken gevonden. Met ‘{ $slash }case zoek’ en een woord zoek je in alle zaken.
list-find = { $total ->
    [0] Zoeken in zaken
    [one] 1 zaak gevonden
   *[other] { $total } zaken gevonden
}
list-find-more = Meer dan { $total } zaken gevonden: de nieuwste staan hier, met een woord erbij worden het er minder
list-named = { $title } (‘{ $words }’)
list-find-empty = Niets gevonden. Probeer één woord uit het onderwerp, een faculteit of het ticketnummer.
list-problem = { $total ->
    [one] Probleem { $number }: { $title }. Antwoord: { $answer }. Nog 1 student moet het horen.
   *[other] Probleem { $number }: { $title }. Antwoord: { $answer }. Nog { $total } studenten moeten het horen.
}
list-problem-empty = Alle studenten met dit probleem hebben hun antwoord.
problem-no-answer = nog niet gevonden
list-show = Bekijken
list-position = Pagina { $page } van { $pages }
list-previous = Vorige
list-next = Volgende

row-open = Terugkoppeling: { $owner }, al { $waited }.
row-overdue = De afgesproken tijd is voorbij.
row-asked-back = Er is meer informatie nodig.
row-closed = { $outcome }, { $at }

outcome-feedback-given = Teruggekoppeld
outcome-redirected = Doorgestuurd
outcome-withdrawn = Ingetrokken
