package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Content of an ONNX file that this program exported.
 *
 * @param name of the file, for messages
 * @param floats constants of type float by name; names of weights are those of the network
 * @param dilations of the convolutions, by the name of their weights
 * @param metadata keys {@code eader.*} of the model contract
 */
record ModelFile(String name, Map<String, Tensor> floats, Map<String, Long> dilations, Map<String, String> metadata) {

    /**
     * A constant.
     *
     * @param values row-major
     */
    record Tensor(long[] shape, float[] values) {}

    /**
     * @param name of the file, for messages
     * @throws IllegalArgumentException if the content is not a model of this program, is quantised, or has an invalid tensor
     */
    static ModelFile parse(String name, byte[] content) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(content);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    name + " is not an ONNX model or is truncated: " + e.getMessage() + "; copy or export it again", e);
        }
        GraphProto graph = model.getGraph();
        if (!graph.getName().startsWith("eader-")) {
            throw new IllegalArgumentException(
                    name + " is not a model that `export` or `student export` wrote: its graph" + " is named '"
                            + graph.getName() + "'; give such a model or a safetensors file");
        }
        if (graph.getNodeList().stream().anyMatch(node -> node.getOpType().equals("DequantizeLinear"))) {
            throw new IllegalArgumentException(name
                    + " is quantised to 8 bits, from which no training starts; give the file exported without --int8");
        }
        Map<String, Tensor> floats = new TreeMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                floats.put(tensor.getName(), tensor(name, tensor));
            }
        }
        return new ModelFile(
                name,
                floats,
                dilations(graph),
                model.getMetadataPropsList().stream()
                        .collect(Collectors.toMap(
                                StringStringEntryProto::getKey,
                                StringStringEntryProto::getValue,
                                (first, second) -> second)));
    }

    private static Map<String, Long> dilations(GraphProto graph) {
        Map<String, Long> dilations = new TreeMap<>();
        for (NodeProto node : graph.getNodeList()) {
            node.getAttributeList().stream()
                    .filter(attribute -> attribute.getName().equals("dilations") && attribute.getIntsCount() > 0)
                    .forEach(attribute -> dilations.put(node.getInput(1), attribute.getInts(0)));
        }
        return dilations;
    }

    private static Tensor tensor(String file, TensorProto tensor) {
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        if (tensor.getRawData().size() != 4 * size) {
            throw new IllegalArgumentException(file + ": the tensor " + tensor.getName() + " has "
                    + tensor.getRawData().size() + " bytes, but " + 4 * size + " are required; export the model again");
        }
        float[] values = new float[(int) size];
        tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Tensor(shape, values);
    }
}
