package dev.eader.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.eader.v1.Frame;
import dev.eader.v1.Segmentation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Compares the proto files with {@code published-contract.txt}, the list of all published fields. New fields are added to the
 * list when they are published; no line is ever removed.
 */
class WireContractTest {

    @Test
    void published_fields_and_values_are_unchanged() throws IOException {
        List<String> current = new ArrayList<>();
        for (FileDescriptor file : List.of(
                Frame.getDescriptor().getFile(), Segmentation.getDescriptor().getFile())) {
            file.getMessageTypes().forEach(message -> describe(message, current));
            file.getEnumTypes().forEach(values -> describe(values, current));
        }
        assertThat(current).containsAll(published());
    }

    private static List<String> published() throws IOException {
        try (InputStream in = WireContractTest.class.getResourceAsStream("/published-contract.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    private static void describe(Descriptor message, List<String> lines) {
        for (FieldDescriptor field : message.getFields()) {
            String type =
                    switch (field.getType()) {
                        case MESSAGE -> field.getMessageType().getFullName();
                        case ENUM -> field.getEnumType().getFullName();
                        default -> field.getType().name().toLowerCase(Locale.ROOT);
                    };
            String oneof = field.getRealContainingOneof() == null
                    ? ""
                    : " in " + field.getRealContainingOneof().getName();
            lines.add(String.format(
                    Locale.ROOT,
                    "%s = %d %s%s%s",
                    field.getFullName(),
                    field.getNumber(),
                    field.isRepeated() ? "repeated " : "",
                    type,
                    oneof));
        }
        message.getNestedTypes().forEach(nested -> describe(nested, lines));
        message.getEnumTypes().forEach(values -> describe(values, lines));
    }

    private static void describe(EnumDescriptor values, List<String> lines) {
        values.getValues()
                .forEach(value ->
                        lines.add(String.format(Locale.ROOT, "%s = %d", value.getFullName(), value.getNumber())));
    }
}
