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
 * Reads past what the serializers of schema registries put before a protobuf message: a zero, the schema's id in 4 bytes
 * (or in 8, as Apicurio's older ones have it), and which of the schema's messages follows. Confluent's tells that by its
 * index, Apicurio's by its name. No registry is asked: the message must be the one that the topic is for.
 *
 * <p>A message without framing is never taken for one with it: it begins with a field's number, and 0 is none.
 */
public final class SchemaFraming {
    static final byte MAGIC = 0;
    /** No schema nests deeper; it bounds what is read of a damaged value. */
    private static final int MAX_INDEXES = 16;

    private SchemaFraming() {}

    /**
     * The message in a record's value, with or without framing before it; not copied.
     *
     * @param type what the message must be
     * @throws InvalidProtocolBufferException when the framing is damaged, or names another message
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
            // without an id before it too: Apicurio's can put that in the record's headers
            rest = rest.substring(name.size());
        }
        // asked to, Apicurio's writes the index beside the name; no message begins as these do
        boolean alsoIndexed = isNamed && !rest.isEmpty() && (rest.byteAt(0) == 0 || rest.byteAt(0) == 2);
        return framed && !isNamed || alsoIndexed ? afterIndexes(rest, type) : rest;
    }

    /** The name as Apicurio's serializers write it: a message of their own, delimited, with the name as its field 1. */
    static ByteString named(Descriptor type) {
        byte[] name = type.getName().getBytes(StandardCharsets.UTF_8);
        return ByteString.copyFrom(new byte[] {(byte) (name.length + 2), 1 << 3 | 2, (byte) name.length})
                .concat(ByteString.copyFrom(name));
    }

    private static ByteString afterId(ByteString value) throws InvalidProtocolBufferException {
        // registries count from 1, so 4 zeros are the upper half of 8 bytes
        boolean wide = value.size() > 4 && value.substring(1, 5).equals(ByteString.copyFrom(new byte[4]));
        int end = wide ? 9 : 5;
        if (value.size() <= end) {
            throw new InvalidProtocolBufferException(String.format(
                    Locale.ROOT,
                    "it begins with a zero, as a schema registry's framing does, but ends within that, after %d bytes",
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
                // short for the first message
                indexes.add(0);
            }
        } catch (IOException e) {
            throw new InvalidProtocolBufferException("its framing ends before it has named a message");
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
