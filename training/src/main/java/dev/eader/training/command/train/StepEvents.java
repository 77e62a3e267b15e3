package dev.eader.training.command.train;

import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.DatasetException;
import dev.eader.training.tensorboard.EventFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes the values of each step, and at each checkpoint what the network has learned on a few fixed pictures, to event files for
 * TensorBoard.
 */
final class StepEvents implements AutoCloseable {
    private static final int PICTURES = 4;

    private final EventFile file;
    private final String[] columns;
    private final Dataset pictures;

    /**
     * @param folder of the event files
     * @param header comma-separated names of the values, beginning with the step
     * @param done completed steps of a resumed run
     */
    StepEvents(Path folder, String header, RunSettings run, long done) throws IOException {
        file = EventFile.create(folder, done);
        columns = header.split(",");
        pictures = pictures(run);
    }

    /** Pictures of the validation split if there is one, else training pictures. */
    private static Dataset pictures(RunSettings run) {
        try {
            return run.trainingData().labelled("val", PICTURES, run.seed());
        } catch (IllegalArgumentException | DatasetException hasNoValidationSplit) {
            return run.trainingData().training(run.seed());
        }
    }

    /**
     * Adds the finite values of a step.
     *
     * @param rates learning rates by name
     */
    void add(long step, StepLog.Entry entry, Map<String, Double> rates) throws IOException {
        Map<String, Double> scalars = new LinkedHashMap<>();
        String[] values = entry.values().split(",");
        for (int i = 0; i < values.length; i++) {
            if (values[i].matches("-?[0-9.]+(e[-+]?[0-9]+)?")) {
                scalars.put(columns[i + 1], Double.parseDouble(values[i]));
            }
        }
        scalars.putAll(rates);
        file.addScalars(step, scalars);
    }

    /**
     * @param step last completed step
     * @param preview draws what the network has learned over a picture
     */
    void addPictures(long step, Function<Dataset.Sample, BufferedImage> preview) throws IOException {
        List<Integer> indices = RunData.spread(pictures, PICTURES).boxed().toList();
        for (int index : indices) {
            Dataset.Sample sample = pictures.sample(index);
            file.addImage(step, "pictures/" + sample.id(), preview.apply(sample));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
