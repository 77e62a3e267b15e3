package dev.eader.training.command.fit;

/** The passes that turn attention into pseudo-labels, and those that train a student on them. */
final class StudentPasses {
    private final PassList list;

    private StudentPasses(PassList list) {
        this.list = list;
    }

    static void add(PassList list) {
        StudentPasses passes = new StudentPasses(list);
        passes.pseudoLabels();
        passes.students();
    }

    private void pseudoLabels() {
        list.pass("attention", "attention maps of the training pictures", "attention", list.path(list.localizer()))
                .option("--resume", null)
                .option("--out", list.path("attention"))
                .option("--input-size", String.valueOf(list.profile.attention.longSide()))
                .option("--scales", list.profile.attention.scales())
                .device()
                .add(list.training
                        * 0.1
                        * list.profile.attention.count()
                        * PassList.area(list.profile.attention.longSide(), 512));
        labels("labels", "attention", "2", "auto", "0.07");
        if (list.profile.affinity == null || !list.isWanted("affinity")) {
            return;
        }
        long steps = list.profile.affinity.steps(list.perEpoch());
        list.pass("affinity", "affinity of neighbouring cells", "affinity", "train")
                .option("--voc", list.path(Pass.DATA))
                .option("--out", list.path("affinity"))
                .option("--confident", list.path("labels"))
                .option("--init", list.path(list.localizer()))
                .training(steps)
                .add(steps * 1.7);
        list.pass("walk", "attention spread by affinity", "affinity", "walk", list.path("affinity"))
                .option("--voc", list.path(Pass.DATA))
                .option("--attention", list.path("attention"))
                .option("--out", list.path("walk"))
                .option("--beta", "8")
                .option("--steps", "64")
                .option("--background", "0.55")
                .device()
                .add(list.training * 0.2);
        labels("labels-affinity", "walk", "1", "0.52", "0.06");
    }

    private void labels(String name, String maps, String iterations, String background, String unsure) {
        list.pass(name, "pseudo-labels from refined maps", "refine", list.path(maps))
                .option("--voc", list.path(Pass.DATA))
                .option("--out", list.path(name))
                .option("--input-size", String.valueOf(list.profile.attention.longSide()))
                .option("--refine", iterations)
                .option("--background", background)
                .option("--unsure", unsure)
                .add(list.training * 0.07 * PassList.area(list.profile.attention.longSide(), 512));
    }

    /** The student; a first one writes its pseudo-labels if the list.profile has two. */
    private void students() {
        String labels = list.has("labels-affinity") ? "labels-affinity" : "labels";
        Profile.Maps maps = list.profile.repeated;
        if (maps == null || !list.isWanted("student") || !list.isWanted("student-first")) {
            student("student", labels, list.localizer());
            return;
        }
        student("student-first", labels, list.localizer());
        list.pass(
                        "labels-student",
                        "pseudo-labels of the first student",
                        "student",
                        "pseudo",
                        list.path("student-first"))
                .option("--out", list.path("labels-student"))
                .option("--input-size", String.valueOf(maps.longSide()))
                .option("--scales", maps.scales())
                .option("--flip", null)
                .option("--sure", "0.6")
                .device()
                .add(list.training * 0.25 * maps.count() * PassList.area(maps.longSide(), 480));
        student("student", "labels-student", "student-first");
    }

    private void student(String name, String labels, String init) {
        if (list.isWanted(name)) {
            long steps = list.profile.student.steps(list.perEpoch());
            int crop = list.profile.head.crop();
            list.pass(name, "segmentation network on " + labels, "student", "train")
                    .option("--voc", list.path(Pass.DATA))
                    .option("--out", list.path(name))
                    .option("--pseudo-labels", list.path(labels))
                    .option("--init", list.path(init))
                    .option("--channels", String.valueOf(list.profile.head.channels()))
                    .option("--size", String.valueOf(crop))
                    .option("--rate", "0.005")
                    .training(steps)
                    .add(steps * 1.75 * PassList.area(crop, 256));
        }
    }
}
