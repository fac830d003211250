"""Every sentence of the explanations, in English and Dutch side by side.

A template has the values of its fact between braces; points bring that word along. Where it is a
pair, the first is for ``n`` = 1 and the second for all other numbers. To add a language, add its
name and its line everywhere; the tests see to it that none is missing, and that all lines of a
template use the same values.
"""

from __future__ import annotations

from swarmmatch.explain.rule_words import RULE_WORDS, Template, both

#: Languages, the first being that of the code.
LANGUAGES = ("en", "nl")


_GENERAL = {
    "and": both("and", "en"),
    "points": both(("{number} point", "{number} points"), ("{number} punt", "{number} punten")),
    "as it is": both("{text}", "{text}"),
    "more": both("{n} more", "nog {n}"),
    "titled": both("{id} ({title})", "{id} ({title})"),
    "skill": both("{skill} at level {level}", "{skill} op niveau {level}"),
    "rule withheld": both(
        "a rule that is not told here (the organiser can say more)",
        "een regel die hier niet wordt genoemd (de organisator kan meer zeggen)",
    ),
    "own rule about": both("a rule about {about}", "een regel over {about}"),
    "own rule": both("another rule of the policy", "een andere regel"),
    "points of rule": both("{rule}: {points}", "{rule}: {points}"),
    "points withheld": both(
        "Points by rule are not told here; the organiser can say more.",
        "De punten per regel worden hier niet genoemd; de organisator kan meer zeggen.",
    ),
    "column municipality": both("municipality", "gemeente"),
    "column sector": both("sector", "sector"),
    "column cooperative": both("co-operative", "coöperatie"),
    "column experience": both("experience", "ervaring"),
    "column slot": both("slot", "dagdeel"),
    "column skill": both("skill", "vaardigheid"),
}

_SEAT = {
    "sits": both("{who} sits at {question}.", "{who} heeft een plek bij {question}."),
    "sits not": both("{who} does not sit at {question}.", "{who} heeft geen plek bij {question}."),
    "was locked": both("The seat was fixed beforehand.", "Deze plek was vooraf vastgelegd."),
    "covers": both("{who} covers {skills}.", "{who} brengt {skills} in."),
    "covers nothing": both(
        "{who} covers none of the skills asked; the seat earns its points in other ways.",
        "{who} brengt geen van de gevraagde vaardigheden in; de plek levert anders punten op.",
    ),
    "only holder": both(
        "Nobody else in the team holds {skills}.",
        "Niemand anders in het team heeft {skills}.",
    ),
    "adds": both(
        "Without {who} in this seat, the same teams would earn {points} less.",
        "Zonder {who} op deze plek leveren dezelfde teams {points} minder op.",
    ),
    "adds nothing": both(
        "Without {who} in this seat, the same teams would earn {points} more.",
        "Zonder {who} op deze plek leveren dezelfde teams {points} meer op.",
    ),
    "would break": both(
        "Without {who} this would be broken: {rules}.",
        "Zonder {who} wordt dit geschonden: {rules}.",
    ),
    "next without": both(
        "With {who} kept from this seat, the best teams that were found earn {value} "
        "(proven: none earn more than {bound}); these earn {now}.",
        "Als {who} deze plek niet krijgt, leveren de beste teams die gevonden zijn {value} "
        "op (bewezen: niets levert meer op dan {bound}); nu {now}.",
    ),
    "none without": both(
        "With {who} kept from this seat, no teams keep the hard rules.",
        "Als {who} deze plek niet krijgt, houdt geen enkele indeling zich aan de harde regels.",
    ),
}

