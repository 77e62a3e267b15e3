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

/** Plays a source as one camera, at a pace. */
public final class Camera {

    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

    private final FrameProducer producer;
    private final Frame template;
    private long sequence;

    /**
     * @param template what all of its frames have in common: the camera id, and where wanted model, outputs, labels
     * @throws IllegalArgumentException when the template has no camera id
     */
    public Camera(FrameProducer producer, Frame template) {
        if (template.getCameraId().isBlank()) {
            throw new IllegalArgumentException("a camera needs an id");
        }
        this.producer = producer;
        this.template = template;
    }

    /**
     * Sends the source's frames until its end, the limit, or a stop, and returns when the broker has them all.
     *
     * @param rate frames a second; 0: as fast as it goes
     * @param limit frames at most; 0: no limit
     * @param stopped asked before each frame
     * @param sent run after each frame is handed to the producer
     * @return how many frames it sent
     * @throws KafkaException when a frame cannot be sent; the message names the first such frame and says why. Frames
     *     that are too large do not end the sending and are all named at its end
     * @throws UncheckedIOException when the source can no longer be read; frames that were too large are named too
     */
    public long play(FrameSource source, double rate, long limit, BooleanSupplier stopped, Runnable sent) {
        var failure = new AtomicReference<KafkaException>();
        var tooLarge = new ConcurrentLinkedQueue<String>();
        UncheckedIOException unread = null;
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
                unread = e;
                break;
            }
            if (frame == null) {
                break;
            }
            producer.send(frame(frame)).whenComplete((metadata, error) -> {
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
        var oversize = String.join("\n", tooLarge);
        if (unread != null) {
            throw tooLarge.isEmpty()
                    ? unread
                    : new UncheckedIOException(oversize + "\n" + unread.getMessage(), unread.getCause());
        }
        if (!tooLarge.isEmpty()) {
            throw new KafkaException(oversize + "\nAll other frames were sent.");
        }
        return count;
    }

    private Frame frame(CameraFrame frame) {
        return template.toBuilder()
                .setFrameId(frame.frameId())
                .setSequence(sequence++)
                .setCapturedAt(Timestamp.newBuilder()
                        .setSeconds(frame.capturedAt().getEpochSecond())
                        .setNanos(frame.capturedAt().getNano()))
                .setEncoded(ByteString.copyFrom(frame.encoded()))
                .build();
    }

    private static void await(long due, BooleanSupplier stopped) {
        long left;
        while ((left = due - System.nanoTime()) > 0 && !stopped.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_WAIT));
        }
    }

    private static KafkaException notSent(CameraFrame frame, Throwable error) {
        return new KafkaException(
                "frame " + frame.frameId() + " (" + frame.encoded().length + " bytes) could not be sent: "
                        + error.getMessage(),
                error);
    }
}
