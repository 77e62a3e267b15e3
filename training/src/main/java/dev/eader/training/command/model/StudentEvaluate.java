package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.Run;
import dev.eader.training.command.options.EvaluationOptions;
import dev.eader.training.command.options.Form;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.Dataset;
import dev.eader.training.evaluation.ContactSheet;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a student by the localizer's protocol. */
@Command(
        name = "evaluate",
        showDefaultValues = true,
        mixinStandardHelpOptions = true,
        description = "Measures a student against masks; writes card.json and contact-sheet.jpg into its folder,"
                + " card-multi-scale.json and contact-sheet-multi-scale.jpg with --scales or --flip. The background"
                + " threshold 0.5 is the plain argmax.")
public final class StudentEvaluate implements Callable<Integer> {
    private static final int SHEET = 24;

    @Parameters(paramLabel = "RUN", description = "Folder of the student's run.")
    public Path folder;

    @Mixin
    public EvaluationOptions data;

    @Mixin
    public ViewOptions viewing;

    @Option(
            names = "--scores",
            split = ",",
            defaultValue = "0.05,0.1,0.2,0.3,0.4,0.5,0.6",
            description = "Score thresholds to choose from, below which a class has no pixel; 0 is no gate.")
    @Range(min = 0, max = 1)
    public List<Double> scores;

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or gpu:N.")
    @Form(pattern = Form.DEVICE, accepts = "cpu or gpu:N")
    public String device;

    @Override
    public Integer call() throws IOException {
        Views views = viewing.views();
        // card.json is what `export` goes by, and a stream looks once
        String of = views.isSingle() ? "" : "-multi-scale";
        StudentRun run = StudentRun.read(folder);
        Dataset dataset = data.open(run);
        double[] candidates = scores.stream().mapToDouble(Double::doubleValue).toArray();
        try (NDManager manager = NDManager.newBaseManager(Run.device(device));
                Student student = run.trained(manager, folder)) {
            StudentMaps source = new StudentMaps(student, manager, views);
            EvaluationCard card;
            try (ProgressBar bar = new ProgressBar("evaluate", dataset.size())) {
                card = new Evaluation(source, views, candidates).run(dataset, data.name(run), false, bar::stepTo);
            }
            JsonFiles.write(folder.resolve("card" + of + ".json"), card);
            ContactSheet sheet = new ContactSheet(run.classes());
            int shown = Math.min(SHEET, dataset.size());
            for (int i = 0; i < shown; i++) {
                Dataset.Sample sample = dataset.sample(i * dataset.size() / shown);
                sheet.add(sample, source.maps(sample), card);
            }
            sheet.write(folder.resolve("contact-sheet" + of + ".jpg"));
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
        }
        return 0;
    }
}
