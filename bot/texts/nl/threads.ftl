# Wat mensen schrijven in de thread onder een kaart.

thread-noted = { $total ->
    [0] Je bericht staat nu als notitie bij { $case }. De student ziet het niet.
   *[other] Je bericht staat nu als notitie bij { $case }, en is ook te lezen bij { $parties }. De student ziet het niet.
}
thread-not-noted = Je bericht hierboven is geen notitie bij { $case } geworden. { $why }
thread-not-noted-stranger = Je bericht hierboven is geen notitie bij de zaak geworden. { $why }
thread-student-data = { $masked } In je bericht hierboven staan ze nog wel: haal ze daar weg, of verwijder het bericht.
thread-note-stays = Je bericht is weg uit deze thread, maar de notitie bij { $case } blijft: de tijdlijn van een zaak wordt niet herschreven. Klopt de notitie niet, schrijf dan hier wat er wel moet staan.
thread-only-files = Bestanden gaan niet mee naar de zaak. Schrijf in woorden wat collega’s moeten weten, of zet het bestand in het ticket.
thread-lost = Je bericht hierboven is door een storing geen notitie bij de zaak geworden. Stuur het later nog eens, of voeg de notitie toe via de kaart.
someone = iemand
