package dev.eader.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import dev.eader.v1.Segmentation.OutcomeCase;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the messages of records, with or without the framing of a schema registry. For clients of the service. */
public final class WireReader {
    private WireReader() {}

    /**
     * Returns the outcome in a record of the segmentations topic; empty when the value is null, is not a Segmentation or
     * has no outcome. Where the camera id is empty it is set to the record's key.
     */
    public static Optional<Segmentation> segmentation(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            var segmentation =
                    Segmentation.parseFrom(SchemaFraming.payload(record.value(), Segmentation.getDescriptor()));
            if (segmentation.getOutcomeCase() == OutcomeCase.OUTCOME_NOT_SET) {
                return Optional.empty();
            }
            return Optional.of(
                    segmentation.getCameraId().isEmpty()
                            ? segmentation.toBuilder()
                                    .setCameraId(CameraKey.text(record.key()).orElse(""))
                                    .build()
                            : segmentation);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** Returns the frame in a record of the frames topic or of the dead-letter topic; empty when its value is none. */
    public static Optional<Frame> frame(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? Optional.empty() : Optional.of(frame(record.value()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the encoded image of the frame in a record; empty when there is none, as in frames that are raw or name a URI. */
    public static Optional<ByteString> encodedImage(ConsumerRecord<byte[], byte[]> record) {
        return frame(record).filter(Frame::hasEncoded).map(Frame::getEncoded);
    }

    /**
     * Reads a frame. Its image is not copied but refers to {@code value}.
     *
     * @throws IOException when the value is not a Frame
     */
    static Frame frame(byte[] value) throws IOException {
        CodedInputStream in =
                SchemaFraming.payload(value, Frame.getDescriptor()).newCodedInput();
        in.enableAliasing(true);
        Frame frame = Frame.parseFrom(in);
        in.checkLastTagWas(0);
        return frame;
    }
}
