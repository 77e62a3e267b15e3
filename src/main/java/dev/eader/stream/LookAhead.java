package dev.eader.stream;

import dev.eader.observe.Observing;
import dev.eader.wire.FrameRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * Frames in hand, ahead of the stream thread.
 *
 * <p>Kafka Streams hands over one record at a time; a device wants many. So every polled record starts on its way at once
 * ({@link #expect}), and the stream thread later picks up its outcome ({@link #join}), in its own order. Offsets,
 * transactions and order stay Kafka Streams' own: an outcome that is never picked up has never been. A record that was
 * not expected is simply processed when it is asked for.
 *
 * <p>At most so many frames and bytes are on their way at once; what was polled beyond that waits for its turn, in the
 * order of polling. Thread-safe.
 */
public final class LookAhead {
    private final Function<FrameRecord, CompletableFuture<FrameOutcome>> pipeline;
    private final int mostFrames;
    private final long mostBytes;
    private final Observer observer;
    private final Map<Integer, ConcurrentSkipListMap<Long, Entry>> partitions = new HashMap<>();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private int frames;
    private long bytes;

    /** Hears whether a record that was joined had been expected. */
    public interface Observer {
        void joined(boolean expected);
    }

    /** One record in hand. {@code started} once it has been given to the pipeline. */
    private static final class Entry {
        final FrameRecord record;
        final long written;
        final CompletableFuture<FrameOutcome> outcome = new CompletableFuture<>();
        CompletableFuture<FrameOutcome> running;
        boolean counted;
        boolean dropped;

        Entry(FrameRecord record, long written) {
            this.record = record;
            this.written = written;
        }
    }

    /**
     * @param mostFrames on their way at once, at least 1
     * @param mostBytes that these frames weigh together; a single frame may weigh more
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public LookAhead(
            Function<FrameRecord, CompletableFuture<FrameOutcome>> pipeline,
            int mostFrames,
            long mostBytes,
            Observer observer) {
        if (mostFrames < 1) {
            throw new IllegalArgumentException("eader.stream.look-ahead-frames must be at least 1, not " + mostFrames);
        }
        if (mostBytes < 1) {
            throw new IllegalArgumentException("eader.stream.look-ahead-bytes must be at least 1, not " + mostBytes);
        }
        this.pipeline = pipeline;
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
        this.observer = observer;
    }

    /** As {@link #expect(FrameRecord, long)}, for a record whose time in Kafka is unknown: written now. */
    public void expect(FrameRecord record) {
        expect(record, System.currentTimeMillis());
    }

    /**
     * Starts a polled record, or queues it until there is room. A record that is in flight already is ignored.
     *
     * @param written when the record was written, in milliseconds by a clock that can be trusted
     */
    public synchronized void expect(FrameRecord record, long written) {
        var entries = partitions.computeIfAbsent(record.partition(), partition -> new ConcurrentSkipListMap<>());
        if (!entries.containsKey(record.offset())) {
            Entry entry = new Entry(record, written);
            entries.put(record.offset(), entry);
            waiting.add(entry);
            startWhatFits();
        }
    }

    /**
     * The outcome of a record, which is then no longer in hand; nor are the records before it in its partition, which
     * never came this far. Waits for it.
     */
    FrameOutcome join(FrameRecord record) throws InterruptedException {
        CompletableFuture<FrameOutcome> outcome = take(record);
        try {
            return outcome.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a pipeline's outcomes never fail", e.getCause());
        } finally {
            finish(record);
        }
    }

    private synchronized CompletableFuture<FrameOutcome> take(FrameRecord record) {
        var entries = partitions.get(record.partition());
        if (entries != null) {
            Iterator<Entry> earlier =
                    entries.headMap(record.offset(), false).values().iterator();
            while (earlier.hasNext()) {
                drop(earlier.next());
                earlier.remove();
            }
        }
        Entry entry = entries == null ? null : entries.get(record.offset());
        boolean expected = entry != null;
        Observing.run("a record that was joined", () -> observer.joined(expected));
        if (entry == null) {
            return pipeline.apply(record);
        }
        // the stream thread waits for this one: room or not, it goes first
        start(entry);
        return entry.outcome;
    }

    private synchronized void finish(FrameRecord record) {
        var entries = partitions.get(record.partition());
        Entry entry = entries == null ? null : entries.remove(record.offset());
        if (entry != null) {
            drop(entry);
        }
        startWhatFits();
    }

    /** Lets go of all records of a partition, as when another instance has it now. */
    public synchronized void drop(int partition) {
        var entries = partitions.remove(partition);
        if (entries != null) {
            entries.values().forEach(this::drop);
            startWhatFits();
        }
    }

    /** Frames on their way or waiting for room. */
    public synchronized int size() {
        return partitions.values().stream().mapToInt(Map::size).sum();
    }

    /** Frames on their way, as the limit counts them. */
    synchronized int running() {
        return frames;
    }

    /** How long the oldest frame in hand has been so. */
    public synchronized Duration oldest() {
        long oldest = partitions.values().stream()
                .flatMap(entries -> entries.values().stream())
                .mapToLong(entry -> System.nanoTime() - entry.record.polledNanos())
                .max()
                .orElse(0);
        return Duration.ofNanos(oldest);
    }

    /** Age of the oldest record in flight since it was written; zero when there is none. */
    public synchronized Duration staleness(InstantSource clock) {
        long written = partitions.values().stream()
                .flatMap(entries -> entries.values().stream())
                .mapToLong(entry -> entry.written)
                .min()
                .orElse(Long.MAX_VALUE);
        return Duration.ofMillis(Math.max(0, clock.millis() - written));
    }

    private void startWhatFits() {
        while (!waiting.isEmpty()) {
            Entry next = waiting.peek();
            boolean room = frames == 0 || frames < mostFrames && bytes + next.record.bytes() <= mostBytes;
            if (next.running == null && !next.dropped) {
                if (!room) {
                    return;
                }
                start(next);
            }
            waiting.remove();
        }
    }

    private void start(Entry entry) {
        if (entry.running != null || entry.dropped) {
            return;
        }
        entry.counted = true;
        frames++;
        bytes += entry.record.bytes();
        entry.running = pipeline.apply(entry.record);
        entry.running.whenComplete((outcome, failure) -> {
            if (failure == null) {
                entry.outcome.complete(outcome);
            } else {
                entry.outcome.completeExceptionally(failure);
            }
        });
    }

    private void drop(Entry entry) {
        entry.dropped = true;
        if (entry.counted) {
            entry.counted = false;
            frames--;
            bytes -= entry.record.bytes();
        }
        if (entry.running != null) {
            entry.running.cancel(false);
        }
    }
}
