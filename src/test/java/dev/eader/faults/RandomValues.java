package dev.eader.faults;

import java.util.List;
import java.util.SplittableRandom;

/** Random texts, sizes and bytes for {@link OddRecords}. */
final class RandomValues {
    /** Bytes of the largest header, attribute or key. */
    private static final int MAX_LARGE_BYTES = 1 << 20;
    /** One in this many records has a large header, attribute or key. */
    private static final int LARGE_EACH = 200;

    private RandomValues() {}

    static String text(SplittableRandom random) {
        return pick(
                random, List.of("", "a", "\u0000", "\r\n\u001b[31m", "\ud83d\ude00", "\u202eabc", "<b>", "{}", "é"));
    }

    /** A random size, mostly small. */
    static int large(SplittableRandom random) {
        return random.nextInt(LARGE_EACH) == 0 ? random.nextInt(MAX_LARGE_BYTES / 2) : random.nextInt(5000);
    }

    static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static <T> T pick(SplittableRandom random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
