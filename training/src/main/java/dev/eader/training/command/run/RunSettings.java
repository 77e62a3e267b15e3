package dev.eader.training.command.run;

/** Settings of a training run of any kind, stored as {@code run.json}. */
public interface RunSettings {
    RunData trainingData();

    /** Pictures per step. */
    int batch();

    /** Steps of the whole run. */
    long totalSteps();

    /** Seed of the initial weights, of the order of the pictures and of generated scenes. */
    long seed();
}
