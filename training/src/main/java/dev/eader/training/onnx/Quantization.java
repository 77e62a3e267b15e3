package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.training.data.Pixels;
import dev.eader.training.onnx.ActivationRanges.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Static quantisation of an exported model to 8 bits: activations unsigned with one scale for each tensor, weights signed
 * with one for each output channel, biases 32 bits (Jacob et al. 2018). It is written as QuantizeLinear and
 * DequantizeLinear pairs around what stays a float graph; ONNX Runtime fuses them into integer kernels where it has some,
 * and gives the same numbers, slower, where it has none. Classifier, maps and label map stay float: they are little work
 * and all of the answer.
 */
public final class Quantization {
    /** Convolutions of fewer are the first or the last of a network: little work, and what they round shows in the mask. */
    private static final int LEAST_CHANNELS = 16;

    private static final int SIGNED = 127;
    private static final int UNSIGNED = 255;

    private final ModelProto model;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Set<NodeProto> convolutions = new HashSet<>();
    private final Set<String> activations = new LinkedHashSet<>();
    private final List<TensorProto> added = new ArrayList<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private Map<String, Range> ranges;

    private Quantization(ModelProto model) {
        this.model = model;
        model.getGraph().getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (NodeProto node : model.getGraph().getNodeList()) {
            node.getInputList().forEach(input -> consumers
                    .computeIfAbsent(input, name -> new ArrayList<>())
                    .add(node));
        }
        choose();
    }

    /**
     * @param model as exported, in float
     * @param pictures to calibrate on, of the size that it is served at: a hundred of training's, never any that the model
     *     is measured on
     * @return the same model with the same inputs, outputs and metadata
     */
    public static byte[] int8(byte[] model, Iterable<Pixels> pictures) throws OrtException {
        try {
            Quantization quantization = new Quantization(ModelProto.parseFrom(model));
            quantization.ranges = ActivationRanges.of(quantization.model, quantization.activations, pictures);
            return quantization.rewritten();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("that is no ONNX model", e);
        }
    }

    private void choose() {
        for (NodeProto node : model.getGraph().getNodeList()) {
            boolean heavy = heavy(node);
            // a shortcut's sum, of what is in 8 bits on both sides
            boolean sum = node.getOpType().equals("Add") && activations.containsAll(node.getInputList());
            if (heavy) {
                convolutions.add(node);
                activations.add(node.getInput(0));
            }
            if (heavy || sum) {
                activations.add(activated(node.getOutput(0)));
            }
        }
    }

