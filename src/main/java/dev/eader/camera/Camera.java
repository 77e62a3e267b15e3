package dev.eader.camera;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.eader.v1.Frame;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends the frames of a source to Kafka as one camera, at a given rate. Not thread-safe. */
public final class Camera {

    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FrameProducer producer;
    private final Frame template;
    private long sequence;

    /**
     * @param template the fields that all frames share: camera id, and optionally model, outputs and labels
     * @throws IllegalArgumentException if the template has no camera id
     */
    public Camera(FrameProducer producer, Frame template) {
        if (template.getCameraId().isBlank()) {
            throw new IllegalArgumentException("the camera id is empty; a camera needs an id");
        }
        this.producer = producer;
        this.template = template;
    }

    /**
     * Sends frames until the source ends, the limit is reached, or {@code stopped} returns true. Returns when the broker has
     * acknowledged all of them.
     *
     * @param rate frames per second; 0 sends without delay
     * @param limit largest number of frames; 0 for no limit
     * @param stopped called before each frame
     * @param sent called after each frame is passed to the producer
     * @return number of frames sent
     * @throws KafkaException if a frame cannot be sent; the message names the first such frame and the reason. A frame that
     *     is too large does not stop the others; all of them are named at the end
     * @throws UncheckedIOException if the source cannot be read further; also names frames that were too large
     */
    public long play(FrameSource source, double rate, long limit, BooleanSupplier stopped, Runnable sent) {
        AtomicReference<KafkaException> failure = new AtomicReference<>();
        ConcurrentLinkedQueue<String> tooLarge = new ConcurrentLinkedQueue<>();
        UncheckedIOException readFailure = null;
        long start = System.nanoTime();
        long count = 0;
        while ((limit == 0 || count < limit) && failure.get() == null) {
            if (rate > 0) {
                await(start + (long) (count / rate * 1e9), stopped);
            }
            CameraFrame frame;
            try {
                frame = stopped.getAsBoolean() ? null : source.next().orElse(null);
            } catch (UncheckedIOException e) {
                readFailure = e;
                break;
            }
            if (frame == null) {
                break;
            }
            producer.send(toMessage(frame)).whenComplete((metadata, error) -> {
                if (error instanceof RecordTooLargeException) {
                    tooLarge.add(notSent(frame, error).getMessage());
                } else if (error != null) {
                    failure.compareAndSet(null, notSent(frame, error));
                }
            });
            count++;
            sent.run();
        }
        producer.flush();
        if (failure.get() != null) {
            throw failure.get();
        }
        String oversize = String.join("\n", tooLarge);
        if (readFailure != null) {
            throw tooLarge.isEmpty()
                    ? readFailure
                    : new UncheckedIOException(oversize + "\n" + readFailure.getMessage(), readFailure.getCause());
        }
        if (!tooLarge.isEmpty()) {
            throw new KafkaException(oversize + "\nAll other frames were sent.");
        }
        return count;
    }

    private Frame toMessage(CameraFrame frame) {
        return template.toBuilder()
                .setFrameId(frame.frameId())
                .setSequence(sequence++)
                .setCapturedAt(Timestamp.newBuilder()
                        .setSeconds(frame.capturedAt().getEpochSecond())
                        .setNanos(frame.capturedAt().getNano()))
                .setEncoded(ByteString.copyFrom(frame.encoded()))
                .build();
    }

    /** Waits until a time of {@link System#nanoTime}, in short intervals so that {@code stopped} is noticed. */
    private static void await(long due, BooleanSupplier stopped) {
        long left;
        while ((left = due - System.nanoTime()) > 0 && !stopped.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(left, MAX_WAIT_NANOS));
        }
    }

    private static KafkaException notSent(CameraFrame frame, Throwable error) {
        return new KafkaException(
                "frame " + frame.frameId() + " (" + frame.encoded().length + " bytes) could not be sent: "
                        + error.getMessage(),
                error);
    }
}
