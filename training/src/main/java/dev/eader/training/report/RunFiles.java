package dev.eader.training.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the files of a run's folder that earlier passes wrote, each of which may be missing. */
record RunFiles(Path folder) {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Folders with a card, the best model first. */
    private static final List<String> MODELS = List.of("student", "erasing");

    /**
     * Reads a file with one JSON object.
     *
     * @param writer sentence that states which command writes the file
     */
    Part<JsonNode> json(String file, String writer) throws IOException {
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            return Part.missing(path + " does not exist; " + writer + ".");
        }
        try {
            JsonNode json = JSON.readTree(path.toFile());
            return json.isObject()
                    ? Part.of(json)
                    : Part.missing(path + " cannot be used, because it contains no JSON object; " + writer + ".");
        } catch (JsonProcessingException e) {
            return Part.missing(path + " cannot be used: " + e.getOriginalMessage() + "; " + writer + ".");
        }
    }

    /** Name of the folder with the best model that was evaluated; that of the best model if none was. */
    String model() {
        return MODELS.stream()
                .filter(model -> Files.isRegularFile(folder.resolve(model + "/card.json")))
                .findFirst()
                .orElseGet(() -> MODELS.stream()
                        .filter(model -> Files.isDirectory(folder.resolve(model)))
                        .findFirst()
                        .orElse(MODELS.get(0)));
    }

    /** The card of {@link #model()}. */
    Part<JsonNode> card() throws IOException {
        String model = model();
        String command = model.equals("student") ? "`student evaluate`" : "`evaluate`";
        return json(model + "/card.json", command + " writes it");
    }

    /** Exported models, those with the shortest names first. */
    List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".onnx"))
                    .sorted((a, b) -> {
                        int lengths = Integer.compare(
                                a.toString().length(), b.toString().length());
                        return lengths != 0 ? lengths : a.compareTo(b);
                    })
                    .toList();
        }
    }

    /** Bytes of a file, or of all files of a folder; 0 if it does not exist. */
    long size(String name) throws IOException {
        Path path = folder.resolve(name);
        if (!Files.exists(path)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(path)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    /** Names of an object's fields, in their order. */
    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
