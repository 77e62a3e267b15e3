package dev.eader.training.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.evaluation.ThresholdChart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Thresholds of a card and the criteria they were chosen by.
 *
 * @param score score at or above which a class is predicted
 * @param background attention at or below which a pixel is background
 * @param candidates background thresholds by each criterion; empty if there is only one
 * @param chart data URI of mIoU over the background threshold; null without masks
 */
record Thresholds(
        String score,
        String scoreCriterion,
        String background,
        String backgroundCriterion,
        List<Candidate> candidates,
        String chart) {

    record Candidate(String criterion, String threshold) {}

    static Part<Thresholds> of(JsonNode card) throws IOException {
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
                candidates.size() > 1 ? candidates : List.of(),
                chart(card)));
    }

    private static String chart(JsonNode card) throws IOException {
        if (!MaskQuality.isIn(card) || card.path("curve").isEmpty()) {
            return null;
        }
        try {
            EvaluationCard read = RunFiles.JSON.treeToValue(card, EvaluationCard.class);
            return DataUri.png(new ThresholdChart(720, 320)
                    .add("", read)
                    .figure()
                    .compact()
                    .draw());
        } catch (JsonProcessingException e) {
            // a card of another form has no curve to draw
            return null;
        }
    }
}
