package dev.eader.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serializer;

/** Writes the framing of a schema registry before each message; the counterpart of {@link SchemaFraming}. Thread-safe. */
public final class FramingSerializer implements Serializer<byte[]> {
    private final ByteString framing;

    private FramingSerializer(ByteString framing) {
        this.framing = framing;
    }

    /** Writes no framing. */
    public static FramingSerializer raw() {
        return new FramingSerializer(ByteString.EMPTY);
    }

    /**
     * Writes the framing of Confluent's protobuf serializer: a zero byte, the schema id, and the index of the message.
     *
     * @param schemaId at least 1
     * @param type the first message of its file; its index is encoded as a single zero
     */
    public static FramingSerializer confluent(int schemaId, Descriptor type) {
        if (type.getIndex() != 0 || type.getContainingType() != null) {
            throw new IllegalArgumentException(type.getFullName() + " must be the first message of its file");
        }
        return new FramingSerializer(id(schemaId).concat(ByteString.copyFrom(new byte[1])));
    }

    /**
     * Writes the default framing of Apicurio's protobuf serializer since version 3: a zero byte, the content id, and the name
     * of the message.
     *
     * @param contentId at least 1
     */
    public static FramingSerializer apicurio(int contentId, Descriptor type) {
        return new FramingSerializer(id(contentId).concat(SchemaFraming.named(type)));
    }

    private static ByteString id(int id) {
        if (id < 1) {
            throw new IllegalArgumentException("the id of a schema must be at least 1, but is " + id);
        }
        byte[] bytes =
                ByteBuffer.allocate(5).put(SchemaFraming.MAGIC).putInt(id).array();
        return ByteString.copyFrom(bytes);
    }

    @Override
    public byte[] serialize(String topic, byte[] message) {
        if (message == null || framing.isEmpty()) {
            return message;
        }
        byte[] framed = new byte[framing.size() + message.length];
        framing.copyTo(framed, 0);
        System.arraycopy(message, 0, framed, framing.size(), message.length);
        return framed;
    }
}
