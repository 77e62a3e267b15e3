package dev.eader.inference.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an ONNX file that are read without loading its tensors (field numbers: onnx.proto3 of ONNX 1.19).
 * Metadata is read here because ONNX Runtime's Java binding cannot return characters beyond U+FFFF.
 *
 * @param metadata the model's metadata; if a key occurs twice, its last value
 * @param externalTensors names of all tensors whose values are in another file
 */
public record OnnxFile(Map<String, String> metadata, List<String> externalTensors) {
    private static final int MAX_DEPTH = 100;

    /** The protobuf messages that contain tensors, directly or in a field. */
    private enum Message {
        MODEL,
        TRAINING,
        GRAPH,
        NODE,
        ATTRIBUTE,
        FUNCTION,
        SPARSE_TENSOR,
        TENSOR;

        /** Type of the message in a field; null if the field contains no tensors. */
        Message typeOf(int field) {
            return switch (this) {
                case MODEL ->
                    switch (field) {
                        case 7 -> GRAPH;
                        case 20 -> TRAINING;
                        case 25 -> FUNCTION;
                        default -> null;
                    };
                case TRAINING -> field == 1 || field == 2 ? GRAPH : null;
                case GRAPH ->
                    switch (field) {
                        case 1 -> NODE;
                        case 5 -> TENSOR;
                        case 15 -> SPARSE_TENSOR;
                        default -> null;
                    };
                case NODE -> field == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE ->
                    switch (field) {
                        case 5, 10 -> TENSOR;
                        case 6, 11 -> GRAPH;
                        case 22, 23 -> SPARSE_TENSOR;
                        default -> null;
                    };
                case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : null;
                case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
                case TENSOR -> null;
            };
        }
    }

    private static final int METADATA = 14;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    /** @throws IOException if the bytes are not a protobuf message, or its graphs are nested too deeply */
    static OnnxFile read(byte[] onnx) throws IOException {
        OnnxFile file = new OnnxFile(new HashMap<>(), new ArrayList<>());
        file.read(CodedInputStream.newInstance(onnx), Message.MODEL, 0);
        return file;
    }

    private void read(CodedInputStream input, Message message, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("its graphs are nested more than " + MAX_DEPTH + " levels deep");
        }
        String name = "";
        boolean external = false;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean bytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            Message inner = message.typeOf(field);
            if (bytes && inner != null) {
                int end = input.pushLimit(input.readRawVarint32());
                read(input, inner, depth + 1);
                input.checkLastTagWas(0);
                input.popLimit(end);
            } else if (bytes && message == Message.MODEL && field == METADATA) {
                readEntry(input.readByteArray());
            } else if (bytes && message == Message.TENSOR && field == TENSOR_NAME) {
                name = text(input.readByteArray());
            } else if (tag == (TENSOR_DATA_LOCATION << 3) && message == Message.TENSOR) {
                external |= input.readEnum() == EXTERNAL;
            } else if (!input.skipField(tag)) {
                return;
            }
        }
        if (external) {
            externalTensors.add(name);
        }
    }

    private void readEntry(byte[] entry) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(entry);
        String key = "";
        String value = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> key = text(input.readByteArray());
                case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> value = text(input.readByteArray());
                default -> input.skipField(tag);
            }
        }
        metadata.put(key, value);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
