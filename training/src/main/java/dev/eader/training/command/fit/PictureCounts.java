package dev.eader.training.command.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Numbers of pictures in a prepared folder. */
record PictureCounts(int training, int validation) {
    static PictureCounts read(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("labels.csv"));
        int training =
                (int) lines.stream().filter(line -> line.contains(",train,")).count();
        int validation =
                (int) lines.stream().filter(line -> line.contains(",val,")).count();
        return new PictureCounts(training, validation);
    }
}
