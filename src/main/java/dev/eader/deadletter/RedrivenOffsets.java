package dev.eader.deadletter;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * The offsets of a partition of the dead-letter topic that were redriven: all below {@code next}, and single ones above it
 * that were redriven on their own. The single ones are stored in the metadata of the committed offset. Immutable.
 *
 * @param next the first offset that is not redriven
 * @param single redriven offsets above {@code next}
 */
public record RedrivenOffsets(long next, NavigableSet<Long> single) {
    /** Default of the broker's {@code offset.metadata.max.bytes}. */
    private static final int MAX_METADATA_CHARS = 4096;

    /**
     * Reads a committed offset.
     *
     * @param committed null when nothing is committed
     * @param first the partition's first offset
     */
    public static RedrivenOffsets of(OffsetAndMetadata committed, long first) {
        var single = new TreeSet<Long>();
        if (committed == null) {
            return new RedrivenOffsets(first, single);
        }
        for (String offset : committed.metadata().split(",")) {
            if (offset.matches("\\d{1,18}")) {
                single.add(Long.parseLong(offset));
            }
        }
        return new RedrivenOffsets(Math.max(first, committed.offset()), single);
    }

    public boolean contains(long offset) {
        return offset < next || single.contains(offset);
    }

    /** Returns these offsets and one more. */
    RedrivenOffsets with(long offset) {
        if (offset == next) {
            return upTo(offset);
        }
        var more = new TreeSet<>(single);
        more.add(offset);
        return new RedrivenOffsets(next, more);
    }

    /** Returns these offsets and all up to and including this one; offsets between may be transaction markers. */
    RedrivenOffsets upTo(long offset) {
        return new RedrivenOffsets(offset + 1, new TreeSet<>(single.tailSet(offset, false)));
    }

    /**
     * Returns the offset to commit, with the single ones as metadata.
     *
     * @throws KafkaException when there are too many single ones for the metadata
     */
    OffsetAndMetadata toCommit() {
        String metadata = single.stream().map(String::valueOf).collect(Collectors.joining(","));
        if (metadata.length() > MAX_METADATA_CHARS) {
            throw new KafkaException(
                    "too many dead letters were redriven one by one; redrive all dead letters once, then"
                            + " single ones can be redriven again");
        }
        return new OffsetAndMetadata(next, metadata);
    }
}
