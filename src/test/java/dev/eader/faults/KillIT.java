package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise, under kill -9. */
class KillIT {
    private static final int FRAMES = 2000;
    private static final int KILLS = 3;
    private static final int SHARE = FRAMES / (KILLS + 2);
    private static final List<String> CAMERAS = List.of("a", "b", "c", "d", "e", "f");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void each_frame_has_exactly_one_outcome_when_the_service_is_killed_three_times() throws Exception {
        var random = new SplittableRandom(17);
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        try (var feed = new Feed<Frame>(broker.bootstrap());
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations());
                var letters = new Topic(broker.bootstrap(), topics.deadLetters())) {
            Map<Place, Frame> places = send(feed, topics.frames(), random);

            for (int kill = 1; kill <= KILLS; kill++) {
                var service = processes.service(broker);
                // somewhere in its own share of the frames, so that each life answers some and leaves many
                int progress = SHARE * kill - random.nextInt(SHARE / 2);
                outcomes.await(progress, PATIENCE);
                service.kill();
                assertThat(outcomes.all())
                        .as("kill %d fell in the middle", kill)
                        .hasSizeLessThan(FRAMES);
            }
            var last = processes.service(broker);
            outcomes.await(FRAMES, PATIENCE);
            last.signal("TERM");
            assertThat(last.exitCode(Duration.ofSeconds(10))).isZero();

            assertThat(letters.all()).isEmpty();
            List<Segmentation> answers = Feed.parse(outcomes.all());
            Feed.assertEachAnsweredOnce(places.keySet(), answers);
            Map<String, Long> sequences = new HashMap<>();
            for (Segmentation answer : answers) {
                Frame frame = places.get(Place.of(answer));
                assertThat(answer.hasResult()).as("%s", answer.getFailed()).isTrue();
                assertThat(answer.getFrameId()).isEqualTo(frame.getFrameId());
                assertThat(answer.getSequence())
                        .as("order of camera %s", answer.getCameraId())
                        .isEqualTo(sequences.merge(answer.getCameraId(), 1L, Long::sum));
            }
        }
    }

    private static Map<Place, Frame> send(Feed<Frame> feed, String topic, SplittableRandom random) throws Exception {
        var scenes = new Scenes(23);
        Map<String, Long> sequences = new HashMap<>();
        for (int i = 0; i < FRAMES; i++) {
            String camera = CAMERAS.get(random.nextInt(CAMERAS.size()));
            Frame frame = scenes.frame(camera, sequences.merge(camera, 1L, Long::sum));
            feed.send(frame, new ProducerRecord<>(topic, camera.getBytes(UTF_8), frame.toByteArray()));
        }
        Map<Place, Frame> places = feed.places();
        assertThat(places).hasSize(FRAMES);
        return places;
    }
}
