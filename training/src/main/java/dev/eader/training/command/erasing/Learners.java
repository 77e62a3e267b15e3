package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.eader.training.data.Dataset;
import dev.eader.training.erasing.NetworkTrainer;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Both players of a run; one and the same where they share everything. */
public record Learners(NetworkTrainer localizer, NetworkTrainer adversary) {

    /**
     * With the weights that a fresh run starts from.
     *
     * @param dataset to calibrate batch normalisation on
     */
    public static Learners fresh(Run run, Dataset dataset, NDManager manager) throws IOException {
        Initialization initialization = new Initialization(run, dataset, manager);
        Network locating = run.localizer(manager);
        initialization.apply(locating, run.localizerInit());
        Network opposing = run.sharing() == WeightSharing.ALL ? locating : run.adversary(manager);
        if (opposing != locating) {
            initialization.apply(opposing, run.adversaryInit());
        }
        return of(run, manager, locating, opposing);
    }

    /** With any weights, for a checkpoint to fill. */
    public static Learners empty(Run run, NDManager manager) {
        Network locating = run.localizer(manager);
        return of(run, manager, locating, run.sharing() == WeightSharing.ALL ? locating : run.adversary(manager));
    }

    private static Learners of(Run run, NDManager manager, Network locating, Network opposing) {
        if (run.sharing() == WeightSharing.BACKBONE) {
            opposing.shareWeightsOf(locating);
        }
        NetworkTrainer localizer = new NetworkTrainer(manager, locating, run.localizerSteps(), run.averaging());
        return new Learners(
                localizer,
                opposing == locating ? localizer : new NetworkTrainer(manager, opposing, run.adversarySteps(), 0));
    }

    /** What a checkpoint holds. */
    public Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>(localizer.state("localizer"));
        if (adversary != localizer) {
            state.putAll(adversary.state("adversary"));
        }
        return state;
    }
}
