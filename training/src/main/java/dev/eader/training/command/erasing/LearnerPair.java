package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.erasing.Learner;
import dev.eader.training.erasing.Sharing;
import dev.eader.training.network.Calibration;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Localizer and adversary of a run with their optimisers. Both are the same object if the networks share all weights. */
record LearnerPair(Learner localizer, Learner adversary) {

    /**
     * Makes the networks.
     *
     * @param dataset for the calibration of batch normalisation; null leaves random weights, for a checkpoint to replace
     */
    static LearnerPair of(ErasingRun run, Dataset dataset, NDManager manager) throws IOException {
        Network localizer = run.localizer(manager);
        boolean isOne = run.networks().sharing() == Sharing.ALL;
        Network adversary = isOne ? localizer : run.adversary(manager);
        if (dataset != null) {
            initialize(localizer, run.networks().localizerInit(), run, dataset, manager);
            if (!isOne) {
                initialize(adversary, run.networks().adversaryInit(), run, dataset, manager);
            }
        }
        if (run.networks().sharing() == Sharing.BACKBONE) {
            adversary.share(localizer);
        }
        ErasingRun.Optimization settings = run.optimization();
        Learner first = new Learner(manager, localizer, settings.localizerSteps(), settings.averaging());
        return new LearnerPair(first, isOne ? first : new Learner(manager, adversary, settings.adversarySteps(), 0));
    }

    private static void initialize(Network network, String from, ErasingRun run, Dataset dataset, NDManager manager)
            throws IOException {
        if (from != null
                && new InitialWeights(Path.of(from))
                        .load(manager, network, run.trainingData().classes())) {
            calibrate(network, run, dataset, manager);
        }
    }

    private static void calibrate(Network network, ErasingRun run, Dataset dataset, NDManager manager) {
        ErasingRun.Sampling sampling = run.sampling();
        try (NDManager scope = manager.newSubManager();
                Batches batches = new Batches(dataset, sampling.augmentation(), sampling.batch(), sampling.seed(), 0)) {
            Batches.Batch batch = batches.next();
            int side = sampling.augmentation().size();
            Shape shape = new Shape(batch.size(), 3, side, side);
            Calibration.run(network, network.normalize(scope.create(batch.pixels(), shape)));
        }
    }

    /** Arrays of a checkpoint, by part and name. */
    Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>(localizer.state("localizer"));
        if (adversary != localizer) {
            state.putAll(adversary.state("adversary"));
        }
        return state;
    }
}
