package dev.eader.training.erasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.erasing.AlternatingTraining.Losses;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent;
import dev.eader.training.optimisation.GradientDescent.Optimizer;
import dev.eader.training.optimisation.RateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlternatingTrainingTest {
    private static final int CLASSES = 3;
    private static final int SIDE = 32;
    private static final String SHARED = "layer1.0.conv1.weight";

    /** One step each of warm-up, localizer, adversary and localizer. */
    private static final int STEPS = 4;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private record TrainingRun(List<Losses> losses, NetworkTrainer localizer, NetworkTrainer adversary) {}

    @ParameterizedTest
    @EnumSource
    void training_on_two_devices_equals_one_device(WeightSharing sharing) {
        TrainingRun one = train(sharing, List.of(Device.cpu()), 0);
        TrainingRun two = train(sharing, List.of(Device.cpu(), Device.cpu()), 0);

        for (int step = 0; step < STEPS; step++) {
            close(two.losses().get(step), one.losses().get(step));
        }
        close(two.localizer().network(), one.localizer().network(), 2e-5);
        close(two.adversary().network(), one.adversary().network(), 2e-5);
        close(two.localizer().replica(1), two.localizer().network(), 0);
        close(two.adversary().replica(1), two.adversary().network(), 0);
    }

    @Test
    void device_without_labels_does_not_change_the_training() {
        TrainingRun one = train(WeightSharing.NONE, List.of(Device.cpu()), 0);
        // images 0 and 1 have no label, so the first of three devices has nothing to erase
        TrainingRun three = train(WeightSharing.NONE, List.of(Device.cpu(), Device.cpu(), Device.cpu()), 0);

        close(three.localizer().network(), one.localizer().network(), 2e-5);
        close(three.adversary().network(), one.adversary().network(), 2e-5);
    }

    @Test
    void batch_smaller_than_number_of_devices_is_refused() {
        assertThatThrownBy(() -> BatchShard.split(batch(0, 1), List.of(manager, manager)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one image per device, but has 1 for 2 devices");
    }

    @Test
    void shared_backbone_is_updated_in_the_steps_of_both_networks() {
        TrainingRun run = train(WeightSharing.BACKBONE, List.of(Device.cpu()), 0);
        Network localizer = run.localizer().network();
        Network adversary = run.adversary().network();

        assertThat(adversary.parameters().get(SHARED))
                .isSameAs(localizer.parameters().get(SHARED));
        assertThat(adversary.parameters().get("fc.weight"))
                .isNotSameAs(localizer.parameters().get("fc.weight"));
        assertThat(run.losses().get(2).adversaryGradient()).isPositive();
        Map<String, NDArray> localizerMomentum = run.localizer().state("x").get("x-momentum");
        Map<String, NDArray> adversaryMomentum = run.adversary().state("x").get("x-momentum");
        assertThat(localizerMomentum.get(SHARED).toFloatArray())
                .isNotEqualTo(adversaryMomentum.get(SHARED).toFloatArray());
    }

    @Test
    void alpha_of_0_never_trains_the_adversary() {
        GradientDescent.Settings settings = GradientDescent.Settings.sgd(.05, 2, .9, 1e-4, 1);
        Network adversary = network("resnet18x0.125", 2);
        AlternatingTraining training = new AlternatingTraining(
                manager,
                List.of(Device.cpu()),
                new NetworkTrainer(manager, network("resnet18x0.125", 1), settings, 0),
                new NetworkTrainer(manager, adversary, settings, 0),
                WeightSharing.NONE,
                weighting(0),
                new TurnSchedule(1, 1, 1, STEPS, 0, RateSchedule.Decay.CONSTANT, 0));

        assertThat(training.step(0, batch(0, 6)).adversary()).isNaN();
        assertThat(training.step(1, batch(1, 6)).attentionMining()).isZero();
        assertThat(training.step(2, batch(2, 6))).isEqualTo(Losses.NONE);
        close(adversary, network("resnet18x0.125", 2), 0);
    }

    @Test
    void networks_that_differ_beyond_stride_cannot_share_weights() {
        Network mobile = network("mobilenet_v2", 1);
        assertThatThrownBy(() -> network("resnet18x0.125", 2).shareWeightsOf(mobile))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mobilenet_v2");
        assertThatThrownBy(() -> network("resnet18x0.125", 2).shareWeightsOf(network("resnet18x0.25", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moving_average_is_updated_when_the_localizer_changes() {
        TrainingRun apart = train(WeightSharing.NONE, List.of(Device.cpu()), .9);
        assertThat(updates(apart)).isEqualTo(3);
        assertThat(updates(train(WeightSharing.BACKBONE, List.of(Device.cpu()), .9)))
                .isEqualTo(4);
        float[] average =
                apart.localizer().state("x").get("x-average").get("fc.weight").toFloatArray();
        assertThat(average)
                .isNotEqualTo(apart.localizer()
                        .network()
                        .parameters()
                        .get("fc.weight")
                        .toFloatArray());
    }

    @ParameterizedTest
    @EnumSource
    void steps_leave_no_arrays_in_memory(WeightSharing sharing) {
        TrainingRun run = train(sharing, List.of(Device.cpu(), Device.cpu()), .9);
        int before = arrays(run);
        AlternatingTraining again = training(List.of(Device.cpu()), run.localizer(), run.adversary(), sharing);
        for (int step = 0; step < STEPS; step++) {
            again.step(step, batch(step, 6));
        }
        assertThat(arrays(run)).isEqualTo(before);
    }

    private int arrays(TrainingRun run) {
        int arrays = manager.getManagedArrays().size();
        for (NetworkTrainer trainer : List.of(run.localizer(), run.adversary())) {
            for (int device = 0; device < 2; device++) {
                arrays += trainer.replica(device)
                        .parameters()
                        .get("fc.bias")
                        .getManager()
                        .getManagedArrays()
                        .size();
            }
        }
        return arrays;
    }

    private static long updates(TrainingRun run) {
        return run.localizer().state("x").get("x-averaging").get("updates").getLong(0);
    }

    private TrainingRun train(WeightSharing sharing, List<Device> devices, double averaging) {
        GradientDescent.Settings settings = new GradientDescent.Settings(Optimizer.SGD, .05, 2, .9, 1e-4, 1);
        Network localizerNetwork = network("resnet18x0.125:16", 1);
        Network adversaryNetwork = sharing == WeightSharing.ALL ? localizerNetwork : network("resnet18x0.125", 2);
        if (sharing == WeightSharing.BACKBONE) {
            adversaryNetwork.shareWeightsOf(localizerNetwork);
        }
        NetworkTrainer localizer = new NetworkTrainer(manager, localizerNetwork, settings, averaging);
        NetworkTrainer adversary = adversaryNetwork == localizerNetwork
                ? localizer
                : new NetworkTrainer(manager, adversaryNetwork, settings, 0);
        AlternatingTraining training = training(devices, localizer, adversary, sharing);
        List<Losses> losses = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            losses.add(training.step(step, batch(step, 6)));
        }
        return new TrainingRun(losses, localizer, adversary);
    }

    private AlternatingTraining training(
            List<Device> devices, NetworkTrainer localizer, NetworkTrainer adversary, WeightSharing sharing) {
        TurnSchedule schedule =
                new TurnSchedule(1, 1, sharing == WeightSharing.ALL ? 0 : 1, STEPS, 0, RateSchedule.Decay.CONSTANT, 0);
        return new AlternatingTraining(manager, devices, localizer, adversary, sharing, weighting(.5), schedule);
    }

    private static EaderLoss.Weighting weighting(double alpha) {
        return new EaderLoss.Weighting(alpha, .1, 10, .5);
    }

    private Network network(String name, long seed) {
        return new Network(manager, Architecture.of(name), CLASSES, false, DataType.FLOAT32, seed);
    }

    /** The first two images have no label, the others 1 to 3, so that shares of images and of pairs differ. */
    private static ImageBatch batch(long seed, int size) {
        Random random = new Random(seed);
        float[] pixels = new float[size * 3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        float[] labels = new float[size * CLASSES];
        for (int image = 2; image < size; image++) {
            for (int c = 0; c <= image % CLASSES; c++) {
                labels[image * CLASSES + c] = 1;
            }
        }
        return new ImageBatch(size, pixels, labels);
    }

    private static void close(Losses actual, Losses expected) {
        double[] a = numbers(actual);
        double[] e = numbers(expected);
        for (int i = 0; i < a.length; i++) {
            if (Double.isNaN(e[i])) {
                assertThat(a[i]).isNaN();
            } else {
                assertThat(a[i]).isCloseTo(e[i], within(1e-4 * Math.max(1, Math.abs(e[i]))));
            }
        }
    }

    private static double[] numbers(Losses losses) {
        return new double[] {
            losses.classification(),
            losses.attentionMining(),
            losses.regularization(),
            losses.localizerGradient(),
            losses.adversary(),
            losses.adversaryGradient()
        };
    }

    private static void close(Network actual, Network expected, double tolerance) {
        expected.parameters().forEach((name, array) -> assertThat(
                        array.sub(actual.parameters().get(name)).abs().max().getFloat())
                .as(name)
                .isLessThanOrEqualTo((float) tolerance));
    }
}
