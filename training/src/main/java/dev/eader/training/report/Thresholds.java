package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Thresholds of a card and the criteria they were chosen by.
 *
 * @param score score at or above which a class is predicted
 * @param background attention at or below which a pixel is background
 * @param candidates background thresholds by other criteria; empty if the card has none
 */
record Thresholds(
        String score,
        String scoreCriterion,
        String background,
        String backgroundCriterion,
        List<Candidate> candidates) {

    record Candidate(String criterion, String threshold) {}

    static Part<Thresholds> of(JsonNode card) {
        JsonNode chosen = card.path("thresholds");
        String byMasks = MaskQuality.isIn(card)
                ? "highest mIoU on the masks of the split " + card.path("split").asText("val")
                : "the card does not state the criterion";
        List<Candidate> candidates = new ArrayList<>();
        for (JsonNode candidate : chosen.path("candidates")) {
            candidates.add(
                    new Candidate(candidate.path("criterion").asText(), Texts.threshold(candidate.path("threshold"))));
        }
        return Part.of(new Thresholds(
                Texts.threshold(card.path("scoreThreshold")),
                chosen.path("scoreCriterion").asText(byMasks),
                Texts.threshold(card.path("backgroundThreshold")),
                chosen.path("backgroundCriterion").asText(byMasks),
                candidates));
    }
}
