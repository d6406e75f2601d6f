"""What the calibration page says when forecasts and facts disagree."""

from __future__ import annotations

from app.kernel import Words, words

FLAGS = {
    "too_few": words(
        "Dossiers clos : {n}, trop peu pour juger (il en faut {enough}).",
        "Closed cases: {n}, too few to judge ({enough} needed).",
    ),
    "too_narrow": words(
        "Fourchettes trop étroites : {share} % des {n} dossiers y tombent, {aim} % étaient annoncés.",
        "Ranges too narrow: {share}% of {n} cases fall inside, {aim}% were announced.",
    ),
    "too_wide": words(
        "Fourchettes trop larges : {share} % des {n} dossiers y tombent, {aim} % étaient annoncés.",
        "Ranges too wide: {share}% of {n} cases fall inside, {aim}% were announced.",
    ),
    "fat_tail": words(
        "Extrêmes trop fréquents : {k} dossiers sur {n} dépassent le coût qu’un sur cent devait dépasser.",
        "Extremes too frequent: {k} cases of {n} exceed the cost that one in a hundred should exceed.",
    ),
    "biased_low": words(
        "Les coûts réels dépassent la prévision ({z} écarts types, {n} dossiers).",
        "Actual costs exceed the forecast ({z} standard errors, {n} cases).",
    ),
    "biased_high": words(
        "Les coûts réels restent sous la prévision ({z} écarts types, {n} dossiers).",
        "Actual costs stay below the forecast ({z} standard errors, {n} cases).",
    ),
    "lost": words(
        "Clients perdus : {said} % prévus, {seen} % constatés ({n} dossiers).",
        "Customers lost: {said}% forecast, {seen}% observed ({n} cases).",
    ),
    "accepted": words(
        "Offres acceptées : {said} % prévues, {seen} % constatées ({n} offres).",
        "Offers accepted: {said}% forecast, {seen}% observed ({n} offers).",
    ),
    "reached.supervisor": words(
        "Dossiers montés à la supervision : {said} % prévus, {seen} % constatés ({n} dossiers).",
        "Cases that rose to the supervisor: {said}% forecast, {seen}% observed ({n} cases).",
    ),
    "reached.quality": words(
        "Dossiers montés à la qualité : {said} % prévus, {seen} % constatés ({n} dossiers).",
        "Cases that rose to the quality officer: {said}% forecast, {seen}% observed ({n} cases).",
    ),
    "reached.mediator": words(
        "Saisines du médiateur : {said} % prévues, {seen} % constatées ({n} dossiers).",
        "Referrals to the mediator: {said}% forecast, {seen}% observed ({n} cases).",
    ),
    "reached.court": words(
        "Procès : {said} % prévus, {seen} % constatés ({n} dossiers).",
        "Court cases: {said}% forecast, {seen}% observed ({n} cases).",
    ),
}

CHECK_WORDS = {
    "reached.supervisor": words("Montés à la supervision", "Rose to the supervisor"),
    "reached.quality": words("Montés à la qualité", "Rose to the quality officer"),
    "reached.mediator": words("Médiateur saisi", "Referred to the mediator"),
    "reached.court": words("Procès", "Went to court"),
    "lost": words("Clients perdus", "Customers lost"),
    "accepted": words("Offres acceptées", "Offers accepted"),
}
SLICE_WORDS = {
    "all": words("Tous", "All"),
    "regime": words("Régime", "Regime"),
    "category": words("Catégorie", "Category"),
    "version": words("Version", "Version"),
}


def model_words(name: str) -> Words:
    """How an estimate names its model and tariff ("costs-1 · tariff 2026.11"), in words."""
    model, _, tariff = name.partition(" · tariff ")
    return words("modèle {model}, tarif {tariff}", "model {model}, tariff {tariff}", model=model, tariff=tariff or "—")
