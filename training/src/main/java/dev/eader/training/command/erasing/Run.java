package dev.eader.training.command.erasing;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.command.run.ClassLists;
import dev.eader.training.command.run.DataSettings;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Augmentation;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.SceneDataset;
import dev.eader.training.erasing.EaderLoss;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that makes a training run what it is; kept beside its checkpoint as {@code run.json}.
 *
 * @param data {@code scenes}, or the folder of the pictures
 * @param scenes how scenes are made; null with a folder
 * @param source what of the folder; null with scenes, and in runs from when {@code data} said it all
 * @param epochs passes over the data, localizer's and adversary's turns together
 * @param averaging decay of the moving average of the localizer's weights; 0 keeps none
 */
public record Run(
        String data,
        SceneSettings scenes,
        DataSettings source,
        List<String> classes,
        String fingerprint,
        int size,
        String localizer,
        String adversary,
        boolean batchNorm,
        String localizerInit,
        String adversaryInit,
        EaderLoss.Weighting weighting,
        GradientDescent.Settings localizerSteps,
        GradientDescent.Settings adversarySteps,
        TurnSchedule schedule,
        Augmentation augmentation,
        int batch,
        double epochs,
        long seed,
        WeightSharing sharing,
        double averaging) {
    public Run {
        // runs from before there was a choice
        sharing = sharing == null ? WeightSharing.NONE : sharing;
        if (!(averaging >= 0 && averaging < 1)) {
            throw new IllegalArgumentException("--ema takes a decay in [0,1), not " + averaging);
        }
    }

    private static final List<String> FOLDERS =
            List.of("data", "voc", "list", "images", "labels", "init", "localizerInit", "adversaryInit");

    public static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** @param count pictures in an epoch */
    public record SceneSettings(int width, int height, int count) {
        public Dataset training(long seed) {
            return new SceneDataset(seed, count, width, height, false);
        }
    }

    /** Seeds of scenes that no training run may use. */
    public static final long VALIDATION_SCENES = 1_000_003;

    public static Run read(Path folder) throws IOException {
        Run run = JsonFiles.read(folder.resolve("run.json"), Run.class, "`train --out` writes it");
        requireComplete(
                folder,
                run.classes,
                run.localizer,
                run.adversary,
                run.weighting,
                run.localizerSteps,
                run.adversarySteps,
                run.schedule,
                run.augmentation);
        return run;
    }

    /** @throws IllegalArgumentException if one of the values that every run has is missing */
    public static void requireComplete(Path folder, Object... values) {
        if (Stream.of(values).anyMatch(value -> value == null || value instanceof List<?> names && names.isEmpty())) {
            throw new IllegalArgumentException(folder.resolve("run.json")
                    + " is broken: it lacks values that every run has; restore it, or train into another folder");
        }
    }

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        JsonFiles.write(folder.resolve("run.json"), this);
    }

    public Network localizer(NDManager manager) {
        return new Network(manager, Architecture.of(localizer), classes.size(), batchNorm, DataType.FLOAT32, seed);
    }

    public Network adversary(NDManager manager) {
        long other = seed + 7919;
        return new Network(manager, Architecture.of(adversary), classes.size(), batchNorm, DataType.FLOAT32, other);
    }

    /** What was trained on. */
    public Dataset training() {
        return ClassLists.checked(scenes == null ? folder().training() : scenes.training(seed), classes);
    }

    /** The pictures to evaluate on: a split of the folder with its masks, or scenes of another seed. */
    public Dataset evaluation(String split, int count) {
        Dataset dataset = scenes == null
                ? folder().evaluation(split)
                : new SceneDataset(VALIDATION_SCENES, count, scenes.width(), scenes.height(), true);
        return ClassLists.checked(dataset, classes);
    }

    /** Where pictures lie, which are no scenes. */
    public DataSettings folder() {
        return source == null ? DataSettings.voc(data) : source;
    }

    /** Pictures with their image-level labels and no mask: a split of the folder, or scenes of the run's own or another seed. */
    public Dataset labelled(String split, int count) {
        if (scenes == null) {
            return ClassLists.checked(folder().labelled(split), classes);
        }
        long own = split.equals("train") ? seed : VALIDATION_SCENES;
        return ClassLists.checked(new SceneDataset(own, count, scenes.width(), scenes.height(), false), classes);
    }

    /** @param names of one or more devices, separated by commas */
    public static List<Device> devices(String names) {
        return Stream.of(names.split(",", -1)).map(Run::device).toList();
    }

    /** @param name {@code cpu}, {@code gpu} or {@code gpu:N} */
    public static Device device(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        if (!name.matches("gpu(:\\d+)?")) {
            throw new IllegalArgumentException(
                    "--device takes cpu or gpu:N, where train takes several with commas between; not \"" + name + "\"");
        }
        int index = name.contains(":") ? Integer.parseInt(name.substring(4)) : 0;
        int found = ai.djl.engine.Engine.getInstance().getGpuCount();
        if (index >= found) {
            throw new IllegalArgumentException("--device " + name + ": this machine shows PyTorch " + found + " GPUs");
        }
        return Device.gpu(index);
    }

    /** What a card may tell of a run: where its files lay on the machine that trained is nobody's business. */
    public static ObjectNode withoutFolders(ObjectNode run) {
        for (String field : FOLDERS) {
            if (run.hasNonNull(field)) {
                run.put(field, Path.of(run.get(field).asText()).getFileName().toString());
            }
        }
        if (run.hasNonNull("source")) {
            withoutFolders((ObjectNode) run.get("source"));
        }
        return run;
    }
}
