package dev.eader.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds an ONNX graph. Methods that add a node or a constant return the name of its result. Not thread-safe. */
final class OnnxGraph {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    enum Type {
        FLOAT(TensorProto.DataType.FLOAT),
        UINT8(TensorProto.DataType.UINT8);

        private final TensorProto.DataType onnx;

        Type(TensorProto.DataType onnx) {
            this.onnx = onnx;
        }

        int number() {
            return onnx.getNumber();
        }
    }

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private int results;

    OnnxGraph(String name) {
        graph.setName(name);
    }

    /** Creates a graph with the inputs of the model contract: {@code image} and {@code present}. */
    static OnnxGraph withContractInputs(String name, int classes) {
        OnnxGraph graph = new OnnxGraph(name);
        graph.input("image", Type.UINT8, "batch", "height", "width", 3);
        graph.input("present", Type.FLOAT, "batch", classes);
        return graph;
    }

    /** @param dimensions a number each, or a name if the size is known only at run time */
    void input(String name, Type type, Object... dimensions) {
        graph.addInput(value(name, type, dimensions));
    }

    /** Declares the result {@code from} as an output with another name. */
    void output(String from, String name, Type type, Object... dimensions) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(from).addOutput(name));
        graph.addOutput(value(name, type, dimensions));
    }

    String add(String operator, List<String> inputs, AttributeProto... attributes) {
        String result = operator.toLowerCase(Locale.ROOT) + "_" + results++;
        graph.addNode(node(operator, result, inputs, attributes));
        return result;
    }

    /** Enlarges maps by an integer ratio, bilinearly. */
    String resize(String maps, String scalesName, int ratio, String coordinates) {
        return add(
                "Resize",
                List.of(maps, "", floats(scalesName, new float[] {1, 1, ratio, ratio}, 4)),
                string("mode", "linear"),
                string("coordinate_transformation_mode", coordinates));
    }

    /** Averages maps over cells of {@code stride} x {@code stride}. */
    String averagePool(String maps, int stride) {
        return add(
                "AveragePool",
                List.of(maps),
                integers("kernel_shape", stride, stride),
                integers("strides", stride, stride));
    }

    /** Adds a constant; without a shape, it is a scalar. */
    String floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        graph.addInitializer(tensor(name, TensorProto.DataType.FLOAT, bytes.array(), shape));
        return name;
    }

    String scalar(double value) {
        return floats("constant_" + results++, new float[] {(float) value});
    }

    String longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        String name = "constant_" + results++;
        graph.addInitializer(tensor(name, TensorProto.DataType.INT64, bytes.array(), values.length));
        return name;
    }

    static TensorProto tensor(String name, TensorProto.DataType type, byte[] bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long side : shape) {
            tensor.addDims(side);
        }
        return tensor.build();
    }

    /** A node with one result, which has the node's name. */
    static NodeProto node(String operator, String result, List<String> inputs, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(result)
                .addAllInput(inputs)
                .addOutput(result)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    /** Serialises the graph as a model. */
    byte[] model(Map<String, String> metadata) {
        List<StringStringEntryProto> entries = new ArrayList<>();
        metadata.forEach((key, value) -> entries.add(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value).build()));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("eader-training")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addAllMetadataProps(entries)
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static AttributeProto string(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static ValueInfoProto value(String name, Type type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            TensorShapeProto.Dimension.Builder side = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(
                    dimension instanceof String symbol
                            ? side.setDimParam(symbol)
                            : side.setDimValue(((Number) dimension).longValue()));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.number())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
