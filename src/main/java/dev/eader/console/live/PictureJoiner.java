package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Origin;
import dev.eader.v1.Segmentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Brings each segmentation together with the picture of its own record, told by topic, partition and offset and by
 * nothing else. A segmentation that is read before its picture waits for it; one whose picture was never read, or was
 * given up for newer ones, goes without. Not safe for use by several threads.
 */
public final class PictureJoiner {
    private static final long ENTRY = 128;

    private final BoundedMap<Origin, ByteString> pictures;
    private final BoundedMap<Origin, Segmentation> waiting;
    /** Per partition of the frames' topic, the offset that is read next. */
    private final Map<Origin, Long> next = new HashMap<>();

    private final BiConsumer<Segmentation, Optional<ByteString>> joined;

    /**
     * @param pictureBytes bytes of pictures kept at most
     * @param waitingBytes bytes of segmentations that wait at most; beyond it the oldest are left out
     * @param joined takes each segmentation with its picture
     */
    PictureJoiner(long pictureBytes, long waitingBytes, BiConsumer<Segmentation, Optional<ByteString>> joined) {
        this.pictures = new BoundedMap<>(pictureBytes, picture -> picture.size() + ENTRY);
        this.waiting = new BoundedMap<>(waitingBytes, segmentation -> segmentation.getSerializedSize() + ENTRY);
        this.joined = joined;
    }

    /** Frames of the partition are read from this offset on; what is before will not come. */
    void startAt(String topic, int partition, long offset) {
        next.put(origin(topic, partition, 0), offset);
    }

    /** Takes the picture of a frame's record; none when it carries no encoded one. */
    void frame(String topic, int partition, long offset, Optional<ByteString> picture) {
        startAt(topic, partition, offset + 1);
        Origin origin = origin(topic, partition, offset);
        Optional<Segmentation> early = waiting.remove(origin);
        if (early.isPresent()) {
            joined.accept(early.get(), picture);
        } else {
            picture.ifPresent(bytes -> pictures.put(origin, bytes));
        }
    }

    /** Takes an outcome. */
    void segmentation(Segmentation segmentation) {
        Origin origin = segmentation.getOrigin();
        if (origin.getOffset() < next.getOrDefault(partition(origin), Long.MAX_VALUE)) {
            joined.accept(segmentation, pictures.remove(origin));
        } else {
            waiting.put(origin, segmentation);
        }
    }

    void clear() {
        pictures.clear();
        waiting.clear();
        next.clear();
    }

    private static Origin partition(Origin origin) {
        return origin(origin.getTopic(), origin.getPartition(), 0);
    }

    private static Origin origin(String topic, int partition, long offset) {
        return Origin.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }
}
