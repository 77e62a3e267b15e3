package dev.eader.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands for the time after the training.
 *
 * @param evaluate command that measures the model on masks
 * @param longer command that trains longer; empty if the run used the longest profile or its options are unknown
 * @param profile of that command
 */
record NextSteps(List<String> evaluate, List<String> longer, String profile) {
    private static final List<String> PROFILES = List.of("quick", "standard", "best");
    private static final List<String> PROGRAM = List.of("java", "-jar", "training/target/eader-training.jar");

    static NextSteps of(RunFiles files, Part<JsonNode> fit, String name) throws IOException {
        String model = files.model();
        List<String> evaluate = new ArrayList<>(PROGRAM);
        if (model.equals("student")) {
            evaluate.add("student");
        }
        evaluate.addAll(List.of("evaluate", files.folder().resolve(model).toString(), "--voc", "DATA"));
        if (files.card().exists() && files.card().content().has("longSide")) {
            evaluate.addAll(List.of(
                    "--input-size", files.card().content().get("longSide").asText()));
        }
        List<String> longer = List.of();
        String profile = null;
        if (fit.exists() && fit.content().path("images").isTextual()) {
            int next = PROFILES.indexOf(fit.content().path("profile").asText()) + 1;
            if (next > 0 && next < PROFILES.size()) {
                profile = PROFILES.get(next);
                List<String> words = new ArrayList<>(PROGRAM);
                words.addAll(
                        List.of("fit", "--images", fit.content().path("images").asText()));
                words.addAll(List.of("--out", files.folder() + "-" + profile, "--name", name, "--profile", profile));
                longer = Texts.command(words);
            }
        }
        return new NextSteps(Texts.command(evaluate), longer, profile);
    }
}
