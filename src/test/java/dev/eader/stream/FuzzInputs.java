package dev.eader.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.eader.image.Pictures;
import dev.eader.v1.Frame;
import dev.eader.v1.RawImage;
import dev.eader.wire.FrameRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Generates invalid records of the frames topic. Input i depends only on i and the seed. */
final class FuzzInputs {
    private static final long[] NUMBERS = {
        0, 1, 2, 7, 255, 256, 16_383, 16_384, 32_768, 65_535, 65_536, 0x7fffffffL, 0x80000000L, 0xffffffffL
    };
    private static final int BOMBS_EACH = 1000;

    private final long seed;
    private final List<byte[]> pictures = FuzzPictures.whole();
    private final List<byte[]> bombs = FuzzPictures.bombs();

    FuzzInputs(long seed) {
        this.seed = seed;
    }

    FrameRecord record(int index) {
        var random = new SplittableRandom(seed * 1_000_003 + index);
        byte[] value = index % BOMBS_EACH < bombs.size()
                ? frame(random, bombs.get(index % BOMBS_EACH))
                : switch (random.nextInt(8)) {
                    case 0 -> damaged(random, anyFrame(random).toByteArray());
                    case 1 -> raw(random);
                    case 2 -> anyFrame(random).toByteArray();
                    case 3 -> frame(random, resized(random, pick(random, pictures)));
                    case 4 -> frame(random, spliced(random));
                    default -> frame(random, repaired(random, damaged(random, pick(random, pictures))));
                };
        byte[] key = random.nextInt(20) > 0 ? "door".getBytes(UTF_8) : bytes(random, random.nextInt(1 << 12));
        var headers = new RecordHeaders();
        if (random.nextInt(10) == 0) {
            headers.add("traceparent", bytes(random, random.nextInt(80)));
            headers.add("tracestate", bytes(random, random.nextInt(1 << 12)));
        }
        long timestamp = random.nextInt(20) > 0 ? TestFrames.TAKEN_MILLIS : random.nextLong();
        return new FrameRecord("frames.v1", 0, index, timestamp, key, value, headers, System.nanoTime());
    }

    private byte[] frame(SplittableRandom random, byte[] picture) {
        return Frame.newBuilder()
                .setFrameId("f")
                .setEncoded(ByteString.copyFrom(picture))
                .build()
                .toByteArray();
    }

    private Frame anyFrame(SplittableRandom random) {
        var frame = Frame.newBuilder()
                .setFrameId("f".repeat(random.nextInt(4) > 0 ? 1 : random.nextInt(1 << 14)))
                .setSequence(random.nextLong())
                .setCapturedAt(Timestamp.newBuilder()
                        .setSeconds(random.nextBoolean() ? 1_700_000_000L : random.nextLong())
                        .setNanos(random.nextBoolean() ? 0 : random.nextInt()))
                .setEncoded(ByteString.copyFrom(pick(random, pictures)));
        if (random.nextBoolean()) {
            frame.setMaxAge(Duration.newBuilder()
                    .setSeconds(random.nextBoolean() ? 315_576_000_000L : random.nextLong())
                    .setNanos(random.nextBoolean() ? 0 : random.nextInt()));
        }
        if (random.nextInt(4) == 0) {
            frame.addLabels(random.nextBoolean() ? "only" : "\ud83d\ude00".repeat(600));
        }
        if (random.nextInt(4) == 0) {
            frame.getWantedBuilder()
                    .setImageSpace(random.nextBoolean())
                    .setCocoRle(random.nextBoolean())
                    .setPolygons(random.nextBoolean())
                    .setAttention(random.nextBoolean())
                    .setNoLabelMap(random.nextBoolean());
        }
        if (random.nextInt(8) == 0) {
            frame.putAttributes("k", "v".repeat(random.nextInt(1 << 16)));
        }
        if (random.nextInt(8) == 0) {
            frame.setUri(List.of("file:///etc/passwd", "http://[", "\0", "//host/share", "jar:file:x!/y", "data:,x")
                    .get(random.nextInt(6)));
        }
        return frame.build();
    }

