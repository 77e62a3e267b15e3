package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.eader.training.data.Pixels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Measures the values that tensors of a model take on images: the mean over all images of each image's minimum and maximum, which
 * a single unusual image changes little.
 */
final class ActivationRanges {
    /**
     * The range always contains 0, so that 0 is represented exactly.
     *
     * @param min at most 0
     * @param max at least 0
     * @param means of the channels
     */
    record Range(float min, float max, double[] means) {}

    private ActivationRanges() {}

    /**
     * @param model under the model contract
     * @param names of float tensors of the model
     * @param images at the size at which the model is used
     * @throws IllegalArgumentException if there is no image
     */
    static Map<String, Range> of(ModelProto model, Collection<String> names, Iterable<Pixels> images)
            throws OrtException {
        Map<String, List<Range>> measured = new LinkedHashMap<>();
        names.forEach(name -> measured.put(name, new ArrayList<>()));
        try (ExportedModel file = ExportedModel.of(withOutputs(model, names))) {
            for (Pixels image : images) {
                try (OrtSession.Result result = file.run(image)) {
                    for (String name : names) {
                        measured.get(name)
                                .add(range((OnnxTensor) result.get(name).orElseThrow()));
                    }
                }
            }
        }
        Map<String, Range> ranges = new LinkedHashMap<>();
        measured.forEach((name, each) ->
                ranges.put(name, new Range(mean(each, Range::min), mean(each, Range::max), channelMeans(each))));
        return ranges;
    }

    /** Adds tensors to the outputs of the model. */
    private static byte[] withOutputs(ModelProto model, Collection<String> names) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        TypeProto floats = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        names.forEach(name ->
                graph.addOutput(ValueInfoProto.newBuilder().setName(name).setType(floats)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    private static Range range(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        int channels = (int) tensor.getInfo().getShape()[1];
        int perChannel = values.remaining() / channels;
        double[] means = new double[channels];
        float min = 0;
        float max = 0;
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int i = 0; i < perChannel; i++) {
                float value = values.get();
                min = Math.min(min, value);
                max = Math.max(max, value);
                sum += value;
            }
            means[channel] = sum / perChannel;
        }
        return new Range(min, max, means);
    }

    private static float mean(List<Range> ranges, ToDoubleFunction<Range> end) {
        OptionalDouble mean = ranges.stream().mapToDouble(end).average();
        return (float) mean.orElseThrow(
                () -> new IllegalArgumentException("there is no image to calibrate on; at least one is required"));
    }

    private static double[] channelMeans(List<Range> ranges) {
        double[] means = new double[ranges.get(0).means().length];
        for (Range range : ranges) {
            for (int channel = 0; channel < means.length; channel++) {
                means[channel] += range.means()[channel] / ranges.size();
            }
        }
        return means;
    }
}
