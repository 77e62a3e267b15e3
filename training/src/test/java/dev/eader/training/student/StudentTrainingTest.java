package dev.eader.training.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import dev.eader.training.attention.Views;
import dev.eader.training.data.Pixels;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.SampleAxis;
import dev.eader.training.optimisation.Sgd;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StudentTrainingTest {
    private static final int SIDE = 64;
    private static final int SQUARE = 20;
    private static final int BATCH = 8;

    @Test
    void student_segments_squares_at_their_position() {
        try (NDManager manager = NDManager.newBaseManager();
                Student student = student(manager)) {
            StudentTraining training = training(manager, student, 0);
            Random random = new Random(3);
            double first = 0;
            double last = 0;
            for (int step = 0; step < 60; step++) {
                StudentTraining.Losses losses = training.step(step, batch(student, random));
                first += step < 5 ? losses.segmentation() / 5 : 0;
                last += step >= 55 ? losses.segmentation() / 5 : 0;
            }
            assertThat(first).isCloseTo(Math.log(2), offset(.3));
            assertThat(last).isLessThan(first / 3);

            StudentMaps maps = new StudentMaps(student, manager, Views.single(SIDE));
            double[] beside = new double[2];
            for (int i = 0; i < 12; i++) {
                int left = random.nextInt(4, SIDE - SQUARE - 4);
                int top = random.nextInt(4, SIDE - SQUARE - 4);
                LogitMargins margins = maps.margins(picture(left, top, random), SIDE, SIDE);
                double[] centre = centre(margins.labels(new boolean[] {true}, 0));
                beside[0] += (centre[0] - left - (SQUARE - 1) / 2.) / 12;
                beside[1] += (centre[1] - top - (SQUARE - 1) / 2.) / 12;
                assertThat(margins.labels(new boolean[] {false}, 0)).containsOnly(0);
            }
            assertThat(beside[0]).isCloseTo(0, offset(1.));
            assertThat(beside[1]).isCloseTo(0, offset(1.));
        }
    }

    @Test
    void mirrored_image_gives_mirrored_margins() {
        try (NDManager manager = NDManager.newBaseManager();
                Student student = student(manager)) {
            Pixels picture = picture(20, 30, new Random(1));
            Views both = new Views(SIDE, List.of(1.), true);
            LogitMargins views = new StudentMaps(student, manager, both).margins(picture, SIDE, SIDE);
            LogitMargins mirrored = new StudentMaps(student, manager, both).margins(mirror(picture), SIDE, SIDE);

            for (int i = 0; i < SIDE * SIDE; i++) {
                int other = i / SIDE * SIDE + SIDE - 1 - i % SIDE;
                assertThat(views.margins()[0][i]).isCloseTo(mirrored.margins()[0][other], offset(1e-4f));
            }
        }
    }

    @Test
    void bootstrapped_target_reduces_the_gradient() {
        try (NDManager manager = NDManager.newBaseManager();
                Student plain = student(manager);
                Student bootstrapped = student(manager)) {
            StudentTraining.Losses without = training(manager, plain, 0).step(0, batch(plain, new Random(5)));
            StudentTraining.Losses with =
                    training(manager, bootstrapped, .5).step(0, batch(bootstrapped, new Random(5)));

            // both labels are nearly equally probable: both targets have a loss of ln 2, but one has a smaller gradient
            assertThat(with.segmentation()).isCloseTo(without.segmentation(), offset(.1));
            assertThat(with.gradient()).isLessThan(without.gradient());
        }
    }

    private static Student student(NDManager manager) {
        return new Student(manager, Architecture.of("resnet18x0.125:16"), 1, 16, 1);
    }

    private static StudentTraining training(NDManager manager, Student student, double bootstrap) {
        Sgd steps = new Sgd(manager, student, Sgd.Settings.sgd(.02, 2, .9, 1e-4, 1));
        return new StudentTraining(manager, student, steps, new StudentTraining.Settings(.1, bootstrap, 60, .9));
    }

    private static LabelledBatch batch(Student student, Random random) {
        SampleAxis axis = student.head().fine().axis();
        int cells = SIDE / 4;
        float[] pixels = new float[BATCH * 3 * SIDE * SIDE];
        float[] targets = new float[BATCH * 2 * cells * cells];
        float[] classes = new float[BATCH];
        for (int i = 0; i < BATCH; i++) {
            int left = random.nextInt(SIDE - SQUARE);
            int top = random.nextInt(SIDE - SQUARE);
            classes[i] = 1;
            Pixels picture = picture(left, top, random);
            float[] planes = picture.crop(0, 0, SIDE, SIDE, SIDE, SIDE, false);
            System.arraycopy(planes, 0, pixels, i * planes.length, planes.length);
            for (int cell = 0; cell < cells * cells; cell++) {
                double x = cell % cells * 4 + axis.origin();
                double y = cell / cells * 4 + axis.origin();
                boolean in = x >= left && x < left + SQUARE && y >= top && y < top + SQUARE;
                targets[((i * 2) + (in ? 1 : 0)) * cells * cells + cell] = 1;
            }
        }
        return new LabelledBatch(BATCH, SIDE, cells, pixels, classes, targets, BATCH * cells * cells);
    }

    private static Pixels picture(int left, int top, Random random) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        random.nextBytes(rgb);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            boolean in = x >= left && x < left + SQUARE && y >= top && y < top + SQUARE;
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) ((rgb[3 * i + c] & 255) / 4 + (in ? 160 : 30));
            }
        }
        return new Pixels(SIDE, SIDE, rgb);
    }

    private static Pixels mirror(Pixels pixels) {
        byte[] rgb = new byte[pixels.rgb().length];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int other = i / SIDE * SIDE + SIDE - 1 - i % SIDE;
            System.arraycopy(pixels.rgb(), 3 * i, rgb, 3 * other, 3);
        }
        return new Pixels(SIDE, SIDE, rgb);
    }

    private static double[] centre(byte[] labels) {
        double x = 0;
        double y = 0;
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 1) {
                x += i % SIDE;
                y += i / SIDE;
                count++;
            }
        }
        return new double[] {x / count, y / count};
    }
}
