package dev.eader.training.command.fit;

/** The passes that train and measure a localizer: plain classifiers, then adversarial erasing. */
final class LocalizerPasses {
    private static final int SMALL_CROP = 224;

    private final PassList list;

    private LocalizerPasses(PassList list) {
        this.list = list;
    }

    /** @throws IllegalArgumentException if all passes that train a localizer are skipped */
    static void add(PassList list) {
        new LocalizerPasses(list).classifiers();
    }

    private void classifiers() {
        classifier("plain-small", list.profile.small, SMALL_CROP, 0.4, 0.004, initial());
        if (list.profile.plain != null) {
            classifier(
                    "plain",
                    list.profile.plain,
                    list.profile.crop,
                    0.3,
                    0.003,
                    list.has("plain-small") ? list.path("plain-small") : initial());
        }
        String from = list.first("plain", "plain-small");
        if (list.isWanted("erasing")) {
            long steps = list.profile.erasing.steps(list.perEpoch());
            PassList.Builder pass = train("erasing", "adversarial erasing", steps, list.profile.crop, 0.3)
                    .option("--adversary", list.options.adversary)
                    .option("--alpha", "1")
                    .option("--omega", "10")
                    .option("--rate", "0.003")
                    .option("--adversary-rate", "0.01")
                    .option("--warm-up", "4")
                    .option("--localizer-turn", "12")
                    .option("--adversary-turn", "12");
            init(pass, from == null ? initial() : list.path(from));
            if (from != null) {
                pass.option("--adversary-init", list.path(from));
            }
            pass.add(steps * 1.8 * PassList.area(list.profile.crop, SMALL_CROP));
        }
        if (list.localizer() == null) {
            throw new IllegalArgumentException("--skip leaves no pass that trains a localizer; keep one of plain-small,"
                    + (list.profile.plain == null ? "" : " plain") + " and erasing");
        }
        list.pass("evaluate-erasing", "quality of the localizer", "evaluate", list.path(list.localizer()))
                .option("--without-masks", null)
                .option("--input-size", String.valueOf(list.profile.attention.longSide()))
                .device()
                .add(list.validation * 0.19 * PassList.area(list.profile.attention.longSide(), 448));
    }

    private void classifier(String name, Profile.Length length, int crop, double leastArea, double rate, String init) {
        if (list.isWanted(name)) {
            long steps = length.steps(list.perEpoch());
            // one network is localizer and adversary, so that no second network is trained
            PassList.Builder pass = train(name, "classifier on crops of " + crop + " pixels", steps, crop, leastArea)
                    .option("--share", "all")
                    .option("--alpha", "0")
                    .option("--localizer-turn", "1")
                    .option("--rate", String.valueOf(rate));
            init(pass, init);
            pass.add(steps * 1.2 * PassList.area(crop, SMALL_CROP));
        }
    }

    private PassList.Builder train(String name, String title, long steps, int crop, double leastArea) {
        return list.pass(name, title, "train")
                .option("--voc", list.path(Pass.DATA))
                .option("--out", list.path(name))
                .option("--localizer", list.options.localizer)
                .option("--size", String.valueOf(crop))
                .option("--least-area", String.valueOf(leastArea))
                .option("--classifier-factor", "10")
                .option("--clip", "1")
                .option("--power", "0.9")
                .training(steps);
    }

    private String initial() {
        return list.options.init == null ? null : list.options.init.toString();
    }

    private static void init(PassList.Builder pass, String from) {
        if (from != null) {
            pass.option("--init", from);
        }
    }
}
