package dev.eader.training.command.report;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.Progress;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.network.Network;
import dev.eader.training.report.Overlays;
import dev.eader.training.report.Part;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the student and the localizer of a run, as far as they exist, and draws their masks and attention. */
final class OverlayModels {
    /** Largest number of validation pictures to choose from, to limit the time of a report. */
    private static final int MAX_PICTURES = 500;

    private static final int DEFAULT_SIZE = 320;
    private static final double DEFAULT_THRESHOLD = .5;

    private final Path run;
    private final RunFolder student;
    private final RunFolder localizer;
    private final Device device;

    /** @param run folder of a {@code fit} run */
    OverlayModels(Path run, Device device) {
        this.run = run;
        this.device = device;
        student = new RunFolder(run.resolve("student"));
        localizer = new RunFolder(run.resolve("erasing"));
    }

    /**
     * Draws validation pictures with the student's masks, or the localizer's if there is no student.
     *
     * @param count number of good pictures and of bad pictures
     */
    Part<Overlays> overlays(int count) {
        boolean hasStudent = student.checkpoint().exists();
        boolean hasLocalizer = localizer.checkpoint().exists();
        if (!hasStudent && !hasLocalizer) {
            return Part.missing("Pictures are left out, because " + run + " has no trained student and no trained"
                    + " localizer; `fit` trains them in the passes student and erasing.");
        }
        try (NDManager manager = NDManager.newBaseManager(device)) {
            StudentRun studentRun = hasStudent ? StudentRun.read(student) : null;
            ErasingRun localizerRun = hasLocalizer ? ErasingRun.read(localizer) : null;
            Dataset dataset = validation(hasStudent ? studentRun : localizerRun);
            try (Student trained = hasStudent ? studentRun.trained(manager, student) : null;
                    Network network = hasLocalizer ? localizerRun.trained(manager, localizer) : null) {
                AttentionSource attention =
                        network == null ? null : new NetworkMaps(network, manager, views(card(localizer)));
                JsonNode card = card(hasStudent ? student : localizer);
                AttentionSource masks = trained == null ? attention : new StudentMaps(trained, manager, views(card));
                return Part.of(draw(dataset, model(masks, card, hasStudent), attention, count));
            }
        } catch (IllegalArgumentException | DatasetException | IOException e) {
            return Part.missing("Pictures are left out: " + e.getMessage() + ".");
        }
    }

    private static Overlays draw(Dataset dataset, Overlays.Model model, AttentionSource attention, int count)
            throws IOException {
        List<Integer> indices = RunData.spread(dataset, MAX_PICTURES).boxed().toList();
        try (Progress bar = Progress.of("report", indices.size())) {
            return Overlays.draw(dataset, indices, model, attention, count, bar::stepTo);
        }
    }

    /** The validation pictures in the run's folder, which may have been moved, or else where the training found them. */
    private Dataset validation(RunSettings settings) {
        RunData data = settings.trainingData();
        Path prepared = run.resolve("data");
        if (!Files.isRegularFile(prepared.resolve("labels.csv"))) {
            return data.labelled("val", MAX_PICTURES, settings.seed());
        }
        Dataset dataset = DataSettings.voc(prepared.toString()).labelled("val");
        ClassLists.requireSame("the run", data.classes(), prepared.toString(), dataset.classes());
        return dataset;
    }

    private static Overlays.Model model(AttentionSource maps, JsonNode card, boolean isStudent) {
        List<String> notes = new ArrayList<>();
        if (!isStudent) {
            notes.add("The run has no student, so the masks are those of the localizer.");
        }
        if (card.isMissingNode()) {
            notes.add("The model was not evaluated, so the masks are drawn with both thresholds at 0.5.");
        }
        return new Overlays.Model(
                maps,
                card.path("scoreThreshold").asDouble(DEFAULT_THRESHOLD),
                card.path("backgroundThreshold").asDouble(DEFAULT_THRESHOLD),
                String.join(" ", notes));
    }

    /** The card of a run; a missing node if it was not evaluated. */
    private static JsonNode card(RunFolder folder) throws IOException {
        Path file = folder.path().resolve("card.json");
        return Files.isRegularFile(file)
                ? JsonFiles.read(file, JsonNode.class, "`evaluate` writes it")
                : MissingNode.getInstance();
    }

    /** The views that a card was measured with. */
    private static Views views(JsonNode card) {
        List<Double> scales = new ArrayList<>();
        card.path("scales").forEach(scale -> scales.add(scale.asDouble()));
        return new Views(
                card.path("longSide").asInt(DEFAULT_SIZE),
                scales.isEmpty() ? List.of(1.) : scales,
                card.path("flip").asBoolean());
    }
}
