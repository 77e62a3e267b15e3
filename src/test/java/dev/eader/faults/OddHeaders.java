package dev.eader.faults;

import static dev.eader.faults.RandomValues.bytes;
import static dev.eader.faults.RandomValues.large;
import static dev.eader.faults.RandomValues.pick;
import static dev.eader.faults.RandomValues.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Generates headers of frame records with unusual names, values and times. */
final class OddHeaders {
    private OddHeaders() {}

    static List<Header> headers(SplittableRandom random) {
        List<Header> headers = new ArrayList<>();
        if (random.nextBoolean()) {
            headers.add(header("ce_specversion", "1.0"));
            headers.add(header("ce_time", time(random)));
            headers.add(new RecordHeader("ce_id", random.nextBoolean() ? bytes(random, 6) : null));
        }
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = pick(
                    random,
                    List.of(
                            "",
                            "x",
                            "x",
                            "ce_id",
                            "ce_type",
                            "ce_time",
                            "ce_specversion",
                            "content-type",
                            "traceparent",
                            "tracestate",
                            "eader-code",
                            "eader-stage",
                            "eader-site",
                            "eader-redriven",
                            "__streams.errors.message",
                            "n".repeat(5000),
                            "\ud83d\ude00\r\n"));
            // ce_time gets a separate value, because the values include an invalid time
            headers.add(name.equals("ce_time") ? header(name, time(random)) : headerOf(random, name));
        }
        return headers;
    }

    private static Header headerOf(SplittableRandom random, String name) {
        return new RecordHeader(
                name,
                switch (random.nextInt(6)) {
                    case 0 -> null;
                    case 1 -> new byte[0];
                    case 2 -> bytes(random, random.nextInt(60));
                    case 3 -> new byte[large(random)];
                    case 4 -> "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8);
                    default -> text(random).getBytes(UTF_8);
                });
    }

    private static String time(SplittableRandom random) {
        List<String> times = List.of(
                "0001-01-01T00:00:00Z",
                "2026-01-01t00:00:00z",
                "2026-01-01T00:00:00.1234567891+01:00",
                "9999-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59-23:59",
                "1970-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "yesterday",
                "T",
                "Z",
                "-",
                "2026-01-01T00:00:00.-5Z",
                "2026-01-01T00:00:00+99999999999999999:00");
        return pick(random, times);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
