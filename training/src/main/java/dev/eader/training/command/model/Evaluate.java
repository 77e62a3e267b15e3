package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.attention.RefinedMaps;
import dev.eader.training.attention.Refinement;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.EvaluationOptions;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.Checkpoint;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.data.Dataset;
import dev.eader.training.evaluation.ContactSheet;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a run's localizer, and leaves a card and pictures in its folder. */
@Command(
        name = "evaluate",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Measures a run against masks; writes card.json and contact-sheet.jpg into its folder,"
                + " card-multi-scale.json and contact-sheet-multi-scale.jpg with --scales or --flip, and with --refine"
                + " likewise -refined.")
public final class Evaluate implements Callable<Integer> {
    private static final int SHEET = 24;

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    public Path folder;

    @Mixin
    public EvaluationOptions data;

    @Mixin
    public ViewOptions viewing;

    @Mixin
    public RefineOptions refining;

    @Option(
            names = "--per-class-thresholds",
            description = "Also search a background threshold for each class; the card tells of both.")
    public boolean perClass;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Override
    public Integer call() throws IOException {
        Views views = viewing.views();
        Refinement refinement = refining.refinement();
        Run run = Run.read(folder);
        Dataset dataset = data.open(run);
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Network localizer = run.localizer(manager)) {
            Checkpoint.in(folder).readLocalizer(manager, localizer);
            AttentionSource plain = new NetworkMaps(localizer, manager, views);
            AttentionSource source = refinement == null ? plain : new RefinedMaps(plain, refinement, manager);
            Evaluation evaluation = new Evaluation(source, views);
            EvaluationCard card;
            try (ProgressBar bar = new ProgressBar("evaluate", dataset.size())) {
                card = evaluation
                        .run(dataset, data.name(run), perClass, bar::stepTo)
                        .refinedBy(refinement);
            }
            JsonFiles.write(folder.resolve(card(views, refinement)), card);
            ContactSheet sheet = new ContactSheet(run.classes());
            for (int i = 0; i < Math.min(SHEET, dataset.size()); i++) {
                Dataset.Sample sample = dataset.sample(i * dataset.size() / Math.min(SHEET, dataset.size()));
                sheet.add(sample, source.maps(sample), card);
            }
            sheet.write(folder.resolve("contact-sheet" + suffix(views, refinement) + ".jpg"));
            System.out.printf(
                    Locale.ROOT,
                    "mIoU %.2f labels given, %.2f labels predicted (background %.2f, score %.2f; labels right %.1f%%)%n",
                    card.labelsGiven().meanIou(),
                    card.labelsPredicted().meanIou(),
                    card.backgroundThreshold(),
                    card.scoreThreshold(),
                    card.labelAccuracy());
            System.out.println("labels given " + card.labelsGiven().iou());
            System.out.println("labels predicted " + card.labelsPredicted().iou());
            if (card.perClass() != null) {
                System.out.printf(
                        Locale.ROOT,
                        "with thresholds %s: mIoU %.2f labels given, %.2f labels predicted%n",
                        card.perClass().thresholds(),
                        card.perClass().labelsGiven().meanIou(),
                        card.perClass().labelsPredicted().meanIou());
            }
        }
        return 0;
    }

    /** Name of the card in the run's folder. */
    public static String card(Views views, Refinement refinement) {
        return "card" + suffix(views, refinement) + ".json";
    }

    /** {@code card.json} and {@code card-refined.json} are what `export` goes by, and a stream looks once. */
    private static String suffix(Views views, Refinement refinement) {
        return (views.isSingle() ? "" : "-multi-scale") + (refinement == null ? "" : "-refined");
    }
}
