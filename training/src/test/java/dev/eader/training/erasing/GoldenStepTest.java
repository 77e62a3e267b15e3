package dev.eader.training.erasing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import dev.eader.training.attention.ClassActivation;
import dev.eader.training.attention.ImageClassPairs;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Layer;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares one step of two tiny networks with soft mask, erased images, losses and gradients of the reference implementation. */
class GoldenStepTest {
    private static final Architecture TINY = tiny();

    private NDManager manager;
    private final Map<String, NDArray> golden = new HashMap<>();
    private List<ImageClassPairs.Pair> goldenPairs;

    @BeforeEach
    void open() throws IOException {
        manager = NDManager.newBaseManager();
        try (ZipInputStream in = new ZipInputStream(getClass().getResourceAsStream("/eader-step.npz"))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName().replace(".npy", "");
                byte[] numpy = in.readAllBytes();
                // DJL reads only row-major arrays; the pairs are column-major
                if (name.equals("pairs")) {
                    goldenPairs = readPairs(numpy);
                } else {
                    golden.put(name, NDList.decode(manager, numpy).get(0));
                }
            }
        }
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void step_in_float64_equals_the_reference_implementation() {
        check(DataType.FLOAT64, 1e-9, false);
    }

    @Test
    void step_in_float32_equals_the_reference_implementation() {
        check(DataType.FLOAT32, 1e-4, false);
    }

    @Test
    void gradients_survive_garbage_collection_before_backward() {
        check(DataType.FLOAT32, 1e-4, true);
    }

    private void check(DataType type, double tolerance, boolean collectGarbage) {
        Network localizer = network("localizer", type);
        Network adversary = network("adversary", type);
        EaderLoss eader = new EaderLoss(
                localizer,
                adversary,
                new EaderLoss.Weighting(number("alpha"), number("beta"), number("omega"), number("sigma")));
        NDArray x = golden.get("x").toType(type, false);
        NDArray y = golden.get("y").toType(type, false);
        ImageClassPairs pairs = ImageClassPairs.of(y);
        assertThat(pairs.pairs()).isEqualTo(goldenPairs);

        Network.Output output = localizer.forward(x, true);
        NDArray attention = ClassActivation.attention(localizer, output, pairs, 32, 40);
        NDArray mask = EaderLoss.softMask(attention, number("omega"), number("sigma"));
        NDArray erased = eader.erasedImages(x, pairs);
        close("logits", output.logits(), tolerance);
        close("attention", attention, tolerance);
        close("mask", mask, tolerance);
        close("erased", erased, tolerance);
        close("adversary_logits", adversary.forward(erased, true).logits(), tolerance);

        localizer.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            EaderLoss.LocalizerLoss loss = eader.localizerLoss(x, y, true);
            close("loss_bce", loss.classification(), tolerance);
            close("loss_attention_mining", loss.attentionMining(), tolerance);
            close("loss_regularization", loss.regularization(), tolerance);
            close("loss_localizer", loss.total(), tolerance);
            disturb(collectGarbage);
            collector.backward(loss.total());
        }
        closeGradients("localizer", localizer, tolerance);
        localizer.requireGradients(false);

        adversary.requireGradients(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = eader.adversaryLoss(erased, y, pairs);
            close("loss_adversary", loss, tolerance);
            disturb(collectGarbage);
            collector.backward(loss);
        }
        closeGradients("adversary", adversary, tolerance);
    }

    private static List<ImageClassPairs.Pair> readPairs(byte[] numpy) {
        LongBuffer columns = ByteBuffer.wrap(numpy, 128, numpy.length - 128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        int rows = columns.remaining() / 2;
        return IntStream.range(0, rows)
                .mapToObj(row -> new ImageClassPairs.Pair((int) columns.get(row), (int) columns.get(rows + row)))
                .toList();
    }

    private void disturb(boolean collectGarbage) {
        if (collectGarbage) {
            for (int i = 0; i < 5; i++) {
                System.gc();
                // overwrites memory that was freed
                manager.create(new float[4096]).addi(777).close();
            }
        }
    }

    private Network network(String role, DataType type) {
        Network network = new Network(manager, TINY, 4, false, type, 1);
        network.parameters().forEach((name, array) -> golden.get(role + "_" + name.replace('.', '_'))
                .toType(type, false)
                .copyTo(array));
        return network;
    }

    private double number(String name) {
        return golden.get(name).getDouble();
    }

    private void closeGradients(String role, Network network, double tolerance) {
        network.trainable()
                .forEach((name, array) ->
                        close("grad_" + role + "_" + name.replace('.', '_'), array.getGradient(), tolerance));
    }

    /** The difference is relative to the largest value of the array, as are rounding errors of a sum. */
    private void close(String name, NDArray actual, double tolerance) {
        NDArray expected = golden.get(name);
        NDArray wide = actual.toType(DataType.FLOAT64, false).reshape(expected.getShape());
        double scale = expected.abs().max().getDouble();
        double difference = wide.sub(expected).abs().max().getDouble() / scale;
        assertThat(difference).as(name).isLessThanOrEqualTo(tolerance);
    }

    /** The reference implementation enlarges its maps with half-pixel centres. */
    private static Architecture tiny() {
        List<Layer> layers = List.of(convolution("conv1", 3, 8), convolution("conv2", 8, 12));
        Architecture.Normalization none = new Architecture.Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
        return new Architecture("tiny", layers, "fc", none).withHalfPixelFeatures();
    }

    private static Layer convolution(String name, int in, int out) {
        return new Layer.Convolution(name, "", in, out, 3, 2, 1, 1, Layer.Padding.SYMMETRIC, Layer.Activation.RELU);
    }
}
