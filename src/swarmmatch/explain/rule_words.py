"""The rules of the library as a person is told of them, in English and Dutch side by side.

``about`` are the columns that a rule looks at. Values are never told: see `told_rules`.
"""

from __future__ import annotations

#: A sentence, or one for ``n`` = 1 and one for all other numbers.
Template = str | tuple[str, str]


def both(en: Template, nl: Template) -> dict[str, Template]:
    """A template in every language."""
    return {"en": en, "nl": nl}


#: By name of the rule's class.
RULE_WORDS = {
    "TeamSize": both("the sizes of the teams", "de grootte van de teams"),
    "Capacity": both(
        "how many seats somebody offered, and one at a time",
        "hoeveel plekken iemand aanbiedt, en één tegelijk",
    ),
    "MinLoad": both("a seat for everybody", "een plek voor iedereen"),
    "Available": both("who is free in the slot", "wie er in het dagdeel kan"),
    "MaxDistance": both("the distance", "de afstand"),
    "Locks": both("seats fixed or barred beforehand", "vooraf vastgelegde of uitgesloten plekken"),
    "Pairs": both(
        "who must, must not or wishes to be together", "wie wel, niet of graag samen zit"
    ),
    "MustHave": both("skills that a team must have", "vaardigheden die een team moet hebben"),
    "Qualified": both(
        "skills that everybody in a team must have, or be trained in",
        "vaardigheden die iedereen in een team moet hebben, of moet leren",
    ),
    "Coverage": both("the skills asked for", "de gevraagde vaardigheden"),
    "Fit": both("how well a seat fits", "hoe goed een plek past"),
    "Budget": both("the budget", "het budget"),
    "Quota": both(
        "how many of a team share one {about}", "hoeveel van een team dezelfde {about} delen"
    ),
    "Distinct": both(
        "how many different kinds of {about} a team has",
        "hoeveel verschillende soorten {about} een team heeft",
    ),
    "NotAlone": both(
        "nobody alone in a team by {about}", "niemand alleen in een team wat betreft {about}"
    ),
    "LikePool": both(
        "a mix of {about} as in the pool", "een mix van {about} zoals in de hele groep"
    ),
    "Alike": both("members alike in {about}", "leden die gelijk zijn in {about}"),
    "Balance": both("the team's mean {about}", "het teamgemiddelde van {about}"),
    "Spread": both("how members differ in {about}", "hoe leden verschillen in {about}"),
    "Newcomers": both("seats for newcomers", "plekken voor nieuwkomers"),
    "Parity": both("like chances by {about}", "gelijke kansen wat betreft {about}"),
    "MaxLoadGap": both("seats spread evenly", "plekken gelijk verdeeld"),
    "IdealSize": both("teams of the size wished for", "teams zo groot als gewenst"),
    "Opening": both("few questions opened", "weinig vragen geopend"),
    "Survives": both(
        "teams that can do without any one member", "teams die elk lid een keer kunnen missen"
    ),
    "Unchanged": both("the teams that were announced before", "de teams die al bekendgemaakt zijn"),
    "MaxSumGap": both("teams that add up alike in {about}", "teams die gelijk optellen in {about}"),
    "WorstOff": both(
        "the question that is served least", "het vraagstuk dat het minst bediend wordt"
    ),
    "Leximin": both("the questions that are served least", "de minst bediende vraagstukken"),
    "CarryOver": both("who was passed over before", "wie eerder is overgeslagen"),
    "RepeatPairs": both("who worked together before", "wie al eerder samenwerkte"),
    "Familiarity": both("who knows whom already", "wie elkaar al kent"),
    "Bridge": both("people between two communities", "mensen tussen twee gemeenschappen"),
    "ClientRotation": both(
        "how often somebody worked for this client",
        "hoe vaak iemand voor deze opdrachtgever werkte",
    ),
    "Earmark": both(
        "a share of the money kept for a group", "een deel van het geld voor een groep"
    ),
    "ProcurementRoute": both("how many must be invited", "hoeveel er uitgenodigd moeten worden"),
    "Preference": both("the wishes given", "de opgegeven wensen"),
}
