package dev.eader.training.command;

import dev.eader.training.collection.CollectionAssessment;
import dev.eader.training.collection.CollectionReport;
import dev.eader.training.collection.PrepareSettings;
import dev.eader.training.collection.PreparedFolder;
import dev.eader.training.collection.ReportTable;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.run.Progress;
import dev.eader.training.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prepares a photo collection for training. */
@Command(
        name = "prepare",
        description = {
            "Reads and checks a photo collection, and writes a folder for --voc of the other commands.",
            "Accepted are a folder for each class (_background: pictures of no class), labels.csv, the VOC devkit and"
                    + " COCO. Repeat an interrupted command to continue."
        })
final class Prepare implements Callable<Integer> {
    @Option(names = "--images", required = true, paramLabel = "FOLDER", description = "Folder of the photos.")
    Path images;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Folder for the prepared data.")
    Path out;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Labels: FILE.csv with id,split,labels, or FILE.json of COCO.")
    Path labels;

    @Option(names = "--background", paramLabel = "FOLDER", description = "Folder of pictures that show no class.")
    Path background;

    @Option(
            names = "--validation",
            defaultValue = "0.15",
            paramLabel = "SHARE",
            description = "Share of validation pictures if the collection has no split.")
    @Range(min = 0, max = .5, aboveMin = true)
    double validation;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the split.")
    @Range(min = -0x1p63, max = 0x1p63)
    long seed;

    @Option(
            names = "--max-side",
            defaultValue = "512",
            paramLabel = "PIXELS",
            description = "Longest side of a prepared picture; larger photos are scaled.")
    @Range(min = 64, max = 8192)
    int maxSide;

    @Option(names = "--skip-bad", description = "Leave out files that cannot be used instead of stopping.")
    boolean isSkippingBad;

    @Override
    public Integer call() throws IOException {
        PreparedFolder folder = new PreparedFolder(
                new PrepareSettings(images, labels, background, out, validation, seed, maxSide, isSkippingBad));
        Optional<CollectionReport> finished = folder.finished();
        if (finished.isPresent()) {
            System.out.print(ReportTable.of(finished.get()));
            System.out.println(out + " is already prepared");
            return 0;
        }
        try (Progress bar = Progress.of("prepare", folder.size())) {
            folder.check(bar::step);
        }
        CollectionAssessment assessment = folder.assess();
        System.out.print(ReportTable.of(assessment.report()));
        if (!assessment.errors().isEmpty()) {
            throw new DatasetException(images + " cannot be trained on: " + String.join("; ", assessment.errors()));
        }
        folder.write(assessment);
        System.out.println("prepared data in " + out);
        return 0;
    }
}
