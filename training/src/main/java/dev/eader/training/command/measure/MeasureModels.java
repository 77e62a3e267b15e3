package dev.eader.training.command.measure;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.InputSize;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.Progress;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.data.VocDataset;
import dev.eader.training.evaluation.ConfusionMatrix;
import dev.eader.training.onnx.ExportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures exported models in ONNX Runtime with the thresholds and the input size of their metadata. */
@Command(
        name = "measure",
        description = "Measures mIoU and time of exported ONNX files, alternating between the files for each picture."
                + " Ratios are relative to the first file.")
public final class MeasureModels implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "ONNX files.")
    List<Path> files;

    @Option(names = "--voc", required = true, description = "VOC folder with masks in SegmentationClass.")
    Path voc;

    @Option(names = "--split", defaultValue = "val", description = "Split of --voc.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    /** Measurements of one file. */
    private static final class Row {
        final Path path;
        final ExportedModel file;
        final ConfusionMatrix given;
        final ConfusionMatrix predicted;
        final List<Double> millis = new ArrayList<>();

        Row(Path path, int classes) throws IOException, OrtException {
            this.path = path;
            file = ExportedModel.of(Files.readAllBytes(path));
            given = new ConfusionMatrix(classes + 1);
            predicted = new ConfusionMatrix(classes + 1);
        }

        void add(Dataset.Sample sample) throws OrtException {
            Pixels whole = sample.pixels();
            InputSize size = InputSize.of(whole.width(), whole.height(), file.inputSize());
            Pixels picture = whole.resize(size.width(), size.height());
            long start = System.nanoTime();
            try (OrtSession.Result result = file.run(picture)) {
                millis.add((System.nanoTime() - start) / 1e6);
                count(predicted, sample, ExportedModel.labels(result), size);
            }
            try (OrtSession.Result result = file.run(picture, sample.labels())) {
                count(given, sample, ExportedModel.labels(result), size);
            }
        }

        /** Counts at the picture's size; labels are enlarged by nearest neighbour. */
        private static void count(ConfusionMatrix matrix, Dataset.Sample sample, byte[] labels, InputSize size) {
            int width = sample.pixels().width();
            int height = sample.pixels().height();
            for (int at = 0; at < sample.truth().length; at++) {
                int y = at / width * size.height() / height;
                int x = at % width * size.width() / width;
                byte truth = sample.truth()[at];
                if (truth != Dataset.IGNORE) {
                    matrix.add(truth, labels[y * size.width() + x], 1);
                }
            }
        }
    }

    @Override
    public Integer call() throws IOException, OrtException {
        VocDataset.requireMasks(voc);
        Dataset dataset = new VocDataset(voc, split, true);
        List<Row> rows = new ArrayList<>();
        for (Path file : files) {
            Row row = new Row(file, dataset.classes().size());
            ClassLists.requireSame(file, row.file, "the data", dataset.classes());
            rows.add(row);
        }
        try (Progress bar = Progress.of("measure", dataset.size())) {
            for (int i = 0; i < dataset.size(); i++) {
                Dataset.Sample sample = dataset.sample(i);
                for (Row row : rows) {
                    row.add(sample);
                }
                bar.step();
            }
        }
        double first = StepTimes.median(rows.get(0).millis);
        for (Row row : rows) {
            double median = StepTimes.median(row.millis);
            System.out.printf(
                    Locale.ROOT,
                    "%s: mIoU %.2f labels given, %.2f labels predicted; %.1f ms a picture, %.2f times as fast; %,d bytes%n",
                    row.path.getFileName(),
                    100 * row.given.meanIou(),
                    100 * row.predicted.meanIou(),
                    median,
                    first / median,
                    Files.size(row.path));
            row.file.close();
        }
        return 0;
    }
}
