# Wat je kunt typen.

# Voor een opdracht staat in Slack een schuine streep; in Teams typt men alleen de woorden.
slash = { $origin ->
    [slack] /
   *[other] { "" }
}

help =
    Hiermee zie je wie de student het antwoord schuldig is, en draag je vragen over zonder dat er een blijft liggen.

    { $slash }escalate M2611 0042 – een vraag doorzetten, erover afstemmen of de student doorsturen; zonder nummer als er geen ticket is
    { $slash }case – wat er bij jou en je partij ligt, wat te laat is voorop
    { $slash }case SL-2611-0042 – één zaak met de hele tijdlijn; een ticketnummer mag ook
    { $slash }case open – alle open zaken; met een partij of faculteit erachter alleen die
    { $slash }case gesloten – gesloten zaken, de nieuwste voorop; met een partij of faculteit erachter alleen die
    { $slash }case telaat – zaken waarvoor de afgesproken tijd voorbij is
    { $slash }case zoek cijfers – open en gesloten zaken met dit woord
    { $slash }case PR-2611-0003 – een probleem, en welke studenten het antwoord nog moeten horen
    { $slash }case instellingen – je taal, welke berichten je krijgt, en tot wanneer je afwezig bent

    De knoppen op de kaart laten zien wat jij nu met een zaak kunt doen. { $origin ->
        [slack] Wat je in de thread onder een kaart schrijft, komt als notitie bij de zaak.
       *[other] Een antwoord onder een kaart waarin je mij noemt, komt als notitie bij de zaak.
    } Gegevens van studenten horen in het ticket, niet hier.
help-unknown = ‘{ $words }’ begrijp ik niet. Typ ‘{ $slash }case help’ om te zien wat wel kan, of ‘{ $slash }case zoek’ en een woord om een zaak te vinden.
