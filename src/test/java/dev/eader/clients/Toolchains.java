package dev.eader.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the example clients need on a machine; without it their tests are skipped, or fail where it is required. */
final class Toolchains {
    private static final boolean REQUIRED = Boolean.getBoolean("eader.clients.required");

    private Toolchains() {}

    /** A Python with the client's libraries and the contract's classes, which protoc writes to the folder. */
    static Program python(Path folder) throws Exception {
        boolean generated = Program.of("protoc", "--python_out=" + folder, "-Iproto")
                .works("proto/eader/v1/frame.proto", "proto/eader/v1/segmentation.proto");
        Map<String, String> environment =
                Map.of("PYTHONPATH", folder.toString(), "PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1");
        // the first on the PATH may be another than the one that Debian's packages are for
        for (String name : List.of("python3", "/usr/bin/python3")) {
            Program python = new Program(List.of(name), environment);
            if (generated && python.works("src/docs/clients/python/segment.py", "--help")) {
                return python;
            }
        }
        return missing("python3 with confluent-kafka, protobuf, numpy and pillow, and a protoc of protobuf's age");
    }

    /** A Node beside whose client {@code npm ci} was run. */
    static Program node() throws Exception {
        Program node = Program.of("node");
        return node.works("src/docs/clients/node/segment.js", "--help")
                ? node
                : missing("node 18.3 or newer, and its libraries: npm ci --prefix src/docs/clients/node");
    }

    /** A shell with kcat and protoc. */
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
