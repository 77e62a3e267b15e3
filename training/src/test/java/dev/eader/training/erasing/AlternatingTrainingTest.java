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

    /** Warm-up, a turn of the localizer, a turn of the adversary; and the localizer again. */
    private static final int STEPS = 4;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private record Played(List<Losses> losses, NetworkTrainer localizer, NetworkTrainer adversary) {}

    @ParameterizedTest
    @EnumSource
    void two_devices_learn_what_one_does(WeightSharing sharing) {
        Played one = play(sharing, List.of(Device.cpu()), 0);
        Played two = play(sharing, List.of(Device.cpu(), Device.cpu()), 0);

        for (int step = 0; step < STEPS; step++) {
            close(two.losses().get(step), one.losses().get(step));
        }
        close(two.localizer().network(), one.localizer().network(), 2e-5);
        close(two.adversary().network(), one.adversary().network(), 2e-5);
        close(two.localizer().replica(1), two.localizer().network(), 0);
        close(two.adversary().replica(1), two.adversary().network(), 0);
    }

    @Test
    void three_devices_of_which_one_sees_no_labels_learn_what_one_does() {
        Played one = play(WeightSharing.NONE, List.of(Device.cpu()), 0);
        // images 0 and 1 have no label: the first of three devices has nothing to erase
        Played three = play(WeightSharing.NONE, List.of(Device.cpu(), Device.cpu(), Device.cpu()), 0);

        close(three.localizer().network(), one.localizer().network(), 2e-5);
        close(three.adversary().network(), one.adversary().network(), 2e-5);
    }

    @Test
    void a_batch_that_is_smaller_than_the_devices_are_many_is_refused() {
        assertThatThrownBy(() -> BatchShard.split(batch(0, 1), List.of(manager, manager)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one image per device, but has 1 for 2 devices");
    }

    @Test
    void a_shared_backbone_is_one_and_moves_in_the_turns_of_both() {
        Played played = play(WeightSharing.BACKBONE, List.of(Device.cpu()), 0);
        Network localizer = played.localizer().network();
        Network adversary = played.adversary().network();

        assertThat(adversary.parameters().get(SHARED))
                .isSameAs(localizer.parameters().get(SHARED));
        assertThat(adversary.parameters().get("fc.weight"))
                .isNotSameAs(localizer.parameters().get("fc.weight"));
        assertThat(played.losses().get(2).adversaryGradient()).isPositive();
        Map<String, NDArray> mine = played.localizer().state("x").get("x-momentum");
        Map<String, NDArray> theirs = played.adversary().state("x").get("x-momentum");
        assertThat(mine.get(SHARED).toFloatArray())
                .isNotEqualTo(theirs.get(SHARED).toFloatArray());
    }

    @Test
    void networks_that_differ_in_more_than_their_stride_can_t_share() {
        Network mobile = network("mobilenet_v2", 1);
        assertThatThrownBy(() -> network("resnet18x0.125", 2).shareWeightsOf(mobile))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mobilenet_v2");
        assertThatThrownBy(() -> network("resnet18x0.125", 2).shareWeightsOf(network("resnet18x0.25", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_moving_average_follows_the_localizer_s_turns_and_a_shared_backbone_s() {
        Played apart = play(WeightSharing.NONE, List.of(Device.cpu()), .9);
        assertThat(updates(apart)).isEqualTo(3);
        assertThat(updates(play(WeightSharing.BACKBONE, List.of(Device.cpu()), .9)))
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
    void steps_leave_no_arrays_behind(WeightSharing sharing) {
        Played played = play(sharing, List.of(Device.cpu(), Device.cpu()), .9);
        int before = arrays(played);
        AlternatingTraining again = training(List.of(Device.cpu()), played.localizer(), played.adversary(), sharing);
        for (int step = 0; step < STEPS; step++) {
            again.step(step, batch(step, 6));
        }
        assertThat(arrays(played)).isEqualTo(before);
    }

    private int arrays(Played played) {
        int arrays = manager.getManagedArrays().size();
        for (NetworkTrainer trainer : List.of(played.localizer(), played.adversary())) {
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

    private static long updates(Played played) {
        return played.localizer().state("x").get("x-averaging").get("updates").getLong(0);
    }

    private Played play(WeightSharing sharing, List<Device> devices, double averaging) {
        GradientDescent.Settings settings = new GradientDescent.Settings(Optimizer.SGD, .05, 2, .9, 1e-4, 1);
        Network locating = network("resnet18x0.125:16", 1);
        Network opposing = sharing == WeightSharing.ALL ? locating : network("resnet18x0.125", 2);
        if (sharing == WeightSharing.BACKBONE) {
            opposing.shareWeightsOf(locating);
        }
        NetworkTrainer localizer = new NetworkTrainer(manager, locating, settings, averaging);
        NetworkTrainer adversary =
                opposing == locating ? localizer : new NetworkTrainer(manager, opposing, settings, 0);
        AlternatingTraining training = training(devices, localizer, adversary, sharing);
        List<Losses> losses = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            losses.add(training.step(step, batch(step, 6)));
        }
        return new Played(losses, localizer, adversary);
    }

    private AlternatingTraining training(
            List<Device> devices, NetworkTrainer localizer, NetworkTrainer adversary, WeightSharing sharing) {
        TurnSchedule schedule =
                new TurnSchedule(1, 1, sharing == WeightSharing.ALL ? 0 : 1, STEPS, 0, RateSchedule.Decay.CONSTANT, 0);
        EaderLoss.Weighting weighting = new EaderLoss.Weighting(.5, .1, 10, .5);
        return new AlternatingTraining(manager, devices, localizer, adversary, sharing, weighting, schedule);
    }

    private Network network(String name, long seed) {
        return new Network(manager, Architecture.of(name), CLASSES, false, DataType.FLOAT32, seed);
    }

    /** Of the images the first two have no label, and the others 1 to 3, so that shares of images and of pairs differ. */
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
