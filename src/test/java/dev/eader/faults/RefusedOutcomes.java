package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.faults.Feed.Place;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Compares outcomes and dead letters with the {@link RefusedFrame}s that were sent. */
final class RefusedOutcomes {
    private RefusedOutcomes() {}

    /** @param number of the frame, from 1 */
    record Sent(int number, RefusedFrame kind, String frameId) {}

    /** @param once whether each frame must have a single outcome */
    static void assertAnswers(Map<Place, Sent> places, List<Segmentation> answers, boolean once) {
        if (once) {
            Feed.assertEachAnsweredOnce(places.keySet(), answers);
        }
        Map<Place, Segmentation> last = new HashMap<>();
        answers.forEach(answer -> last.put(Place.of(answer), answer));
        assertThat(last.keySet()).isEqualTo(places.keySet());
        places.forEach((place, sent) -> {
            Segmentation answer = last.get(place);
            assertThat(answer.hasResult())
                    .as("%s: %s", sent, answer)
                    .isEqualTo(sent.kind().code() == null);
            if (sent.kind().code() != null) {
                assertThat(answer.getFailed().getCode())
                        .as("%s", sent)
                        .isEqualTo(sent.kind().code());
            }
            if (sent.kind() != RefusedFrame.COMPRESSED_JSON) {
                assertThat(answer.getFrameId()).isEqualTo(sent.frameId());
            }
        });
    }

    /** @param once whether each failed frame must have a single letter */
    static void assertLetters(Map<Place, Sent> places, List<ConsumerRecord<byte[], byte[]>> letters, boolean once) {
        Map<Place, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        letters.forEach(letter -> last.put(origin(letter), letter));
        Set<Place> failed = new HashSet<>(places.keySet());
        failed.removeIf(place -> places.get(place).kind() == RefusedFrame.GOOD);
        assertThat(last.keySet()).isEqualTo(failed);
        if (once) {
            assertThat(letters).hasSameSizeAs(failed);
        }
        long now = System.currentTimeMillis();
        last.forEach((place, letter) -> {
            RefusedFrame kind = places.get(place).kind();
            assertThat(letter.timestamp())
                    .as("%s", kind)
                    .isBetween(now - Duration.ofHours(1).toMillis(), now);
            Header cut = letter.headers().lastHeader("eader-cut");
            List<String> parts =
                    cut == null ? new ArrayList<>() : Arrays.asList(new String(cut.value(), UTF_8).split(","));
            assertThat(parts.contains("value"))
                    .as("%s", kind)
                    .isEqualTo(EnumSet.of(
                                            RefusedFrame.LARGE_BROKEN_FRAME,
                                            RefusedFrame.LARGE_ATTRIBUTES,
                                            RefusedFrame.LARGE_HEADERS)
                                    .contains(kind)
                            || kind.compressed()
                            || parts.contains("value") && kind == RefusedFrame.NO_KEY);
        });
    }

    private static Place origin(ConsumerRecord<byte[], byte[]> letter) {
        return new Place(
                text(letter, "eader-origin-topic"),
                Integer.parseInt(text(letter, "eader-origin-partition")),
                Long.parseLong(text(letter, "eader-origin-offset")));
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
