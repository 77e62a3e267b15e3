package dev.eader.training.command;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.NetworkName;
import dev.eader.training.command.options.Range;
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
import picocli.CommandLine.Option;

/** What a training step costs in time and memory, with nothing to load; the counterpart of {@code pytorch_step.py}. */
@Command(
        name = "step",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Times localizer and adversary steps on random pictures, and prints the peak memory.")
final class Step implements Callable<Integer> {
    @Option(names = "--localizer", defaultValue = "resnet18", description = "Network, as mobilenet_v2:16.")
    @NetworkName
    public String localizer;

    @Option(names = "--adversary", defaultValue = "resnet18", description = "Network, as resnet18.")
    @NetworkName
    public String adversary;

    @Option(names = "--batch-norm", description = "Batch normalisation in both networks.")
    public boolean batchNorm;

    @Option(names = "--size", defaultValue = "448", description = "Side of the pictures, in pixels; 32 or more.")
    @Range(min = 32, max = 1024)
    public int size;

    @Option(names = "--batch", defaultValue = "16", description = "Pictures a step.")
    @Range(min = 1, max = 512)
    public int batch;

    @Option(names = "--classes", defaultValue = "20", description = "Classes in all.")
    @Range(min = 1, max = 10_000)
    public int classes;

    @Option(names = "--labels", defaultValue = "1", description = "Classes in a picture: so many erased pictures.")
    @Range(min = 1, max = 10_000)
    public int labels;

    @Option(names = "--warm-up", defaultValue = "2", description = "Steps of each network before the clock starts.")
    @Range(min = 0, max = 10_000)
    public int warmUp;

    @Option(names = "--steps", defaultValue = "5", description = "Steps of each network that are timed.")
    @Range(min = 1, max = 10_000)
    public int steps;

    @Option(names = "--threads", description = "Of PyTorch; its own choice (OMP_NUM_THREADS) unless given.")
    @Range(min = 1, max = 1024)
    public Integer threads;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Option(names = "--json", description = "One JSON object instead of a sentence.")
    public boolean json;

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
        StepCost cost = measure();
        System.out.println(json ? new ObjectMapper().writeValueAsString(cost) : cost.sentence());
        return 0;
    }

    private StepCost measure() throws IOException {
        List<Double> localizing = new ArrayList<>();
        List<Double> opposing = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Network localizers = network(manager, localizer, 1);
                Network adversarys = network(manager, adversary, 2)) {
            AlternatingTraining training = training(manager, localizers, adversarys);
            ImageBatch pictures = pictures();
            for (int step = 0; step < 2 * (warmUp + steps); step++) {
                long start = System.nanoTime();
                training.step(step, pictures);
                double millis = (System.nanoTime() - start) / 1e6;
                if (step >= 2 * warmUp) {
                    (step % 2 == 0 ? localizing : opposing).add(millis);
                }
            }
        }
        return new StepCost(
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
                StepCost.median(localizing),
                StepCost.median(opposing),
                StepCost.peak());
    }

    private Network network(NDManager manager, String name, long seed) {
        return new Network(manager, Architecture.of(name), classes, batchNorm, DataType.FLOAT32, seed);
    }

    /** Turns of one step, the localizer's first. Random weights learn nothing of use here: a low rate keeps them. */
    private AlternatingTraining training(NDManager manager, Network localizers, Network adversarys) {
        GradientDescent.Settings settings = GradientDescent.Settings.sgd(1e-6, 1, .9, 1e-4, 1);
        return new AlternatingTraining(
                manager,
                List.of(manager.getDevice()),
                new NetworkTrainer(manager, localizers, settings, 0),
                new NetworkTrainer(manager, adversarys, settings, 0),
                WeightSharing.NONE,
                new EaderLoss.Weighting(.05, 1e-5, 100, .5),
                new TurnSchedule(0, 1, 1, 2L * (warmUp + steps), 0, RateSchedule.Decay.CONSTANT, 0));
    }

    private ImageBatch pictures() {
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
