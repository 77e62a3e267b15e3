package dev.eader.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Deader.docs.write=true} writes src/docs/eader.v1.md anew. */
class WireDocumentTest {
    private static final Path PAGE = Path.of("src/docs/eader.v1.md");

    private final WireDocument document = new WireDocument(files());

    @Test
    void every_message_field_and_value_says_what_it_means() {
        assertThat(document.silent()).isEmpty();
    }

    @Test
    void the_page_says_what_the_proto_files_say() throws IOException {
        if (Boolean.getBoolean("eader.docs.write")) {
            Files.writeString(PAGE, document.page());
        }
        assertThat(Files.readString(PAGE))
                .as("src/docs/eader.v1.md, which -Deader.docs.write=true writes anew")
                .isEqualTo(document.page());
    }

    /** As the build has written them: with comments, which classes do not keep. */
    private static List<FileDescriptorProto> files() {
        try {
            return FileDescriptorSet.parseFrom(Files.readAllBytes(Path.of("target/eader.v1.desc")))
                    .getFileList()
                    .stream()
                    .filter(file -> file.getPackage().equals("eader.v1"))
                    .sorted((one, other) -> one.getName().compareTo(other.getName()))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("the build writes target/eader.v1.desc, and it is not there: " + e, e);
        }
    }
}
