package dev.eader.faults;

import static dev.eader.faults.ServiceProcess.data;
import static dev.eader.faults.ServiceProcess.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eader.broker.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A broker that answers nobody for a while, and one that is killed and comes back with its log, while frames stream. The
 * long form: {@code -Deader.faults.outages=10}.
 */
class BrokerIT {
    private static final int OUTAGES = Integer.getInteger("eader.faults.outages", 1);
    private static final int MORE = 100;

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void each_frame_has_exactly_one_outcome_when_the_broker_stalls_or_dies_and_health_tells() throws Exception {
        var broker = processes.broker();
        var service = processes.service(broker, Processes.QUICK);
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
                broker = processes.again(broker);
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
