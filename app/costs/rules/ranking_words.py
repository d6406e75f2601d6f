"""Why a gesture is advised or not, in one sentence each."""

from __future__ import annotations

from app.kernel import words

REASONS = {
    "advised": words(
        "Le moins coûteux de ce que permettent les chiffres et l’appréciation.",
        "The least costly that figures and verdict allow.",
    ),
    "possible": words("Possible, mais un autre geste coûte moins.", "Possible, but another gesture costs less."),
    "saves": words(
        "Coûte moins que de ne pas régler, refus compris.", "Costs less than not settling, refusals included."
    ),
    "floor": words(
        "La réclamation est fondée : la palette accorde au moins cela.",
        "The complaint is founded: the palette grants at least this.",
    ),
    "above_x": words(
        "Coûte plus que de ne pas régler, même accepté.", "Costs more than not settling, even if accepted."
    ),
    "costs_more": words(
        "Coûte plus qu’il ne fait économiser, refus compris.", "Costs more than it saves, refusals included."
    ),
    "below_floor": words(
        "La réclamation est fondée : c’est moins que le minimum de la palette.",
        "The complaint is founded: this is less than the palette’s floor.",
    ),
}
