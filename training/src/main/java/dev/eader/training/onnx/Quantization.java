package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.training.data.Pixels;
import dev.eader.training.onnx.ActivationRanges.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Quantises an exported model to 8 bits statically: activations are unsigned with one scale per tensor, weights signed with one
 * scale per output channel, biases have 32 bits (Jacob et al. 2018). QuantizeLinear and DequantizeLinear are written around the
 * float graph; ONNX Runtime replaces them by integer kernels where it has some, and otherwise computes the same values more
 * slowly. Classifier, attention and label map stay float, because they are cheap and rounding them affects the result directly.
 */
public final class Quantization {
    private static final int MAX_SIGNED = 127;
    private static final int MAX_UNSIGNED = 255;

    private final ModelProto model;
    private final QuantizationPlan plan;
    private final Map<String, Range> ranges;
    private final List<TensorProto> added = new ArrayList<>();
    private final List<NodeProto> nodes = new ArrayList<>();

    private Quantization(ModelProto model, Iterable<Pixels> images) throws OrtException {
        this.model = model;
        plan = new QuantizationPlan(model.getGraph());
        ranges = ActivationRanges.of(model, plan.activations(), images);
    }

    /**
     * @param model content of an exported float model
     * @param images for calibration, at the size at which the model is used: about a hundred training images, but none on which the
     *     model is evaluated
     * @return content of the quantised model, with the same inputs, outputs and metadata
     * @throws IllegalArgumentException if the content is not an ONNX model, or there is no image
     */
    public static byte[] int8(byte[] model, Iterable<Pixels> images) throws OrtException {
        try {
            return new Quantization(ModelProto.parseFrom(model), images).rewrite();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("the file is not an ONNX model", e);
        }
    }

    private byte[] rewrite() {
        for (NodeProto node : model.getGraph().getNodeList()) {
            NodeProto.Builder rewritten = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                String input = node.getInput(i);
                rewritten.setInput(i, plan.activations().contains(input) ? input + "_restored" : input);
            }
            if (plan.isQuantized(node)) {
                quantizeConvolution(rewritten, node);
            }
            nodes.add(rewritten.build());
            node.getOutputList().stream().filter(plan.activations()::contains).forEach(this::quantizeActivation);
        }
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().addAllNode(nodes);
        graph.clearInitializer();
        Set<String> used = new HashSet<>();
        nodes.forEach(node -> used.addAll(node.getInputList()));
        model.getGraph().getInitializerList().stream()
                .filter(tensor -> used.contains(tensor.getName()))
                .forEach(graph::addInitializer);
        return model.toBuilder()
                .setGraph(graph.addAllInitializer(added))
                .build()
                .toByteArray();
    }

    private void quantizeActivation(String name) {
        Range range = ranges.get(name);
        float scale = scale(range);
        int zero = Math.round(-range.min() / scale);
        String scaleName = floats(name + "_scale", scale);
        String zeroName = tensor(name + "_zero", TensorProto.DataType.UINT8, new byte[] {(byte) zero});
        nodes.add(OnnxGraph.node("QuantizeLinear", name + "_bytes", List.of(name, scaleName, zeroName)));
        nodes.add(
                OnnxGraph.node("DequantizeLinear", name + "_restored", List.of(name + "_bytes", scaleName, zeroName)));
    }

    private static float scale(Range range) {
        float spread = range.max() - range.min();
        return spread == 0 ? 1 : spread / MAX_UNSIGNED;
    }

    private void quantizeConvolution(NodeProto.Builder rewritten, NodeProto node) {
        TensorProto weights = plan.constant(node.getInput(1));
        TensorProto bias = plan.constant(node.getInput(2));
        Range input = ranges.get(node.getInput(0));
        float[] values = values(weights);
        int outputs = (int) weights.getDims(0);
        int inputsPerGroup = (int) weights.getDims(1);
        int perOutput = values.length / outputs;
        int outputsPerGroup = outputs * inputsPerGroup / input.means().length;
        float[] scales = new float[outputs];
        byte[] bytes = new byte[values.length];
        double[] meanErrors = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            int from = output * perOutput;
            scales[output] = scale(values, from, from + perOutput);
            int firstInput = output / outputsPerGroup * inputsPerGroup;
            for (int i = 0; i < perOutput; i++) {
                float value = values[from + i];
                bytes[from + i] = (byte) Math.round(value / scales[output]);
                double error = value - bytes[from + i] * scales[output];
                meanErrors[output] += error * input.means()[firstInput + i * inputsPerGroup / perOutput];
            }
        }
        String scaleName = floats(weights.getName() + "_scale", scales);
        String zero = tensor(weights.getName() + "_zero", TensorProto.DataType.INT8, new byte[outputs], outputs);
        long[] shape = weights.getDimsList().stream().mapToLong(Long::longValue).toArray();
        String stored = tensor(weights.getName() + "_bytes", TensorProto.DataType.INT8, bytes, shape);
        rewritten.setInput(1, restorePerChannel(weights.getName(), List.of(stored, scaleName, zero)));
        rewritten.setInput(2, quantizeBias(bias, meanErrors, scales, scale(input)));
    }

    /**
     * Quantises a bias and adds the mean error that the rounded weights cause in each output, which is most of the accuracy loss in
     * a MobileNet (Nagel et al. 2019, section 4.2, with measured means).
     */
    private String quantizeBias(TensorProto bias, double[] meanErrors, float[] weightScales, float inputScale) {
        float[] values = values(bias);
        float[] scales = new float[values.length];
        ByteBuffer words = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            scales[i] = weightScales[i] * inputScale;
            words.putInt((int) Math.round((values[i] + meanErrors[i]) / scales[i]));
        }
        String stored = tensor(bias.getName() + "_words", TensorProto.DataType.INT32, words.array(), values.length);
        return restorePerChannel(bias.getName(), List.of(stored, floats(bias.getName() + "_scale", scales)));
    }

    private static float scale(float[] values, int from, int end) {
        float max = 0;
        for (int i = from; i < end; i++) {
            max = Math.max(max, Math.abs(values[i]));
        }
        return max == 0 ? 1 : max / MAX_SIGNED;
    }

    private String restorePerChannel(String name, List<String> inputs) {
        nodes.add(OnnxGraph.node("DequantizeLinear", name + "_restored", inputs, OnnxGraph.integer("axis", 0)));
        return name + "_restored";
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
        added.add(OnnxGraph.tensor(name, type, bytes, shape));
        return name;
    }
}
