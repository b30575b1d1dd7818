package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
    private final AddressLimit limit = new AddressLimit(() -> 2, InetAddress::isLoopbackAddress);

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void anAddressHasSoManyConnectionsAndNoMore() {
        assertThat(limit.come(address("192.0.2.1"))).isTrue();
        assertThat(limit.come(address("192.0.2.1"))).isTrue();
        assertThat(limit.come(address("192.0.2.1"))).isFalse();
        assertThat(limit.come(address("192.0.2.2"))).isTrue();
        limit.left(address("192.0.2.1"));
        assertThat(limit.come(address("192.0.2.1"))).isTrue();
        assertThat(limit.come(address("192.0.2.1"))).as("one had stayed").isFalse();
    }

    @Test
    void oneNetworkOfIpv6CountsAsOneAddress() {
        assertThat(limit.come(address("2001:db8::1"))).isTrue();
        assertThat(limit.come(address("2001:db8::2"))).isTrue();
        assertThat(limit.come(address("2001:db8::3"))).isFalse();
        assertThat(limit.come(address("2001:db8:0:1::3"))).isTrue();
    }

    @Test
    void thisMachineHasNoLimit() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.come(address("127.0.0.1"))).isTrue();
        }
    }
}
