package dev.eader.training.onnx;

import static dev.eader.training.onnx.OnnxGraph.integer;
import static dev.eader.training.onnx.OnnxGraph.integers;
import static dev.eader.training.onnx.OnnxGraph.string;

import dev.eader.training.attention.Refinement;
import dev.eader.training.network.Architecture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes a {@link Refinement}. A neighbour is a slice of the padded map: gathering all eight with one convolution of one-hot
 * kernels has a fifth of the nodes and takes two to three times as long in ONNX Runtime on a CPU.
 */
final class RefinementGraph {
    private static final int NEIGHBOURS = Refinement.NEIGHBOURS;

    private final OnnxGraph graph;
    private final Refinement refinement;

    RefinementGraph(OnnxGraph graph, Refinement refinement) {
        this.graph = graph;
        this.refinement = refinement;
    }

    /** One dilation: how far its neighbours lie, and how much each of them counts, and last the cell itself. */
    private record Step(List<Move> moves, String margin, List<String> shares) {}

    /** A window of the padded planes: where it starts and ends, from the end. */
    private record Move(String start, String end) {}

    /**
     * @param planes [batch, 3, height, width] as the network sees them
     * @param maps [batch, classes, height, width] in [0,1]
     * @return maps of that shape
     */
    String write(String planes, Architecture.Normalization input, String maps) {
        List<Step> steps = steps(opponent(atStride(planes), input));
        String refined = atStride(maps);
        for (int pass = 0; pass < refinement.iterations(); pass++) {
            for (Step step : steps) {
                refined = stepped(refined, step);
            }
        }
        int stride = refinement.stride();
        return graph.add(
                "Resize",
                List.of(refined, "", graph.floats("refinement.scales", new float[] {1, 1, stride, stride}, 4)),
                string("mode", "linear"),
                string("coordinate_transformation_mode", "half_pixel"));
    }

    private String atStride(String planes) {
        int stride = refinement.stride();
        return graph.add(
                "AveragePool",
                List.of(planes),
                integers("kernel_shape", stride, stride),
                integers("strides", stride, stride));
    }

    /** Only differences count, so that of the input's normalisation there is but its scale to undo. */
    private String opponent(String planes, Architecture.Normalization input) {
        float[] kernel = new float[9];
        for (int i = 0; i < 9; i++) {
            kernel[i] = Refinement.OPPONENT[i / 3][i % 3] * input.std().get(i % 3);
        }
        return graph.add("Conv", List.of(planes, graph.floats("refinement.opponent", kernel, 3, 3, 1, 1)));
    }

    /** The eight neighbours' differences lie in the channels of one array, neighbour after neighbour. */
    private List<Step> steps(String colours) {
        String centre = repeated(colours);
        List<List<Move>> moves = new ArrayList<>();
        List<String> margins = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        List<String> spreads = new ArrayList<>();
        String mean = mean();
        for (int dilation : refinement.dilations()) {
            margins.add(graph.longs(0, 0, dilation, dilation, 0, 0, dilation, dilation));
            moves.add(moves(dilation));
            int last = moves.size() - 1;
            String near =
                    graph.add("Concat", neighbours(colours, margins.get(last), moves.get(last)), integer("axis", 1));
            differences.add(graph.add("Abs", List.of(graph.add("Sub", List.of(near, centre)))));
            spreads.add(graph.add("Conv", List.of(differences.get(last), mean)));
        }
        String spread = graph.add("Add", List.of(graph.add("Mean", spreads), graph.scalar(Refinement.NOISE)));
        String scale = repeated(graph.add("Reciprocal", List.of(spread)));
        String cost = cost();
        List<Step> steps = new ArrayList<>();
        for (int d = 0; d < differences.size(); d++) {
            String scaled = graph.add("Mul", List.of(differences.get(d), scale));
            String raw = graph.add("Exp", List.of(graph.add("Conv", List.of(scaled, cost))));
            steps.add(new Step(moves.get(d), margins.get(d), shares(raw)));
        }
        return steps;
    }

    private List<String> shares(String raw) {
        String own = graph.scalar(Math.exp(-Refinement.STAYING));
        String sum = graph.add("ReduceSum", List.of(raw, graph.longs(1)), integer("keepdims", 1));
        String all = graph.add("Add", List.of(sum, own));
        String shares = graph.add("Div", List.of(raw, all));
        List<String> each = new ArrayList<>();
        for (int i = 0; i < NEIGHBOURS; i++) {
            each.add(graph.add("Slice", List.of(shares, graph.longs(i), graph.longs(i + 1), graph.longs(1))));
        }
        each.add(graph.add("Div", List.of(own, all)));
        return each;
    }

    private String stepped(String maps, Step step) {
        List<String> neighbours = neighbours(maps, step.margin(), step.moves());
        String sum = graph.add("Mul", List.of(maps, step.shares().get(NEIGHBOURS)));
        for (int i = 0; i < NEIGHBOURS; i++) {
            String share =
                    graph.add("Mul", List.of(neighbours.get(i), step.shares().get(i)));
            sum = graph.add("Add", List.of(sum, share));
        }
        return sum;
    }

    private List<String> neighbours(String planes, String margin, List<Move> moves) {
        String framed = graph.add("Pad", List.of(planes, margin), string("mode", "edge"));
        String axes = graph.longs(2, 3);
        return moves.stream()
                .map(move -> graph.add("Slice", List.of(framed, move.start(), move.end(), axes)))
                .toList();
    }

    private List<Move> moves(int dilation) {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i <= NEIGHBOURS; i++) {
            int y = i / 3;
            int x = i % 3;
            if (i != NEIGHBOURS / 2) {
                String start = graph.longs((long) y * dilation, (long) x * dilation);
                moves.add(new Move(start, graph.longs(end(y, dilation), end(x, dilation))));
            }
        }
        return moves;
    }

    private static long end(int position, int dilation) {
        return position == 2 ? Long.MAX_VALUE : (position - 2L) * dilation;
    }

    private String repeated(String channels) {
        return graph.add("Concat", Collections.nCopies(NEIGHBOURS, channels), integer("axis", 1));
    }

    /** Of each colour channel, over the neighbours. */
    private String mean() {
        float[] kernel = new float[3 * 3 * NEIGHBOURS];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = i / (3 * NEIGHBOURS) == i % 3 ? 1f / NEIGHBOURS : 0;
        }
        return graph.floats("refinement.mean", kernel, 3, 3 * NEIGHBOURS, 1, 1);
    }

    /** Of each neighbour, over the colour channels. */
    private String cost() {
        float[] kernel = new float[NEIGHBOURS * 3 * NEIGHBOURS];
        for (int i = 0; i < kernel.length; i++) {
            int neighbour = i / (3 * NEIGHBOURS);
            kernel[i] = i % (3 * NEIGHBOURS) / 3 == neighbour ? (float) (-Refinement.SHARPNESS / 3) : 0;
        }
        return graph.floats("refinement.cost", kernel, NEIGHBOURS, 3 * NEIGHBOURS, 1, 1);
    }
}
