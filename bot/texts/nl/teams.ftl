# Alleen wat in Teams anders gezegd wordt dan elders.

teams-welcome = Hallo! Bij mij zie je welke student nog op antwoord wacht, en wie dat antwoord schuldig is.
teams-timeline = Tijdlijn
teams-search-nothing = Geen zaken gevonden. Zoek op zaaknummer, ticketnummer, partij, faculteit of woorden uit de vraag.
teams-search-empty = Bij jouw partij ligt nu niets open. Zoek op zaaknummer, ticketnummer, partij, faculteit of woorden uit de vraag.
teams-search-unavailable = Zoeken lukt nu even niet. Probeer het over een minuut opnieuw.
teams-back = Terug
teams-refresh = Vernieuwen
teams-show = Zaak bekijken
teams-back-to-list = Terug naar de lijst
teams-shortened = { $text } … (ingekort)
teams-choose = Maak een keuze
teams-no-choice = Geen of onbekend
teams-no-options = Er is niets om uit te kiezen.
teams-field-missing = { $field }: vul dit in.
teams-left = Gestopt. Er is niets gebeurd.
teams-unavailable = Dat lukt nu even niet, en het is niet zeker of er iets is opgeslagen. Kijk over een minuut op de kaart of met ‘case’. Is er niets veranderd, probeer het dan opnieuw.
teams-unknown-person = Ik kan niet zien wie je bent: Teams geeft bij jou geen e-mailadres door van deze organisatie. Vraag je beheerder om hulp.
teams-not-ours = Deze knop werkt niet meer. Vraag de zaak opnieuw op met ‘case’ en het nummer.
teams-form-refused = Dit formulier is te oud, of het is onderweg veranderd. Er is niets gedaan: begin opnieuw.
teams-escalate-title = Escaleren
teams-settings-in-chat = Je instellingen zijn van jou alleen: vraag erom in een gesprek met mij, niet in een kanaal.
teams-show-outcome = Toon naar wie dit gaat
