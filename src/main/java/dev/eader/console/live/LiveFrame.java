package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Segmentation;
import java.util.Optional;

/**
 * A segmentation together with the very picture that it is about. They travel as one, so that no mask is ever shown
 * over another frame.
 *
 * @param camera the camera, never empty
 * @param number counts the frames shown, of all cameras, from 1 on; 0 outside of an {@link FrameBroadcast}
 * @param picture the encoded picture; none where the frame came raw or by uri, or is not at hand any more
 */
public record LiveFrame(
        long number, String camera, Segmentation segmentation, Optional<ByteString> picture, OutcomeCounts tally) {

    public LiveFrame(String camera, Segmentation segmentation, Optional<ByteString> picture, OutcomeCounts tally) {
        this(0, camera, segmentation, picture, tally);
    }

    /** Bytes it keeps from being freed, about. */
    long weight() {
        return segmentation.getSerializedSize() + picture.map(ByteString::size).orElse(0) + 256L;
    }

    public boolean hasResult() {
        return segmentation.hasResult();
    }

    LiveFrame with(OutcomeCounts tally) {
        return new LiveFrame(number, camera, segmentation, picture, tally);
    }
}