_WHY_NOT = {
    "barred": both(
        "The seat is barred, whatever the others do, by {rules}.",
        "Deze plek kan niet, wat de anderen ook doen, vanwege {rules}.",
    ),
    "barred in detail": both("{rule}: {detail}", "{rule}: {detail}"),
    "outbid": both(
        "No rule bars the seat: others were the better choice for the plan as a whole.",
        "Geen regel verbiedt deze plek: anderen waren voor het geheel een betere keuze.",
    ),
    "no team": both(
        "No single rule bars the seat, but no teams with {who} in it keep all hard rules.",
        "Geen enkele regel verbiedt deze plek, maar geen indeling met {who} op deze plek houdt "
        "zich aan alle harde regels.",
    ),
    "estimate": both(
        "Estimate, without a new search: by what people are worth elsewhere, the team would be "
        "{cost} weaker. Proven: no plan with {who} in this seat earns more than {ceiling}"
        ", this one earns {value}; so the seat costs at least {loss}.",
        "Schatting, zonder nieuwe zoektocht: naar wat mensen elders waard zijn, wordt het team "
        "{cost} zwakker. Bewezen: geen indeling met {who} op deze plek levert meer dan "
        "{ceiling} op, deze levert {value} op; de plek kost dus minstens {loss}.",
    ),
    "estimate open": both(
        "Estimate, without a new search: by what people are worth elsewhere, the team would be "
        "{cost} weaker. It is not ruled out that {who} could sit here at no cost; only an "
        "exact search can tell.",
        "Schatting, zonder nieuwe zoektocht: naar wat mensen elders waard zijn, wordt het team "
        "{cost} zwakker. Het is niet uitgesloten dat {who} hier zonder verlies een plek "
        "krijgt; alleen een exacte zoektocht geeft uitsluitsel.",
    ),
    "no estimate": both(
        "There is no estimate under a policy with stages; ask for the exact figure.",
        "Bij een beleid in fasen is er geen schatting; vraag het exacte getal.",
    ),
    "exact": both(
        "Exact, by a new search with {who} in this seat: the best teams found earn {forced} "
        "(proven: none earn more than {bound}), against {value} now. The seat costs {loss}.",
        "Exact, na een nieuwe zoektocht met {who} op deze plek: de beste teams die gevonden zijn "
        "leveren {forced} op (bewezen: niets levert meer op dan {bound}), nu "
        "{value}. De plek kost {loss}.",
    ),
    "exact better": both(
        "Exact, by a new search with {who} in this seat: the best teams found earn {forced} "
        "(proven: none earn more than {bound}), against {value} now. The seat costs nothing: the "
        "first search stopped {loss} before it.",
        "Exact, na een nieuwe zoektocht met {who} op deze plek: de beste teams die gevonden zijn "
        "leveren {forced} op (bewezen: niets levert meer op dan {bound}), nu "
        "{value}. De plek kost niets: de eerste zoektocht stopte er {loss} voor.",
    ),
    "exact range": both(
        "Both searches stopped close to their best: between the two best plans that there are lie "
        "{low} to {high}.",
        "Beide zoektochten stopten dicht bij hun beste: tussen de twee beste indelingen die er "
        "bestaan liggen {low} tot {high}.",
    ),
    "clash of rules": both("What clashes with it: {rules}.", "Wat daarmee botst: {rules}."),
    "clash": both("{rule}, {subject}: {detail}", "{rule}, {subject}: {detail}"),
    "change estimate": both(
        "What would change it, by estimate: {changes}. The team would then be {gain} "
        "stronger than the best there is now.",
        "Wat het naar schatting zou veranderen: {changes}. Het team is dan {gain} sterker "
        "dan het beste van nu.",
    ),
    "change possible": both(
        "What might change it: {changes}. Only an exact search can tell.",
        "Wat het zou kunnen veranderen: {changes}. Alleen een exacte zoektocht geeft uitsluitsel.",
    ),
    "change exact": both(
        "What would change it: {changes}. Exact: the best teams with {who} in this seat then earn "
        "{value}, {gain} more than now.",
        "Wat het zou veranderen: {changes}. Exact: de beste teams met {who} op deze plek leveren "
        "dan {value} op, {gain} meer dan nu.",
    ),
    "change exact short": both(
        "Not enough: {changes}. Exact: the best teams with {who} in this seat then earn {value}"
        ", {loss} less than now.",
        "Niet genoeg: {changes}. Exact: de beste teams met {who} op deze plek leveren dan {value}"
        " op, {loss} minder dan nu.",
    ),
    "change short": both(
        "By estimate not enough: {changes}. The team would still be {loss} weaker.",
        "Naar schatting niet genoeg: {changes}. Het team is dan nog {loss} zwakker.",
    ),
    "change impossible": both(
        "Not enough: {changes}. Then too, no teams keep the hard rules.",
        "Niet genoeg: {changes}. Ook dan houdt geen enkele indeling zich aan de harde regels.",
    ),
    "be free": both("being free in slot {slot}", "vrij zijn in dagdeel {slot}"),
}

