"""In full: a fridge dented on delivery, spoilt food, a daughter who writes for her mother; settled."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from app.cli.story.acts import (
    take,
)
from app.cli.story.script import Script

SCRIPT = Script(
    "lemoine", 126, "after-sales", "alice", "post", "Réfrigérateur livré enfoncé, denrées perdues",
    "Le réfrigérateur que vous m’avez livré a un enfoncement sur le côté. Vos livreurs m’ont fait signer trop vite. Depuis, il ne tient plus le froid et j’ai jeté pour cent quarante euros de viande et de fromages. J’ai quatre-vingt-quatre ans et je n’ai pas la force de me battre.",
    "Un réfrigérateur en bon état", "899", "delivery", speaker=("representative", "Mireille Lemoine-Chabert"),
    acts=(
        take(1, "Votre lettre m’est bien parvenue. Je m’occupe de votre dossier et j’écrirai aussi à votre fille, puisque vous le souhaitez."),
    ),
)  # fmt: skip
