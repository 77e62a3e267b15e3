package dev.eader.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void bfloat16_arrays_are_read_as_float32() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : new float[] {1, -2.5f, 0.15625f}) {
            data.putShort((short) (Float.floatToIntBits(value) >>> 16));
        }

        NDArray read = Weights.read(
                        manager, file("{'a':{'dtype':'BF16','shape':[3],'data_offsets':[0,6]}}", data.array()))
                .get("a");

        assertThat(read.getDataType()).isEqualTo(DataType.FLOAT32);
        assertThat(read.toFloatArray()).containsExactly(1, -2.5f, 0.15625f);
    }

    @ParameterizedTest
    @CsvSource({"F64,8", "F32,4", "F16,2", "I64,8", "I32,4", "I8,1", "U8,1", "BOOL,1"})
    void each_accepted_dtype_is_read(String dtype, int bytes) throws IOException {
        String header = "{'__metadata__':{'x':'y'},'a':{'dtype':'%s','shape':[1,2],'data_offsets':[0,%d]}}";

        Map<String, NDArray> read =
                Weights.read(manager, file(String.format(Locale.ROOT, header, dtype, 2 * bytes), new byte[2 * bytes]));

        assertThat(read.get("a").getShape().getShape()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 13, 1 << 30, 1L << 40, -1, Long.MIN_VALUE})
    void header_length_outside_the_file_is_refused(long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length);

        assertRefused(Files.write(folder.resolve("w.safetensors"), bytes.array()), "its header states a length of");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void file_without_header_length_is_refused(int bytes) throws IOException {
        assertRefused(Files.write(folder.resolve("w.safetensors"), new byte[bytes]), "it has " + bytes + " bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}                          | not JSON",
                "[]                                                                             | not a JSON object",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{}}                  | Duplicate field 'a'",
                "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}                     | 'F8_E4M3'",
                "{'a':{'shape':[8],'data_offsets':[0,8]}}                                       | dtype ''",
                "{'a':7}                                                                        | dtype ''",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}}                        | data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                         | data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}                        | data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}                           | data_offsets",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0.5,8]}}                       | data_offsets",
                "{'a':{'dtype':'F32','shape':[2]}}                                              | data_offsets",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                        | shape",
                "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}                           | shape",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}}         | dimensions",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                         | needs 12",
                "{'a':{'dtype':'F32','shape':[4611686018427387906],'data_offsets':[0,8]}}       | 2^63",
                "{'a':{'dtype':'BF16','shape':[2],'data_offsets':[0,8]}}                        | needs 4",
                "{'a':{'dtype':'U8','shape':[5],'data_offsets':[0,5]},"
                        + "'b':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}}                 | overlaps array 'a'",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},"
                        + "'b':{'dtype':'U8','shape':[4],'data_offsets':[4,8]}}                 | gap after array 'a'",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}                          | take 4 bytes"
            })
    void header_that_does_not_fit_the_data_is_refused(String header, String reason) throws IOException {
        assertRefused(file(header, new byte[8]), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "backbone.", "module.backbone.", "_orig_mod.module.", "model."})
    void weights_with_wrapper_prefix_are_matched(String prefix) throws IOException {
        Network source = network(1);
        Map<String, NDArray> arrays = new TreeMap<>();
        source.parameters().forEach((name, array) -> arrays.put(prefix + name, array));
        Network target = network(2);

        Weights.Report report = Weights.initialize(target, write(arrays));

        assertThat(report.missing()).isEmpty();
        assertThat(report.unexpected()).isEmpty();
        assertThat(target.parameters().get("conv1.weight"))
                .isEqualTo(source.parameters().get("conv1.weight"));
    }

    @Test
    void same_array_with_and_without_prefix_is_refused() throws IOException {
        Map<String, NDArray> arrays = new TreeMap<>(network(1).parameters());
        arrays.put("module.conv1.weight", arrays.get("conv1.weight").duplicate());

        assertThatThrownBy(() -> Weights.initialize(network(2), write(arrays)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("w.safetensors", "'conv1.weight'", "'module.conv1.weight'");
    }

    @Test
    void weights_of_which_only_the_classifier_matches_are_refused() throws IOException {
        Map<String, NDArray> arrays = new TreeMap<>();
        network(1)
                .parameters()
                .forEach((name, array) -> arrays.put(name.startsWith("fc.") ? name : "x." + name, array));

        assertThatThrownBy(() -> Weights.initialize(network(2), write(arrays)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("w.safetensors", "none of its", "x.", "resnet18", "module.");
    }

    private void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> Weights.read(manager, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file.toString(), reason);
    }

    private Network network(long seed) {
        return new Network(manager, Architecture.of("resnet18x0.125"), 5, false, DataType.FLOAT32, seed);
    }

    private Path write(Map<String, NDArray> arrays) throws IOException {
        arrays.forEach((name, array) -> array.setName(name));
        Path file = folder.resolve("w.safetensors");
        Weights.write(arrays.values(), file);
        return file;
    }

    /** @param header with single quotes in place of double ones */
    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("w.safetensors"), Arrays.copyOf(bytes.array(), bytes.position()));
    }
}
