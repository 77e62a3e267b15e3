package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.eader.v1.Failed.Code;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Frames whose output Kafka refuses, and the code that each gets; null for a result. */
enum RefusedFrame {
    GOOD(null),
    LARGE_BROKEN_FRAME(Code.CORRUPT_IMAGE),
    LARGE_ATTRIBUTES(Code.OUTPUT_TOO_LARGE),
    LARGE_HEADERS(Code.UNKNOWN_MODEL),
    FUTURE_TIMESTAMP(Code.UNKNOWN_MODEL),
    NO_KEY(Code.NO_CAMERA),
    COMPRESSED_RAW_4K(Code.TOO_MANY_BYTES),
    COMPRESSED_JSON(Code.TOO_MANY_BYTES),
    COMPRESSED_210_MB(Code.TOO_MANY_BYTES);

    private static final int MIB = 1 << 20;
    private static final long TWO_DAYS = Duration.ofDays(2).toMillis();

    private final Code code;

    RefusedFrame(Code code) {
        this.code = code;
    }

    /** The code of the failed outcome; null for a result. */
    Code code() {
        return code;
    }

    boolean compressed() {
        return name().startsWith("COMPRESSED");
    }

    ProducerRecord<byte[], byte[]> record(String topic, Frame.Builder frame) {
        Long timestamp = this == FUTURE_TIMESTAMP ? System.currentTimeMillis() + TWO_DAYS : null;
        byte[] key = this == NO_KEY ? null : "gate".getBytes(UTF_8);
        var record = new ProducerRecord<>(topic, 0, timestamp, key, value(frame));
        if (this == LARGE_HEADERS) {
            record.headers().add("large", new byte[3 * MIB / 2]);
        }
        return record;
    }

    private byte[] value(Frame.Builder frame) {
        return switch (this) {
            case GOOD, NO_KEY -> frame.build().toByteArray();
            case LARGE_BROKEN_FRAME -> {
                byte[] png = new byte[2 * MIB];
                System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 0, png, 0, 8);
                yield frame.setEncoded(ByteString.copyFrom(png)).build().toByteArray();
            }
            case LARGE_ATTRIBUTES ->
                frame.putAttributes("large", "x".repeat(3 * MIB / 2)).build().toByteArray();
            case LARGE_HEADERS, FUTURE_TIMESTAMP ->
                frame.setModel("nobody").build().toByteArray();
            case COMPRESSED_RAW_4K -> raw(frame, 3840, 2160);
            case COMPRESSED_JSON -> "{\"picture\": 1234}".repeat(800_000).getBytes(UTF_8);
            case COMPRESSED_210_MB -> raw(frame, 10_000, 7_000);
        };
    }

    private static byte[] raw(Frame.Builder frame, int width, int height) {
        return frame.setRaw(RawImage.newBuilder()
                        .setWidth(width)
                        .setHeight(height)
                        .setFormat(RawImage.Format.RGB)
                        .setPixels(ByteString.copyFrom(new byte[width * height * 3])))
                .build()
                .toByteArray();
    }
}
