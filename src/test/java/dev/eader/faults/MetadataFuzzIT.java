package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends seeded records with unusual metadata through the service and a real broker. The long form: {@code
 * -Deader.fuzz.records=20000}, another seed: {@code -Deader.fuzz.seed=7}.
 */
class MetadataFuzzIT {
    private static final int RECORDS = Integer.getInteger("eader.fuzz.records", 1000);
    private static final long SEED = Long.getLong("eader.fuzz.seed", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(120 + RECORDS / 20);
    private static final Duration END = Duration.ofSeconds(30);
    private static final Pattern COUNTED = Pattern.compile("eader_frames_total\\{outcome=\"(\\w+)\".*} (\\S+)");

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void records_with_unusual_metadata_get_exactly_one_outcome_each() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        keepAnyTimestamp(broker.bootstrap(), topics);
        var service = processes.service(broker);
        var odd = new OddRecords(SEED, topics.frames());
        List<Feed<Integer>> feeds = OddRecords.COMPRESSIONS.stream()
                .map(compression -> new Feed<Integer>(
                        broker.bootstrap(),
                        Map.of(
                                "compression.type",
                                compression,
                                "linger.ms",
                                5,
                                "max.request.size",
                                Topics.MAX_RECORD_BYTES)))
                .toList();
        try (var outcomes = new Topic(broker.bootstrap(), topics.segmentations());
                var letters = new Topic(broker.bootstrap(), topics.deadLetters())) {
            for (int i = 0; i < RECORDS; i++) {
                feeds.get(OddRecords.compression(i)).send(i, odd.record(i));
            }
            Map<Place, Integer> places = new HashMap<>();
            for (Feed<Integer> feed : feeds) {
                places.putAll(feed.places());
            }
            assertThat(places).hasSize(RECORDS);

            outcomes.await(RECORDS, PATIENCE);
            Map<String, Long> counted = counted(service.metrics());
            assertThat(ServiceProcess.up(service.health("live"))).isTrue();
            service.signal("TERM");
            assertThat(service.exitCode(END)).isZero();
            assertThat(service.output()).doesNotContain("stream thread failed", "OutOfMemoryError");

            List<Segmentation> answers = Feed.parse(outcomes.all());
            Feed.assertEachAnsweredOnce(places.keySet(), answers);
            assertThat(counts(answers)).as("counted by the service").isEqualTo(counted);
            assertThat(counted).containsKeys("result", "skipped", "failed");
            assertKeys(outcomes.all(), answers, places, odd);
            assertLetters(letters.all(), answers, places, odd);
            System.out.printf(
                    "FAULTS fuzz of metadata: seed %d, frames in %d, %s, dead letters %d%n",
                    SEED, RECORDS, counted, letters.all().size());
        } finally {
            feeds.forEach(Feed::close);
        }
    }

    /** Disables retention, which would delete records with timestamps of 1970 before they are read. */
    private static void keepAnyTimestamp(String bootstrap, Topics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var keep = List.of(
                    set(TopicConfig.RETENTION_MS_CONFIG, "-1"),
                    set(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Long.MAX_VALUE / 4)));
            var any = new ArrayList<>(keep);
            any.add(set(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"));
            any.add(set(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE)));
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topics.frames()), any,
                            new ConfigResource(ConfigResource.Type.TOPIC, topics.deadLetters()), keep))
                    .all()
                    .get();
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /** Outcomes have the key of their camera, or an empty key if the key of the frame is not a camera. */
    private static void assertKeys(
            List<ConsumerRecord<byte[], byte[]>> records,
            List<Segmentation> answers,
            Map<Place, Integer> places,
            OddRecords odd) {
        for (int i = 0; i < records.size(); i++) {
            byte[] key = odd.record(places.get(Place.of(answers.get(i)))).key();
            String text = key == null ? "" : new String(key, UTF_8);
            boolean isCamera = !text.isEmpty() && text.length() <= 4096 && Arrays.equals(text.getBytes(UTF_8), key);
            assertThat(records.get(i).key()).isEqualTo(isCamera ? key : new byte[0]);
            if (isCamera) {
                assertThat(answers.get(i).getCameraId()).isEqualTo(text);
            } else {
                assertThat(answers.get(i).hasFailed()).isTrue();
            }
        }
    }

    /** Each failed frame has one dead-letter record with its key, value and headers. */
    private static void assertLetters(
            List<ConsumerRecord<byte[], byte[]>> letters,
            List<Segmentation> answers,
            Map<Place, Integer> places,
            OddRecords odd) {
        assertThat(letters.stream().map(MetadataFuzzIT::origin))
                .containsExactlyInAnyOrderElementsOf(answers.stream()
                        .filter(Segmentation::hasFailed)
                        .map(Place::of)
                        .toList());
        for (var letter : letters) {
            ProducerRecord<byte[], byte[]> sent = odd.record(places.get(origin(letter)));
            assertThat(letter.key()).isEqualTo(sent.key());
            assertThat(letter.value()).isEqualTo(sent.value());
            Header[] all = letter.headers().toArray();
            int original = sent.headers().toArray().length;
            assertThat(all).hasSize(original + 6);
            assertThat(Arrays.copyOf(all, original)).isEqualTo(sent.headers().toArray());
        }
    }

    private static Map<String, Long> counts(List<Segmentation> answers) {
        Map<String, Long> counts = new TreeMap<>();
        answers.forEach(answer -> counts.merge(answer.getOutcomeCase().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
        return counts;
    }

    private static Map<String, Long> counted(String metrics) {
        Map<String, Long> counted = new TreeMap<>();
        COUNTED.matcher(metrics)
                .results()
                .forEach(line -> counted.merge(line.group(1), (long) Double.parseDouble(line.group(2)), Long::sum));
        return counted;
    }

    private static Place origin(ConsumerRecord<?, ?> letter) {
        return new Place(
                header(letter, "eader-origin-topic"),
                Integer.parseInt(header(letter, "eader-origin-partition")),
                Long.parseLong(header(letter, "eader-origin-offset")));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