    /** Not the classifier's maps, which are a convolution without a bias, nor what reads three colours or gives few maps. */
    private boolean heavy(NodeProto node) {
        if (!node.getOpType().equals("Conv") || node.getInputCount() < 3) {
            return false;
        }
        TensorProto weights = constants.get(node.getInput(1));
        long groups = node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("group"))
                .mapToLong(AttributeProto::getI)
                .sum();
        return Math.min(weights.getDims(0), weights.getDims(1) * groups) >= LEAST_CHANNELS;
    }

    /** Past the activation that cuts it off: the range of 8 bits cuts off the same, for nothing. */
    private String activated(String output) {
        List<NodeProto> next = consumers.getOrDefault(output, List.of());
        boolean cut =
                next.size() == 1 && Set.of("Clip", "Relu").contains(next.get(0).getOpType());
        return cut ? next.get(0).getOutput(0) : output;
    }

    private byte[] rewritten() {
        for (NodeProto node : model.getGraph().getNodeList()) {
            NodeProto.Builder reads = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                String input = node.getInput(i);
                reads.setInput(i, activations.contains(input) ? input + "_restored" : input);
            }
            if (convolutions.contains(node)) {
                convolution(reads, node);
            }
            nodes.add(reads.build());
            node.getOutputList().stream().filter(activations::contains).forEach(this::activation);
        }
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().addAllNode(nodes);
        graph.clearInitializer();
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(node.getInputList()));
        model.getGraph().getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .forEach(graph::addInitializer);
        return model.toBuilder()
                .setGraph(graph.addAllInitializer(added))
                .build()
                .toByteArray();
    }

    private void activation(String name) {
        Range range = ranges.get(name);
        float scale = scale(range);
        int zero = Math.round(-range.least() / scale);
        String at = floats(name + "_scale", scale);
        String from = tensor(name + "_zero", TensorProto.DataType.UINT8, new byte[] {(byte) zero});
        node("QuantizeLinear", name + "_bytes", List.of(name, at, from));
        node("DequantizeLinear", name + "_restored", List.of(name + "_bytes", at, from));
    }

    private static float scale(Range range) {
        float spread = range.most() - range.least();
        return spread == 0 ? 1 : spread / UNSIGNED;
    }

    private void convolution(NodeProto.Builder reads, NodeProto node) {
        TensorProto weights = constants.get(node.getInput(1));
        TensorProto bias = constants.get(node.getInput(2));
        Range input = ranges.get(node.getInput(0));
        float[] values = values(weights);
        int outputs = (int) weights.getDims(0);
        int inputs = (int) weights.getDims(1); // of its group
        int each = values.length / outputs;
        int perGroup = outputs * inputs / input.means().length;
        float[] scales = new float[outputs];
        byte[] bytes = new byte[values.length];
        double[] lost = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            int from = output * each;
            scales[output] = scale(values, from, from + each);
            int first = output / perGroup * inputs;
            for (int i = 0; i < each; i++) {
                float value = values[from + i];
                bytes[from + i] = (byte) Math.round(value / scales[output]);
                double error = value - bytes[from + i] * scales[output];
                lost[output] += error * input.means()[first + i * inputs / each];
            }
        }
        String at = floats(weights.getName() + "_scale", scales);
        String zero = tensor(weights.getName() + "_zero", TensorProto.DataType.INT8, new byte[outputs], outputs);
        long[] shape = weights.getDimsList().stream().mapToLong(Long::longValue).toArray();
        String stored = tensor(weights.getName() + "_bytes", TensorProto.DataType.INT8, bytes, shape);
        reads.setInput(1, perChannel(weights.getName() + "_restored", List.of(stored, at, zero)));
        reads.setInput(2, bias(bias, lost, scales, scale(input)));
    }

    /**
     * Rounded weights give each output another mean than the float network's; what is lost on the mean input goes into the
     * bias (Nagel et al. 2019, section 4.2, with measured means). In a MobileNet, that is nearly all of the harm.
     */
    private String bias(TensorProto bias, double[] lost, float[] weightScales, float inputScale) {
        float[] values = values(bias);
        float[] scales = new float[values.length];
        ByteBuffer words = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            scales[i] = weightScales[i] * inputScale;
            words.putInt((int) Math.round((values[i] + lost[i]) / scales[i]));
        }
        String stored = tensor(bias.getName() + "_words", TensorProto.DataType.INT32, words.array(), values.length);
        return perChannel(bias.getName() + "_restored", List.of(stored, floats(bias.getName() + "_scale", scales)));
    }

    private static float scale(float[] values, int from, int end) {
        float most = 0;
        for (int i = from; i < end; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        return most == 0 ? 1 : most / SIGNED;
    }

    private String perChannel(String output, List<String> inputs) {
        nodes.add(NodeProto.newBuilder()
                .setOpType("DequantizeLinear")
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAttribute(OnnxGraph.integer("axis", 0))
                .build());
        return output;
    }

    private void node(String operator, String output, List<String> inputs) {
        nodes.add(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .build());
    }

    private static float[] values(TensorProto tensor) {
        float[] values = new float[tensor.getRawData().size() / 4];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private String floats(String name, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        long[] shape = values.length == 1 ? new long[0] : new long[] {values.length};
        return tensor(name, TensorProto.DataType.FLOAT, bytes.array(), shape);
    }

    private String tensor(String name, TensorProto.DataType type, byte[] bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long side : shape) {
            tensor.addDims(side);
        }
        added.add(tensor.build());
        return name;
    }
}
