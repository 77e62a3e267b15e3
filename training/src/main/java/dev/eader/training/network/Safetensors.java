package dev.eader.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads safetensors files. The header is checked against the file before an array is created, so that native code receives
 * exactly the bytes that the array's shape and type require. bfloat16 arrays are converted to float32 without loss.
 */
final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int MAX_HEADER_BYTES = 100_000_000;

    private Safetensors() {}

    /**
     * Reads all arrays of a file.
     *
     * @return arrays by name, attached to {@code scope}
     * @throws IllegalArgumentException naming the file and what is wrong, if its content is not valid safetensors
     * @throws IOException if the file cannot be read
     */
    static Map<String, NDArray> read(NDManager scope, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SafetensorsHeader header = header(channel);
            long data = header.dataStart();
            Map<String, NDArray> arrays = new TreeMap<>();
            for (SafetensorsHeader.Entry entry : header.entries()) {
                ByteBuffer bytes = bytes(channel, data + entry.begin(), entry.bytes());
                arrays.put(entry.name(), array(scope, entry, bytes));
            }
            return arrays;
        } catch (IllegalArgumentException | EOFException e) {
            throw new IllegalArgumentException(file + " is not a valid safetensors file: " + e.getMessage(), e);
        }
    }

    private static SafetensorsHeader header(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "it has " + size + " bytes, but at least 8 are required for the length of its header");
        }
        long length = bytes(channel, 0, LENGTH_BYTES).getLong();
        long max = Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES);
        if (length < 2 || length > max) {
            throw new IllegalArgumentException("its header states a length of " + Long.toUnsignedString(length)
                    + " bytes; in a file of " + size + " bytes it must be 2 to " + max);
        }
        byte[] json = new byte[(int) length];
        bytes(channel, LENGTH_BYTES, length).get(json);
        return SafetensorsHeader.parse(json, size - LENGTH_BYTES - length);
    }

    private static ByteBuffer bytes(FileChannel channel, long from, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("it became shorter while it was being read");
            }
        }
        return bytes.flip();
    }

    private static NDArray array(NDManager scope, SafetensorsHeader.Entry entry, ByteBuffer bytes) {
        Shape shape = new Shape(entry.shape());
        NDArray array;
        if (!bytes.hasRemaining()) {
            array = scope.create(shape, entry.type() == null ? DataType.FLOAT32 : entry.type());
        } else if (entry.type() == null) {
            array = scope.create(widened(bytes), shape, DataType.FLOAT32);
        } else {
            array = scope.create(bytes, shape, entry.type());
        }
        array.setName(entry.name());
        return array;
    }

    /** A bfloat16 is the upper half of a float32. */
    private static ByteBuffer widened(ByteBuffer halves) {
        ByteBuffer floats = ByteBuffer.allocateDirect(Math.multiplyExact(halves.remaining(), 2))
                .order(ByteOrder.nativeOrder());
        while (halves.hasRemaining()) {
            floats.putInt(halves.getShort() << 16);
        }
        return floats.flip();
    }
}
