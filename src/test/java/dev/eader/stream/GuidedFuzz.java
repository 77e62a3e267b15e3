package dev.eader.stream;

import com.google.protobuf.ByteString;
import dev.eader.v1.Frame;
import dev.eader.wire.FrameRecord;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Entry point for Jazzer. Input: a first byte of 0 and the value of a record, or another first byte and an image. */
public final class GuidedFuzz {
    static final byte RECORD = 0;
    static final byte PICTURE = 1;

    private static FuzzPipeline pipeline;

    private GuidedFuzz() {}

    public static void fuzzerInitialize() throws Exception {
        pipeline = new FuzzPipeline();
        // native libraries are unpacked now, so that the first input is not slower
        pipeline.send(TestFrames.record(0, 0, TestFrames.frame("warm").build().toByteArray()));
    }

    public static void fuzzerTearDown() {
        pipeline.close();
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length > 0) {
            byte[] rest = Arrays.copyOfRange(input, 1, input.length);
            byte[] value = input[0] == RECORD ? rest : frame(rest);
            pipeline.send(new FrameRecord(
                    "frames.v1",
                    0,
                    0,
                    TestFrames.TAKEN_MILLIS,
                    new byte[] {'d'},
                    value,
                    new RecordHeaders(),
                    System.nanoTime()));
        }
    }

    private static byte[] frame(byte[] picture) {
        return Frame.newBuilder()
                .setFrameId("f")
                .setEncoded(ByteString.copyFrom(picture))
                .build()
                .toByteArray();
    }
}
