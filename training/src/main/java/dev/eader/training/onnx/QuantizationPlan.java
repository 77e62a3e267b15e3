package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses the convolutions and activations of a model that are computed in 8 bits. */
final class QuantizationPlan {
    /**
     * Convolutions with fewer input or output channels stay float: they are the first or the last of a network, are cheap, and
     * rounding them is visible in the label map.
     */
    private static final int MIN_CHANNELS = 16;

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Set<NodeProto> convolutions = new HashSet<>();
    private final Set<String> activations = new LinkedHashSet<>();

    QuantizationPlan(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getInputList().forEach(input -> consumers
                    .computeIfAbsent(input, name -> new ArrayList<>())
                    .add(node));
        }
        graph.getNodeList().forEach(this::choose);
    }

    boolean isQuantized(NodeProto convolution) {
        return convolutions.contains(convolution);
    }

    /** Names of the tensors that are quantised, in the order of the graph. */
    Set<String> activations() {
        return activations;
    }

    TensorProto constant(String name) {
        return constants.get(name);
    }

    private void choose(NodeProto node) {
        boolean convolution = isLargeConvolution(node);
        // the sum of a residual layer, if both inputs are quantised
        boolean sum = node.getOpType().equals("Add") && activations.containsAll(node.getInputList());
        if (convolution) {
            convolutions.add(node);
            activations.add(node.getInput(0));
        }
        if (convolution || sum) {
            activations.add(afterActivation(node.getOutput(0)));
        }
    }

    /** Convolutions without bias are class activation maps, which stay float. */
    private boolean isLargeConvolution(NodeProto node) {
        if (!node.getOpType().equals("Conv") || node.getInputCount() < 3) {
            return false;
        }
        TensorProto weights = constants.get(node.getInput(1));
        long groups = node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("group"))
                .mapToLong(AttributeProto::getI)
                .sum();
        return Math.min(weights.getDims(0), weights.getDims(1) * groups) >= MIN_CHANNELS;
    }

    /** The result of the activation function that follows, if any: the range of 8 bits clips values as that function does. */
    private String afterActivation(String output) {
        List<NodeProto> next = consumers.getOrDefault(output, List.of());
        boolean clipped =
                next.size() == 1 && Set.of("Clip", "Relu").contains(next.get(0).getOpType());
        return clipped ? next.get(0).getOutput(0) : output;
    }
}
