package dev.eader.training.evaluation;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.threshold.BackgroundCriterion;
import dev.eader.training.threshold.KnownAttention;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Measures predicted labels and chooses thresholds with image-level labels only. Nothing is measured in pixels.
 *
 * @param views views that {@code source} combines; recorded in the card
 * @param criteria the first chooses the background threshold, the others are recorded in the card for comparison
 */
public record LabelEvaluation(AttentionSource source, Views views, List<BackgroundCriterion> criteria) {

    /**
     * @param split name of the data set's split; recorded in the card
     * @param progress receives the number of processed pictures after each picture
     */
    public EvaluationCard run(Dataset dataset, String split, IntConsumer progress) {
        Classification classification = new Classification(dataset.classes());
        for (int i = 0; i < dataset.size(); i++) {
            Sample sample = dataset.sample(i);
            AttentionMaps maps = source.maps(sample);
            classification.add(maps.scores(), sample.labels());
            KnownAttention known = KnownAttention.of(sample, maps);
            if (known.classes().length > 0) {
                criteria.forEach(criterion -> criterion.add(known));
            }
            progress.accept(i + 1);
        }
        double score = classification.bestThreshold();
        return new EvaluationCard(
                split,
                dataset.size(),
                dataset.fingerprint(),
                EvaluationCard.NO_MASKS,
                views.longSide(),
                score,
                criteria.get(0).threshold(),
                null,
                null,
                classification.accuracy(score),
                classification.metrics(score),
                new EvaluationCard.Thresholds(
                        Classification.CRITERION,
                        criteria.get(0).description(),
                        criteria.stream()
                                .map(each -> new EvaluationCard.Choice(each.description(), each.threshold()))
                                .toList()),
                null,
                views.scales(),
                views.flip(),
                null,
                null);
    }
}
