package dev.eader.training.student;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.eader.training.network.Scalars;
import dev.eader.training.optimisation.BinaryCrossEntropy;
import dev.eader.training.optimisation.RateSchedule;
import dev.eader.training.optimisation.Sgd;
import java.util.Map;

/**
 * Trains a student on pseudo-labels of pixels and, at the same time, its classifier on image-level labels. Not thread-safe: all
 * calls must come from the thread that created it.
 */
public final class StudentTraining {
    private final NDManager manager;
    private final Student student;
    private final Sgd optimizer;
    private final Settings settings;

    /**
     * @param classification weight of the classifier's loss, at least 0
     * @param bootstrap share of the student's own prediction in the target, in [0,1), which reduces the influence of wrong
     *     labels (Reed et al. 2015)
     * @param total number of steps
     * @param power exponent of the polynomial decay of the learning rate; 0 keeps it constant
     */
    public record Settings(double classification, double bootstrap, long total, double power) {
        /** @throws IllegalArgumentException if a value is out of its range */
        public Settings {
            if (!(bootstrap >= 0 && bootstrap < 1)) {
                throw new IllegalArgumentException("the bootstrap share must be in [0,1), but is " + bootstrap);
            }
            if (!(classification >= 0)) {
                throw new IllegalArgumentException(
                        "the weight of the classification loss must be at least 0, but is " + classification);
            }
        }
    }

    /**
     * Measurements of one step.
     *
     * @param segmentation cross-entropy, the mean over labelled cells
     * @param classification binary cross-entropy, the mean over images and classes
     * @param gradient norm of the gradient before clipping
     */
    public record Losses(double segmentation, double classification, double gradient) {}

    public StudentTraining(NDManager manager, Student student, Sgd optimizer, Settings settings) {
        this.manager = manager;
        this.student = student;
        this.optimizer = optimizer;
        this.settings = settings;
    }

    /** All arrays of a checkpoint, by part and name. Writing into these arrays restores the state. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = student.state();
        state.put("momentum", optimizer.state());
        return state;
    }

    /**
     * Trains on one batch.
     *
     * @param step number of the step, from 0
     * @throws ArithmeticException if the gradient is not finite
     */
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
                classification = BinaryCrossEntropy.of(output.scores(), classes);
                collector.backward(segmentation.add(Scalars.times(classification, settings.classification())));
            }
            double gradient = optimizer.step(
                    RateSchedule.polynomial(settings.total(), settings.power()).factor(step));
            student.requireGradients(false);
            return new Losses(segmentation.getFloat(), classification.getFloat(), gradient);
        }
    }

    /** @param labelled number of labelled cells */
    private NDArray crossEntropy(NDArray logits, NDArray targets, long labelled) {
        NDArray logProbabilities = logits.logSoftmax(1);
        NDArray mixed = targets;
        if (settings.bootstrap() > 0) {
            NDArray own = logProbabilities.stopGradient().exp().mul(targets.sum(new int[] {1}, true));
            mixed = Scalars.times(targets, 1 - settings.bootstrap()).add(Scalars.times(own, settings.bootstrap()));
        }
        NDArray sum = logProbabilities.mul(mixed).sum().neg();
        return Scalars.times(sum, 1. / Math.max(1, labelled));
    }
}
