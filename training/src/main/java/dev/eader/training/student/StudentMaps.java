package dev.eader.training.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.eader.training.attention.AttentionMaps;
import dev.eader.training.attention.AttentionSource;
import dev.eader.training.attention.InputSize;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Resampling;
import dev.eader.training.network.SampleGrid;

/** Runs a student on images, averaging logit margins and scores over one or more views. Not thread-safe. */
public final class StudentMaps implements AttentionSource {
    private final Student student;
    private final NDManager manager;
    private final Views views;

    /** @param manager on the student's device */
    public StudentMaps(Student student, NDManager manager, Views views) {
        this.student = student;
        this.manager = manager;
        this.views = views;
    }

    /** Computes {@link LogitMargins#maps} at the size of the student's input at scale 1. */
    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        Pixels pixels = sample.pixels();
        InputSize size = InputSize.of(pixels.width(), pixels.height(), views.longSide());
        return margins(pixels, size.width(), size.height()).maps();
    }

    /**
     * Computes the mean margins over all views. Views run one at a time, to limit memory to that of the largest.
     *
     * @param width of the result, in pixels, which covers the whole image
     * @param height of the result, in pixels
     */
    public LogitMargins margins(Pixels pixels, int width, int height) {
        int classes = student.network().classes();
        try (NDManager sum = manager.newSubManager()) {
            NDArray margins = sum.zeros(new Shape(1, classes, height, width));
            NDArray scores = sum.zeros(new Shape(classes));
            for (double scale : views.scales()) {
                int longSide = (int) Math.round(views.longSide() * scale);
                InputSize size = InputSize.of(pixels.width(), pixels.height(), longSide);
                try (NDManager scope = manager.newSubManager()) {
                    NDArray input = views.input(scope, pixels.resize(size.width(), size.height()));
                    Student.Output output = student.forward(student.network().normalize(input));
                    margins.addi(margins(output.logits(), size, width, height));
                    scores.addi(Activation.sigmoid(output.scores()).mean(new int[] {0}));
                }
            }
            float views = this.views.scales().size();
            return LogitMargins.of(
                    width,
                    height,
                    scores.div(views).toFloatArray(),
                    margins.div(views).toFloatArray());
        }
    }

    /** Margins at the size of the result, [1, classes, height, width]. */
    private NDArray margins(NDArray logits, InputSize size, int width, int height) {
        NDArray margins = logits.get(new NDIndex(":,1:")).sub(logits.get(new NDIndex(":,0:1")));
        SampleGrid cells = SampleGrid.ofFeatureMap(
                size.width(), size.height(), student.head().fine().axis());
        SampleGrid pixels = SampleGrid.covering(width, height, size.width(), size.height());
        NDArray resampled = Resampling.of(cells, pixels).apply(margins);
        if (!views.flip()) {
            return resampled;
        }
        // resampled before mirroring back, because the cells' positions are not symmetric
        return resampled
                .get(new NDIndex("0:1"))
                .add(resampled.get(new NDIndex("1:2")).flip(3))
                .div(2);
    }
}