_DIFFERENCE = {
    "difference": both(
        "The value goes from {before} to {after}: {points} of difference.",
        "De waarde gaat van {before} naar {after}: {points} verschil.",
    ),
    "people moved": both(
        ("{n} person changes seats.", "{n} people change seats."),
        ("{n} persoon wisselt van plek.", "{n} mensen wisselen van plek."),
    ),
    "teams changed": both(
        ("{n} team changes.", "{n} teams change."), ("{n} team verandert.", "{n} teams veranderen.")
    ),
    "nobody moved": both("Nobody changes seats.", "Niemand wisselt van plek."),
    "joins": both("{question}: {people} in.", "{question}: {people} erbij."),
    "leaves": both("{question}: {people} out.", "{question}: {people} eruit."),
    "joins and leaves": both(
        "{question}: {people} in, {others} out.", "{question}: {people} erbij, {others} eruit."
    ),
    "question points": both(
        "{question} by its own rules: {points}.",
        "{question} volgens de eigen regels: {points}.",
    ),
}

_TEAM = {
    "team": both("{question}: a team of {people}.", "{question}: een team van {people}."),
    "no team": both("{question} has no team.", "{question} heeft geen team."),
    "covered by": both("{skill}: covered by {people}.", "{skill}: ingebracht door {people}."),
    "thin": both(
        "{skill}: covered by {people}, with nobody to spare.",
        "{skill}: ingebracht door {people}, zonder reserve.",
    ),
    "missing": both(
        "{skill}: missing, {held} of {wanted} holders.",
        "{skill}: ontbreekt, {held} van de gevraagde {wanted}.",
    ),
    "pool still has": both(
        ("The pool still has {n} free person who holds it and may sit here.",
         "The pool still has {n} free people who hold it and may sit here."),
        ("Er is nog {n} vrije professional die dit heeft en hier mag zitten.",
         "Er zijn nog {n} vrije professionals die dit hebben en hier mogen zitten."),
    ),
    "could join": both(
        "{who} (level {level}) is free: {points} if added to the team.",
        "{who} (niveau {level}) is vrij: {points} als die bij het team komt.",
    ),
    "could join against": both(
        "{who} (level {level}) is free: {points} if added, but against {rules}.",
        "{who} (niveau {level}) is vrij: {points} als die erbij komt, maar tegen {rules}.",
    ),
    "member adds": both(
        "Without {who}: {points} less.", "Zonder {who}: {points} minder."
    ),
    "member adds nothing": both(
        "Without {who}: {points} more.", "Zonder {who}: {points} meer."
    ),
    "fragile": both(
        "The absence of {who} would hurt most.", "De afwezigheid van {who} doet het meest pijn."
    ),
}  # fmt: skip

