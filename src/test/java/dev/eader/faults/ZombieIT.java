package dev.eader.faults;

import static dev.eader.faults.ServiceProcess.data;
import static dev.eader.faults.ServiceProcess.up;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.v1.Frame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conditions in which the service could stay alive without processing frames. It recovers, or ends and names the cause. Long form: {@code
 * -Deader.faults.stops=10 -Deader.faults.deleted=120}.
 */
class ZombieIT {
    private static final int STOPS = Integer.getInteger("eader.faults.stops", 1);
    private static final Duration DELETED = Duration.ofSeconds(Integer.getInteger("eader.faults.deleted", 10));
    private static final Duration END = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Account.PATIENCE;
    private static final int FRAMES = 40;

    @RegisterExtension
    final Processes processes = new Processes();

    private final Scenes scenes = new Scenes(41);
    private long sequence;

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "KILL"})
    void sigterm_without_a_broker_ends_in_time_and_loses_no_frame(String signal) throws Exception {
        var broker = processes.ownBroker();
        try (var account = new Account(
                broker.bootstrap(), Topics.prefixed(processes.topicPrefix()), scenes::frame, Integer.MAX_VALUE, 200)) {
            for (int stop = 1; stop <= STOPS; stop++) {
                var service = processes.service(broker, Processes.SHORT_TIMEOUT);
                account.awaitAnswered(account.answered() + 50);
                broker.signal(signal);
                service.signal("TERM");
                service.exitCode(END);
                if (signal.equals("STOP")) {
                    broker.signal("CONT");
                } else {
                    broker.kill();
                    broker = processes.restart(broker);
                    broker.bootstrap();
                }
            }
            processes.service(broker, Processes.SHORT_TIMEOUT).awaitReady();
            account.awaitAnswered(account.answered() + 50);
            account.settle();
            account.print("SIGTERM with the broker at SIG" + signal + ", " + STOPS + " times");
            account.assertExactlyOnce();
        }
    }

    @Test
    void broker_that_answers_with_tls_ends_the_process_with_the_cause() throws Exception {
        try (var tls = new TlsAnswer()) {
            var service = processes.service(
                    Map.of("KAFKA_BOOTSTRAP_SERVERS", tls.address()), new AppProcess.Allowance("-Xmx300m", ":"));
            assertThat(service.exitCode(PATIENCE)).isEqualTo(3);
            assertThat(service.err()).contains("OutOfMemoryError", "kafka.security.protocol");
        }
    }

    @Test
    void frames_topic_that_is_deleted_and_created_again_is_read_again() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var service = processes.service(broker, "eader.topics.create=false");
        try (var admin = admin(broker);
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations())) {
            send(broker, topics, FRAMES);
            outcomes.await(FRAMES, PATIENCE);
            admin.deleteTopics(List.of(topics.frames())).all().get();
            Awaitility.await("the missing topic to be noticed").atMost(PATIENCE).until(() -> service.out()
                    .contains("Topic " + topics.frames() + " does not exist"));
            service.awaitHealth("ready", health -> !up(health));
            Awaitility.await("liveness while the topic is missing")
                    .during(DELETED)
                    .atMost(DELETED.plusSeconds(30))
                    .until(() -> up(service.health("live")));

            admin.createTopics(List.of(new NewTopic(topics.frames(), 4, (short) 1)))
                    .all()
                    .get();
            send(broker, topics, FRAMES);
            outcomes.await(2 * FRAMES, PATIENCE);
            service.awaitReady();
            assertThat(outcomes.all()).hasSize(2 * FRAMES);
            System.out.printf(
                    "FAULTS frames.v1 deleted for %s: frames in %d, outcomes %d%n", DELETED, 2 * FRAMES, 2 * FRAMES);
        }
    }

    @Test
    void transaction_longer_than_the_broker_allows_ends_the_process_and_names_the_option() throws Exception {
        var service = processes.service(
                processes.broker(),
                "eader.inference.timeout=20m",
                "kafka-streams.producer.transaction.timeout.ms=1800000");
        assertThat(service.exitCode(PATIENCE)).isPositive();
        assertThat(service.err()).contains("eader.inference.timeout", "transaction.max.timeout.ms");
    }

    @Test
    void two_prefixes_on_one_broker_have_all_their_frames_answered() throws Exception {
        var broker = processes.broker();
        for (String prefix : List.of("a.", "b.")) {
            processes
                    .service(
                            Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap()),
                            List.of(
                                    "eader.topics.prefix=" + prefix,
                                    "eader.model.bundled=scenes",
                                    "eader.model.default=scenes"))
                    .awaitReady();
        }
        for (String prefix : List.of("a.", "b.")) {
            Topics topics = Topics.prefixed(prefix);
            send(broker, topics, FRAMES);
            try (var outcomes = new Topic(broker.bootstrap(), topics.segmentations())) {
                outcomes.await(FRAMES, PATIENCE);
                assertThat(outcomes.all()).as(prefix).hasSize(FRAMES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
    void aborted_frames_get_no_outcome(String guarantee) throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        processes.service(broker, "eader.stream.guarantee=" + guarantee).awaitReady();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", processes.name());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int frame = 0; frame < 5; frame++) {
                producer.send(record(topics, null)).get();
            }
            producer.abortTransaction();
            producer.beginTransaction();
            for (int frame = 0; frame < 5; frame++) {
                producer.send(record(topics, null)).get();
            }
            producer.commitTransaction();
            outcomes.await(5, PATIENCE);
            assertThat(Feed.parse(outcomes.all()))
                    .extracting(outcome -> outcome.getSequence())
                    .containsExactly(6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void added_partition_is_read_within_a_minute() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        processes.service(broker).awaitReady();
        try (var admin = admin(broker);
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations());
                var feed = new Feed<Long>(broker.bootstrap())) {
            admin.createPartitions(Map.of(topics.frames(), NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            feed.send(sequence, record(topics, 5));
            outcomes.await(1, Duration.ofSeconds(60));
            assertThat(Feed.parse(outcomes.all()).get(0).getOrigin().getPartition())
                    .isEqualTo(5);
        }
    }

    @Test
    void deleted_frames_are_counted_and_logged() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var first = processes.service(broker);
        try (var admin = admin(broker);
                var outcomes = new Topic(broker.bootstrap(), topics.segmentations())) {
            send(broker, topics, FRAMES);
            outcomes.await(FRAMES, PATIENCE);
            first.signal("TERM");
            assertThat(first.exitCode(END)).isZero();
            send(broker, topics, FRAMES);
            Deleted deleted = Deleted.all(admin, topics.frames());

            var second = processes.service(broker);
            second.awaitReady();
            send(broker, topics, FRAMES);
            outcomes.await(2 * FRAMES, PATIENCE);
            assertThat(second.metrics()).contains("eader_frames_lost_total " + (double) FRAMES);
            assertThat(second.out()).contains("were deleted before they were read");
            assertThat(deleted.records()).isEqualTo(2 * FRAMES);
            assertThat(outcomes.all()).hasSize(2 * FRAMES);
        }
    }

    @Test
    void open_transaction_of_a_sender_is_named_by_readiness() throws Exception {
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var service = processes.service(broker);
        service.awaitReady();
        Map<String, Object> settings =
                new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", processes.name()));
        settings.put("transaction.timeout.ms", 600_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(topics, 2)).get();
            service.awaitHealth("ready", health -> data(health, "assignment", "open transactions")
                    .asText()
                    .contains(topics.frames() + "-2"));
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(service.metrics())
                    .containsPattern("(?m)^eader_open_transaction_seconds [1-9]"));
            producer.abortTransaction();
            service.awaitHealth("ready", health -> data(health, "assignment", "open transactions")
                    .isMissingNode());
        }
    }

    private void send(BrokerProcess broker, Topics topics, int count) throws Exception {
        try (var feed = new Feed<Long>(broker.bootstrap())) {
            for (int frame = 0; frame < count; frame++) {
                feed.send(sequence, record(topics, null));
            }
            feed.places();
        }
    }

    /** @param partition null to choose it by the key */
    private ProducerRecord<byte[], byte[]> record(Topics topics, Integer partition) {
        Frame frame = scenes.frame("door", ++sequence);
        return new ProducerRecord<>(topics.frames(), partition, "door".getBytes(UTF_8), frame.toByteArray());
    }

    private static Admin admin(BrokerProcess broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }
}
