package dev.eader.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.Refinement;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Architecture;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefinementGraphTest {
    private static final int CLASSES = 4;
    private static final double BACKGROUND = .45;
    private static final Refinement REFINEMENT = new Refinement(2, 4, List.of(6, 2, 1));

    @ParameterizedTest
    @CsvSource({"1,2,64,32,1", "3,4,96,64,2", "2,8,64,96,3", "2,1,32,32,4", "1,8,32,64,5"})
    void graph_gives_the_same_refinement_as_java(int iterations, int stride, int width, int height, long seed)
            throws OrtException {
        // one dilation exceeds the width of the smaller grids
        Refinement refinement = new Refinement(iterations, stride, List.of(16, 3, 1));
        for (Architecture.Normalization input :
                List.of(Architecture.Normalization.IMAGENET, Architecture.Normalization.SYMMETRIC)) {
            Picture picture = Picture.random(width, height, seed);

            Answer answer = run(refinement, input, everyClass(1), picture);

            AttentionMaps expected = picture.refined(refinement);
            assertThat(answer.refined()).hasSameSizeAs(flat(expected.attention()));
            assertThat(ModelResults.maxDifference(answer.refined(), flat(expected.attention())))
                    .isLessThan(1e-4);
            byte[] labels = expected.labelMap(new boolean[] {true, true, true, true}, BACKGROUND);
            assertThat(ModelResults.shareOfEqual(answer.labels(), labels)).isGreaterThan(.999);
            assertThat(labels).as("background and classes").contains(0).containsAnyOf(1, 2, 3, 4);
        }
    }

    @Test
    void only_present_classes_are_refined() throws OrtException {
        Picture picture = Picture.random(64, 64, 6);

        Answer answer = run(REFINEMENT, Architecture.Normalization.IMAGENET, new float[] {0, 1, 0, 1}, picture);

        AttentionMaps expected = picture.refined(REFINEMENT);
        assertThat(answer.refined()).hasSize(2 * 64 * 64);
        assertThat(ModelResults.shareOfEqual(
                        answer.labels(), expected.labelMap(new boolean[] {false, true, false, true}, BACKGROUND)))
                .isGreaterThan(.999);
        assertThat(answer.labels()).contains(2, 4);
    }

    @Test
    void no_present_class_gives_background() throws OrtException {
        Picture picture = Picture.random(64, 32, 7);

        Answer answer = run(REFINEMENT, Architecture.Normalization.IMAGENET, everyClass(0), picture);

        assertThat(answer.labels()).hasSize(64 * 32).containsOnly(0);
    }

    @Test
    void images_of_a_batch_with_different_classes_are_independent() throws OrtException {
        Picture one = Picture.random(64, 64, 8);
        Picture other = Picture.random(64, 64, 9);
        float[] present = {1, 0, 0, 1, /* and the other's */ 0, 1, 0, 0};

        byte[] together = run(REFINEMENT, Architecture.Normalization.IMAGENET, present, one, other)
                .labels();
        byte[] alone = run(REFINEMENT, Architecture.Normalization.IMAGENET, new float[] {1, 0, 0, 1}, one)
                .labels();
        byte[] otherAlone = run(REFINEMENT, Architecture.Normalization.IMAGENET, new float[] {0, 1, 0, 0}, other)
                .labels();

        assertThat(Arrays.copyOfRange(together, 0, 64 * 64)).isEqualTo(alone);
        assertThat(Arrays.copyOfRange(together, 64 * 64, 2 * 64 * 64)).isEqualTo(otherAlone);
        assertThat(alone).contains(1, 4);
        assertThat(otherAlone).contains(2);
    }

    private record Picture(Pixels pixels, AttentionMaps maps) {
        /** Blocks of colour, and blobs of attention that are independent of them. */
        static Picture random(int width, int height, long seed) {
            Random random = new Random(seed);
            byte[] blocks = new byte[3 * 8 * 8];
            random.nextBytes(blocks);
            float[][] attention = new float[CLASSES][width * height];
            for (float[] map : attention) {
                double x = random.nextDouble() * width;
                double y = random.nextDouble() * height;
                for (int i = 0; i < map.length; i++) {
                    map[i] = (float) Math.exp(-Math.hypot(i % width - x, (double) i / width - y) / 30);
                }
                normalize(map);
            }
            Pixels pixels = new Pixels(8, 8, blocks).resize(width, height);
            return new Picture(pixels, new AttentionMaps(width, height, new float[CLASSES], attention, new float[0]));
        }

        AttentionMaps refined(Refinement refinement) {
            try (NDManager manager = NDManager.newBaseManager()) {
                return refinement.refine(manager, pixels, maps);
            }
        }
    }

    /** Scales a map to [0,1], so that the graph's normalisation does not change it. */
    private static void normalize(float[] map) {
        float least = Float.MAX_VALUE;
        float most = 0;
        for (float value : map) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        for (int i = 0; i < map.length; i++) {
            map[i] = (map[i] - least) / (most - least);
        }
    }

    private record Answer(float[] refined, byte[] labels) {}

    private static float[] everyClass(float present) {
        float[] all = new float[CLASSES];
        Arrays.fill(all, present);
        return all;
    }

    /** The outputs only; the maps are an input instead of a network's result. */
    private static byte[] model(Refinement refinement, Architecture.Normalization input) {
        OnnxGraph graph = new OnnxGraph("refinement");
        graph.input("image", Type.UINT8, "batch", "height", "width", 3);
        graph.input("present", Type.FLOAT, "batch", CLASSES);
        graph.input("maps", Type.FLOAT, "batch", CLASSES, "height", "width");
        graph.input("logits", Type.FLOAT, "batch", CLASSES);
        String planes = new NetworkGraph(graph).pixels(input);
        String scores = graph.add("Sigmoid", List.of("logits"));
        new OutputGraph(graph, new Thresholds(.5, BACKGROUND), CLASSES).write(scores, "maps", 8, gated -> {
            String refined = new RefinementGraph(graph, refinement).write(planes, input, gated);
            graph.output(refined, "refined", Type.FLOAT, "batch", "some", "height", "width");
            return refined;
        });
        return graph.model(Map.of());
    }

    private static Answer run(
            Refinement refinement, Architecture.Normalization input, float[] present, Picture... batch)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int width = batch[0].pixels().width();
        int height = batch[0].pixels().height();
        ByteBuffer bytes = ByteBuffer.allocateDirect(batch.length * 3 * width * height);
        FloatBuffer maps = FloatBuffer.allocate(batch.length * CLASSES * width * height);
        for (Picture picture : batch) {
            bytes.put(picture.pixels().rgb());
            maps.put(flat(picture.maps().attention()));
        }
        long[] perClass = {batch.length, CLASSES};
        try (OrtSession session = environment.createSession(model(refinement, input));
                OnnxTensor image = OnnxTensor.createTensor(
                        environment, bytes.rewind(), new long[] {batch.length, height, width, 3}, OnnxJavaType.UINT8);
                OnnxTensor known = OnnxTensor.createTensor(environment, FloatBuffer.wrap(present), perClass);
                OnnxTensor logits =
                        OnnxTensor.createTensor(environment, FloatBuffer.allocate(batch.length * CLASSES), perClass);
                OnnxTensor attention = OnnxTensor.createTensor(
                        environment, maps.rewind(), new long[] {batch.length, CLASSES, height, width});
                OrtSession.Result result =
                        session.run(Map.of("image", image, "present", known, "maps", attention, "logits", logits))) {
            float[] values = ModelResults.floats(result, "refined");
            byte[] labels = ModelResults.labels(result);
            return new Answer(values, labels);
        }
    }

    private static float[] flat(float[][] maps) {
        FloatBuffer flat = FloatBuffer.allocate(maps.length * maps[0].length);
        Arrays.stream(maps).forEach(flat::put);
        return flat.array();
    }
}
