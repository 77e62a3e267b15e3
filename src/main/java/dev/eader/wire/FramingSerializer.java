package dev.eader.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serializer;

/** Puts before each message what readers need that find its schema in a registry; the counterpart of {@link SchemaFraming}. */
public final class FramingSerializer implements Serializer<byte[]> {
    private final ByteString framing;

    private FramingSerializer(ByteString framing) {
        this.framing = framing;
    }

    /** Messages as they are. */
    public static FramingSerializer raw() {
        return new FramingSerializer(ByteString.EMPTY);
    }

    /**
     * As Confluent's protobuf serializer has it.
     *
     * @param schemaId from 1
     * @param type a message that is the first of its file, which one zero is short for
     */
    public static FramingSerializer confluent(int schemaId, Descriptor type) {
        if (type.getIndex() != 0 || type.getContainingType() != null) {
            throw new IllegalArgumentException(type.getFullName() + " is not the first message of its file");
        }
        return new FramingSerializer(id(schemaId).concat(ByteString.copyFrom(new byte[1])));
    }

    /**
     * As Apicurio's protobuf serializer has it since version 3, unless told otherwise.
     *
     * @param contentId from 1
     */
    public static FramingSerializer apicurio(int contentId, Descriptor type) {
        return new FramingSerializer(id(contentId).concat(SchemaFraming.named(type)));
    }

    private static ByteString id(int id) {
        if (id < 1) {
            throw new IllegalArgumentException("ids of schemas are from 1, not " + id);
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
