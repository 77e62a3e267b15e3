package dev.eader.training.report;

import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.data.Dataset;
import dev.eader.training.figure.HeatScale;
import dev.eader.training.figure.Overlay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Validation pictures with attention and masks.
 *
 * @param summary number of pictures whose labels were predicted correctly
 * @param note sentence about the thresholds or about missing attention; empty for none
 * @param legend colours of the classes
 * @param heat colours of the attention from 0 to 1, as stops of a CSS gradient
 */
public record Overlays(
        String summary, String note, boolean hasAttention, List<Label> legend, String heat, List<Group> groups) {
    /** Sides in pixels that are tried until the images fit into {@link #MAX_CHARACTERS}. */
    private static final int[] SIDES = {Drawing.MAX_SIDE, 280, 240, 200, 160, 128, 96, 64};

    private static final int MAX_CHARACTERS = 2_000_000;
    private static final int HEAT_STOPS = 9;

    /** A group of pictures. */
    record Group(String title, String explanation, List<Picture> pictures) {}

    /**
     * One picture; images are data URIs.
     *
     * @param attention null if there is no localizer
     * @param topClass class with the highest score, whose attention is drawn
     * @param given labels of the data
     * @param predicted labels by the scores
     * @param missed given labels that were not predicted
     */
    record Picture(
            String id,
            int width,
            int height,
            String original,
            String attention,
            String mask,
            String topClass,
            List<Label> given,
            List<Label> predicted,
            List<Label> missed) {
        int characters() {
            return original.length() + (attention == null ? 0 : attention.length()) + mask.length();
        }
    }

    /**
     * A class in a caption or legend.
     *
     * @param score in [0,1]; empty for none
     * @param color in CSS
     * @param isWrong whether given and predicted labels differ
     */
    record Label(String name, String score, String color, boolean isWrong) {}

    /**
     * The model that predicts labels and masks.
     *
     * @param scoreThreshold score at or above which a class is predicted
     * @param backgroundThreshold attention at or below which a pixel is background
     * @param note sentence about the model or its thresholds; empty for none
     */
    public record Model(AttentionSource maps, double scoreThreshold, double backgroundThreshold, String note) {}

    /**
     * Chooses and draws pictures.
     *
     * @param indices pictures to choose from
     * @param attention maps of the localizer; null for none
     * @param count number of good pictures and of bad pictures
     * @param progress receives the number of pictures that were processed
     */
    public static Overlays draw(
            Dataset dataset,
            List<Integer> indices,
            Model model,
            AttentionSource attention,
            int count,
            IntConsumer progress)
            throws IOException {
        List<ScoredPicture> scored = new ArrayList<>();
        int empty = 0;
        for (int index : indices) {
            Dataset.Sample sample = dataset.sample(index);
            AttentionMaps maps = model.maps().maps(sample);
            ScoredPicture picture = ScoredPicture.of(index, sample.labels(), maps.scores(), model.scoreThreshold());
            scored.add(picture);
            empty += picture.hasPrediction() && isEmpty(maps.labelMap(picture.predicted(), model.backgroundThreshold()))
                    ? 1
                    : 0;
            progress.accept(scored.size());
        }
        PictureChoice choice = PictureChoice.of(scored, count);
        List<List<Drawing>> drawings = new ArrayList<>();
        for (List<ScoredPicture> group : List.of(choice.sure(), choice.wrong(), choice.unsure())) {
            List<Drawing> drawn = new ArrayList<>();
            for (ScoredPicture picture : group) {
                Dataset.Sample sample = dataset.sample(picture.index());
                AttentionMaps heat = attention == null ? null : attention.maps(sample);
                drawn.add(Drawing.of(picture, sample, model.maps().maps(sample), model.backgroundThreshold(), heat));
            }
            drawings.add(drawn);
        }
        return new Overlays(
                summary(dataset, scored, empty),
                model.note(),
                attention != null,
                legend(dataset.classes()),
                heatColors(),
                fitting(drawings, dataset.classes()));
    }

    /** CSS colour of a label in the overlays. */
    static String color(int label) {
        return String.format(Locale.ROOT, "#%06x", Overlay.color(label));
    }

    private static boolean isEmpty(byte[] mask) {
        for (byte label : mask) {
            if (label != 0) {
                return false;
            }
        }
        return true;
    }

    /** @param empty number of pictures with a predicted class and an empty mask */
    private static String summary(Dataset dataset, List<ScoredPicture> scored, int empty) {
        String selection = scored.size() < dataset.size()
                ? String.format(Locale.ROOT, ", a selection at equal distances from %,d", dataset.size())
                : "";
        String labels = String.format(
                Locale.ROOT,
                "All labels are right for %,d of %s%s.",
                scored.stream().filter(ScoredPicture::isCorrect).count(),
                Texts.count(scored.size(), "validation picture"),
                selection);
        long predicted = scored.stream().filter(ScoredPicture::hasPrediction).count();
        return empty == 0
                ? labels
                : labels
                        + String.format(
                                Locale.ROOT,
                                " The mask is empty for %,d of %s with a predicted class.",
                                empty,
                                Texts.count(predicted, "picture"));
    }

    private static List<Label> legend(List<String> classes) {
        return IntStream.range(0, classes.size())
                .mapToObj(c -> new Label(classes.get(c), "", color(c + 1), false))
                .toList();
    }

    private static String heatColors() {
        return IntStream.range(0, HEAT_STOPS)
                .mapToObj(
                        stop -> String.format(Locale.ROOT, "#%06x", HeatScale.color((double) stop / (HEAT_STOPS - 1))))
                .collect(Collectors.joining(", "));
    }

    /** Encodes the images in the largest size that fits into the limit. */
    private static List<Group> fitting(List<List<Drawing>> drawings, List<String> classes) throws IOException {
        List<Group> groups = List.of();
        for (int side : SIDES) {
            groups = groups(drawings, classes, side);
            int characters = groups.stream()
                    .flatMap(group -> group.pictures().stream())
                    .mapToInt(Picture::characters)
                    .sum();
            if (characters <= MAX_CHARACTERS) {
                break;
            }
        }
        return groups.stream().filter(group -> !group.pictures().isEmpty()).toList();
    }

    private static List<Group> groups(List<List<Drawing>> drawings, List<String> classes, int side) throws IOException {
        List<List<Picture>> pictures = new ArrayList<>();
        for (List<Drawing> group : drawings) {
            List<Picture> drawn = new ArrayList<>();
            for (Drawing drawing : group) {
                drawn.add(drawing.picture(classes, side));
            }
            pictures.add(drawn);
        }
        return List.of(
                new Group(
                        "Right and sure",
                        "All labels are right. The pictures with the surest labels, in turns from each class.",
                        pictures.get(0)),
                new Group(
                        "Wrong labels",
                        "At least one class was missed or predicted wrongly; the largest errors come first."
                                + " Check whether the given labels are right.",
                        pictures.get(1)),
                new Group(
                        "Least sure",
                        "All labels are right, but at least one score is near the threshold.",
                        pictures.get(2)));
    }
}
