package dev.eader.faults;

import static dev.eader.faults.RandomValues.bytes;
import static dev.eader.faults.RandomValues.large;
import static dev.eader.faults.RandomValues.pick;
import static dev.eader.faults.RandomValues.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.eader.v1.Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Generates frame records with small images and unusual metadata: times, keys, headers, attributes, sizes. Record i of a
 * seed is always the same, except for times relative to now.
 */
final class OddRecords {
    static final List<String> COMPRESSIONS = List.of("none", "gzip", "lz4", "zstd", "snappy");

    private static final long NO_TIMESTAMP = -1;
    private static final long DAY_MILLIS = 86_400_000;

    private final long seed;
    private final String topic;
    private final Scenes scenes = new Scenes(3);
    private final long now = System.currentTimeMillis();

    OddRecords(long seed, String topic) {
        this.seed = seed;
        this.topic = topic;
    }

    /** A record with a negative timestamp, which the protocol allows but the constructor of ProducerRecord rejects. */
    private static final class Untimed extends ProducerRecord<byte[], byte[]> {
        Untimed(String topic, byte[] key, byte[] value, List<Header> headers) {
            super(topic, null, 0L, key, value, headers);
        }

        @Override
        public Long timestamp() {
            return NO_TIMESTAMP;
        }
    }

    /** Index into {@link #COMPRESSIONS} of the compression of a record. */
    static int compression(int index) {
        return index % COMPRESSIONS.size();
    }

    ProducerRecord<byte[], byte[]> record(int index) {
        var random = new SplittableRandom(seed * 1_000_003 + index);
        byte[] key = key(random);
        byte[] value = value(random, key, index);
        List<Header> headers = OddHeaders.headers(random);
        long timestamp = pick(
                random,
                List.of(
                        NO_TIMESTAMP,
                        0L,
                        1L,
                        now,
                        now,
                        now,
                        now - 400 * DAY_MILLIS,
                        now + 2 * DAY_MILLIS,
                        253_402_300_800_000L,
                        Long.MAX_VALUE - 1));
        return timestamp == NO_TIMESTAMP
                ? new Untimed(topic, key, value, headers)
                : new ProducerRecord<>(topic, null, timestamp, key, value, headers);
    }

    private static byte[] key(SplittableRandom random) {
        return switch (random.nextInt(24)) {
            case 0 -> null;
            case 1 -> new byte[0];
            // binary numbers as ids, most of which are not UTF-8
            case 2, 3 ->
                ByteBuffer.allocate(8).putLong(random.nextInt(120, 260)).array();
            case 4 -> bytes(random, random.nextInt(1, 40));
            case 5 -> new byte[] {(byte) 0xc0, (byte) 0x80};
            case 6 -> new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
            case 7 -> "x".repeat(4096).getBytes(UTF_8);
            case 8 -> "x".repeat(4097).getBytes(UTF_8);
            case 9 -> "\u00e9".repeat(large(random)).getBytes(UTF_8);
            case 10 -> "\ud83d\ude00/\u0000\r\n\u202e".getBytes(UTF_8);
            default -> ("camera " + random.nextInt(6)).getBytes(UTF_8);
        };
    }

    private byte[] value(SplittableRandom random, byte[] key, int index) {
        byte[] frame = frame(random, key, index);
        return switch (random.nextInt(30)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes(random, random.nextInt(100));
            case 3 -> Arrays.copyOf(frame, random.nextInt(frame.length));
            // framed as by the Confluent serializer
            case 4 ->
                ByteBuffer.allocate(frame.length + 6)
                        .put((byte) 0)
                        .putInt(7)
                        .put((byte) 0)
                        .put(frame)
                        .array();
            default -> frame;
        };
    }

    private byte[] frame(SplittableRandom random, byte[] key, int index) {
        Frame.Builder frame = scenes.frame("", index).toBuilder().setFrameId(frameId(random, index));
        switch (random.nextInt(12)) {
            case 0 -> frame.clearImage();
            case 1 -> frame.setEncoded(ByteString.copyFrom(bytes(random, random.nextInt(200))));
            case 2 -> frame.setModel("none-such");
            case 3 -> frame.setUri("file:///etc/passwd");
            case 4 -> frame.setCameraId(key == null ? "camera 1" : "camera " + random.nextInt(6));
            default -> {}
        }
        capturedAt(random, frame);
        if (random.nextInt(5) == 0) {
            frame.setMaxAge(pick(
                    random,
                    List.of(
                            Durations.ZERO,
                            Durations.MAX_VALUE,
                            Durations.MIN_VALUE,
                            Durations.fromSeconds(-1),
                            Durations.fromNanos(1),
                            Duration.newBuilder().setSeconds(Long.MAX_VALUE).build(),
                            Duration.newBuilder().setSeconds(Long.MIN_VALUE).build(),
                            Duration.newBuilder().setSeconds(1).setNanos(-1).build(),
                            Duration.newBuilder().setNanos(Integer.MIN_VALUE).build())));
        }
        if (random.nextInt(4) == 0) {
            int count = random.nextInt(1, 20);
            for (int i = 0; i < count; i++) {
                frame.putAttributes(text(random) + i, i == 0 ? "v".repeat(large(random)) : text(random));
            }
        }
        return frame.build().toByteArray();
    }

    private static String frameId(SplittableRandom random, int index) {
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "f".repeat(4096);
            case 2 -> "f".repeat(4097 + large(random));
            case 3 -> text(random);
            default -> "frame " + index;
        };
    }

    private void capturedAt(SplittableRandom random, Frame.Builder frame) {
        List<Timestamp> times = List.of(
                Timestamps.MIN_VALUE,
                Timestamps.fromSeconds(-8_000_000_000L),
                Timestamps.fromMillis(now),
                Timestamps.fromMillis(now),
                Timestamps.fromMillis(now),
                Timestamps.fromMillis(now),
                Timestamps.EPOCH,
                Timestamps.EPOCH,
                Timestamps.MAX_VALUE,
                // in 1750
                Timestamps.fromSeconds(-6_942_000_000L),
                Timestamp.newBuilder().setSeconds(now).build(),
                Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(),
                Timestamp.newBuilder().setSeconds(Long.MIN_VALUE).setNanos(-1).build(),
                Timestamp.newBuilder().setNanos(Integer.MAX_VALUE).build(),
                Timestamp.newBuilder().setNanos(-1).build());
        if (random.nextInt(3) == 0) {
            frame.clearCapturedAt();
        } else {
            frame.setCapturedAt(pick(random, times));
        }
    }
}
