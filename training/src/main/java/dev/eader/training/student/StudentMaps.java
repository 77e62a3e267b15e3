package dev.eader.training.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
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
import java.nio.ByteBuffer;

/** What a student says of pictures, over one view or the mean of several: logits less background's, and scores. */
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

    /** At the size that the student sees at scale 1, as {@link LogitMargins#maps}. */
    @Override
    public AttentionMaps maps(Dataset.Sample sample) {
        Pixels pixels = sample.pixels();
        InputSize size = InputSize.of(pixels.width(), pixels.height(), views.longSide());
        return margins(pixels, size.width(), size.height()).maps();
    }

    /**
     * One view at a time, so that memory is that of the largest.
     *
     * @param width of the result, which half-pixel sampling takes to that of the picture
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
                    NDArray input = input(scope, pixels.resize(size.width(), size.height()));
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

    /** [views, 3, height, width] in [0,1]. */
    private NDArray input(NDManager scope, Pixels pixels) {
        Shape shape = new Shape(1, pixels.height(), pixels.width(), 3);
        NDArray bytes = scope.create(ByteBuffer.wrap(pixels.rgb()), shape, DataType.UINT8);
        NDArray planes = bytes.toType(DataType.FLOAT32, false).div(255).transpose(0, 3, 1, 2);
        return views.flip() ? NDArrays.concat(new NDList(planes, planes.flip(3))) : planes;
    }

    /** [1, classes, height, width] */
    private NDArray margins(NDArray logits, InputSize size, int width, int height) {
        NDArray margins = logits.get(new NDIndex(":,1:")).sub(logits.get(new NDIndex(":,0:1")));
        SampleGrid cells = SampleGrid.ofFeatureMap(
                size.width(), size.height(), student.head().fine().axis());
        SampleGrid pixels = SampleGrid.covering(width, height, size.width(), size.height());
        NDArray drawn = Resampling.of(cells, pixels).apply(margins);
        if (!views.flip()) {
            return drawn;
        }
        // drawn before it is mirrored back, as cells do not look at their own middle
        return drawn.get(new NDIndex("0:1"))
                .add(drawn.get(new NDIndex("1:2")).flip(3))
                .div(2);
    }
}
