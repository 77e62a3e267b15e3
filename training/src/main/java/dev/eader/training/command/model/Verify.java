package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Refinement;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Network;
import dev.eader.training.onnx.ExportedModel;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares an exported ONNX file with the network that it was exported from, on real pictures. */
public abstract class Verify implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the run.")
    Path folder;

    @Parameters(index = "1", paramLabel = "MODEL", description = "The ONNX file.")
    Path model;

    @Option(names = "--split", defaultValue = "val", description = "Split of the run's folder.")
    @TextFormat(TextFormat.Text.NAME)
    String split;

    @Option(names = "--count", defaultValue = "32", description = "Number of pictures.")
    @Range(min = 1, max = 10_000_000)
    int count;

    /** Verifies a localizer. */
    @Command(name = "verify", description = "Compares the ONNX file with its network in DJL on the same pictures.")
    public static final class OfLocalizer extends Verify {
        @Override
        public Integer call() throws IOException, OrtException {
            RunFolder source = new RunFolder(folder);
            ErasingRun run = ErasingRun.read(source);
            Dataset dataset = dataset(run);
            try (NDManager manager = NDManager.newBaseManager();
                    Network localizer = run.trained(manager, source);
                    ExportedModel file = ExportedModel.of(Files.readAllBytes(model))) {
                Refinement refinement = refinement(file.metadata());
                return verify(run, dataset, file, sample -> {
                    Pixels scaled = scaled(sample, file);
                    AttentionMaps maps = AttentionMaps.of(localizer, manager, scaled);
                    return refinement == null ? maps : refinement.refine(manager, scaled, maps);
                });
            }
        }

        /** Refinement that the model's card states; null for none. */
        private static Refinement refinement(Map<String, String> metadata) throws IOException {
            String card = metadata.getOrDefault("eader.card", "{}");
            return JsonFiles.JSON.treeToValue(JsonFiles.JSON.readTree(card).path("refinement"), Refinement.class);
        }
    }

    /** Verifies a student. */
    @Command(name = "verify", description = "Compares the ONNX file with its network in DJL on the same pictures.")
    public static final class OfStudent extends Verify {
        @Override
        public Integer call() throws IOException, OrtException {
            RunFolder source = new RunFolder(folder);
            StudentRun run = StudentRun.read(source);
            Dataset dataset = dataset(run);
            try (NDManager manager = NDManager.newBaseManager();
                    Student student = run.trained(manager, source);
                    ExportedModel file = ExportedModel.of(Files.readAllBytes(model))) {
                return verify(run, dataset, file, new StudentMaps(student, manager, Views.single(file.inputSize())));
            }
        }
    }

    final Dataset dataset(RunSettings run) {
        return run.trainingData().labelled(split, count, run.seed());
    }

    /**
     * Compares the outputs.
     *
     * @param expected maps as the network in DJL computes them
     * @return exit code: 0 if the outputs are equal within the limits
     */
    final int verify(RunSettings run, Dataset dataset, ExportedModel file, AttentionSource expected)
            throws IOException, OrtException {
        ClassLists.requireSame(model, file, "the run", run.trainingData().classes());
        Differences differences =
                new Differences(file.number("eader.score_threshold"), file.number("eader.background_threshold"));
        for (int i : RunData.spread(dataset, count).toArray()) {
            Sample sample = dataset.sample(i);
            try (OrtSession.Result result = file.run(scaled(sample, file))) {
                differences.add(expected.maps(sample), result);
            }
        }
        System.out.println(differences);
        return differences.areWithinLimits() ? 0 : 1;
    }

    static Pixels scaled(Sample sample, ExportedModel file) {
        Pixels picture = sample.pixels();
        InputSize size = InputSize.of(picture.width(), picture.height(), file.inputSize());
        return picture.resize(size.width(), size.height());
    }
}
