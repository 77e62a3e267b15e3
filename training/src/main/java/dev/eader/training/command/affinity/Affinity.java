package dev.eader.training.command.affinity;

import picocli.CommandLine.Command;

/** The affinity pass (PSA): from attention maps to pseudo-labels that follow objects. */
@Command(
        name = "affinity",
        mixinStandardHelpOptions = true,
        description =
                "The affinity pass (Ahn & Kwak 2018): learns which neighbours belong together from where attention"
                        + " is sure, and lets attention walk among them.",
        subcommands = {AffinityTrain.class, AffinityWalk.class})
public final class Affinity {}
