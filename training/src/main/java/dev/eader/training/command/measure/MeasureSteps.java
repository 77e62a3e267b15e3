package dev.eader.training.command.measure;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.TextFormat;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.erasing.AlternatingTraining;
import dev.eader.training.erasing.EaderLoss;
import dev.eader.training.erasing.NetworkTrainer;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.optimisation.RateSchedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures time and memory of a training step on random pictures. {@code bench/pytorch_step.py} is its counterpart. */
@Command(name = "step", description = "Times localizer and adversary steps on random pictures; prints the peak memory.")
public final class MeasureSteps implements Callable<Integer> {
    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    @TextFormat(TextFormat.Text.NETWORK)
    String localizer;

    @Option(names = "--adversary", defaultValue = "resnet18", description = "Network, as resnet18.")
    @TextFormat(TextFormat.Text.NETWORK)
    String adversary;

    @Option(names = "--batch-norm", description = "Use batch normalisation in both networks.")
    boolean batchNorm;

    @Option(names = "--size", defaultValue = "448", description = "Side of the pictures, in pixels; at least 32.")
    @Range(min = 32, max = 1024)
    int size;

    @Option(names = "--batch", defaultValue = "16", description = "Pictures per step.")
    @Range(min = 1, max = 512)
    int batch;

    @Option(names = "--classes", defaultValue = "20", description = "Number of classes.")
    @Range(min = 1, max = 10_000)
    int classes;

    @Option(names = "--labels", defaultValue = "1", description = "Classes per picture, and thus erased pictures.")
    @Range(min = 1, max = 10_000)
    int labels;

    @Option(names = "--warm-up", defaultValue = "2", description = "Steps of each network that are not timed.")
    @Range(min = 0, max = 10_000)
    int warmUp;

    @Option(names = "--steps", defaultValue = "5", description = "Steps of each network that are timed.")
    @Range(min = 1, max = 10_000)
    int steps;

    @Option(names = "--threads", description = "Threads of PyTorch. Default: PyTorch's choice (OMP_NUM_THREADS).")
    @Range(min = 1, max = 1024)
    Integer threads;

    @Mixin
    DeviceOptions device;

    @Option(names = "--json", description = "Print one JSON object instead of a sentence.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        if (labels > classes) {
            throw new IllegalArgumentException(
                    "--labels takes at most --classes, which is " + classes + ", not " + labels);
        }
        if (threads != null) {
            Engine.getInstance();
            JniUtils.setNumThreads(threads);
        }
        StepTimes times = measure();
        System.out.println(json ? new ObjectMapper().writeValueAsString(times) : times.sentence());
        return 0;
    }

    /** Times two steps of each network on the CPU, with one erased class per picture and two classes. */
    public static StepTimes measure(String localizer, String adversary, int size, int batch) throws IOException {
        MeasureSteps steps = new MeasureSteps();
        steps.localizer = localizer;
        steps.adversary = adversary;
        steps.size = size;
        steps.batch = batch;
        steps.classes = 2;
        steps.labels = 1;
        steps.warmUp = 1;
        steps.steps = 2;
        steps.device = DeviceOptions.cpu();
        return steps.measure();
    }

    private StepTimes measure() throws IOException {
        List<Double> localizerMillis = new ArrayList<>();
        List<Double> adversaryMillis = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Network localizerNetwork = network(manager, localizer, 1);
                Network adversaryNetwork = network(manager, adversary, 2)) {
            AlternatingTraining training = training(manager, localizerNetwork, adversaryNetwork);
            ImageBatch pictures = randomBatch();
            for (int step = 0; step < 2 * (warmUp + steps); step++) {
                long start = System.nanoTime();
                training.step(step, pictures);
                double millis = (System.nanoTime() - start) / 1e6;
                if (step >= 2 * warmUp) {
                    (step % 2 == 0 ? localizerMillis : adversaryMillis).add(millis);
                }
            }
        }
        return new StepTimes(
                "djl",
                Engine.getInstance().getVersion(),
                localizer,
                adversary,
                batchNorm,
                size,
                batch,
                labels,
                JniUtils.getNumThreads(),
                steps,
                StepTimes.median(localizerMillis),
                StepTimes.median(adversaryMillis),
                StepTimes.peak());
    }

    private Network network(NDManager manager, String name, long seed) {
        return new Network(manager, Architecture.of(name), classes, batchNorm, DataType.FLOAT32, seed);
    }

    /** Alternates single steps, starting with the localizer. The low learning rate keeps the weights nearly constant. */
    private AlternatingTraining training(NDManager manager, Network localizerNetwork, Network adversaryNetwork) {
        GradientDescent.Settings settings = GradientDescent.Settings.sgd(1e-6, 1, .9, 1e-4, 1);
        return new AlternatingTraining(
                manager,
                List.of(manager.getDevice()),
                new NetworkTrainer(manager, localizerNetwork, settings, 0),
                new NetworkTrainer(manager, adversaryNetwork, settings, 0),
                WeightSharing.NONE,
                new EaderLoss.Weighting(.05, 1e-5, 100, .5),
                new TurnSchedule(0, 1, 1, 2L * (warmUp + steps), 0, RateSchedule.Decay.CONSTANT, 0));
    }

    private ImageBatch randomBatch() {
        Random random = new Random(1);
        float[] pixels = new float[batch * 3 * size * size];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        float[] present = new float[batch * classes];
        for (int image = 0; image < batch; image++) {
            for (int label = 0; label < labels; label++) {
                present[image * classes + (image + label) % classes] = 1;
            }
        }
        return new ImageBatch(batch, pixels, present);
    }
}
