package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Instances join and leave beside a permanent one, some by SIGTERM and some by SIGKILL. Long form: {@code
 * -Deader.faults.rebalances=20 -Deader.faults.seed=N}.
 */
class RebalanceIT {
    private static final int GUESTS = Integer.getInteger("eader.faults.rebalances", 2);
    private static final long SEED = Long.getLong("eader.faults.seed", 17);
    private static final int MORE = 100;

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void joining_and_leaving_instances_leave_exactly_one_outcome_per_frame() throws Exception {
        var random = new SplittableRandom(SEED);
        var broker = processes.broker();
        processes.service(broker, Processes.SHORT_TIMEOUT);
        int killed = 0;
        try (var account = new Account(
                broker.bootstrap(),
                Topics.prefixed(processes.topicPrefix()),
                new Scenes(29)::frame,
                Integer.MAX_VALUE,
                200)) {
            account.awaitAnswered(MORE);
            boolean orderly = random.nextBoolean();
            for (int guest = 1; guest <= GUESTS; guest++) {
                var instance = processes.service(broker, Processes.SHORT_TIMEOUT);
                instance.awaitReady();
                account.awaitAnswered(account.answered() + MORE + random.nextInt(MORE));
                if (orderly) {
                    instance.signal("TERM");
                    assertThat(instance.exitCode(Duration.ofSeconds(60))).isZero();
                } else {
                    instance.kill();
                    killed++;
                }
                orderly = !orderly;
                account.awaitAnswered(account.answered() + MORE);
            }
            account.settle();
            account.print("instances that join and leave, " + GUESTS + " of which killed " + killed + ", seed " + SEED);
            account.assertExactlyOnce();
            assertThat(account.answers()).allMatch(answer -> answer.hasResult());
            assertThat(account.deadLetters()).isZero();
        }
    }
}
