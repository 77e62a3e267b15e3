package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes copies of the small bundled model with different versions. */
final class ModelFiles {
    /** Protobuf tag of {@code metadata_props} in the ModelProto of ONNX, wire type 2. */
    private static final int METADATA_TAG = 14 << 3 | 2;

    private ModelFiles() {}

    static Path write(Path file) throws IOException {
        return Files.write(file, scenes());
    }

    /** Appends a metadata entry: a field appended to a protobuf message is another element, and of two versions the last counts. */
    static Path write(Path file, String version) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(scenes());
        var entry = new ByteArrayOutputStream();
        field(entry, 1 << 3 | 2, "eader.version".getBytes(UTF_8));
        field(entry, 2 << 3 | 2, version.getBytes(UTF_8));
        field(out, METADATA_TAG, entry.toByteArray());
        return Files.write(file, out.toByteArray());
    }

    private static byte[] scenes() throws IOException {
        try (var model = ModelFiles.class.getResourceAsStream("/models/scenes.onnx")) {
            return model.readAllBytes();
        }
    }

    private static void field(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        out.write(content.length);
        out.writeBytes(content);
    }
}
