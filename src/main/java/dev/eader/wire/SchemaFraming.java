package dev.eader.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Removes the framing that serializers of schema registries write before a protobuf message: a zero byte, the schema's id in
 * 4 bytes (8 in older versions of Apicurio), and the message type, by its index (Confluent) or its name (Apicurio). The
 * registry is not read: the message must have the type that belongs to the topic.
 *
 * <p>A message without framing is recognized because it starts with the number of a field, which is never 0.
 */
public final class SchemaFraming {
    static final byte MAGIC = 0;
    /** Limits the read of a damaged value; no schema nests deeper. */
    private static final int MAX_INDEXES = 16;

    private SchemaFraming() {}

    /**
     * Returns the message in a record's value, without copying it.
     *
     * @param type the expected type
     * @throws InvalidProtocolBufferException when the framing is damaged or names another type
     */
    public static ByteString payload(byte[] value, Descriptor type) throws InvalidProtocolBufferException {
        return payload(UnsafeByteOperations.unsafeWrap(value), type);
    }

    /** As {@link #payload(byte[], Descriptor)}. */
    static ByteString payload(ByteString value, Descriptor type) throws InvalidProtocolBufferException {
        ByteString rest = value;
        ByteString name = named(type);
        boolean framed = !value.isEmpty() && value.byteAt(0) == MAGIC;
        if (framed) {
            rest = afterId(rest);
        }
        boolean isNamed = rest.startsWith(name);
        if (isNamed) {
            // also without a leading id: Apicurio can write the id to the record's headers
            rest = rest.substring(name.size());
        }
        // Apicurio can write the index after the name; no message starts with these bytes
        boolean alsoIndexed = isNamed && !rest.isEmpty() && (rest.byteAt(0) == 0 || rest.byteAt(0) == 2);
        return framed && !isNamed || alsoIndexed ? afterIndexes(rest, type) : rest;
    }

    /** Returns the type's name as Apicurio writes it: a length-delimited message that has the name as field 1. */
    static ByteString named(Descriptor type) {
        byte[] name = type.getName().getBytes(StandardCharsets.UTF_8);
        return ByteString.copyFrom(new byte[] {(byte) (name.length + 2), 1 << 3 | 2, (byte) name.length})
                .concat(ByteString.copyFrom(name));
    }

    private static ByteString afterId(ByteString value) throws InvalidProtocolBufferException {
        // ids start at 1, so 4 zeros are the upper half of an 8-byte id
        boolean wide = value.size() > 4 && value.substring(1, 5).equals(ByteString.copyFrom(new byte[4]));
        int end = wide ? 9 : 5;
        if (value.size() <= end) {
            throw new InvalidProtocolBufferException(String.format(
                    Locale.ROOT,
                    "it starts with a zero, the framing of a schema registry, but ends within the framing, after %d bytes",
                    value.size()));
        }
        return value.substring(end);
    }

    private static ByteString afterIndexes(ByteString framed, Descriptor type) throws InvalidProtocolBufferException {
        CodedInputStream in = framed.newCodedInput();
        List<Integer> indexes = new ArrayList<>();
        try {
            int count = in.readSInt32();
            for (int i = 0; i < Math.min(count, MAX_INDEXES); i++) {
                indexes.add(in.readSInt32());
            }
            if (count == 0) {
                // short form of [0], the first message
                indexes.add(0);
            }
        } catch (IOException e) {
            throw new InvalidProtocolBufferException("its framing ends before the type of the message");
        }
        if (!indexes.equals(List.of(type.getIndex()))) {
            throw new InvalidProtocolBufferException(String.format(
                    Locale.ROOT,
                    "its framing names message %s of its schema; it must be [%d], as Confluent's serializer writes it, or '%s', as Apicurio's does",
                    indexes,
                    type.getIndex(),
                    type.getName()));
        }
        return framed.substring(in.getTotalBytesRead());
    }
}
