package dev.eader.faults;

import static dev.eader.faults.ServiceProcess.data;
import static dev.eader.faults.ServiceProcess.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A broker is stopped for a while, then killed and restarted with its log, while frames are sent. Long form: {@code -Deader.faults.outages=10}.
 */
class BrokerIT {
    private static final int OUTAGES = Integer.getInteger("eader.faults.outages", 1);
    private static final int MORE = 100;

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void stalled_and_killed_broker_leaves_one_outcome_per_frame() throws Exception {
        var broker = processes.ownBroker();
        var service = processes.service(broker, Processes.SHORT_TIMEOUT);
        try (var account = new Account(
                broker.bootstrap(),
                Topics.prefixed(processes.topicPrefix()),
                new Scenes(31)::frame,
                Integer.MAX_VALUE,
                200)) {
            service.awaitReady();
            for (int outage = 1; outage <= OUTAGES; outage++) {
                account.awaitAnswered(account.answered() + MORE);
                broker.signal("STOP");
                awaitDown(service);
                broker.signal("CONT");
                service.awaitReady();
                account.awaitAnswered(account.answered() + MORE);

                broker.kill();
                awaitDown(service);
                assertThat(up(service.health("live"))).isTrue();
                broker = processes.restart(broker);
                broker.bootstrap();
                service.awaitReady();
            }
            account.awaitAnswered(account.answered() + MORE);
            account.settle();
            account.print("broker stalled and killed, " + OUTAGES + " times each");
            account.assertExactlyOnce();
            assertThat(account.answers()).allMatch(answer -> answer.hasResult());
            assertThat(account.deadLetters()).isZero();
        }
    }

    private static void awaitDown(ServiceProcess service) {
        service.awaitHealth(
                "ready",
                health ->
                        !up(health) && data(health, "topics", "broker").asText().equals("does not answer"));
    }
}
