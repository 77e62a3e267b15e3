package dev.eader.inference.model;

import static dev.eader.inference.model.ModelAssert.violations;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that values in another file are found wherever an ONNX file can refer to them. */
class ExternalTensorTest {
    static Stream<Arguments> externalTensors() throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(new TinyModel().bytes());
        TensorProto tensor = TensorProto.newBuilder()
                .setName("away")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("ext.data"))
                .build();
        SparseTensorProto sparse =
                SparseTensorProto.newBuilder().setValues(tensor).build();
        AttributeProto value =
                AttributeProto.newBuilder().setName("value").setT(tensor).build();
        NodeProto node =
                NodeProto.newBuilder().setOpType("Constant").addAttribute(value).build();
        GraphProto branch = GraphProto.newBuilder().addNode(node).build();
        return Stream.of(
                Arguments.of("initializer", graph(model, graph -> graph.addInitializer(tensor))),
                Arguments.of("sparse", graph(model, graph -> graph.addSparseInitializer(sparse))),
                Arguments.of(
                        "sparse indices",
                        graph(
                                model,
                                graph -> graph.addSparseInitializer(
                                        SparseTensorProto.newBuilder().setIndices(tensor)))),
                Arguments.of("constant", graph(model, graph -> graph.addNode(node))),
                Arguments.of("tensors", attribute(model, attribute -> attribute.addTensors(tensor))),
                Arguments.of("sparse attribute", attribute(model, attribute -> attribute.setSparseTensor(sparse))),
                Arguments.of("sparse attributes", attribute(model, attribute -> attribute.addSparseTensors(sparse))),
                Arguments.of("branch", attribute(model, attribute -> attribute.setG(branch))),
                Arguments.of("branches", attribute(model, attribute -> attribute.addGraphs(branch))),
                Arguments.of("function node", unknown(model, 25, unknown(7, node))),
                Arguments.of("function attribute", unknown(model, 25, unknown(11, value))),
                Arguments.of("training", unknown(model, 20, unknown(2, branch))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("externalTensors")
    void model_with_external_tensor_is_refused_with_its_name(String place, byte[] onnx) {
        assertThat(violations(onnx))
                .containsExactly("the values of 1 tensor(s), 'away', are in another file; the model must be one"
                        + " self-contained ONNX file");
    }

    private static byte[] graph(ModelProto model, UnaryOperator<GraphProto.Builder> change) {
        return model.toBuilder()
                .setGraph(change.apply(model.getGraph().toBuilder()))
                .build()
                .toByteArray();
    }

    private static byte[] attribute(ModelProto model, UnaryOperator<AttributeProto.Builder> change) {
        return graph(
                model,
                graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addAttribute(change.apply(AttributeProto.newBuilder().setName("value")))));
    }

    /** Encodes a message as a field that the test's copy of the ONNX schema may lack. */
    private static byte[] unknown(int field, MessageLite message) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(message.toByteString())
                                .build())
                .build()
                .toByteArray();
    }

    private static byte[] unknown(ModelProto model, int field, byte[] message) {
        return model.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                field,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(message))
                                        .build())
                        .build())
                .build()
                .toByteArray();
    }
}
