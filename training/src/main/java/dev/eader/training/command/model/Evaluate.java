package dev.eader.training.command.model;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.NetworkMaps;
import dev.eader.training.attention.NetworkScores;
import dev.eader.training.attention.RefinedMaps;
import dev.eader.training.attention.Refinement;
import dev.eader.training.attention.Views;
import dev.eader.training.command.erasing.ErasingRun;
import dev.eader.training.command.options.CriterionOptions;
import dev.eader.training.command.options.DeviceOptions;
import dev.eader.training.command.options.EvaluationOptions;
import dev.eader.training.command.options.Range;
import dev.eader.training.command.options.RefineOptions;
import dev.eader.training.command.options.ViewOptions;
import dev.eader.training.command.run.JsonFiles;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.student.StudentRun;
import dev.eader.training.data.Dataset;
import dev.eader.training.evaluation.ContactSheet;
import dev.eader.training.evaluation.Evaluation;
import dev.eader.training.evaluation.EvaluationCard;
import dev.eader.training.evaluation.LabelEvaluation;
import dev.eader.training.network.Network;
import dev.eader.training.student.Student;
import dev.eader.training.student.StudentMaps;
import dev.eader.training.threshold.BackgroundCriterion;
import dev.eader.training.threshold.ConstantThreshold;
import dev.eader.training.threshold.Criterion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates a run against masks or, without masks, against image-level labels; writes a card and a contact sheet. */
public abstract class Evaluate implements Callable<Integer> {
    private static final int SHEET_PICTURES = 24;

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    Path folder;

    @Mixin
    EvaluationOptions data;

    @Mixin
    ViewOptions viewing;

    @Mixin
    CriterionOptions criteria;

    @Mixin
    DeviceOptions device;

    /** Evaluates a localizer. */
    @Command(
            name = "evaluate",
            description = "Evaluates a run against masks, or without masks against image-level labels; writes card.json"
                    + " and contact-sheet.jpg into its folder. With --scales or --flip the names end in -multi-scale,"
                    + " with --refine in -refined.")
    public static final class OfLocalizer extends Evaluate {
        @Mixin
        RefineOptions refining;

        @Option(names = "--per-class-thresholds", description = "Also choose a background threshold per class.")
        boolean perClass;

        @Override
        public Integer call() throws IOException {
            Views views = viewing.views();
            Refinement refinement = refining.refinement();
            RunFolder source = new RunFolder(folder);
            ErasingRun run = ErasingRun.read(source);
            Dataset dataset = data.open(run.trainingData());
            try (NDManager manager = NDManager.newBaseManager(device.device());
                    Network localizer = run.trained(manager, source)) {
                AttentionSource plain = new NetworkMaps(localizer, manager, views);
                AttentionSource maps = refinement == null ? plain : new RefinedMaps(plain, refinement, manager);
                NetworkScores scores = new NetworkScores(localizer, manager);
                evaluate(
                        run.trainingData(),
                        dataset,
                        maps,
                        new Evaluation(maps, views),
                        perClass,
                        refinement,
                        Criterion.OTSU,
                        name -> name.create(ConstantThreshold.CAM, manager, scores::scores));
            }
            return 0;
        }
    }

    /** Evaluates a student with the same measures. */
    @Command(
            name = "evaluate",
            description = "Evaluates a student against masks, or without masks against image-level labels; writes"
                    + " card.json and contact-sheet.jpg into its folder. With --scales or --flip the names end in"
                    + " -multi-scale. A background threshold of 0.5 is the argmax.")
    public static final class OfStudent extends Evaluate {
        @Option(
                names = "--scores",
                split = ",",
                defaultValue = "0.05,0.1,0.2,0.3,0.4,0.5,0.6",
                description = "With masks, score thresholds to choose from. A class with a lower score gets no pixel; 0"
                        + " allows all.")
        @Range(min = 0, max = 1)
        List<Double> scores;

        @Override
        public Integer call() throws IOException {
            Views views = viewing.views();
            RunFolder source = new RunFolder(folder);
            StudentRun run = StudentRun.read(source);
            Dataset dataset = data.open(run.trainingData());
            double[] candidates =
                    scores.stream().mapToDouble(Double::doubleValue).toArray();
            try (NDManager manager = NDManager.newBaseManager(device.device());
                    Student student = run.trained(manager, source)) {
                AttentionSource maps = new StudentMaps(student, manager, views);
                NetworkScores classifier = new NetworkScores(student.network(), manager);
                evaluate(
                        run.trainingData(),
                        dataset,
                        maps,
                        new Evaluation(maps, views, candidates),
                        false,
                        null,
                        Criterion.AGREEMENT,
                        name -> name.create(ConstantThreshold.ARGMAX, manager, classifier::scores));
            }
            return 0;
        }
    }

    final void evaluate(
            RunData run,
            Dataset dataset,
            AttentionSource maps,
            Evaluation evaluation,
            boolean perClass,
            Refinement refinement,
            Criterion preferred,
            Function<Criterion, BackgroundCriterion> criterion)
            throws IOException {
        if (criteria.isComparison()) {
            data.requireMasks(run);
            new CompareCriteria(
                            maps,
                            () -> Arrays.stream(Criterion.values())
                                    .map(criterion)
                                    .toList(),
                            criteria.pictures())
                    .print(dataset, run.labelled("train", criteria.pictures(), 1));
            return;
        }
        EvaluationCard card;
        try (ProgressBar bar = new ProgressBar("evaluate", dataset.size())) {
            if (data.hasMasks(run)) {
                card = evaluation.run(dataset, data.name(run), perClass, bar::stepTo);
            } else {
                List<BackgroundCriterion> chosen =
                        criteria.criteria(preferred).stream().map(criterion).toList();
                card = new LabelEvaluation(maps, viewing.views(), chosen).run(dataset, data.name(run), bar::stepTo);
            }
            card = card.refinedBy(refinement);
        }
        boolean isRefined = refinement != null;
        JsonFiles.write(folder.resolve(RunFolder.cardName(viewing.views(), isRefined)), card);
        ContactSheet sheet = new ContactSheet(run.classes());
        EvaluationCard written = card;
        RunData.spread(dataset, SHEET_PICTURES)
                .mapToObj(dataset::sample)
                .forEach(sample -> sheet.add(sample, maps.maps(sample), written));
        sheet.write(folder.resolve(RunFolder.contactSheetName(viewing.views(), isRefined)));
        CardText.print(card, System.out);
    }
}
