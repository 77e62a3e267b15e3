package dev.eader.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import dev.eader.faults.Feed.Place;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;

/**
 * Sends frames of several cameras, with a limited number of frames without outcome, and compares the outcomes with the
 * frames. A separate thread sends and reads, so that frames flow while the test does something else.
 */
final class Account implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("eader.faults.patience", 180));

    private static final List<String> CAMERAS = List.of("a", "b", "c", "d", "e", "f");

    private final BiFunction<String, Long, Frame> frames;
    private final SplittableRandom random = new SplittableRandom(17);
    private final String topic;
    private final int ahead;
    private final Feed<Frame> feed;
    private final Topic outcomes;
    private final Topic letters;
    private final Map<String, Long> sequences = new HashMap<>();
    private final Set<Place> answeredPlaces = new HashSet<>();
    private final List<Segmentation> answers = new ArrayList<>();
    private final Thread thread = new Thread(this::sendAndRead, "account");
    private volatile Throwable failure;
    /** Written by the thread of the test only. */
    private volatile int maxFrames;

    private volatile int sent;
    private volatile int answered;
    private volatile boolean stopped;

    /**
     * Starts sending.
     *
     * @param frames makes a frame from a camera and a sequence number, starting at 1
     * @param maxFrames total number of frames
     * @param ahead maximum number of frames without outcome
     */
    Account(String bootstrap, Topics topics, BiFunction<String, Long, Frame> frames, int maxFrames, int ahead) {
        this.frames = frames;
        this.maxFrames = maxFrames;
        this.ahead = ahead;
        topic = topics.frames();
        feed = new Feed<>(bootstrap);
        outcomes = new Topic(bootstrap, topics.segmentations());
        letters = new Topic(bootstrap, topics.deadLetters());
        thread.setDaemon(true);
        thread.start();
    }

    private void sendAndRead() {
        try {
            while (!stopped) {
                while (sent < maxFrames && sent - answered < ahead) {
                    send();
                }
                read();
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void send() {
        String camera = CAMERAS.get(random.nextInt(CAMERAS.size()));
        Frame frame = frames.apply(camera, sequences.merge(camera, 1L, Long::sum));
        feed.send(frame, new ProducerRecord<>(topic, camera.getBytes(UTF_8), frame.toByteArray()));
        sent++;
    }

    private void read() throws Exception {
        outcomes.read();
        for (Segmentation answer : Feed.parse(outcomes.from(answers.size()))) {
            answers.add(answer);
            answeredPlaces.add(Place.of(answer));
        }
        answered = answeredPlaces.size();
    }

    /** Raises the total number of frames. */
    void allow(int more) {
        maxFrames += more;
    }

    /** Number of frames with a committed outcome. */
    int answered() {
        return answered;
    }

    /** Waits until this many frames were sent. */
    void awaitSent(int count) {
        Awaitility.await(count + " frames to be sent").atMost(PATIENCE).until(() -> sent >= count);
    }

    /** Waits until this many frames have an outcome. */
    void awaitAnswered(int count) {
        Awaitility.await(count + " frames to have an outcome; " + answered + " of " + sent + " have")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    if (failure != null) {
                        throw new IllegalStateException("the sending thread failed", failure);
                    }
                    return answered >= count;
                });
    }

    /** Stops sending and waits until every frame has an outcome. Call it before the assertions. */
    void settle() throws InterruptedException {
        maxFrames = 0;
        int before;
        do { // a frame may be in the middle of being sent
            before = sent;
            awaitAnswered(before);
        } while (before != sent);
        stopped = true;
        thread.join();
    }

    /** All outcomes up to the current end of the topic. */
    List<Segmentation> answers() throws Exception {
        outcomes.all();
        read();
        return List.copyOf(answers);
    }

    int deadLetters() {
        return letters.all().size();
    }

    /** Asserts that each frame has exactly one outcome, in the order of its camera. */
    void assertExactlyOnce() throws Exception {
        Feed.assertEachAnsweredOnce(feed.places().keySet(), answers());
        assertIdentityAndOrder(answers());
    }

    /** Asserts that each frame has an outcome, first outcomes in the order of the camera, duplicates with the same identity. */
    void assertAtLeastOnce() throws Exception {
        Map<Place, Segmentation> firsts = new LinkedHashMap<>();
        for (Segmentation answer : answers()) {
            Segmentation first = firsts.putIfAbsent(Place.of(answer), answer);
            if (first != null) {
                assertThat(answer.getCameraId()).isEqualTo(first.getCameraId());
                assertThat(answer.getFrameId()).isEqualTo(first.getFrameId());
                assertThat(answer.getSequence()).isEqualTo(first.getSequence());
                assertThat(answer.getCapturedAt()).isEqualTo(first.getCapturedAt());
                assertThat(answer.getOutcomeCase()).isEqualTo(first.getOutcomeCase());
            }
        }
        Feed.assertEachAnsweredOnce(feed.places().keySet(), List.copyOf(firsts.values()));
        assertIdentityAndOrder(List.copyOf(firsts.values()));
    }

    private void assertIdentityAndOrder(List<Segmentation> inOrder) throws Exception {
        Map<Place, Frame> places = feed.places();
        Map<String, Long> last = new HashMap<>();
        for (Segmentation answer : inOrder) {
            Frame frame = places.get(Place.of(answer));
            assertThat(answer.getCameraId()).isEqualTo(frame.getCameraId());
            assertThat(answer.getFrameId()).isEqualTo(frame.getFrameId());
            assertThat(answer.getCapturedAt()).isEqualTo(frame.getCapturedAt());
            assertThat(answer.getSequence())
                    .as("order of camera %s", answer.getCameraId())
                    .isEqualTo(last.merge(answer.getCameraId(), 1L, Long::sum));
        }
    }

    /** Prints the counts on one line after a description of the fault. */
    void print(String fault) throws Exception {
        List<Segmentation> all = answers();
        System.out.printf(
                "FAULTS %s: frames in %d, results %d, failed %d, skipped %d, duplicates %d, dead letters %d%n",
                fault,
                sent,
                all.stream().filter(Segmentation::hasResult).count(),
                all.stream().filter(Segmentation::hasFailed).count(),
                all.stream().filter(Segmentation::hasSkipped).count(),
                all.size() - answered,
                deadLetters());
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        feed.close();
        outcomes.close();
        letters.close();
    }
}
