package dev.eader.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small bundled model as files, alike in all but what they say of their version. */
final class ModelFiles {
    /** {@code metadata_props} of ONNX' ModelProto, and that it has a length. */
    private static final int METADATA = 14 << 3 | 2;

    private ModelFiles() {}

    static Path write(Path file) throws IOException {
        return Files.write(file, scenes());
    }

    /** What is appended to a message of protobuf is one more element of it; of two versions the last one holds. */
    static Path write(Path file, String version) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(scenes());
        var entry = new ByteArrayOutputStream();
        field(entry, 1 << 3 | 2, "eader.version".getBytes(UTF_8));
        field(entry, 2 << 3 | 2, version.getBytes(UTF_8));
        field(out, METADATA, entry.toByteArray());
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
