package dev.eader.console.live;

import com.google.protobuf.ByteString;
import dev.eader.v1.Failed;
import dev.eader.v1.Frame;
import dev.eader.v1.Origin;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Skipped;

/** Creates small frames and outcomes that differ by camera and offset. */
public final class TestSegmentations {
    static final String FRAMES = "frames.v1";

    private TestSegmentations() {}

    static ByteString picture(long offset) {
        return ByteString.copyFromUtf8("picture " + offset);
    }

    static Frame frame(String camera, long offset) {
        return Frame.newBuilder()
                .setCameraId(camera)
                .setFrameId("f" + offset)
                .setEncoded(picture(offset))
                .build();
    }

    static Segmentation result(String camera, long offset) {
        return builder(camera, offset).setResult(Result.getDefaultInstance()).build();
    }

    static Segmentation skipped(String camera, long offset) {
        return builder(camera, offset).setSkipped(Skipped.getDefaultInstance()).build();
    }

    static Segmentation failed(String camera, long offset) {
        return builder(camera, offset).setFailed(Failed.getDefaultInstance()).build();
    }

    private static Segmentation.Builder builder(String camera, long offset) {
        return Segmentation.newBuilder()
                .setCameraId(camera)
                .setFrameId("f" + offset)
                .setSequence(offset)
                .setOrigin(Origin.newBuilder().setTopic(FRAMES).setOffset(offset));
    }
}
