package dev.eader.training.command.fit;

/** Size and length of the passes. The numbers of {@code STANDARD} were chosen on photographs of six animal classes. */
enum Profile {
    /** One classifier on small crops, a short erasing game and a small student. */
    QUICK(
            384,
            new Length(3, 200, 600),
            null,
            224,
            new Length(1, 48, 200),
            new Maps(384, "1"),
            null,
            new Length(4, 200, 800),
            new Head(128, 224),
            null),
    /** All passes. */
    STANDARD(
            480,
            new Length(3, 240, 1500),
            new Length(1, 100, 1000),
            320,
            new Length(1, 96, 600),
            new Maps(448, "1"),
            new Length(1.5, 120, 600),
            new Length(2.75, 240, 1500),
            new Head(96, 288),
            new Maps(448, "1")),
    /** Longer passes, and maps at several scales. */
    BEST(
            480,
            new Length(5, 480, 3000),
            new Length(2, 300, 2000),
            320,
            new Length(4, 296, 1200),
            new Maps(512, "0.75,1.25"),
            new Length(1.5, 240, 1200),
            new Length(5.5, 400, 3000),
            new Head(192, 288),
            new Maps(480, "0.75,1,1.25"));

    /** Long side of the model's input, in pixels. */
    final int inputSize;
    /** Classifier on small crops. */
    final Length small;
    /** Classifier on large crops; null for none. */
    final Length plain;
    /** Side of the crops of the last classifier and of erasing, in pixels. */
    final int crop;

    final Length erasing;
    /** Attention maps that become pseudo-labels. */
    final Maps attention;
    /** Null for no affinity. */
    final Length affinity;
    /** Each student. */
    final Length student;

    final Head head;
    /** Maps of a first student, from which the student learns; null for one student. */
    final Maps repeated;

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

    /**
     * Maps that become pseudo-labels.
     *
     * @param longSide of the pictures at scale 1, in pixels
     * @param scales factors of the long side whose maps are averaged, separated by commas
     */
    record Maps(int longSide, String scales) {
        int count() {
            return scales.split(",").length;
        }
    }

    /**
     * Student network.
     *
     * @param channels of its head
     * @param crop side of the crops it is trained on, in pixels
     */
    record Head(int channels, int crop) {}

    Profile(
            int inputSize,
            Length small,
            Length plain,
            int crop,
            Length erasing,
            Maps attention,
            Length affinity,
            Length student,
            Head head,
            Maps repeated) {
        this.inputSize = inputSize;
        this.small = small;
        this.plain = plain;
        this.crop = crop;
        this.erasing = erasing;
        this.attention = attention;
        this.affinity = affinity;
        this.student = student;
        this.head = head;
        this.repeated = repeated;
    }
}
