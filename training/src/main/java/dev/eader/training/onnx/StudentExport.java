package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import dev.eader.training.network.Layer;
import dev.eader.training.network.Network;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.student.LogitMargins;
import dev.eader.training.student.SegmentationHead;
import dev.eader.training.student.Student;
import java.util.List;
import java.util.Map;

/**
 * Writes a student as a self-contained ONNX file under the model contract. Scores and attention come from its classifier, as for a
 * localizer; the label map is the argmax of the head's logits over background and the present classes.
 */
public final class StudentExport {
    /** Far below any logit; not infinite, because enlarging would multiply infinity by 0. */
    private static final double ABSENT = -1e6;

    private final Student student;
    private final Thresholds thresholds;
    private OnnxGraph graph;

    /** @param thresholds that of background is applied as in {@link LogitMargins#maps}: 0.5 gives the plain argmax */
    public StudentExport(Student student, Thresholds thresholds) {
        this.student = student;
        this.thresholds = thresholds;
    }

    /**
     * @param metadata keys {@code eader.*} of the model contract
     * @return content of the ONNX file
     * @throws IllegalArgumentException if ONNX cannot resample between the student's feature maps
     */
    public byte[] model(Map<String, String> metadata) {
        Network network = student.network();
        int classes = network.classes();
        graph = OnnxGraph.withContractInputs("eader-student", classes);
        network.parameters()
                .forEach((name, array) -> graph.floats(
                        name, array.toFloatArray(), array.getShape().getShape()));
        student.weights()
                .forEach((name, array) -> graph.floats(
                        name,
                        withThreshold(name, array.toFloatArray()),
                        array.getShape().getShape()));
        NetworkGraph layers = new NetworkGraph(graph);
        List<Layer> backbone = network.architecture().layers();
        int afterFine = student.head().fine().layer() + 1;
        int afterDeep = student.head().deep().layer() + 1;
        String fine = layers.layers(
                backbone.subList(0, afterFine),
                layers.pixels(network.architecture().input()));
        String deep = layers.layers(backbone.subList(afterFine, afterDeep), fine);
        String features = layers.layers(backbone.subList(afterDeep, backbone.size()), deep);

        ClassifierGraph classifier = new ClassifierGraph(graph, network);
        String scores = classifier.scores(features);
        OutputGraph output = new OutputGraph(graph, thresholds, classes);
        String maps = output.normalized(classifier.enlargedMaps(features));
        String logits = graph.add("Add", List.of(logits(layers, fine, deep), penalty(output.presence(scores))));
        String enlarged = resample(logits, student.head().fine().axis(), SampleAxis.PIXELS);
        String labels = graph.add("ArgMax", List.of(enlarged), integer("axis", 1), integer("keepdims", 0));
        output.outputs(scores, output.attention(maps, network.architecture().stride()), labels);
        return graph.model(metadata);
    }

    /** Adds the margin of the background threshold to the bias of the background logit. */
    private float[] withThreshold(String name, float[] values) {
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
        String coarse = resample(
                graph.add("Relu", List.of(sum)), head.deep().axis(), head.fine().axis());
        String detail = layers.layers(List.of(head.detail()), fine);
        String both = graph.add("Concat", List.of(coarse, detail), integer("axis", 1));
        return layers.layers(List.of(head.logits()), layers.layers(List.copyOf(head.refine()), both));
    }

    /** Value to add to the logits, [batch, classes + 1, 1, 1]: 0 for present classes and background, else {@link #ABSENT}. */
    private String penalty(String presence) {
        String absent = graph.add("Sub", List.of(graph.scalar(1), presence));
        String perClass = graph.add("Mul", List.of(absent, graph.scalar(ABSENT)));
        return graph.add("Pad", List.of(perClass, graph.longs(0, 1, 0, 0, 0, 0, 0, 0)), string("mode", "constant"));
    }

    /** Computes a {@link Resampling} whose source cells are a whole number of target cells apart and from the first target cell. */
    private String resample(String maps, SampleAxis from, SampleAxis to) {
        int ratio = (int) (from.stride() / to.stride());
        double shift = (to.origin() - from.origin()) / to.stride();
        if (shift == -(ratio - 1) / 2.) {
            return graph.resize(maps, "scales_" + maps, ratio, "half_pixel");
        }
        if (shift > 0 || shift <= -ratio || shift % 1 != 0) {
            throw new IllegalArgumentException("ONNX cannot resample from " + from + " to " + to
                    + ": the source must be offset by 0 to -" + (ratio - 1) + " whole target cells");
        }
        if (shift == 0) {
            return graph.resize(maps, "scales_" + maps, ratio, "asymmetric");
        }
        // one cell more at the top and left, of which the slice keeps the required part
        String padded = graph.add("Pad", List.of(maps, graph.longs(0, 0, 1, 1, 0, 0, 0, 0)), string("mode", "edge"));
        long start = ratio + (long) shift;
        String bounds = graph.longs(start, start);
        String end = graph.longs((long) shift, (long) shift);
        String enlarged = graph.resize(padded, "scales_" + padded, ratio, "asymmetric");
        return graph.add("Slice", List.of(enlarged, bounds, end, graph.longs(2, 3)));
    }
}
