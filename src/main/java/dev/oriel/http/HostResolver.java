package dev.oriel.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host. Threads: any, several at a time. Blocking: as the system's resolver does.
@FunctionalInterface
public interface HostResolver {
    /// Asks the system.
    HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// @return at least one, the best first
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
