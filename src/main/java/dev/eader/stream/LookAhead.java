package dev.eader.stream;

import dev.eader.observe.Observing;
import dev.eader.wire.FrameRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Starts processing polled frames before the stream thread asks for them. Kafka Streams passes one record at a time to a
 * processor, but inference needs many frames at once to fill its batches.
 *
 * <p>A frame passes through four steps; the sequence diagram is in {@code src/docs/decisions/0001-look-ahead.md}:
 *
 * <ol>
 *   <li><b>submit</b>: {@link LookAheadInterceptor} calls {@link #submit} with each polled record. The pipeline starts at
 *       once, or when the limits of frames and bytes in flight allow it, in the order of polling.
 *   <li><b>complete</b>: the pipeline completes the outcome on another thread. The frame stays in flight.
 *   <li><b>join</b>: {@link SegmentProcessor} calls {@link #join} with each record, in Kafka's order, and waits for the
 *       outcome. A record that was never submitted is processed now.
 *   <li><b>revoke</b>: when another instance gets the partition, {@link #revoke} discards its frames.
 * </ol>
 *
 * <p>Kafka Streams alone commits offsets. An outcome that is never joined is discarded, and Kafka delivers its record again.
 * Thread-safe.
 */
public final class LookAhead {
    private final Function<FrameRecord, CompletableFuture<FrameOutcome>> pipeline;
    private final int maxFrames;
    private final long maxBytes;
    private final Observer observer;
    /** Submitted and not yet joined or discarded, by partition and offset. */
    private final Map<Integer, TreeMap<Long, Entry>> partitions = new HashMap<>();
    /** In the order of polling. Entries that were started by {@link #join} or discarded are skipped later. */
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();

    private int framesInFlight;
    private long bytesInFlight;

    /** Is notified of each joined record. */
    public interface Observer {
        /** @param submitted whether the record had been submitted before the stream thread asked for it */
        void joined(boolean submitted);
    }

    private enum State {
        /** Waits until the limits allow it to start. */
        QUEUED,
        /** Its outcome is computed, or is complete and waits to be joined. */
        IN_FLIGHT,
        /** Joined or discarded. */
        REMOVED
    }

    private static final class Entry {
        final FrameRecord record;
        final long writtenMillis;
        State state = State.QUEUED;
        /** Null while the entry is queued. */
        CompletableFuture<FrameOutcome> outcome;

        Entry(FrameRecord record, long writtenMillis) {
            this.record = record;
            this.writtenMillis = writtenMillis;
        }
    }

    /**
     * @param pipeline processes a frame; its future never fails, but may be cancelled
     * @param maxFrames maximum number of frames in flight, at least 1
     * @param maxBytes maximum size of these frames' keys and values together, at least 1; a single frame may be larger
     * @throws IllegalArgumentException when a limit is below 1
     */
    public LookAhead(
            Function<FrameRecord, CompletableFuture<FrameOutcome>> pipeline,
            int maxFrames,
            long maxBytes,
            Observer observer) {
        if (maxFrames < 1) {
            throw new IllegalArgumentException(
                    "eader.stream.look-ahead-frames must be at least 1, but is " + maxFrames);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("eader.stream.look-ahead-bytes must be at least 1, but is " + maxBytes);
        }
        this.pipeline = pipeline;
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
        this.observer = observer;
    }

    /**
     * Starts a polled record, or queues it while the limits are reached. Ignores a record that is submitted already.
     *
     * @param writtenMillis when the record was written, in milliseconds since 1970 by the broker's or this machine's clock
     */
    public synchronized void submit(FrameRecord record, long writtenMillis) {
        TreeMap<Long, Entry> entries = partitions.computeIfAbsent(record.partition(), partition -> new TreeMap<>());
        if (!entries.containsKey(record.offset())) {
            Entry entry = new Entry(record, writtenMillis);
            entries.put(record.offset(), entry);
            queue.add(entry);
            startQueued();
        }
    }

    /**
     * Waits for the outcome of a record and removes the record. Discards earlier records of its partition: Kafka Streams
     * passes records in order, so they will not be joined.
     */
    FrameOutcome join(FrameRecord record) throws InterruptedException {
        CompletableFuture<FrameOutcome> outcome = startForJoin(record);
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the pipeline threw an exception instead of a failed outcome", e.getCause());
        } finally {
            removeJoined(record);
        }
    }

    private synchronized CompletableFuture<FrameOutcome> startForJoin(FrameRecord record) {
        TreeMap<Long, Entry> entries = partitions.getOrDefault(record.partition(), new TreeMap<>());
        removeAll(entries.headMap(record.offset(), false).values());
        Entry entry = entries.get(record.offset());
        Observing.run("a joined record", () -> observer.joined(entry != null));
        if (entry == null) {
            return pipeline.apply(record);
        }
        if (entry.state == State.QUEUED) {
            // the stream thread waits for this one, so the limits do not apply
            start(entry);
        }
        return entry.outcome;
    }

    private synchronized void removeJoined(FrameRecord record) {
        TreeMap<Long, Entry> entries = partitions.getOrDefault(record.partition(), new TreeMap<>());
        removeAll(entries.headMap(record.offset(), true).values());
        startQueued();
    }

    /** Discards all records of a partition. */
    public synchronized void revoke(int partition) {
        TreeMap<Long, Entry> entries = partitions.remove(partition);
        if (entries != null) {
            removeAll(entries.values());
            startQueued();
        }
    }

    /** Returns the number of records that are queued or in flight. */
    public synchronized int size() {
        return partitions.values().stream().mapToInt(Map::size).sum();
    }

    /** Returns the number of frames that count towards the limit. */
    synchronized int framesInFlight() {
        return framesInFlight;
    }

    /** Returns the time since the oldest record was polled; zero when there is none. */
    public synchronized Duration oldestAge() {
        long now = System.nanoTime();
        return Duration.ofNanos(entries()
                .mapToLong(entry -> now - entry.record.polledNanos())
                .max()
                .orElse(0));
    }

    /** Returns the time since the oldest record was written; zero when there is none. */
    public synchronized Duration staleness(InstantSource clock) {
        long now = clock.millis();
        long age = entries().mapToLong(entry -> now - entry.writtenMillis).max().orElse(0);
        return Duration.ofMillis(Math.max(0, age));
    }

    private Stream<Entry> entries() {
        return partitions.values().stream().flatMap(entries -> entries.values().stream());
    }

    private void startQueued() {
        while (!queue.isEmpty()) {
            Entry next = queue.peek();
            if (next.state == State.QUEUED) {
                if (!hasRoom(next.record.bytes())) {
                    return;
                }
                start(next);
            }
            queue.remove();
        }
    }

    private boolean hasRoom(long bytes) {
        return framesInFlight == 0 || framesInFlight < maxFrames && bytesInFlight + bytes <= maxBytes;
    }

    private void start(Entry entry) {
        entry.outcome = pipeline.apply(entry.record);
        entry.state = State.IN_FLIGHT;
        framesInFlight++;
        bytesInFlight += entry.record.bytes();
    }

    /** Cancels outcomes that are not complete, and empties the collection. */
    private void removeAll(Collection<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.state == State.IN_FLIGHT) {
                framesInFlight--;
                bytesInFlight -= entry.record.bytes();
                entry.outcome.cancel(false);
            }
            entry.state = State.REMOVED;
        }
        entries.clear();
    }
}
