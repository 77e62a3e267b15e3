package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;

import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes the contract's three outputs: scores, attention, and the label map with its gating and argmax. */
final class OutputGraph {
    private final OnnxGraph graph;
    private final Thresholds thresholds;
    private final int classes;

    OutputGraph(OnnxGraph graph, Thresholds thresholds, int classes) {
        this.graph = graph;
        this.thresholds = thresholds;
        this.classes = classes;
    }

    /**
     * @param enlarged maps at the image's size, not yet normalised
     * @param stride at which attention goes out
     */
    void write(String scores, String enlarged, int stride) {
        String normalized = normalized(enlarged);
        String gated = graph.add("Mul", List.of(normalized, gate(scores)));
        String best = graph.add("ArgMax", List.of(gated), integer("axis", 1), integer("keepdims", 0));
        outputs(scores, attention(normalized, stride), labels(gated, graph.add("Add", List.of(best, graph.longs(1)))));
    }

    /**
     * The same with a refined label map. Only classes that are present somewhere in the batch are refined: most of the
     * time that is one or two of them.
     *
     * @param refinement from maps [batch, any, height, width] to maps of that shape
     */
    void write(String scores, String enlarged, int stride, UnaryOperator<String> refinement) {
        String normalized = normalized(enlarged);
        String gate = gate(scores);
        String some = somewhere(gate);
        String gated = graph.add("Mul", List.of(gather(normalized, some), gather(gate, some)));
        String refined = refinement.apply(gated);
        String best = graph.add("ArgMax", List.of(refined), integer("axis", 1), integer("keepdims", 0));
        String labels = graph.add("Gather", List.of(graph.add("Add", List.of(some, graph.longs(1))), best));
        outputs(scores, attention(normalized, stride), labels(refined, labels));
    }

    /** @param labels [batch, height, width] */
    void outputs(String scores, String attention, String labels) {
        graph.output(scores, "scores", Type.FLOAT, "batch", classes);
        graph.output(attention, "attention", Type.FLOAT, "batch", classes, "rows", "columns");
        String bytes = graph.add("Cast", List.of(labels), integer("to", Type.UINT8.number()));
        graph.output(bytes, "label_map", Type.UINT8, "batch", "height", "width");
    }

    /** Min-max to [0,1]. */
    String normalized(String enlarged) {
        // the least and most of the enlarged map, as in training: enlarging rounds the peaks off
        String least = graph.add("ReduceMin", List.of(enlarged), integers("axes", 2, 3), integer("keepdims", 1));
        String most = graph.add("ReduceMax", List.of(enlarged), integers("axes", 2, 3), integer("keepdims", 1));
        String spread = graph.add("Sub", List.of(most, least));
        String flat = graph.add("Equal", List.of(spread, graph.scalar(0)));
        String range = graph.add("Where", List.of(flat, graph.scalar(1), spread));
        return graph.add("Div", List.of(graph.add("Sub", List.of(enlarged, least)), range));
    }

    /** The mean over each cell: whoever enlarges it with half-pixel centres draws it where it belongs. */
    String attention(String normalized, int stride) {
        return graph.add(
                "AveragePool",
                List.of(normalized),
                integers("kernel_shape", stride, stride),
                integers("strides", stride, stride));
    }

    /** The label where any map exceeds the background, else 0. */
    private String labels(String gated, String label) {
        String peak = graph.add("ReduceMax", List.of(gated), integers("axes", 1), integer("keepdims", 0));
        String seen = graph.add("Greater", List.of(peak, graph.scalar(thresholds.background())));
        return graph.add("Where", List.of(seen, label, graph.longs(0)));
    }

    /** Indices of the classes that are present in any image; with none, the first, as there is no argmax of nothing. */
    private String somewhere(String gate) {
        String anywhere = graph.add("ReduceMax", List.of(gate), integers("axes", 0, 2, 3), integer("keepdims", 0));
        float[] first = new float[classes];
        String none = graph.add(
                "Sub", List.of(graph.scalar(1), graph.add("ReduceMax", List.of(anywhere), integer("keepdims", 1))));
        first[0] = 1;
        String fallback = graph.add("Mul", List.of(none, graph.floats("refinement.first", first, classes)));
        String chosen = graph.add("NonZero", List.of(graph.add("Add", List.of(anywhere, fallback))));
        return graph.add("Reshape", List.of(chosen, graph.longs(-1)));
    }

    private String gather(String perClass, String indices) {
        return graph.add("Gather", List.of(perClass, indices), integer("axis", 1));
    }

    /** [batch, classes, 1, 1]: 1 or 0 as {@code present} says, or where that is negative, as the score does. */
    String gate(String scores) {
        String byScore = number(graph.add("GreaterOrEqual", List.of(scores, graph.scalar(thresholds.score()))));
        String known = number(graph.add("GreaterOrEqual", List.of("present", graph.scalar(.5))));
        String undecided = graph.add("Less", List.of("present", graph.scalar(0)));
        String gate = graph.add("Where", List.of(undecided, byScore, known));
        return graph.add("Unsqueeze", List.of(gate, graph.longs(2, 3)));
    }

    private String number(String condition) {
        return graph.add("Cast", List.of(condition), integer("to", Type.FLOAT.number()));
    }
}
