package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;

import dev.eader.training.onnx.LocalizerExport.Thresholds;
import dev.eader.training.onnx.OnnxGraph.Type;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes the three outputs of the model contract: scores, attention, and the label map, for which absent classes are masked.
 * Shapes are given as in the contract, {@code height} and {@code width} being those of the image.
 */
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
     * Writes all outputs of a localizer.
     *
     * @param scores [batch, classes]
     * @param maps class activation maps, not normalised, [batch, classes, height, width]
     * @param stride of the attention output
     */
    void write(String scores, String maps, int stride) {
        String normalized = normalized(maps);
        String masked = graph.add("Mul", List.of(normalized, presence(scores)));
        String best = graph.add("ArgMax", List.of(masked), integer("axis", 1), integer("keepdims", 0));
        outputs(scores, attention(normalized, stride), labels(masked, graph.add("Add", List.of(best, graph.longs(1)))));
    }

    /**
     * Writes all outputs of a localizer with a refined label map. Only the classes that are present in at least one image of the
     * batch are refined, mostly one or two.
     *
     * @param refinement from maps [batch, any, height, width] to maps of the same shape
     */
    void write(String scores, String maps, int stride, UnaryOperator<String> refinement) {
        String normalized = normalized(maps);
        String presence = presence(scores);
        String indices = indicesOfPresentClasses(presence);
        String masked = graph.add("Mul", List.of(gather(normalized, indices), gather(presence, indices)));
        String refined = refinement.apply(masked);
        String best = graph.add("ArgMax", List.of(refined), integer("axis", 1), integer("keepdims", 0));
        String labels = graph.add("Gather", List.of(graph.add("Add", List.of(indices, graph.longs(1))), best));
        outputs(scores, attention(normalized, stride), labels(refined, labels));
    }

    /**
     * Declares the outputs.
     *
     * @param attention [batch, classes, rows, columns]
     * @param labels [batch, height, width]
     */
    void outputs(String scores, String attention, String labels) {
        graph.output(scores, "scores", Type.FLOAT, "batch", classes);
        graph.output(attention, "attention", Type.FLOAT, "batch", classes, "rows", "columns");
        String bytes = graph.add("Cast", List.of(labels), integer("to", Type.UINT8.number()));
        graph.output(bytes, "label_map", Type.UINT8, "batch", "height", "width");
    }

    /** Scales each map from its minimum and maximum to [0,1]. */
    String normalized(String maps) {
        // minimum and maximum are those of the enlarged map, as in training: enlarging reduces peaks
        String min = graph.add("ReduceMin", List.of(maps), integers("axes", 2, 3), integer("keepdims", 1));
        String max = graph.add("ReduceMax", List.of(maps), integers("axes", 2, 3), integer("keepdims", 1));
        String spread = graph.add("Sub", List.of(max, min));
        String constant = graph.add("Equal", List.of(spread, graph.scalar(0)));
        String range = graph.add("Where", List.of(constant, graph.scalar(1), spread));
        return graph.add("Div", List.of(graph.add("Sub", List.of(maps, min)), range));
    }

    /** Averages normalised maps over each cell, so that enlarging with half-pixel centres gives the right positions. */
    String attention(String normalized, int stride) {
        return graph.averagePool(normalized, stride);
    }

    /** Returns the label where a map exceeds the background threshold, else 0. */
    private String labels(String masked, String label) {
        String max = graph.add("ReduceMax", List.of(masked), integers("axes", 1), integer("keepdims", 0));
        String foreground = graph.add("Greater", List.of(max, graph.scalar(thresholds.background())));
        return graph.add("Where", List.of(foreground, label, graph.longs(0)));
    }

    /** Indices of the classes that are present in any image. If there are none, class 0, because ArgMax needs an input. */
    private String indicesOfPresentClasses(String presence) {
        String anywhere = graph.add("ReduceMax", List.of(presence), integers("axes", 0, 2, 3), integer("keepdims", 0));
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

    /**
     * Returns 1 for present classes and 0 for absent ones, [batch, classes, 1, 1]: as the input {@code present} states, or by the
     * score threshold where that input is negative.
     */
    String presence(String scores) {
        String byScore = number(graph.add("GreaterOrEqual", List.of(scores, graph.scalar(thresholds.score()))));
        String known = number(graph.add("GreaterOrEqual", List.of("present", graph.scalar(.5))));
        String unknown = graph.add("Less", List.of("present", graph.scalar(0)));
        String presence = graph.add("Where", List.of(unknown, byScore, known));
        return graph.add("Unsqueeze", List.of(presence, graph.longs(2, 3)));
    }

    private String number(String condition) {
        return graph.add("Cast", List.of(condition), integer("to", Type.FLOAT.number()));
    }
}
