package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Joins each segmentation with the picture of its frame record, by topic, partition and offset. A segmentation that is read
 * before its frame waits for it; one whose frame was never read, or whose picture was evicted, is passed on without picture. Not
 * thread-safe.
 */
final class PictureJoiner {
    private static final long ENTRY_BYTES = 128;

    private final BoundedMap<Origin, ByteString> pictures;
    private final BoundedMap<Origin, Segmentation> waiting;
    /** The offset that is read next, by partition of the topic of frames; keys have offset 0. */
    private final Map<Origin, Long> nextOffsets = new HashMap<>();

    private final BiConsumer<Segmentation, Optional<ByteString>> consumer;

    /**
     * @param maxPictureBytes total size of kept pictures; beyond it, the oldest are evicted
     * @param maxWaitingBytes total size of waiting segmentations; beyond it, the oldest are discarded
     * @param consumer receives each segmentation with its picture
     */
    PictureJoiner(long maxPictureBytes, long maxWaitingBytes, BiConsumer<Segmentation, Optional<ByteString>> consumer) {
        this.pictures = new BoundedMap<>(maxPictureBytes, picture -> picture.size() + ENTRY_BYTES);
        this.waiting =
                new BoundedMap<>(maxWaitingBytes, segmentation -> segmentation.getSerializedSize() + ENTRY_BYTES);
        this.consumer = consumer;
    }

    /** Sets the offset from which a partition of frames is read. Segmentations of earlier frames do not wait. */
    void startAt(String topic, int partition, long offset) {
        nextOffsets.put(origin(topic, partition, 0), offset);
    }

    /** Adds a frame record. {@code picture} is empty when the frame has no encoded picture. */
    void addFrame(String topic, int partition, long offset, Optional<ByteString> picture) {
        startAt(topic, partition, offset + 1);
        Origin origin = origin(topic, partition, offset);
        Optional<Segmentation> segmentation = waiting.remove(origin);
        if (segmentation.isPresent()) {
            consumer.accept(segmentation.get(), picture);
        } else {
            picture.ifPresent(bytes -> pictures.put(origin, bytes));
        }
    }

    void addSegmentation(Segmentation segmentation) {
        Origin origin = segmentation.getOrigin();
        Origin partition = origin(origin.getTopic(), origin.getPartition(), 0);
        if (origin.getOffset() < nextOffsets.getOrDefault(partition, Long.MAX_VALUE)) {
            consumer.accept(segmentation, pictures.remove(origin));
        } else {
            waiting.put(origin, segmentation);
        }
    }

    private static Origin origin(String topic, int partition, long offset) {
        return Origin.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }
}
