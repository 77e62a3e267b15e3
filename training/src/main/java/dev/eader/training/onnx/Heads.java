package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;

import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.util.List;

/** Writes the contract's three outputs: scores, attention, and the label map with its gating and argmax. */
final class Heads {
    private final OnnxGraph graph;
    private final Thresholds thresholds;
    private final int classes;

    Heads(OnnxGraph graph, Thresholds thresholds, int classes) {
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
        outputs(scores, attention(normalized, stride), labels(normalized, gate(scores)));
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

    private String labels(String normalized, String gate) {
        String gated = graph.add("Mul", List.of(normalized, gate));
        String best = graph.add("ArgMax", List.of(gated), integer("axis", 1), integer("keepdims", 0));
        String label = graph.add("Add", List.of(best, graph.longs(1)));
        String peak = graph.add("ReduceMax", List.of(gated), integers("axes", 1), integer("keepdims", 0));
        String seen = graph.add("Greater", List.of(peak, graph.scalar(thresholds.background())));
        return graph.add("Where", List.of(seen, label, graph.longs(0)));
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
