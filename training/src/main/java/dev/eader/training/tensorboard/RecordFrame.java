package dev.eader.training.tensorboard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Frames a record of a TFRecord file: its length, the checksum of the length, the content and its checksum, in little-endian
 * order ("TFRecord and tf.train.Example", TensorFlow guide).
 */
final class RecordFrame {
    private static final int MASK = 0xa282ead8;

    private RecordFrame() {}

    static byte[] of(byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + content.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(content.length);
        frame.putInt(maskedChecksum(frame.array(), Long.BYTES));
        frame.put(content);
        frame.putInt(maskedChecksum(content, content.length));
        return frame.array();
    }

    /** A CRC-32C, rotated and shifted, because checksums of data that contain checksums are weak. */
    private static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }
}
