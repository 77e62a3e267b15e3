package dev.eader.training.student;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.eader.training.erasing.EaderLoss;
import dev.eader.training.network.Scalars;
import dev.eader.training.optimisation.RateSchedule;
import dev.eader.training.optimisation.Sgd;
import java.util.Map;

/** Teaches a student what its labels say of pixels, and goes on teaching it what image-level labels say of pictures. */
public final class StudentTraining {
    private final NDManager manager;
    private final Student student;
    private final Sgd steps;
    private final Settings settings;

    /**
     * @param classification weight of the classifier's loss
     * @param bootstrap share of the target that the student's own prediction has, in [0,1): what it is sure of then weighs
     *     against labels that are wrong (Reed et al. 2015)
     * @param total steps
     * @param power of the polynomial decay of the learning rate; 0 keeps it constant
     */
    public record Settings(double classification, double bootstrap, long total, double power) {
        /** @throws IllegalArgumentException naming what is out of range */
        public Settings {
            if (!(bootstrap >= 0 && bootstrap < 1)) {
                throw new IllegalArgumentException("bootstrap takes a share in [0,1), not " + bootstrap);
            }
            if (!(classification >= 0)) {
                throw new IllegalArgumentException("the classifier's weight is at least 0, not " + classification);
            }
        }

        /** What is left of the learning rate, in (0,1]. */
        double rate(long step) {
            return RateSchedule.polynomial(total, power).factor(step);
        }
    }

    /**
     * @param segmentation cross-entropy, mean over sure cells
     * @param classification binary cross-entropy, mean over classes
     * @param gradient norm before clipping
     */
    public record Losses(double segmentation, double classification, double gradient) {}

    public StudentTraining(NDManager manager, Student student, Sgd steps, Settings settings) {
        this.manager = manager;
        this.student = student;
        this.steps = steps;
        this.settings = settings;
    }

    /** All that a checkpoint must hold, in parts. Writing into these arrays restores it. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = student.state();
        state.put("momentum", steps.state());
        return state;
    }

    public Losses step(long step, LabelledBatch batch) {
        try (NDManager scope = manager.newSubManager()) {
            int n = batch.size();
            NDArray pixels = scope.create(batch.pixels(), new Shape(n, 3, batch.side(), batch.side()));
            int known = student.network().classes();
            NDArray classes = scope.create(batch.classes(), new Shape(n, known));
            NDArray targets = scope.create(batch.targets(), new Shape(n, known + 1, batch.cells(), batch.cells()));
            student.requireGradients(true);
            NDArray segmentation;
            NDArray classification;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                Student.Output output = student.forward(student.network().normalize(pixels));
                segmentation = crossEntropy(output.logits(), targets, batch.labelled());
                classification = EaderLoss.binaryCrossEntropy(output.scores(), classes);
                collector.backward(segmentation.add(Scalars.times(classification, settings.classification())));
            }
            double gradient = steps.step(settings.rate(step));
            student.requireGradients(false);
            return new Losses(segmentation.getFloat(), classification.getFloat(), gradient);
        }
    }

    private NDArray crossEntropy(NDArray logits, NDArray targets, long sure) {
        NDArray logarithms = logits.logSoftmax(1);
        NDArray wanted = targets;
        if (settings.bootstrap() > 0) {
            NDArray own = logarithms.stopGradient().exp().mul(targets.sum(new int[] {1}, true));
            wanted = Scalars.times(targets, 1 - settings.bootstrap()).add(Scalars.times(own, settings.bootstrap()));
        }
        NDArray sum = logarithms.mul(wanted).sum().neg();
        return Scalars.times(sum, 1. / Math.max(1, sure));
    }
}
