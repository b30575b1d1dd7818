package dev.oriel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundaryTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1,LOOPBACK", "127.9.9.9,LOOPBACK", "0.0.0.0,LOOPBACK", "0.1.2.3,LOOPBACK", "::1,LOOPBACK", "::,LOOPBACK",
        "::ffff:127.0.0.1,LOOPBACK", "64:ff9b::7f00:1,LOOPBACK", "::7f00:1,LOOPBACK", "2002:7f00:1::,LOOPBACK",
        "169.254.169.254,LINK_LOCAL", "fe80::1,LINK_LOCAL", "64:ff9b::a9fe:a9fe,LINK_LOCAL", "10.0.0.1,PRIVATE",
        "172.16.0.1,PRIVATE", "172.31.255.255,PRIVATE", "192.168.1.1,PRIVATE", "fd00::1,PRIVATE", "fc00::1,PRIVATE",
        "fec0::1,PRIVATE", "100.64.0.1,SHARED", "100.127.1.1,SHARED", "198.18.0.1,SHARED", "198.19.0.1,SHARED",
        "192.0.0.1,SHARED", "224.0.0.1,SHARED", "255.255.255.255,SHARED", "ff02::1,SHARED", "172.32.0.1,PUBLIC",
        "100.128.0.1,PUBLIC", "8.8.8.8,PUBLIC", "2001:4860::8888,PUBLIC", "64:ff9b::808:808,PUBLIC", "203.0.113.7,PUBLIC"})
    void reachOfAnAddress(String address, Reach reach) throws UnknownHostException {
        assertThat(Reach.of(InetAddress.getByName(address))).isEqualTo(reach);
    }

    @Test
    void aCameraOfTheInternetPointsToNothingLocal() throws UnknownHostException {
        var boundary = boundary("cam.example", "203.0.113.7");
        assertThat(may(boundary, "other.example", "198.51.100.1")).isTrue();
        for (String local : new String[]{"127.0.0.1", "::1", "192.168.1.1", "169.254.169.254", "fd00::1", "100.64.0.1"}) {
            assertThat(may(boundary, "other.example", local)).as(local).isFalse();
        }
    }

    @Test
    void aCameraOfTheHousePointsToItsLikeAndNotToThisMachine() throws UnknownHostException {
        var boundary = boundary("192.168.1.20", "192.168.1.20");
        assertThat(may(boundary, "192.168.1.21", "192.168.1.21")).isTrue();
        assertThat(may(boundary, "10.0.0.1", "10.0.0.1")).isTrue();
        assertThat(may(boundary, "cdn.example", "203.0.113.7")).isTrue();
        assertThat(may(boundary, "localhost", "127.0.0.1")).isFalse();
        assertThat(may(boundary, "metadata", "169.254.169.254")).isFalse();
    }

    @Test
    void theCamerasOwnHostIsWhatTheUserSaid() throws UnknownHostException {
        var boundary = new Boundary(HttpAddress.parse("http://Camera/"));
        assertThat(may(boundary, "camera", "127.0.0.1")).isTrue();
        assertThat(may(boundary, "other", "127.0.0.1")).isFalse();
    }

    @Test
    void theCamerasOwnNameLeadsNowhereNearerThanAtFirst() throws UnknownHostException {
        var boundary = boundary("cam.example", "203.0.113.7");
        for (String local : new String[]{"127.0.0.1", "::1", "192.168.1.1", "169.254.169.254"}) {
            assertThat(may(boundary, "cam.example", local)).as(local).isFalse();
            boundary.connected("cam.example", InetAddress.getByName(local));
            assertThat(may(boundary, "other.example", local)).as(local).isFalse();
        }
        assertThat(may(boundary, "cam.example", "198.51.100.1")).isTrue();
        var house = boundary("camera", "192.168.1.20");
        assertThat(may(house, "camera", "127.0.0.1")).isFalse();
        assertThat(may(house, "camera", "192.168.1.33")).isTrue();
    }

    @Test
    void ofSeveralAddressesThoseNearerThanTheBestAreLeftOut() throws UnknownHostException {
        var boundary = new Boundary(HttpAddress.parse("http://cam.example/"));
        var house = InetAddress.getByName("192.168.1.20");
        var internet = InetAddress.getByName("203.0.113.7");
        var machine = InetAddress.getByName("127.0.0.1");
        assertThat(boundary.allowed("cam.example", List.of(internet, machine, house))).containsExactly(internet);
        assertThat(boundary.allowed("cam.example", List.of(house, internet, machine))).containsExactly(house, internet);
        boundary.connected("cam.example", internet);
        assertThat(boundary.allowed("cam.example", List.of(machine, house, internet))).containsExactly(internet);
    }

    private static Boundary boundary(String host, String address) throws UnknownHostException {
        var boundary = new Boundary(HttpAddress.parse("http://" + host + "/"));
        boundary.connected(host, InetAddress.getByName(address));
        return boundary;
    }

    private static boolean may(Boundary boundary, String host, String address) throws UnknownHostException {
        return boundary.mayPointTo(host, InetAddress.getByName(address));
    }
}
