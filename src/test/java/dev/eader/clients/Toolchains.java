package dev.eader.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the programs that the example clients need; without them their tests are skipped, or fail if they are required. */
final class Toolchains {
    private static final boolean REQUIRED = Boolean.getBoolean("eader.clients.required");

    private Toolchains() {}

    /** Python with the libraries of the client and the classes that protoc generates into the folder. */
    static Program python(Path folder) throws Exception {
        boolean generated = Program.of("protoc", "--python_out=" + folder, "-Iproto")
                .works("proto/eader/v1/frame.proto", "proto/eader/v1/segmentation.proto");
        Map<String, String> environment =
                Map.of("PYTHONPATH", folder.toString(), "PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1");
        // Debian packages belong to this Python, which need not be the first on the PATH
        for (String name : List.of("python3", "/usr/bin/python3")) {
            Program python = new Program(List.of(name), environment);
            if (generated && python.works("src/docs/clients/python/segment.py", "--help")) {
                return python;
            }
        }
        return missing("python3 with confluent-kafka, protobuf, numpy and pillow, and a protoc of protobuf's age");
    }

    /** Node, if {@code npm ci} was run for the client. */
    static Program node() throws Exception {
        Program node = Program.of("node");
        return node.works("src/docs/clients/node/segment.js", "--help")
                ? node
                : missing("node 18.3 or newer, and its libraries: npm ci --prefix src/docs/clients/node");
    }

    /** A shell, if kcat and protoc are installed. */
    static Program kcat() throws Exception {
        return Program.of("kcat").works("-V") && Program.of("protoc").works("--version")
                ? Program.of("bash", "-euo", "pipefail", "-c")
                : missing("kcat and protoc");
    }

    private static Program missing(String what) {
        String message = "this machine lacks " + what + ": see src/docs/clients/README.md";
        assertThat(REQUIRED).as(message).isFalse();
        assumeTrue(false, message);
        throw new IllegalStateException(message);
    }
}
