package dev.eader.faults;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import dev.eader.camera.SceneSource;
import dev.eader.v1.Frame;
import java.util.List;
import java.util.stream.Stream;

/** Makes small frames of generated scenes. */
final class Scenes {
    private static final int PICTURES = 20;

    private final List<ByteString> pictures;

    Scenes(long seed) {
        var source = new SceneSource(seed, 160, 96, 5);
        pictures = Stream.generate(() -> source.next().orElseThrow())
                .limit(PICTURES)
                .map(picture -> ByteString.copyFrom(picture.encoded()))
                .toList();
    }

    Frame frame(String camera, long sequence) {
        return Frame.newBuilder()
                .setCameraId(camera)
                .setFrameId(camera + "-" + sequence)
                .setSequence(sequence)
                .setCapturedAt(Timestamps.now())
                .setEncoded(pictures.get((int) (sequence % PICTURES)))
                .build();
    }
}
