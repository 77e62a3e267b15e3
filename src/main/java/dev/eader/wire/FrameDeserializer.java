package dev.eader.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.eader.v1.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Deserializes values as bytes. A value above a limit is replaced by a Frame that has only its identifying fields: a
 * compressed record may decompress to hundreds of megabytes, and one poll may return many of them.
 */
public final class FrameDeserializer extends ByteArrayDeserializer {
    /** Header of a record whose value was replaced: the size of that value in bytes. Removed when a sender set it. */
    private static final String REPLACED = "__eader.value-bytes";

    private static final int MAX_ID_BYTES = 4 * FrameParser.MAX_ID_CHARS;

    private final int maxBytes;

    /** @param maxBytes maximum size of a value, at least 1 */
    public FrameDeserializer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        headers.remove(REPLACED);
        if (data == null || data.remaining() <= maxBytes) {
            return super.deserialize(topic, headers, data);
        }
        headers.add(REPLACED, Long.toString(data.remaining()).getBytes(UTF_8));
        return identity(UnsafeByteOperations.unsafeWrap(data)).toByteArray();
    }

    /** Returns the size of the value that was replaced, in bytes; empty when the value was not replaced. */
    public static OptionalLong replacedBytes(Headers headers) {
        Header header = headers.lastHeader(REPLACED);
        return header == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(new String(header.value(), UTF_8)));
    }

    /** Removes the header that marks a replaced value. */
    public static void removeMarker(Headers headers) {
        headers.remove(REPLACED);
    }

    private static Frame identity(ByteString value) {
        Frame.Builder frame = Frame.newBuilder();
        try {
            CodedInputStream in =
                    SchemaFraming.payload(value, Frame.getDescriptor()).newCodedInput();
            in.enableAliasing(true);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                read(tag, in, frame);
            }
        } catch (IOException e) {
            // the fields read before the error are kept
        }
        return frame.build();
    }

    private static void read(int tag, CodedInputStream in, Frame.Builder frame) throws IOException {
        switch (WireFormat.getTagFieldNumber(tag)) {
            case Frame.CAMERA_ID_FIELD_NUMBER -> frame.setCameraIdBytes(shortText(in));
            case Frame.FRAME_ID_FIELD_NUMBER -> frame.setFrameIdBytes(shortText(in));
            case Frame.SEQUENCE_FIELD_NUMBER -> frame.setSequence(in.readUInt64());
            case Frame.CAPTURED_AT_FIELD_NUMBER -> {
                ByteString time = in.readBytes();
                frame.setCapturedAt(Timestamp.parseFrom(time));
            }
            default -> in.skipField(tag);
        }
    }

    private static ByteString shortText(CodedInputStream in) throws IOException {
        ByteString text = in.readBytes();
        if (text.size() > MAX_ID_BYTES || !text.isValidUtf8()) {
            return ByteString.EMPTY;
        }
        return ByteString.copyFrom(text.toByteArray());
    }
}
