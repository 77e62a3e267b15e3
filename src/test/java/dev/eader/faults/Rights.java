package dev.eader.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Reads the ACLs of a user from the table in src/docs/security.md. */
record Rights(String user, List<AclBinding> acls) {

    private static final Path DOCUMENT = Path.of("src/docs/security.md");
    private static final String HEAD = "| User | Resource | Name | Pattern | Operations |";

    /** The ACLs that the document lists for this user. */
    static Rights documented(String user) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int head = 0;
        while (!lines.get(head).startsWith(HEAD)) {
            head++;
        }
        return new Rights(
                user,
                lines.stream()
                        .skip(head + 2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> Arrays.stream(line.split("\\|"))
                                .map(cell -> cell.replace("`", "").strip())
                                .toList())
                        .filter(cells -> cells.get(1).equals(user))
                        .flatMap(Rights::acls)
                        .toList());
    }

    private static Stream<AclBinding> acls(List<String> cells) {
        var resource = new ResourcePattern(
                Arrays.stream(ResourceType.values())
                        .filter(type -> type.name().replace("_", "").equalsIgnoreCase(cells.get(2)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no resource: " + cells)),
                cells.get(3),
                PatternType.fromString(cells.get(4).toUpperCase(Locale.ROOT)));
        return Arrays.stream(cells.get(5).split(", *"))
                .map(operation -> new AclBinding(
                        resource,
                        new AccessControlEntry(
                                "User:" + cells.get(1),
                                "*",
                                AclOperation.fromString(operation),
                                AclPermissionType.ALLOW)));
    }
}
