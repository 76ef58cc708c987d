# Wat alleen in Slack voorkomt. Titels en knoppen van vensters hebben ten hoogste 24 tekens.

slack-title = secondline
slack-close = Sluiten
slack-back = Terug
slack-go-on = Verder
slack-choose = Kies…
slack-choose-first = Kies eerst wat je wilt doen.
slack-what-to-do = Wat wil je doen?
slack-timeline = Tijdlijn
slack-to-card = Naar de kaart in het kanaal
slack-nothing-to-choose = { $field }: hier valt nu niets te kiezen.

slack-looking-up = Ticket { $ticket } wordt opgezocht in TOPdesk…
slack-reading-message = Het bericht wordt gelezen…
slack-working = Nog even geduld, dit wordt verwerkt…

slack-escalate-here = Druk op de knop, dan opent het formulier om de vraag te escaleren.
slack-open-form = Formulier openen

## Wat er misging

slack-try-again = Dat lukte nu niet, en het is niet zeker of er iets is opgeslagen. Kijk over een minuut op de kaart of met ‘/case’. Is er niets veranderd, probeer het dan opnieuw.
slack-too-late = Slack gaf ons te weinig tijd om het venster te openen. Probeer het nog een keer.
slack-went-wrong = Er ging bij ons iets mis; er is niets veranderd. Probeer het nog een keer. Blijft het misgaan, vraag dan een beheerder in het logboek te kijken.
slack-old-button = Deze knop hoort bij een oudere versie en werkt niet meer. Typ ‘/case’ en het zaaknummer om te zien wat je nu kunt doen.

## Wie hier niets kan doen

slack-not-admitted-guest = Als gast in deze werkruimte kun je hier niets doen. Werk je bij een loket of partij die meedoet, vraag dan de beheerder van Slack om een volwaardig account.
slack-not-admitted-stranger = Je hoort bij een andere organisatie, dus je kunt hier niets doen. Gebruik een account van deze werkruimte.
slack-not-admitted-bot = Andere bots kunnen hier niets doen.
slack-not-admitted-deactivated = Dit account is uitgeschakeld en kan hier niets doen. Vraag de beheerder van Slack het weer in te schakelen.
slack-not-admitted-no-email = Je account in Slack heeft geen e-mailadres, dus niet te zien is bij welke partij je hoort. Vul het in bij je profiel, of vraag de beheerder van Slack dat te doen.
