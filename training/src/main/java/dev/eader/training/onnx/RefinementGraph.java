package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.string;

import dev.eader.training.attention.Refinement;
import dev.eader.training.network.Architecture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes a {@link Refinement}. Each neighbour is a slice of the padded map: one convolution with one-hot kernels for all eight
 * would need a fifth of the nodes, but takes two to three times as long in ONNX Runtime on a CPU.
 */
final class RefinementGraph {
    private static final int NEIGHBOURS = Refinement.NEIGHBOURS;

    private final OnnxGraph graph;
    private final Refinement refinement;

    RefinementGraph(OnnxGraph graph, Refinement refinement) {
        this.graph = graph;
        this.refinement = refinement;
    }

    /**
     * Constants and results of one dilation.
     *
     * @param windows of the neighbours
     * @param margin padding of the maps
     * @param weights of the neighbours and, last, of the cell itself
     */
    private record Dilation(List<Window> windows, String margin, List<String> weights) {}

    /** A slice of the padded planes; the end is negative, counted from the end, or the maximum for no limit. */
    private record Window(String start, String end) {}

    /**
     * @param planes image as normalised for the network, [batch, 3, height, width]
     * @param maps [batch, classes, height, width] in [0,1]
     * @return [batch, classes, height, width]
     */
    String write(String planes, Architecture.Normalization input, String maps) {
        List<Dilation> dilations = dilations(opponent(atStride(planes), input));
        String refined = atStride(maps);
        for (int pass = 0; pass < refinement.iterations(); pass++) {
            for (Dilation dilation : dilations) {
                refined = average(refined, dilation);
            }
        }
        return graph.resize(refined, "refinement.scales", refinement.stride(), "half_pixel");
    }

    private String atStride(String planes) {
        return graph.averagePool(planes, refinement.stride());
    }

    /** Only differences of colours are used, so that of the input's normalisation only the scale must be reverted. */
    private String opponent(String planes, Architecture.Normalization input) {
        float[] kernel = new float[9];
        for (int i = 0; i < 9; i++) {
            kernel[i] = Refinement.OPPONENT[i / 3][i % 3] * input.std().get(i % 3);
        }
        return graph.add("Conv", List.of(planes, graph.floats("refinement.opponent", kernel, 3, 3, 1, 1)));
    }

    /** The differences to the eight neighbours are in the channels of one array, neighbour after neighbour. */
    private List<Dilation> dilations(String colours) {
        String centre = repeated(colours);
        List<List<Window>> windows = new ArrayList<>();
        List<String> margins = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        List<String> spreads = new ArrayList<>();
        String mean = mean();
        for (int dilation : refinement.dilations()) {
            margins.add(graph.longs(0, 0, dilation, dilation, 0, 0, dilation, dilation));
            windows.add(windows(dilation));
            int last = windows.size() - 1;
            String near =
                    graph.add("Concat", neighbours(colours, margins.get(last), windows.get(last)), integer("axis", 1));
            differences.add(graph.add("Abs", List.of(graph.add("Sub", List.of(near, centre)))));
            spreads.add(graph.add("Conv", List.of(differences.get(last), mean)));
        }
        String spread = graph.add("Add", List.of(graph.add("Mean", spreads), graph.scalar(Refinement.NOISE)));
        String scale = repeated(graph.add("Reciprocal", List.of(spread)));
        String cost = cost();
        List<Dilation> dilations = new ArrayList<>();
        for (int d = 0; d < differences.size(); d++) {
            String scaled = graph.add("Mul", List.of(differences.get(d), scale));
            String raw = graph.add("Exp", List.of(graph.add("Conv", List.of(scaled, cost))));
            dilations.add(new Dilation(windows.get(d), margins.get(d), weights(raw)));
        }
        return dilations;
    }

    /** Scales the weights of the neighbours and of the cell itself to a sum of 1. */
    private List<String> weights(String raw) {
        String own = graph.scalar(Math.exp(-Refinement.STAYING));
        String sum = graph.add("ReduceSum", List.of(raw, graph.longs(1)), integer("keepdims", 1));
        String all = graph.add("Add", List.of(sum, own));
        String weights = graph.add("Div", List.of(raw, all));
        List<String> each = new ArrayList<>();
        for (int i = 0; i < NEIGHBOURS; i++) {
            each.add(graph.add("Slice", List.of(weights, graph.longs(i), graph.longs(i + 1), graph.longs(1))));
        }
        each.add(graph.add("Div", List.of(own, all)));
        return each;
    }

    private String average(String maps, Dilation dilation) {
        List<String> neighbours = neighbours(maps, dilation.margin(), dilation.windows());
        String sum = graph.add("Mul", List.of(maps, dilation.weights().get(NEIGHBOURS)));
        for (int i = 0; i < NEIGHBOURS; i++) {
            String weighted = graph.add(
                    "Mul", List.of(neighbours.get(i), dilation.weights().get(i)));
            sum = graph.add("Add", List.of(sum, weighted));
        }
        return sum;
    }

    private List<String> neighbours(String planes, String margin, List<Window> windows) {
        String padded = graph.add("Pad", List.of(planes, margin), string("mode", "edge"));
        String axes = graph.longs(2, 3);
        return windows.stream()
                .map(window -> graph.add("Slice", List.of(padded, window.start(), window.end(), axes)))
                .toList();
    }

    private List<Window> windows(int dilation) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i <= NEIGHBOURS; i++) {
            int y = i / 3;
            int x = i % 3;
            if (i != NEIGHBOURS / 2) {
                String start = graph.longs((long) y * dilation, (long) x * dilation);
                windows.add(new Window(start, graph.longs(end(y, dilation), end(x, dilation))));
            }
        }
        return windows;
    }

    private static long end(int position, int dilation) {
        return position == 2 ? Long.MAX_VALUE : (position - 2L) * dilation;
    }

    private String repeated(String channels) {
        return graph.add("Concat", Collections.nCopies(NEIGHBOURS, channels), integer("axis", 1));
    }

    /** Kernel of the mean of each colour channel over the neighbours. */
    private String mean() {
        float[] kernel = new float[3 * 3 * NEIGHBOURS];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = i / (3 * NEIGHBOURS) == i % 3 ? 1f / NEIGHBOURS : 0;
        }
        return graph.floats("refinement.mean", kernel, 3, 3 * NEIGHBOURS, 1, 1);
    }

    /** Kernel of the exponent of each neighbour's weight, from the mean over the colour channels. */
    private String cost() {
        float[] kernel = new float[NEIGHBOURS * 3 * NEIGHBOURS];
        for (int i = 0; i < kernel.length; i++) {
            int neighbour = i / (3 * NEIGHBOURS);
            kernel[i] = i % (3 * NEIGHBOURS) / 3 == neighbour ? (float) (-Refinement.SHARPNESS / 3) : 0;
        }
        return graph.floats("refinement.cost", kernel, NEIGHBOURS, 3 * NEIGHBOURS, 1, 1);
    }
}
