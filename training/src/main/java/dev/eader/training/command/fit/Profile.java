package dev.eader.training.command.fit;

/** Size and length of the passes. The numbers of {@code STANDARD} were chosen on photographs of six animal classes. */
enum Profile {
    /** One small classifier, a short erasing game and a small student. */
    QUICK(
            384,
            new Length(3, 150, 600),
            null,
            224,
            new Length(1, 48, 200),
            384,
            "1",
            null,
            null,
            new Length(4, 200, 800),
            128,
            224,
            false),
    /** All passes. */
    STANDARD(
            480,
            new Length(3, 240, 1500),
            new Length(2, 150, 1000),
            320,
            new Length(1, 96, 600),
            512,
            "0.75,1.25",
            new Length(1.5, 120, 600),
            new Length(3, 240, 1500),
            new Length(2.5, 200, 1500),
            192,
            288,
            false),
    /** Longer passes, and a second student that learns from the first one's label maps. */
    BEST(
            480,
            new Length(5, 480, 3000),
            new Length(4, 300, 2000),
            320,
            new Length(4, 296, 1200),
            512,
            "0.75,1.25",
            new Length(3, 240, 1200),
            new Length(4, 400, 3000),
            new Length(4, 400, 3000),
            192,
            320,
            true);

    /** Long side of the model's input, in pixels. */
    final int inputSize;
    /** Classifier on small crops. */
    final Length small;
    /** Classifier on large crops; null for none. */
    final Length plain;
    /** Side of the crops of the last classifier and of erasing, in pixels. */
    final int crop;

    final Length erasing;
    /** Long side at which attention is computed and refined, in pixels. */
    final int attentionSize;

    final String scales;
    /** Null for no affinity. */
    final Length affinity;
    /** Student on the first pseudo-labels; null for none. */
    final Length firstStudent;

    final Length student;
    /** Channels of the student's head. */
    final int channels;
    /** Side of the student's crops, in pixels. */
    final int studentCrop;
    /** Whether a second student learns from the first. */
    final boolean isRepeated;

    /**
     * Length of a training.
     *
     * @param epochs passes over the pictures
     * @param min smallest number of steps, for few pictures
     * @param max largest number of steps, for many pictures
     */
    record Length(double epochs, int min, int max) {
        /** @param perEpoch steps of one pass over the pictures */
        long steps(long perEpoch) {
            return Math.max(min, Math.min(max, Math.round(epochs * perEpoch)));
        }
    }

    Profile(
            int inputSize,
            Length small,
            Length plain,
            int crop,
            Length erasing,
            int attentionSize,
            String scales,
            Length affinity,
            Length firstStudent,
            Length student,
            int channels,
            int studentCrop,
            boolean isRepeated) {
        this.inputSize = inputSize;
        this.small = small;
        this.plain = plain;
        this.crop = crop;
        this.erasing = erasing;
        this.attentionSize = attentionSize;
        this.scales = scales;
        this.affinity = affinity;
        this.firstStudent = firstStudent;
        this.student = student;
        this.channels = channels;
        this.studentCrop = studentCrop;
        this.isRepeated = isRepeated;
    }
}
