package dev.eader.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {
    private static final String GROUP = "quarkus.kafka-streams.application-id";

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void each_guarantee_reads_committed_frames(String guarantee) {
        assertThat(setting("eader.stream.guarantee=" + guarantee, "kafka-streams.consumer.isolation.level"))
                .isEqualTo("read_committed");
    }

    @Test
    void application_id_without_a_prefix_is_eader() {
        assertThat(setting("", GROUP)).isEqualTo("eader");
    }

    @Test
    void application_ids_of_two_prefixes_differ() {
        assertThat(setting("eader.topics.prefix=a.", GROUP)).isEqualTo("a.eader");
        assertThat(setting("eader.topics.prefix=b.", GROUP)).isEqualTo("b.eader");
    }

    @Test
    void configured_application_id_overrides_the_prefix() {
        assertThat(setting("eader.topics.prefix=a. " + GROUP + "=mine", GROUP)).isEqualTo("mine");
    }

    @Test
    void metadata_is_refreshed_every_30_seconds_or_less() {
        assertThat(Integer.parseInt(setting("", "kafka-streams.consumer.metadata.max.age.ms")))
                .isBetween(5_000, 30_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eader.inference.timeout=20m | eader.inference.timeout is too long for exactly_once_v2 | at most 14m55s",
                "eader.inference.timeout=14m eader.stream.commit-interval=1m | eader.inference.timeout | at most 14m55s",
                "eader.inference.timeout=0ms | eader.inference.timeout | from 1ms to 24h, but is 0ms",
                "eader.inference.timeout=25h eader.stream.guarantee=at_least_once | eader.inference.timeout | to 24h",
                "eader.stream.commit-interval=-1ms | eader.stream.commit-interval | from 0ms to 24h, but is -1ms",
                "eader.stream.commit-interval=15m | eader.stream.commit-interval is too long | at most 14m55s",
                "kafka-streams.producer.transaction.timeout.ms=9000 | eader.inference.timeout | at most 4s",
                "kafka-streams.consumer.max.poll.interval.ms=10000 | max.poll.interval.ms must be longer | 10s",
                "kafka-streams.max.poll.interval.ms=500 | max.poll.interval.ms must be longer | 500ms",
                "kafka-streams.consumer.session.timeout.ms=3000 | session.timeout.ms must be longer | 3s",
                "kafka-streams.consumer.heartbeat.interval.ms=60000 | session.timeout.ms must be longer | 1m",
            })
    void conflicting_times_are_refused_with_the_accepted_range(String options, String named, String accepted) {
        assertThatThrownBy(() -> setting(options, GROUP))
                .hasMessageContaining(named)
                .hasMessageContaining(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "eader.inference.timeout=14m",
        "eader.inference.timeout=20m eader.stream.guarantee=at_least_once",
        "eader.inference.timeout=20m kafka-streams.producer.transaction.timeout.ms=1800000",
        "eader.stream.commit-interval=1m",
    })
    void transaction_and_poll_limits_exceed_the_inference_timeout(String options) {
        long inference = options.contains("14m") ? 840_000 : options.contains("20m") ? 1_200_000 : 70_000;
        assertThat(Long.parseLong(setting(options, "kafka-streams.producer.transaction.timeout.ms")))
                .isGreaterThanOrEqualTo(inference + 5_000);
        assertThat(Long.parseLong(setting(options, "kafka-streams.consumer.max.poll.interval.ms")))
                .isGreaterThanOrEqualTo(2 * inference);
    }

    @Test
    void values_recorded_at_build_time_do_not_limit_options() {
        var recorded = Map.of(
                "kafka-streams.producer.transaction.timeout.ms", "15050",
                "kafka-streams.consumer.max.poll.interval.ms", "300000");
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(recorded, "recorded", -1000))
                .withSources(new PropertiesConfigSource(Map.of("eader.inference.timeout", "10m"), "test", 300))
                .withSources(new StreamsSettings())
                .build();
        assertThat(config.getValue("kafka-streams.producer.transaction.timeout.ms", long.class))
                .isEqualTo(605_050);
    }

    /** @param options {@code name=value}, separated by spaces */
    private static String setting(String options, String name) {
        Map<String, String> set = Arrays.stream(options.split(" "))
                .filter(option -> !option.isEmpty())
                .map(option -> option.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(set, "test", 300))
                .withSources(new StreamsSettings())
                .build()
                .getValue(name, String.class);
    }
}
