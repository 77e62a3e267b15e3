package dev.eader.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares src/docs/eader.v1.md with the proto files; {@code -Deader.docs.write=true} writes it. */
class WireDocumentTest {
    private static final Path PAGE = Path.of("src/docs/eader.v1.md");

    private final WireDocument document = new WireDocument(files());

    @Test
    void every_message_field_and_value_has_a_comment() {
        assertThat(document.undocumented()).isEmpty();
    }

    @Test
    void page_is_generated_from_the_proto_files() throws IOException {
        if (Boolean.getBoolean("eader.docs.write")) {
            Files.writeString(PAGE, document.page());
        }
        assertThat(Files.readString(PAGE))
                .as("src/docs/eader.v1.md; run with -Deader.docs.write=true to write it")
                .isEqualTo(document.page());
    }

    /** Reads the descriptors that the build has written, because generated classes have no comments. */
    private static List<FileDescriptorProto> files() {
        try {
            return FileDescriptorSet.parseFrom(Files.readAllBytes(Path.of("target/eader.v1.desc")))
                    .getFileList()
                    .stream()
                    .filter(file -> file.getPackage().equals("eader.v1"))
                    .sorted((one, other) -> one.getName().compareTo(other.getName()))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("target/eader.v1.desc cannot be read; run the build first: " + e, e);
        }
    }
}