    private byte[] raw(SplittableRandom random) {
        int width = (int) number(random);
        int height = (int) number(random);
        long fit = 3L * width * height;
        boolean fits = fit > 0 && fit <= 1 << 20 && random.nextBoolean();
        return Frame.newBuilder()
                .setRaw(RawImage.newBuilder()
                        .setWidth(width)
                        .setHeight(height)
                        .setFormatValue(random.nextInt(-1, 6))
                        .setPixels(ByteString.copyFrom(new byte[fits ? (int) fit : random.nextInt(1 << 12)])))
                .build()
                .toByteArray();
    }

    /** Flips, sets, removes or duplicates bytes, or overwrites them by boundary values. */
    private static byte[] damaged(SplittableRandom random, byte[] whole) {
        byte[] file = whole.clone();
        int times = 1 + random.nextInt(8);
        for (int i = 0; i < times && file.length > 8; i++) {
            // mostly in the header, where sizes are
            int at = random.nextInt(random.nextBoolean() ? Math.min(file.length, 64) : file.length);
            switch (random.nextInt(6)) {
                case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> file[at] = (byte) random.nextInt();
                case 2 -> put(random, file, at, number(random));
                case 3 -> file = Arrays.copyOf(file, random.nextInt(file.length));
                case 4 -> file = without(file, at, random.nextInt(64));
                default -> {
                    int end = Math.min(file.length, at + random.nextInt(64));
                    file = Pictures.concat(
                            Arrays.copyOf(file, end), Arrays.copyOfRange(file, at, end), tail(file, end));
                }
            }
        }
        return file;
    }

    private static byte[] without(byte[] file, int at, int count) {
        return Pictures.concat(Arrays.copyOf(file, at), tail(file, Math.min(file.length, at + count)));
    }

    private static byte[] tail(byte[] file, int from) {
        return Arrays.copyOfRange(file, from, file.length);
    }

    private static void put(SplittableRandom random, byte[] file, int at, long number) {
        var order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (at + 4 <= file.length && random.nextBoolean()) {
            ByteBuffer.wrap(file).order(order).putInt(at, (int) number);
        } else if (at + 2 <= file.length) {
            ByteBuffer.wrap(file).order(order).putShort(at, (short) number);
        }
    }

    /** The first part of one image and the rest of another. */
    private byte[] spliced(SplittableRandom random) {
        byte[] one = pick(random, pictures);
        byte[] other = pick(random, pictures);
        return repaired(
                random,
                Pictures.concat(
                        Arrays.copyOf(one, random.nextInt(one.length)), tail(other, random.nextInt(other.length))));
    }

    /** Another width or height in the header of the image's format. */
    private static byte[] resized(SplittableRandom random, byte[] whole) {
        byte[] file = whole.clone();
        var bytes = ByteBuffer.wrap(file);
        if (file[0] == (byte) 0x89) {
            bytes.putInt(16, (int) number(random)).putInt(20, (int) number(random));
        } else if (file[0] == 'R') {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(20 + random.nextInt(8), (int) number(random));
        } else {
            int at = 2;
            while (file[at] == (byte) 0xff && (file[at + 1] & 0xfc) != 0xc0) {
                at += 2 + bytes.getShort(at + 2);
            }
            bytes.putShort(at + 5, (short) number(random)).putShort(at + 7, (short) number(random));
        }
        return repaired(random, file);
    }

    /** Mostly with corrected checksums and lengths, so that the damage is not detected at once. */
    private static byte[] repaired(SplittableRandom random, byte[] file) {
        if (random.nextInt(4) == 0 || file.length < 20) {
            return file;
        }
        var bytes = ByteBuffer.wrap(file);
        if (file[0] == (byte) 0x89) {
            for (long at = 8; at >= 0 && at + 12 <= file.length; ) {
                long end = at + 8 + (bytes.getInt((int) at) & 0xffffffffL);
                if (end + 4 <= file.length) {
                    var checksum = new CRC32();
                    checksum.update(file, (int) at + 4, (int) (end - at) - 4);
                    bytes.putInt((int) end, (int) checksum.getValue());
                }
                at = end + 4;
            }
        } else if (file[0] == 'R') {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
        }
        return file;
    }

    private static long number(SplittableRandom random) {
        return random.nextInt(4) == 0 ? random.nextInt(300) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] pick(SplittableRandom random, List<byte[]> some) {
        return some.get(random.nextInt(some.size()));
    }
}
