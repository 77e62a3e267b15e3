package dev.eader.inference.model;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Builds the protobuf message of an ONNX graph. */
final class GraphBuilder {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
    private final Map<String, String> renamed;

    /** @param renamed new names of tensors, by the name that the callers of this class use */
    GraphBuilder(Map<String, String> renamed) {
        this.renamed = renamed;
    }

    GraphProto.Builder proto() {
        return graph;
    }

    void input(String name, DataType type, Object... dimensions) {
        graph.addInput(tensor(renamed.getOrDefault(name, name), type, dimensions));
    }

    void output(String name, DataType type, Object... dimensions) {
        graph.addOutput(tensor(renamed.getOrDefault(name, name), type, dimensions));
    }

    /** @param dimensions a name for each symbolic dimension, a number for each fixed one */
    static ValueInfoProto tensor(String name, DataType element, Object... dimensions) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            OnnxMl.TensorShapeProto.Dimension.Builder proto = shape.addDimBuilder();
            if (dimension instanceof Integer fixed) {
                proto.setDimValue(fixed);
            } else {
                proto.setDimParam((String) dimension);
            }
        }
        OnnxMl.TypeProto.Tensor.Builder type = OnnxMl.TypeProto.Tensor.newBuilder()
                .setElemType(element.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /** Adds a node with one output, which also is its name. */
    void node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName(output);
        inputs.forEach(input -> node.addInput(renamed.getOrDefault(input, input)));
        node.addOutput(renamed.getOrDefault(output, output)).addAllAttribute(List.of(attributes));
        graph.addNode(node);
    }

    /** @return {@code name}, for use as an input of a node */
    String constant(String name, float value) {
        graph.addInitializer(floats(name, value));
        return name;
    }

    String constants(String name, float... values) {
        graph.addInitializer(floats(name, values).addDims(values.length));
        return name;
    }

    private static TensorProto.Builder floats(String name, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw.array()));
    }

    String longs(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    /** The body of a loop that carries a tensor [batch, columns] and only takes time. */
    static AttributeProto loopBody(int columns) {
        GraphProto body = GraphProto.newBuilder()
                .setName("body")
                .addInput(tensor("step", DataType.INT64))
                .addInput(tensor("again", DataType.BOOL))
                .addInput(tensor("carried", DataType.FLOAT, "batch", columns))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("again")
                        .addOutput("again_out"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Abs")
                        .addInput("carried")
                        .addOutput("carried_out"))
                .addOutput(tensor("again_out", DataType.BOOL))
                .addOutput(tensor("carried_out", DataType.FLOAT, "batch", columns))
                .build();
        return AttributeProto.newBuilder()
                .setName("body")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(body)
                .build();
    }
}
