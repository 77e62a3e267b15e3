package dev.eader.fetch;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Decides whether an address is on the public Internet, that is, not in IANA's special-purpose address registries
 * (RFC 6890). Those contain private networks and the link-local address at which clouds serve credentials.
 */
public final class PublicAddress {

    private static final List<Range> SPECIAL = List.of(
            Range.of("0.0.0.0", 8), // this network
            Range.of("10.0.0.0", 8), // private
            Range.of("100.64.0.0", 10), // carrier-grade NAT
            Range.of("127.0.0.0", 8), // loopback
            Range.of("169.254.0.0", 16), // link-local, and cloud metadata
            Range.of("172.16.0.0", 12), // private
            Range.of("192.0.0.0", 24), // protocol assignments
            Range.of("192.0.2.0", 24), // documentation
            Range.of("192.88.99.0", 24), // 6to4 relays
            Range.of("192.168.0.0", 16), // private
            Range.of("198.18.0.0", 15), // benchmarks
            Range.of("198.51.100.0", 24), // documentation
            Range.of("203.0.113.0", 24), // documentation
            Range.of("224.0.0.0", 3)); // multicast, reserved, broadcast

    /** Global unicast. All other IPv6 addresses, such as loopback and unique local ones, are not public. */
    private static final Range GLOBAL_6 = Range.of("2000::", 3);

    private static final List<Range> SPECIAL_6 = List.of(
            Range.of("2001::", 23), // Teredo and other protocol assignments
            Range.of("2001:db8::", 32), // documentation
            Range.of("2002::", 16), // 6to4: contains an IPv4 address
            Range.of("3fff::", 20)); // documentation

    private PublicAddress() {}

    /** Java represents an IPv4 address mapped to IPv6 (::ffff:0:0/96) as IPv4, so it is checked as such. */
    static boolean isPublic(InetAddress address) {
        if (address instanceof Inet6Address) {
            return GLOBAL_6.contains(address) && SPECIAL_6.stream().noneMatch(range -> range.contains(address));
        }
        return SPECIAL.stream().noneMatch(range -> range.contains(address));
    }

    private record Range(byte[] start, int bits) {
        static Range of(String start, int bits) {
            try {
                return new Range(InetAddress.getByName(start).getAddress(), bits);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean contains(InetAddress address) {
            return Arrays.equals(prefix(start), prefix(address.getAddress()));
        }

        private byte[] prefix(byte[] bytes) {
            return new BigInteger(1, bytes).shiftRight(8 * bytes.length - bits).toByteArray();
        }
    }
}
