# Home: wat bij één persoon ligt, en wat die voor zichzelf kan kiezen.

home-title = Jouw zaken
home-title-stranger = Welkom bij secondline
home-stranger =
    Hier zien de loketten en partijen van { $organisation } wie een student het antwoord schuldig is.
    Jij staat bij geen enkele partij in het organisatiebestand, dus je ziet geen zaken. Werk je bij een loket of partij die meedoet? Vraag dan { $administrators } om je toe te voegen.
home-counts = Open: { $parts }.
home-count-owed = { $total ->
    [one] 1 antwoord dat jij een student schuldig bent
   *[other] { $total } antwoorden die jij studenten schuldig bent
}
home-count-asked = { $total ->
    [one] 1 vraag aan jou om meer informatie
   *[other] { $total } vragen aan jou om meer informatie
}
home-count-claimed = { $total ->
    [one] 1 verzoek dat jij hebt opgepakt
   *[other] { $total } verzoeken die jij hebt opgepakt
}
home-count-waiting = { $total ->
    [one] 1 zaak die op je partij wacht
   *[other] { $total } zaken die op je partij wachten
}
home-count-elsewhere = { $total ->
    [one] 1 zaak die elders te laat is
   *[other] { $total } zaken die elders te laat zijn
}
home-count-overdue = { $total ->
    [one] Daarvan is er 1 te laat.
   *[other] Daarvan zijn er { $total } te laat.
}
home-empty = Er ligt niets bij jou en er wacht niets op je partij. Een vraag escaleren kan met ‘{ $slash }escalate’ en het ticketnummer; alle open zaken zie je met ‘{ $slash }case open’.
home-empty-administrator = Er is nergens iets te laat. Alle open zaken zie je met ‘{ $slash }case open’.
home-nothing-here = Hier valt nu niets onder. Kies ‘{ home-filter-all }’ om al je zaken te zien.

## De kopjes

home-owed = Jij bent de student het antwoord schuldig ({ $total })
home-asked = Er is informatie van jou nodig ({ $total })
home-claimed = Jij hebt het opgepakt ({ $total })
home-waiting = Wacht op iemand van je partij ({ $total })
home-elsewhere = Te laat bij anderen ({ $total })

## Eén regel: wie moet wat, en sinds wanneer

home-line-owed = Geef de student het antwoord; die wacht al { $waited } op jou.
home-line-owed-answered = Het antwoord is er: geef het aan de student, die al { $waited } op jou wacht.
home-line-owed-consulting = Wacht op { $parties }; de student wacht al { $waited } op jouw antwoord.
home-line-owed-asked-back = Wacht op informatie van { $of }; de student wacht al { $waited } op jouw antwoord.
home-line-asked = { $asker } vraagt jou: { $question }
home-line-claimed = Zoek dit uit voor { $of }; je hebt het al { $waited }.
home-line-claimed-asked-back = Wacht op informatie van { $of }; je hebt het al { $waited }.
home-line-waiting = { $party } moet dit oppakken; het ligt er al { $waited }.
home-line-held = { $who } heeft dit al { $waited }.
home-line-offered = { $offerer } vraagt { $party } al { $waited } de terugkoppeling over te nemen.
home-line-others = { $owner } is de student al { $waited } het antwoord schuldig.
home-due = Uiterlijk { $due }.
home-overdue = Te laat: dit moest uiterlijk { $due } klaar zijn.

## Knoppen en opmerkingen

home-filter-all = Alles
home-filter-overdue = Te laat
home-filter-waiting = Wacht op partij
home-settings = Instellingen
home-hint = Typ ‘{ $slash }case help’ voor alles wat je kunt vragen.
home-absent = Je staat op afwezig tot { $back }. Tot dan krijg je geen berichten; wat haast heeft, gaat naar de anderen van je partij.
home-parked = { $total ->
    [one] 1 bericht kon niet worden bezorgd:
   *[other] { $total } berichten konden niet worden bezorgd:
}
    { $places }
    Is de oorzaak weg, probeer het dan opnieuw met: secondline deliveries retry
home-parked-place = { $place }: { $reason }

## Wie er niet is

owner-away = { $person } (afwezig tot { $back }; { $party })
person-away = { $person } (afwezig tot { $back })

## Instellingen

form-settings = Instellingen
submit-settings = Opslaan
done-settings = Je instellingen zijn opgeslagen.
done-settings-away = Je instellingen zijn opgeslagen. Tot { $back } sta je op afwezig: je krijgt geen berichten, en wat haast heeft, gaat naar de anderen van je partij. Als je terug bent, krijg je één overzicht.
settings-of-another = Dit zijn de instellingen van een collega; er is niets veranderd. Die van jou vraag je op met ‘case instellingen’, in een gesprek met mij alleen.
settings-no-date = Dit is geen datum. Kies een dag, of laat dit leeg.
settings-here = Druk op de knop om te kiezen in welke taal ik met je praat en welke berichten je krijgt.
field-own-language = Taal
language-as-platform = Zoals in Slack of Teams
field-notices = Berichten die je wilt krijgen
hint-notices = Buiten kantooruren wachten berichten tot de loketten opengaan. Wat je uitzet, blijft op de kaart en bij je zaken te zien.
told-of-assigned = Een verzoek wordt aan mij overgedragen
told-of-answered = Er is een antwoord voor mijn student
told-of-feedback-due = De afgesproken tijd voor een antwoord is bijna om
told-of-handed-back = Een verzoek of zaak komt bij mij terug
told-of-asked-back = Er is informatie van mij nodig
told-of-information-given = De informatie waar ik om vroeg, is er
told-of-feedback-offered = Een terugkoppeling wordt aangeboden of overgenomen
field-back = Afwezig: vanaf welke dag ben je er weer?
hint-back = Laat dit leeg, of kies vandaag, als je er bent.
