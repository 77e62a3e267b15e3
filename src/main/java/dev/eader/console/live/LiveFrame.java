package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Segmentation;
import java.util.Optional;

/**
 * A segmentation together with the picture of the same record, so that no mask is shown over another frame.
 *
 * @param number number of the frame among those of all cameras, from 1; 0 when it was not published by a {@link FrameBroadcast}
 * @param camera name of the camera, never empty
 * @param picture the encoded picture; empty for raw frames, frames by URI, and pictures that are no longer cached
 * @param counts outcomes of the camera so far
 */
public record LiveFrame(
        long number, String camera, Segmentation segmentation, Optional<ByteString> picture, OutcomeCounts counts) {

    /** Creates a frame without a number. */
    public LiveFrame(String camera, Segmentation segmentation, Optional<ByteString> picture, OutcomeCounts counts) {
        this(0, camera, segmentation, picture, counts);
    }

    /** Approximate size in bytes. */
    long sizeBytes() {
        return segmentation.getSerializedSize() + picture.map(ByteString::size).orElse(0) + 256L;
    }

    public boolean hasResult() {
        return segmentation.hasResult();
    }

    LiveFrame withCounts(OutcomeCounts counts) {
        return new LiveFrame(number, camera, segmentation, picture, counts);
    }
}
