package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redrives are killed and run concurrently; each record is moved once. Long form: {@code -Deader.redrive.kills=20}. */
class RedriveIT {
    private static final int KILLS = Integer.getInteger("eader.redrive.kills", 2);
    private static final int A_LIFE = 300;
    private static final int LETTERS = A_LIFE * (KILLS + 1);
    private static final int BYTES = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void killed_and_concurrent_redrives_move_each_record_once() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        try (var feed = new Feed<Integer>(broker.bootstrap());
                var frames = new Topic(broker.bootstrap(), topics.frames())) {
            for (int i = 0; i < LETTERS; i++) {
                byte[] value = new byte[BYTES];
                value[0] = (byte) (i >> 8);
                value[1] = (byte) i;
                feed.send(i, new ProducerRecord<>(topics.deadLetters(), ("camera" + i % 5).getBytes(UTF_8), value));
            }
            assertThat(feed.places()).hasSize(LETTERS);

            int inTheMiddle = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                var redrive = redrive(broker);
                frames.await(Math.min(LETTERS, (kill - 1) * A_LIFE + 1), PATIENCE);
                redrive.kill();
                if (frames.all().size() < LETTERS) {
                    inTheMiddle++;
                }
            }
            var elder = redrive(broker);
            var younger = redrive(broker);
            elder.exitCode(PATIENCE);
            younger.exitCode(PATIENCE);
            assertThat(redrive(broker).exitCode(PATIENCE)).isZero();

            assertThat(frames.all())
                    .extracting(frame -> (frame.value()[0] & 0xff) << 8 | frame.value()[1] & 0xff)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, LETTERS).boxed().toList());
            assertThat(frames.all()).allSatisfy(frame -> assertThat(
                            frame.headers().lastHeader("eader-redriven").value())
                    .isEqualTo("1".getBytes(UTF_8)));
            System.out.printf(
                    "redrive: letters=%d kills=%d in_the_middle=%d moved=%d twice=0 lost=0%n",
                    LETTERS, KILLS, inTheMiddle, frames.all().size());
        }
    }

    private AppProcess redrive(BrokerProcess broker) throws Exception {
        return processes.command(
                "redrive", "--bootstrap", broker.bootstrap(), "--topic-prefix", processes.topicPrefix());
    }
}
