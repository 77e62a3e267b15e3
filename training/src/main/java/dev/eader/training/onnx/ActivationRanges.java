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
 * What values tensors of a model take on pictures: each picture's least and most, and of these the mean over all pictures,
 * which a single odd picture moves little.
 */
final class ActivationRanges {
    /**
     * @param least 0 or less, and {@code most} 0 or more, so that 0 itself is told exactly
     * @param means of each channel
     */
    record Range(float least, float most, double[] means) {}

    private ActivationRanges() {}

    /**
     * @param model under the contract
     * @param names of float tensors in it
     * @param pictures of the size that it is served at
     */
    static Map<String, Range> of(ModelProto model, Collection<String> names, Iterable<Pixels> pictures)
            throws OrtException {
        Map<String, List<Range>> seen = new LinkedHashMap<>();
        names.forEach(name -> seen.put(name, new ArrayList<>()));
        try (ExportedModel file = ExportedModel.of(watching(model, names))) {
            for (Pixels picture : pictures) {
                try (OrtSession.Result result = file.run(picture)) {
                    for (String name : names) {
                        seen.get(name).add(range((OnnxTensor) result.get(name).orElseThrow()));
                    }
                }
            }
        }
        Map<String, Range> ranges = new LinkedHashMap<>();
        seen.forEach((name, each) ->
                ranges.put(name, new Range(mean(each, Range::least), mean(each, Range::most), means(each))));
        return ranges;
    }

    /** The model with these tensors as outputs beside its own. */
    private static byte[] watching(ModelProto model, Collection<String> names) {
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
        int each = values.remaining() / channels;
        double[] means = new double[channels];
        float least = 0;
        float most = 0;
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int i = 0; i < each; i++) {
                float value = values.get();
                least = Math.min(least, value);
                most = Math.max(most, value);
                sum += value;
            }
            means[channel] = sum / each;
        }
        return new Range(least, most, means);
    }

    private static float mean(List<Range> ranges, ToDoubleFunction<Range> end) {
        OptionalDouble mean = ranges.stream().mapToDouble(end).average();
        return (float) mean.orElseThrow(() -> new IllegalArgumentException("no picture to calibrate on"));
    }

    private static double[] means(List<Range> ranges) {
        double[] means = new double[ranges.get(0).means().length];
        for (Range range : ranges) {
            for (int channel = 0; channel < means.length; channel++) {
                means[channel] += range.means()[channel] / ranges.size();
            }
        }
        return means;
    }
}
