package dev.eader.training.command.figures;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.EvaluationOptions;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.data.Dataset;
import dev.eader.training.figure.Legend;
import dev.eader.training.figure.Overlay;
import dev.eader.training.figure.PictureGrid;
import dev.eader.training.network.Network;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws attention of several runs to the same pictures: a row for each class present, a column for each run. */
@Command(name = "grid", description = "Draws the attention of several runs, with a row for each class present.")
final class GridFigure implements Callable<Integer> {
    @Option(names = "--runs", required = true, split = ",", paramLabel = "RUN", description = "Folders of runs.")
    List<Path> folders;

    @Option(names = "--ids", required = true, split = ",", paramLabel = "ID", description = "Ids of the pictures.")
    List<String> ids;

    @Mixin
    EvaluationOptions data;

    @Mixin
    ViewOptions viewing;

    @Mixin
    DeviceOptions device;

    @Option(names = "--out", defaultValue = "grid.png", description = "The PNG file.")
    Path out;

    @Override
    public Integer call() throws IOException {
        List<ErasingRun> runs = FiguresCommand.runs(folders);
        RunData first = runs.get(0).trainingData();
        List<Dataset.Sample> samples = samples(data.open(first));
        List<List<AttentionMaps>> maps = new ArrayList<>();
        for (int run = 0; run < runs.size(); run++) {
            maps.add(maps(new RunFolder(folders.get(run)), runs.get(run), samples));
        }
        List<String> columns = new ArrayList<>(List.of("image"));
        columns.addAll(FiguresCommand.names(folders));
        PictureGrid grid = new PictureGrid("Attention to the classes present", columns);
        for (int i = 0; i < samples.size(); i++) {
            Dataset.Sample sample = samples.get(i);
            BufferedImage picture = sample.pixels().toImage();
            for (int c = 0; c < first.classes().size(); c++) {
                if (sample.labels()[c] > .5) {
                    List<BufferedImage> cells = new ArrayList<>(List.of(picture));
                    for (List<AttentionMaps> run : maps) {
                        AttentionMaps of = run.get(i);
                        cells.add(Overlay.heat(picture, of.attention()[c], of.width(), of.height()));
                    }
                    grid.add(sample.id() + ": " + first.classes().get(c), cells);
                }
            }
        }
        return FiguresCommand.write(grid.draw(width -> Legend.heat(width, "attention")), out);
    }

    private List<AttentionMaps> maps(RunFolder folder, ErasingRun run, List<Dataset.Sample> samples)
            throws IOException {
        try (NDManager manager = NDManager.newBaseManager(device.device());
                Network localizer = run.trained(manager, folder)) {
            AttentionSource source = new NetworkMaps(localizer, manager, viewing.views());
            return samples.stream().map(source::maps).toList();
        }
    }

    private List<Dataset.Sample> samples(Dataset dataset) {
        List<String> known = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            known.add(dataset.id(i));
        }
        List<Dataset.Sample> samples = new ArrayList<>();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("--ids: " + data.split() + " has no image " + id + "; it has "
                        + known.size() + " images, from " + known.get(0) + " to " + known.get(known.size() - 1));
            }
            samples.add(dataset.sample(known.indexOf(id)));
        }
        return samples;
    }
}
