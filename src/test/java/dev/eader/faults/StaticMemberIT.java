package dev.eader.faults;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances with static group membership, as the pods of a StatefulSet. */
class StaticMemberIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    final Processes processes = new Processes();

    @Test
    void replaced_instance_gets_its_partitions_back_without_rebalance() throws Exception {
        var broker = processes.broker();
        var first = instance(broker, "pod-0");
        var second = instance(broker, "pod-1");
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()))) {
            second.awaitReady();
            Awaitility.await("both at work").atMost(PATIENCE).until(() -> {
                Map<String, MemberDescription> members = members(admin);
                return members.size() == 2
                        && members.values().stream()
                                .noneMatch(member -> partitions(member).isEmpty());
            });
            Map<String, MemberDescription> before = members(admin);
            double rebalances = rebalances(second);

            first.signal("TERM");
            assertThat(first.exitCode(Duration.ofSeconds(20))).isZero();
            instance(broker, "pod-0").awaitReady();

            // a static member does not leave the group; its successor has another member id
            String gone = before.get("pod-0-1").consumerId();
            Awaitility.await("the new one to be a member")
                    .atMost(PATIENCE)
                    .until(
                            () -> members(admin).get("pod-0-1"),
                            member -> member != null && !member.consumerId().equals(gone));
            assertThat(partitions(members(admin))).isEqualTo(partitions(before));
            assertThat(rebalances(second)).isEqualTo(rebalances);
        }
    }

    private ServiceProcess instance(BrokerProcess broker, String name) throws Exception {
        return processes.service(
                broker, "eader.stream.instance=" + name, "kafka-streams.consumer.session.timeout.ms=60000");
    }

    /** Members by instance name; empty while the group is not stable. */
    private Map<String, MemberDescription> members(Admin admin) throws Exception {
        var group = admin.describeConsumerGroups(List.of(processes.name()))
                .describedGroups()
                .get(processes.name())
                .get();
        return group.groupState() != GroupState.STABLE
                ? Map.of()
                : group.members().stream()
                        .collect(toMap(member -> member.groupInstanceId().orElse(""), member -> member));
    }

    private static Map<String, List<TopicPartition>> partitions(Map<String, MemberDescription> members) {
        return members.entrySet().stream().collect(toMap(Map.Entry::getKey, member -> partitions(member.getValue())));
    }

    private static List<TopicPartition> partitions(MemberDescription member) {
        return member.assignment().topicPartitions().stream()
                .sorted((one, other) -> one.partition() - other.partition())
                .toList();
    }

    private static double rebalances(ServiceProcess service) throws Exception {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("kafka_consumer_coordinator_rebalance_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
