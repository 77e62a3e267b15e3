package dev.eader.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validation pictures that the report shows, chosen by their labels, because masks may not exist.
 *
 * @param sure correct labels; the surest of each class, in turns
 * @param wrong wrong labels, the largest errors first
 * @param unsure correct labels, but with a score near the threshold, the nearest first
 */
record PictureChoice(List<ScoredPicture> sure, List<ScoredPicture> wrong, List<ScoredPicture> unsure) {

    /** @param count number of pictures in {@code sure}, and at least in both other groups together, if there are as many */
    static PictureChoice of(List<ScoredPicture> pictures, int count) {
        List<ScoredPicture> wrong = pictures.stream()
                .filter(picture -> !picture.isCorrect())
                .sorted(Comparator.comparingDouble(ScoredPicture::error).reversed())
                .limit(count)
                .toList();
        List<ScoredPicture> correct = pictures.stream()
                .filter(ScoredPicture::isCorrect)
                .sorted(Comparator.comparingDouble(ScoredPicture::certainty).reversed())
                .toList();
        List<ScoredPicture> sure = inTurns(correct, count);
        List<ScoredPicture> unsure = correct.stream()
                .filter(picture -> !sure.contains(picture))
                .sorted(Comparator.comparingDouble(ScoredPicture::certainty))
                .limit(Math.max(count / 2, count - wrong.size()))
                .toList();
        return new PictureChoice(sure, wrong, unsure);
    }

    /** Takes the first picture of each top class, then the second, and so on. */
    private static List<ScoredPicture> inTurns(List<ScoredPicture> sorted, int count) {
        Map<Integer, List<ScoredPicture>> byClass = new LinkedHashMap<>();
        sorted.forEach(picture -> byClass.computeIfAbsent(picture.topClass(), key -> new ArrayList<>())
                .add(picture));
        List<ScoredPicture> taken = new ArrayList<>();
        for (int turn = 0; taken.size() < Math.min(count, sorted.size()); turn++) {
            for (List<ScoredPicture> ofClass : byClass.values()) {
                if (turn < ofClass.size() && taken.size() < count) {
                    taken.add(ofClass.get(turn));
                }
            }
        }
        return taken;
    }
}
