package dev.eader.training.command.affinity;

import picocli.CommandLine.Command;

/** Groups the commands of the affinity method PSA (Ahn and Kwak 2018). */
@Command(
        name = "affinity",
        description = "Refines attention maps with the affinity of neighbouring cells (PSA, Ahn and Kwak 2018).",
        subcommands = {AffinityTrain.class, AffinityWalk.class})
public final class AffinityCommand {}
