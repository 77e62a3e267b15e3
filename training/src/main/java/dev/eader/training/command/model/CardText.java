package dev.eader.training.command.model;

import dev.eader.training.evaluation.EvaluationCard;
import java.io.PrintStream;
import java.util.Locale;

/** Prints the accuracy in a card. */
final class CardText {
    private CardText() {}

    static void print(EvaluationCard card, PrintStream out) {
        if (card.hasMasks()) {
            printMasks(card, out);
        }
        out.printf(
                Locale.ROOT,
                "labels: mAP %.2f, mean F1 %.2f at score %.2f; %.1f%% right%n",
                card.classification().meanAveragePrecision(),
                card.classification().meanF1(),
                card.scoreThreshold(),
                card.labelAccuracy());
        card.classification()
                .classes()
                .forEach((name, each) -> out.printf(
                        Locale.ROOT,
                        "%-16s %5d pictures, AP %s, precision %s, recall %s, F1 %s%n",
                        name,
                        each.pictures(),
                        text(each.averagePrecision()),
                        text(each.precision()),
                        text(each.recall()),
                        text(each.f1())));
        if (!card.hasMasks()) {
            out.println("score threshold by: " + card.thresholds().scoreCriterion());
            out.printf(
                    Locale.ROOT,
                    "background threshold %.2f by: %s%n",
                    card.backgroundThreshold(),
                    card.thresholds().backgroundCriterion());
        }
    }

    private static String text(Double percent) {
        return percent == null ? "-" : String.format(Locale.ROOT, "%.2f", percent);
    }

    private static void printMasks(EvaluationCard card, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "mIoU %.2f labels given, %.2f labels predicted (background %.2f, score %.2f; labels right %.1f%%)%n",
                card.labelsGiven().meanIou(),
                card.labelsPredicted().meanIou(),
                card.backgroundThreshold(),
                card.scoreThreshold(),
                card.labelAccuracy());
        out.println("labels given " + card.labelsGiven().iou());
        out.println("labels predicted " + card.labelsPredicted().iou());
        if (card.perClass() != null) {
            out.printf(
                    Locale.ROOT,
                    "with thresholds %s: mIoU %.2f labels given, %.2f labels predicted%n",
                    card.perClass().thresholds(),
                    card.perClass().labelsGiven().meanIou(),
                    card.perClass().labelsPredicted().meanIou());
        }
    }
}
