package dev.eader.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kills one of two instances with SIGKILL, repeatedly. Long form: {@code -Deader.faults.frames=20000 -Deader.faults.kills=20
 * -Deader.faults.seed=N}.
 */
class KillIT {
    private static final int FRAMES = Integer.getInteger("eader.faults.frames", 2000);
    private static final int KILLS = Integer.getInteger("eader.faults.kills", 3);
    private static final long SEED = Long.getLong("eader.faults.seed", 17);
    private static final Duration END = Duration.ofSeconds(60);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void killed_instances_leave_exactly_one_outcome_per_frame() throws Exception {
        try (var account = kill(KILLS, FRAMES, "exactly_once_v2")) {
            account.print("kill -9 of one of 2 instances, exactly_once_v2, kills " + KILLS + ", seed " + SEED);
            account.assertExactlyOnce();
            assertThat(account.answers()).allMatch(answer -> answer.hasResult());
            assertThat(account.deadLetters()).isZero();
        }
    }

    @Test
    void at_least_once_duplicates_have_the_same_identity() throws Exception {
        int kills = Math.max(1, KILLS / 3);
        int frames = FRAMES / 2;
        try (var account = kill(kills, frames, "at_least_once")) {
            account.print("kill -9 of one of 2 instances, at_least_once, kills " + kills + ", seed " + SEED);
            account.assertAtLeastOnce();
            assertThat(account.answers()).allMatch(answer -> answer.hasResult());
        }
    }

    private Account kill(int kills, int frames, String guarantee) throws Exception {
        var random = new SplittableRandom(SEED);
        var broker = processes.broker();
        var topics = Topics.prefixed(processes.topicPrefix());
        var account = new Account(broker.bootstrap(), topics, new Scenes(23)::frame, frames, frames);
        account.awaitSent(frames);
        List<ServiceProcess> instances = new ArrayList<>(List.of(start(broker, guarantee), start(broker, guarantee)));
        int share = frames / (kills + 2);
        for (int kill = 1; kill <= kills; kill++) {
            // at a random point of its share of the frames, so that each instance leaves some unanswered
            account.awaitAnswered(share * kill - random.nextInt(share / 2));
            int victim = random.nextInt(instances.size());
            instances.get(victim).kill();
            assertThat(account.answered())
                    .as("kill %d fell in the middle", kill)
                    .isLessThan(frames);
            instances.set(victim, start(broker, guarantee));
        }
        account.settle();
        for (ServiceProcess instance : instances) {
            instance.signal("TERM");
            assertThat(instance.exitCode(END)).isZero();
        }
        return account;
    }

    private ServiceProcess start(BrokerProcess broker, String guarantee) throws Exception {
        return processes.service(broker, Processes.SHORT_TIMEOUT, "eader.stream.guarantee=" + guarantee);
    }
}
