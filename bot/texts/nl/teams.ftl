# Alleen wat in Teams anders gezegd wordt dan elders.

teams-welcome = Hallo! Ik help de tweede lijn bijhouden wie de student het antwoord geeft.
teams-timeline = Verloop
teams-back = Terug
teams-back-to-list = Terug naar de lijst
teams-shortened = { $text } … (ingekort)
teams-choose = Maak een keuze
teams-no-choice = Geen of onbekend
teams-no-options = Er is niets om uit te kiezen.
teams-field-missing = { $field }: vul dit in.
teams-left = Gestopt. Er is niets gebeurd.
teams-unavailable = Dat lukt nu even niet. Probeer het over een minuut nog eens.
teams-unknown-person = Ik kan niet zien wie je bent: Teams geeft bij jou geen e-mailadres door van deze organisatie. Vraag je beheerder om hulp.
teams-not-ours = Deze knop werkt niet meer. Vraag de zaak opnieuw op met “case” en het nummer.
teams-escalate-title = Escaleren
