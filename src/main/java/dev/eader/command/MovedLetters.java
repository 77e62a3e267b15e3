package dev.eader.command;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Which letters of a partition are moved: all below an offset, and some above it that did not wait for their turn. Those
 * stand in the metadata of the committed offset, so that both are committed as one.
 *
 * @param next the first letter that is not moved
 * @param ahead letters above it that are
 */
public record MovedLetters(long next, NavigableSet<Long> ahead) {
    /** Characters of metadata that a broker takes, unless told otherwise. */
    private static final int MOST = 4096;

    /**
     * Reads what is committed.
     *
     * @param committed null where nothing is
     * @param first the first letter that is still kept
     */
    public static MovedLetters of(OffsetAndMetadata committed, long first) {
        var ahead = new TreeSet<Long>();
        if (committed == null) {
            return new MovedLetters(first, ahead);
        }
        for (String offset : committed.metadata().split(",")) {
            if (offset.matches("\\d{1,18}")) {
                ahead.add(Long.parseLong(offset));
            }
        }
        return new MovedLetters(Math.max(first, committed.offset()), ahead);
    }

    public boolean holds(long offset) {
        return offset < next || ahead.contains(offset);
    }

    /** These and one more. */
    MovedLetters and(long offset) {
        if (offset == next) {
            return upTo(offset);
        }
        var after = new TreeSet<>(ahead);
        after.add(offset);
        return new MovedLetters(next, after);
    }

    /** All up to this one. Offsets are not counted up to it: those of transaction markers are no letters. */
    MovedLetters upTo(long offset) {
        return new MovedLetters(offset + 1, new TreeSet<>(ahead.tailSet(offset, false)));
    }

    /** @throws KafkaException when there are more ahead than can be told */
    OffsetAndMetadata committed() {
        String told = ahead.stream().map(String::valueOf).collect(Collectors.joining(","));
        if (told.length() > MOST) {
            throw new KafkaException("too many letters were moved one by one: redrive all that are before them first");
        }
        return new OffsetAndMetadata(next, told);
    }
}
