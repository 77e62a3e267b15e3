package dev.eader.training.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files {@code run.json} that the previous version wrote, when the settings were not grouped. */
public final class PreviousVersion {
    private PreviousVersion() {}

    /** Writes the file of a kind of training into a folder. */
    public static RunFolder copy(String kind, Path folder) throws IOException {
        try (InputStream file = PreviousVersion.class.getResourceAsStream("/previous-runs/" + kind + ".json")) {
            Files.createDirectories(folder);
            Files.write(folder.resolve("run.json"), file.readAllBytes());
        }
        return new RunFolder(folder);
    }

    /** Checks that this version writes each field with the same name and value. */
    public static void assertSameFields(RunFolder before, RunSettings settings) throws IOException {
        ObjectNode old = before.settings();
        JsonNode now = JsonFiles.JSON.readTree(JsonFiles.JSON.writeValueAsBytes(settings));
        assertThat(old).isNotEmpty();
        old.fields()
                .forEachRemaining(field ->
                        assertThat(now.get(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
    }
}
