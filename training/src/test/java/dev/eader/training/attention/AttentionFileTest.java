package dev.eader.training.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttentionFileTest {
    @TempDir
    Path folder;

    @Test
    void written_file_is_read_back_unchanged() throws IOException {
        Path file = folder.resolve("a.npz");
        AttentionFile written = file(9, 7, 1, 4);
        written.write(file);

        AttentionFile read = AttentionFile.read(file);
        assertThat(read.width()).isEqualTo(9);
        assertThat(read.height()).isEqualTo(7);
        assertThat(read.rows()).isEqualTo(2);
        assertThat(read.columns()).isEqualTo(3);
        assertThat(read.classes()).containsExactly(1, 4);
        assertThat(read.attention()).isDeepEqualTo(written.attention());
        assertThat(folder).isDirectoryContaining("glob:**a.npz").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void image_without_class_has_an_empty_file() throws IOException {
        Path file = folder.resolve("none.npz");
        file(9, 7).write(file);
        assertThat(AttentionFile.read(file).classes()).isEmpty();
        assertThat(AttentionFile.read(file).rows()).isEqualTo(2);
    }

    @Test
    void file_has_numpy_headers_with_little_endian_rows() throws IOException {
        Path file = folder.resolve("a.npz");
        AttentionFile written = file(9, 7, 1, 4);
        written.write(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            byte[] bytes = zip.getInputStream(zip.getEntry("attention.npy")).readAllBytes();
            assertThat(bytes).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
            int header = (bytes[8] & 255) + 256 * (bytes[9] & 255);
            String described = new String(bytes, 10, header, StandardCharsets.US_ASCII);
            assertThat(described)
                    .contains("'descr': '<f4'", "'fortran_order': False", "'shape': (2, 2, 3)")
                    .endsWith("\n");
            ByteBuffer values = ByteBuffer.wrap(bytes, 10 + header, 4 * 12).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 12; i++) {
                assertThat(values.getFloat()).isEqualTo(written.attention()[i / 6][i % 6]);
            }
            assertThat(new String(
                            zip.getInputStream(zip.getEntry("classes.npy")).readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("'descr': '<i8'", "'shape': (2,)");
            assertThat(new String(
                            zip.getInputStream(zip.getEntry("size.npy")).readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("'descr': '<i8'", "'shape': (2,)");
        }
    }

    @Test
    void invalid_file_is_named_with_the_reason() throws IOException {
        Path text = Files.writeString(folder.resolve("text.npz"), "not a zip file, not at all, no");
        Path other = folder.resolve("other.npz");
        Path small = folder.resolve("small.npz");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray high = manager.zeros(new Shape(1), DataType.INT64);
            high.setName("high_res");
            Files.write(other, new NDList(high).encode(NDList.Encoding.NPZ));
            NDArray classes = manager.zeros(new Shape(1), DataType.INT64);
            NDArray attention = manager.zeros(new Shape(1, 2, 2));
            NDArray size = manager.create(new long[] {7, 9});
            classes.setName("classes");
            attention.setName("attention");
            size.setName("size");
            Files.write(small, new NDList(classes, attention, size).encode(NDList.Encoding.NPZ));
        }
        for (Path file : List.of(text, folder.resolve("missing.npz"))) {
            assertThatThrownBy(() -> AttentionFile.read(file))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> AttentionFile.read(other)).hasMessageContaining("but has [high_res]");
        assertThatThrownBy(() -> AttentionFile.read(small))
                .hasMessageContaining("must have the shape (1, 2, 3), but has (1, 2, 2)");
        assertThatThrownBy(() -> new AttentionFile(8, 8, new int[] {0}, new float[][] {new float[5]}))
                .hasMessageContaining("must have 2x2 values, but has 5");
    }

    static AttentionFile file(int width, int height, int... classes) {
        float[][] attention = new float[classes.length][AttentionFile.quarter(width) * AttentionFile.quarter(height)];
        for (int k = 0; k < classes.length; k++) {
            for (int i = 0; i < attention[k].length; i++) {
                attention[k][i] = (k * attention[k].length + i) / 97f;
            }
        }
        return new AttentionFile(width, height, classes, attention);
    }
}
