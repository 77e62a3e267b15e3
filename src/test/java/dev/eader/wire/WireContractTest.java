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
 * What was published stays: every line of {@code published-contract.txt} must still be true. New fields are added to that
 * file when they are published; lines are never taken out of it.
 */
class WireContractTest {

    @Test
    void no_published_field_or_value_was_renamed_renumbered_retyped_or_removed() throws IOException {
        List<String> today = new ArrayList<>();
        for (FileDescriptor file : List.of(
                Frame.getDescriptor().getFile(), Segmentation.getDescriptor().getFile())) {
            file.getMessageTypes().forEach(message -> describe(message, today));
            file.getEnumTypes().forEach(values -> describe(values, today));
        }
        assertThat(today).containsAll(published());
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
