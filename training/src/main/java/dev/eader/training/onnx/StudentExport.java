package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import dev.eader.training.network.Layer;
import dev.eader.training.network.Network;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.OnnxGraph.Type;
import dev.eader.training.student.LogitMargins;
import dev.eader.training.student.SegmentationHead;
import dev.eader.training.student.Student;
import java.util.List;
import java.util.Map;

/**
 * Writes a student as one self-contained ONNX file under the model contract. Scores and attention are its classifier's, as
 * a localizer's are; the label map is the argmax of its logits over background and the classes that may be.
 */
public final class StudentExport {
    /** Less than any logit by far, and no infinity, which enlarging would multiply by 0. */
    private static final double NEVER = -1e6;

    private final Student student;
    private final Thresholds thresholds;
    private OnnxGraph graph;

    /** @param thresholds background's as {@link LogitMargins#maps} has it: 0.5 is the plain argmax */
    public StudentExport(Student student, Thresholds thresholds) {
        this.student = student;
        this.thresholds = thresholds;
    }

    /** @param metadata as the contract has it, {@code eader.*} */
    public byte[] model(Map<String, String> metadata) {
        graph = new OnnxGraph("eader-student");
        Network network = student.network();
        int classes = network.classes();
        graph.input("image", Type.UINT8, "batch", "height", "width", 3);
        graph.input("present", Type.FLOAT, "batch", classes);
        network.parameters()
                .forEach((name, array) -> graph.floats(
                        name, array.toFloatArray(), array.getShape().getShape()));
        student.weights()
                .forEach((name, array) -> graph.floats(
                        name,
                        biased(name, array.toFloatArray()),
                        array.getShape().getShape()));
        NetworkGraph layers = new NetworkGraph(graph);
        List<Layer> backbone = network.architecture().layers();
        int atFine = student.head().fine().layer() + 1;
        int atDeep = student.head().deep().layer() + 1;
        String fine = layers.layers(
                backbone.subList(0, atFine),
                layers.pixels(network.architecture().input()));
        String deep = layers.layers(backbone.subList(atFine, atDeep), fine);
        String features = layers.layers(backbone.subList(atDeep, backbone.size()), deep);

        ClassifierGraph classifier = new ClassifierGraph(graph, network);
        String scores = classifier.scores(features);
        OutputGraph heads = new OutputGraph(graph, thresholds, classes);
        String maps = heads.normalized(classifier.enlargedMaps(features));
        String logits = graph.add("Add", List.of(logits(layers, fine, deep), penalty(heads.gate(scores))));
        String enlarged = drawn(logits, student.head().fine().axis(), SampleAxis.PIXELS);
        String labels = graph.add("ArgMax", List.of(enlarged), integer("axis", 1), integer("keepdims", 0));
        heads.outputs(scores, heads.attention(maps, network.architecture().stride()), labels);
        return graph.model(metadata);
    }

    /** The background's threshold, as a head start in its logit. */
    private float[] biased(String name, float[] values) {
        if (name.equals(student.head().logits().name() + ".bias")) {
            values[0] += (float) LogitMargins.ofThreshold(thresholds.background());
        }
        return values;
    }

    private String logits(NetworkGraph layers, String fine, String deep) {
        SegmentationHead head = student.head();
        List<String> branches = head.pyramid().stream()
                .map(branch -> layers.layers(List.copyOf(branch), deep))
                .toList();
        String pyramid = graph.add("Concat", branches, integer("axis", 1));
        String mean = graph.add("GlobalAveragePool", List.of(deep));
        String context = layers.layers(List.copyOf(head.context()), mean);
        String sum = graph.add("Add", List.of(layers.layers(List.of(head.fuse()), pyramid), context));
        String coarse = drawn(
                graph.add("Relu", List.of(sum)), head.deep().axis(), head.fine().axis());
        String detail = layers.layers(List.of(head.detail()), fine);
        String both = graph.add("Concat", List.of(coarse, detail), integer("axis", 1));
        return layers.layers(List.of(head.logits()), layers.layers(List.copyOf(head.refine()), both));
    }

    /** [batch, classes + 1, 1, 1]: nothing where a class may be, and for background. */
    private String penalty(String gate) {
        String closed = graph.add("Sub", List.of(graph.scalar(1), gate));
        String perClass = graph.add("Mul", List.of(closed, graph.scalar(NEVER)));
        return graph.add("Pad", List.of(perClass, graph.longs(0, 1, 0, 0, 0, 0, 0, 0)), string("mode", "constant"));
    }

    /** {@link Resampling}, for a target whose cells fall on whole steps of its own between these. */
    private String drawn(String maps, SampleAxis from, SampleAxis to) {
        int ratio = (int) (from.stride() / to.stride());
        double shift = (to.origin() - from.origin()) / to.stride();
        if (shift == -(ratio - 1) / 2.) {
            return resized(maps, ratio, "half_pixel");
        }
        if (shift > 0 || shift <= -ratio || shift % 1 != 0) {
            throw new IllegalArgumentException("ONNX cannot draw " + from + " on " + to);
        }
        if (shift == 0) {
            return resized(maps, ratio, "asymmetric");
        }
        // one cell more at the top and left, of which no more than is asked for is kept
        String framed = graph.add("Pad", List.of(maps, graph.longs(0, 0, 1, 1, 0, 0, 0, 0)), string("mode", "edge"));
        long start = ratio + (long) shift;
        String bounds = graph.longs(start, start);
        String end = graph.longs((long) shift, (long) shift);
        return graph.add("Slice", List.of(resized(framed, ratio, "asymmetric"), bounds, end, graph.longs(2, 3)));
    }

    private String resized(String maps, int ratio, String coordinates) {
        String scales = graph.floats("scales_" + maps, new float[] {1, 1, ratio, ratio}, 4);
        return graph.add(
                "Resize",
                List.of(maps, "", scales),
                string("mode", "linear"),
                string("coordinate_transformation_mode", coordinates));
    }
}