_NEXT_BEST = {
    "next best": both(
        "The next-best team of {question}: {people}.",
        "Het op een na beste team voor {question}: {people}.",
    ),
    "next best open": both(
        "Next best is to leave {question} open.",
        "Op een na het beste is {question} open te laten.",
    ),
    "no other team": both(
        "Proven: {question} can have no other team.",
        "Bewezen: voor {question} is geen ander team mogelijk.",
    ),
    "next best at prices": both(
        "Chosen as the best at what people are worth to other questions, at the margin. Proven: no "
        "plan with another team here earns more than {ceiling}, this one earns {value}; so "
        "another team costs at least {price}.",
        "Gekozen als het beste bij wat mensen in de marge voor andere vraagstukken waard zijn. "
        "Bewezen: geen indeling met een ander team hier levert meer dan {ceiling} op, deze "
        "levert {value} op; een ander team kost dus ten minste {price}.",
    ),
    "next best open at prices": both(
        "Chosen as the best at what people are worth to other questions, at the margin. It is not "
        "ruled out that another team here costs nothing; only an exact search can tell.",
        "Gekozen als het beste bij wat mensen in de marge voor andere vraagstukken waard zijn. Het "
        "is niet uitgesloten dat een ander team hier niets kost; alleen een exacte zoektocht geeft "
        "uitsluitsel.",
    ),
    "next best exact better": both(
        "Exact, by a new search over all questions: the best teams found with another team here "
        "earn {value} (proven: none earn more than {bound}), against {now} now. Another "
        "team costs nothing: the first search stopped {price} before it.",
        "Exact, na een nieuwe zoektocht over alle vraagstukken: de beste teams die gevonden zijn "
        "met hier een ander team leveren {value} op (bewezen: niets levert meer op dan "
        "{bound}), nu {now}. Een ander team kost niets: de eerste zoektocht stopte er "
        "{price} voor.",
    ),
    "next best exact": both(
        "Exact, by a new search over all questions: the best teams found with another team here "
        "earn {value} (proven: none earn more than {bound}), against {now} now. Another "
        "team costs {price}.",
        "Exact, na een nieuwe zoektocht over alle vraagstukken: de beste teams die gevonden zijn "
        "met hier een ander team leveren {value} op (bewezen: niets levert meer op dan "
        "{bound}), nu {now}. Een ander team kost {price}.",
    ),
}

_BOTTLENECKS = {
    "bottlenecks": both(
        "What is scarce over the whole plan, and by how much one more such person would at most "
        "raise the ceiling, at the margin:",
        "Wat in de hele indeling schaars is, en hoeveel nog zo iemand het plafond in de marge "
        "hoogstens zou verhogen:",
    ),
    "nothing scarce": both(
        "Nobody is scarce: at the margin, one more person like any of the pool adds nothing.",
        "Niemand is schaars: in de marge voegt nog iemand als wie ook uit de pool niets toe.",
    ),
    "recruit": both("{column} {value}: {points}.", "{column} {value}: {points}."),
    "recruit like": both(
        "{column} {value}: {points}, for a double of {like}.",
        "{column} {value}: {points}, voor een dubbelganger van {like}.",
    ),
    "checked": both(
        "Checked with a double of {like}: foretold {foretold} of the ceiling, found "
        "{actual} of the teams, proven to be between {low} and {high}.",
        "Nagerekend met een dubbelganger van {like}: voorspeld {foretold} van het plafond, "
        "gevonden {actual} van de teams, bewezen tussen {low} en {high}.",
    ),
    "binds at least": both(
        "{rule}, {about}: one more than there is adds up to {points}, at one place.",
        "{rule}, {about}: één meer dan er is voegt tot {points} toe, op één plaats.",
    ),
    "binds at most": both(
        "{rule}, {about}: one more than may be adds up to {points}, at one place.",
        "{rule}, {about}: één meer dan er mag zijn voegt tot {points} toe, op één plaats.",
    ),
}

#: Templates by key, then by language.
WORDS: dict[str, dict[str, Template]] = {
    **_GENERAL,
    **_SEAT,
    **_WHY_NOT,
    **_DIFFERENCE,
    **_TEAM,
    **_NEXT_BEST,
    **_BOTTLENECKS,
    **{f"rule {name}": words for name, words in RULE_WORDS.items()},
}
